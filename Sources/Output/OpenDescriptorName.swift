import Glibc

/// The paths that stand for what a process has open: `/dev/stdout`, `/dev/fd/5`, `/proc/self/fd/5`.
///
/// To open one anew, or to replace it, would lose what was written there before, as by `>>`. So it is written to as
/// it is open.
enum OpenDescriptorName {
  /// The folders whose names are the numbers of this process's descriptors.
  private static var folders: [String] {
    ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", "/proc/\(getpid())/fd/"]
  }

  /// The descriptor for which a path stands, if it does for one: by itself or as a link to such a path, as the logs of
  /// containers are.
  ///
  /// - Parameter path: the path.
  /// - Returns: the descriptor, whether or not it is open; nil of any other path.
  static func descriptor(of path: String) -> CInt? {
    var path = path
    // As many links in a row as the system follows itself.
    for _ in 0..<40 {
      switch path {
      case "/dev/stdout": return STDOUT_FILENO
      case "/dev/stderr": return STDERR_FILENO
      default: break
      }
      if let folder = folders.first(where: { path.hasPrefix($0) }),
        let number = CInt(path.dropFirst(folder.count)), number >= 0
      {
        return number
      }
      guard let target = Destination.target(ofLink: path) else { return nil }
      path = target.hasPrefix("/") ? target : "\(Destination.directory(of: path))/\(target)"
    }
    return nil
  }
}
