import Glibc
import Synchronization
package import Vocabulary

/// Something that a result is being written to.
package final class OpenDestination: Sendable {
  private let descriptor: OpenDescriptor
  private let name: String

  /// The file that is replaced in the end, and the name that the new one has until then.
  private let replacing: (temporary: String, file: String, folder: String)?

  /// The temporary file's number among those that a signal removes.
  private let unfinished: Int?

  /// Takes what has been opened.
  ///
  /// - Parameters:
  ///   - descriptor: its descriptor.
  ///   - name: what it is called in messages.
  ///   - isOwned: whether it is closed in the end.
  ///   - replacing: the names of a file that is replaced; nil of what is no file.
  init(
    _ descriptor: CInt, name: String, isOwned: Bool,
    replacing: (temporary: String, file: String, folder: String)? = nil
  ) {
    self.descriptor = OpenDescriptor(descriptor, isOwned: isOwned)
    self.name = name
    self.replacing = replacing
    unfinished = replacing.flatMap { UnfinishedFiles.add($0.temporary) }
  }

  /// The path that a file has until it is committed; nil of what is no file.
  package var temporaryPath: String? { replacing?.temporary }

  deinit {
    // Not committed: nothing is left. What was committed has another name now.
    if let replacing, !descriptor.isClosed { unsafe unlink(replacing.temporary) }
    if let unfinished { UnfinishedFiles.remove(unfinished) }
  }

  /// Writes bytes.
  ///
  /// - Parameter bytes: what follows what was written before.
  /// - Throws: a ``CaudalError`` that says why that is impossible.
  package func write(_ bytes: [UInt8]) throws(CaudalError) {
    let code = writeAll(bytes, to: descriptor.number)
    if code != 0 { throw failure(code) }
  }

  /// Ends: what was written is all. A file gets its name.
  ///
  /// - Throws: a ``CaudalError`` that says why that is impossible.
  package func commit() throws(CaudalError) {
    guard let replacing else {
      let code = descriptor.close()
      if code != 0 { throw failure(code) }
      return
    }
    var code = fsync(descriptor.number) == 0 ? 0 : errno
    let closing = descriptor.close()
    if code == 0 { code = closing }
    if code == 0, unsafe rename(replacing.temporary, replacing.file) != 0 { code = errno }
    guard code == 0 else {
      unsafe unlink(replacing.temporary)
      throw failure(code)
    }
    Self.makeDurable(folder: replacing.folder)
  }

  /// Makes a new name in a folder survive a crash of the machine, where the file system can.
  static func makeDurable(folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private func failure(_ code: CInt) -> CaudalError {
    CaudalError(.inputOutput, "\(name): \(unsafe String(cString: strerror(code)))")
  }
}

/// A descriptor that is closed once.
private final class OpenDescriptor: Sendable {
  let number: CInt
  private let isOwned: Bool
  private let closed = Atomic(false)

  init(_ number: CInt, isOwned: Bool) {
    self.number = number
    self.isOwned = isOwned
  }

  deinit { _ = close() }

  /// Whether it has been closed.
  var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// Closes it, if it is owned and open.
  ///
  /// - Returns: 0, or the error number.
  func close() -> CInt {
    guard !closed.exchange(true, ordering: .relaxed), isOwned else { return 0 }
    return Glibc.close(number) == 0 ? 0 : errno
  }
}
