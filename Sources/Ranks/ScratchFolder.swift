import Glibc
import Vocabulary

/// Where a rank keeps what doesn't fit in memory, for as long as it runs.
///
/// Files there have no name: they are gone when the process ends, however it does.
package struct ScratchFolder: Sendable, Hashable {
  /// The folder that the user has named; nil for the usual ones.
  private let named: String?

  /// Takes a folder.
  ///
  /// - Parameter path: the folder; nil for that of `TMPDIR`, or else `/var/tmp` or `/tmp`.
  package init(_ path: String? = nil) { named = path }

  /// The folders in which a file may be made, the best first: on disks, where `/tmp` may be memory.
  private var candidates: [String] {
    if let named { return [named] }
    let given = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
    return [given, "/var/tmp", "/tmp"].compactMap { $0 }
  }

  /// Creates a file that has no name.
  ///
  /// - Returns: its descriptor, for reading and writing, and the folder in which it is.
  /// - Throws: why there can be none.
  func makeFile() throws(LocalFailure) -> (descriptor: CInt, folder: String) {
    var code: CInt = ENOENT
    for folder in candidates {
      var template = Array("\(folder)/caudal.XXXXXX".utf8CString)
      // Sound: the template ends with a zero, and lives during the calls.
      let descriptor = unsafe mkstemp(&template)
      guard descriptor >= 0 else {
        code = errno
        continue
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      unsafe unlink(template)
      return (descriptor, folder)
    }
    throw failure(code)
  }

  /// The failure to keep something in the folder.
  ///
  /// - Parameter code: the system's number of the trouble.
  /// - Returns: the failure, in words.
  func failure(_ code: CInt) -> LocalFailure {
    let reason = unsafe String(cString: strerror(code))
    let place = candidates.first ?? "/tmp"
    return LocalFailure(
      error: CaudalError(
        .inputOutput, "\(place): what doesn't fit in memory can't be kept there: \(reason)",
        advice: .scratch),
      isOfHost: true)
  }
}
