import CSV
import Glibc
import Ranks
import Synchronization
import Vocabulary

/// A file that several ranks write to, each at places of its own.
final class SharedFile: Sendable {
  private let descriptor: CInt
  private let isOpen = Mutex(true)

  /// The microseconds between two looks for a file that another host has created, and their number:
  /// a network file system may not know it for some seconds.
  private static let (pause, looks) = (UInt32(50_000), 100)

  /// Opens a file that is there.
  ///
  /// - Parameters:
  ///   - path: its path.
  ///   - isAwaited: whether another host has just created it.
  init?(path: String, isAwaited: Bool) {
    var descriptor = unsafe Glibc.open(path.systemPath, O_WRONLY | O_CLOEXEC)
    var look = 0
    while descriptor < 0, errno == ENOENT, isAwaited, look < Self.looks {
      usleep(Self.pause)
      descriptor = unsafe Glibc.open(path.systemPath, O_WRONLY | O_CLOEXEC)
      look += 1
    }
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { _ = close() }

  /// Writes bytes.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - offset: the place in the file of the first.
  /// - Returns: 0, or the error number.
  func write(_ bytes: Span<UInt8>, at offset: Int) -> CInt {
    bytes.write(to: descriptor, at: offset)
  }

  /// Makes durable what was written, and closes the file: on a network, errors of writes may show only
  /// then.
  ///
  /// - Returns: 0, or the error number.
  func finish() -> CInt {
    let code = fsync(descriptor) == 0 ? 0 : errno
    let closing = close()
    return code != 0 ? code : closing
  }

  private func close() -> CInt {
    let wasOpen = isOpen.withLock { isOpen in
      defer { isOpen = false }
      return isOpen
    }
    return !wasOpen || Glibc.close(descriptor) == 0 ? 0 : errno
  }
}
