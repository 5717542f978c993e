import Glibc
import Synchronization
import Vocabulary

/// Bytes that are kept in a file without a name, because there is no memory for them.
///
/// Bytes are only added, by one thread at a time, and read by any.
package final class ScratchFile: Sendable {
  /// The folder in which the file is.
  package let folder: String

  private let descriptor: CInt
  private let end = Atomic(0)

  /// Creates an empty file.
  ///
  /// - Parameter place: where.
  /// - Throws: why there can be none.
  package init(in place: ScratchFolder) throws(LocalFailure) {
    (descriptor, folder) = try place.makeFile()
  }

  deinit { close(descriptor) }

  /// A path at which this process can open the file once more, as long as this object lives.
  package var path: String { "/proc/self/fd/\(descriptor)" }

  /// The number of bytes.
  package var byteCount: Int { end.load(ordering: .acquiring) }

  /// Adds bytes.
  ///
  /// - Parameter bytes: the bytes; none of them are kept if some can't be.
  /// - Throws: the failure to write, such as a full disk.
  package func append(_ bytes: [UInt8]) throws(LocalFailure) {
    var code: CInt = 0
    unsafe bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        // Sound: written < bytes.count.
        let count = unsafe pwrite(
          descriptor, bytes.baseAddress.unsafelyUnwrapped + written, bytes.count - written,
          off_t(byteCount + written))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          code = count == 0 ? ENOSPC : errno
          return
        }
        written += count
      }
    }
    guard code == 0 else { throw ScratchFolder.failure(code, in: folder) }
    end.store(byteCount + bytes.count, ordering: .releasing)
  }

  /// Reads bytes into memory that is there.
  ///
  /// - Parameters:
  ///   - buffer: where they go; it is filled, unless the file ends before.
  ///   - offset: the offset of the first.
  /// - Returns: the number of bytes.
  /// - Throws: the failure to read.
  @unsafe
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(LocalFailure) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      // Sound: filled < the buffer's size.
      let count = unsafe pread(
        descriptor, base + filled, buffer.count - filled, off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw ScratchFolder.failure(errno, in: folder) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// The bytes at a place.
  ///
  /// - Parameter range: the place, inside of what was added.
  /// - Returns: the bytes.
  /// - Throws: the failure to read.
  package func bytes(at range: Range<Int>) throws(LocalFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var failure: LocalFailure?
    var count = 0
    unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(LocalFailure) {
        count = unsafe try read(into: buffer, at: range.lowerBound)
      } catch { failure = error }
    }
    if let failure { throw failure }
    guard count == range.count else { throw ScratchFolder.failure(EIO, in: folder) }
    return bytes
  }
}
