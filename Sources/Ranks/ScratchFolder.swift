import CSV
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
    let given = unsafe getenv("TMPDIR").map { unsafe String(path: $0) }
    return [given, "/var/tmp", "/tmp"].compactMap { $0 }
  }

  /// Creates a file that has no name.
  ///
  /// - Returns: its descriptor, for reading and writing, and the folder in which it is.
  /// - Throws: why there can be none.
  func makeFile() throws(LocalFailure) -> (descriptor: CInt, folder: String) {
    var first: LocalFailure?
    for folder in candidates {
      var template = "\(folder)/caudal.XXXXXX".systemPath
      // Sound: the template ends with a zero, and lives during the calls.
      let descriptor = unsafe mkstemp(&template)
      guard descriptor >= 0 else {
        first = first ?? Self.failure(errno, in: folder)
        continue
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      unsafe unlink(template)
      return (descriptor, folder)
    }
    throw first ?? Self.failure(ENOENT, in: "/tmp")
  }

  /// The failure to keep something in a folder.
  ///
  /// - Parameters:
  ///   - code: the system's number of the trouble.
  ///   - folder: the folder in which it was tried.
  /// - Returns: the failure, in words.
  static func failure(_ code: CInt, in folder: String) -> LocalFailure {
    let reason = unsafe String(cString: strerror(code))
    return LocalFailure(
      error: CaudalError(
        .inputOutput, "\(folder): what doesn't fit in memory can't be kept there: \(reason)",
        advice: .scratch),
      isOfHost: true)
  }
}
