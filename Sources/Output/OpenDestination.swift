import CSV
import Glibc
import Synchronization
package import Vocabulary

/// Something that a result is being written to.
package final class OpenDestination: Sendable {
  /// A file that is made beside the one whose place it takes.
  struct Replacement: Sendable {
    /// The path that it has until it is whole, if it has one.
    let temporary: String

    /// The path that it gets.
    let file: String

    /// The folder of both.
    let folder: String

    /// Whether it has no name yet: then nothing is left of it however the process ends.
    let isNameless: Bool
  }

  private let descriptor: OpenDescriptor
  private let name: String
  private let replacing: Replacement?

  /// Whether the file stands at its temporary path.
  private let isNamed: Atomic<Bool>

  /// The temporary file's number among those that a signal removes.
  private let unfinished: Int?

  /// Takes what has been opened.
  ///
  /// - Parameters:
  ///   - descriptor: its descriptor.
  ///   - name: what it is called in messages.
  ///   - isOwned: whether it is closed in the end.
  ///   - replacing: the file that is replaced; nil of what is no file.
  init(
    _ descriptor: CInt, name: String, isOwned: Bool, replacing: Replacement? = nil
  ) {
    self.descriptor = OpenDescriptor(descriptor, isOwned: isOwned)
    self.name = name
    self.replacing = replacing
    isNamed = Atomic(replacing.map { !$0.isNameless } ?? false)
    unfinished = replacing.flatMap { UnfinishedFiles.add($0.temporary) }
  }

  /// The path that a file has until it is committed, once it is revealed; nil of what is no file.
  package var temporaryPath: String? { replacing?.temporary }

  /// A path by which this process can open a file once more until it is committed; nil of what is no file.
  package var ownPath: String? {
    guard let replacing else { return nil }
    let isNamed = isNamed.load(ordering: .relaxed)
    return isNamed ? replacing.temporary : Self.path(of: descriptor.number)
  }

  /// The path that stands for an open file in its own process.
  static func path(of descriptor: CInt) -> String { "/proc/self/fd/\(descriptor)" }

  deinit {
    // Not committed: nothing is left. What was committed has another name now.
    if let replacing, !descriptor.isClosed, isNamed.load(ordering: .relaxed) {
      unsafe unlink(replacing.temporary.systemPath)
    }
    if let unfinished { UnfinishedFiles.remove(unfinished) }
  }

  /// Lets a file stand at its temporary path, so that other processes can open it.
  ///
  /// - Throws: a ``CaudalError`` that says why that is impossible.
  package func reveal() throws(CaudalError) {
    guard let replacing, !isNamed.load(ordering: .relaxed) else { return }
    let code = link(to: replacing.temporary)
    if code != 0 { throw failure(code) }
    isNamed.store(true, ordering: .relaxed)
  }

  /// Gives a file without a name one.
  ///
  /// - Returns: 0, or the error number.
  private func link(to path: String) -> CInt {
    let own = Self.path(of: descriptor.number)
    return unsafe linkat(AT_FDCWD, own, AT_FDCWD, path.systemPath, AT_SYMLINK_FOLLOW) == 0
      ? 0 : errno
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
    // What has no name gets it at once, where no other file has it; a name can't be taken away at once.
    var isPlaced = false
    if code == 0, !isNamed.load(ordering: .relaxed) {
      code = link(to: replacing.file)
      isPlaced = code == 0
      if code == EEXIST { code = link(to: replacing.temporary) }
      if code == 0, !isPlaced { isNamed.store(true, ordering: .relaxed) }
    }
    let closing = descriptor.close()
    if code == 0 { code = closing }
    if code == 0, !isPlaced {
      let (temporary, file) = (replacing.temporary.systemPath, replacing.file.systemPath)
      if unsafe rename(temporary, file) != 0 { code = errno }
    }
    guard code == 0 else {
      if isNamed.load(ordering: .relaxed) {
        unsafe unlink(replacing.temporary.systemPath)
      }
      throw failure(code)
    }
    Self.makeDurable(folder: replacing.folder)
  }

  /// Makes a new name in a folder survive a crash of the machine, where the file system can.
  static func makeDurable(folder: String) {
    let descriptor = unsafe open(folder.systemPath, O_RDONLY | O_CLOEXEC)
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
