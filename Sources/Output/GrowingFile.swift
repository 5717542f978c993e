import CSV
import Glibc
package import Vocabulary

/// A file that is written to bit by bit, while the job runs, and can be cut back to where it was.
package final class GrowingFile {
  private let name: String
  private let descriptor: CInt

  /// Whether it can be cut back: no pipe, no device, and nothing that was open already.
  package let isRegular: Bool

  /// Opens the file, or makes it.
  ///
  /// - Parameters:
  ///   - path: its path.
  ///   - goesOn: whether a file that is there is gone on with. Otherwise it must be empty: nothing is replaced.
  /// - Throws: a ``CaudalError`` that says why not.
  package init(_ path: String, goesOn: Bool) throws(CaudalError) {
    name = path
    let named = OpenDescriptorName.descriptor(of: path)
    // What is open already is added to as it is, and has what others wrote, too.
    descriptor =
      if let named {
        fcntl(named, F_DUPFD_CLOEXEC, 0)
      } else {
        unsafe open(path.systemPath, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
      }
    guard descriptor >= 0 else {
      throw CaudalError(.cannotCreate, "\(path): \(unsafe String(cString: strerror(errno)))")
    }
    var status = stat()
    unsafe fstat(descriptor, &status)
    isRegular = named == nil && status.st_mode & S_IFMT == S_IFREG
    if isRegular, status.st_size > 0, !goesOn {
      throw CaudalError(
        .cannotCreate,
        "\(path): the file is there, and has \(status.st_size) bytes; remove it, or name another")
    }
  }

  deinit { close(descriptor) }

  /// Whether there is a file, such as a checkpoint.
  package static func isThere(_ path: String) -> Bool {
    unsafe access(path.systemPath, F_OK) == 0
  }

  /// Writes bytes behind those before.
  ///
  /// - Parameter bytes: the bytes.
  /// - Throws: ``CaudalError`` if that is impossible.
  package func write(_ bytes: [UInt8]) throws(CaudalError) {
    let code = writeAll(bytes, to: descriptor)
    if code != 0 { throw failure(code) }
  }

  /// Makes sure that what was written outlives a crash.
  ///
  /// - Returns: how much has been written, to be cut back to; nil if it can't be.
  /// - Throws: ``CaudalError`` if it can't be written.
  package func position() throws(CaudalError) -> Int? {
    guard isRegular else { return nil }
    guard fdatasync(descriptor) == 0 else { throw failure(errno) }
    return size
  }

  /// Takes back what was written behind a position.
  ///
  /// - Parameter position: what ``position()`` has returned, in this process or one before.
  /// - Throws: ``CaudalError`` if that is impossible.
  package func cutBack(to position: Int) throws(CaudalError) {
    guard isRegular else { return }
    guard size >= position else {
      throw CaudalError(
        .inputOutput,
        "\(name): shorter than the \(position) bytes of which the checkpoint tells; remove both to begin anew"
      )
    }
    guard ftruncate(descriptor, position) == 0 else { throw failure(errno) }
  }

  /// The number of bytes that are there.
  package var size: Int { isRegular ? Int(lseek(descriptor, 0, SEEK_END)) : 0 }

  private func failure(_ code: CInt) -> CaudalError {
    CaudalError(.inputOutput, "\(name): \(unsafe String(cString: strerror(code)))")
  }
}
