internal import Glibc

/// The parts of Open MPI that it loads when it is initialised, and unloads in `MPI_Finalize`.
///
/// Open MPI 4.1 unloads the one that talks to the rank's daemon (`mca_pmix_ext3x.so`) while a thread
/// of its own may still have to call it: then the thread runs into memory that is gone, and a rank
/// that has done all its work ends with a segmentation fault. That happens to one of some thousand
/// jobs on a busy machine.
enum LoadedComponents {
  /// Keeps what has been loaded for the daemon in memory until the process ends.
  ///
  /// Does nothing where nothing of the kind is loaded.
  static func keepDaemonClient() {
    for path in paths() where path.contains("/mca_pmix_") || path.contains("/libpmix.so") {
      // Opened without being closed, on purpose; it is there already, so that nothing is loaded.
      _ = unsafe dlopen(path, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE)
    }
  }

  /// The files of all libraries that are loaded.
  private static func paths() -> Set<String> {
    guard let maps = unsafe fopen("/proc/self/maps", "r") else { return [] }
    defer { unsafe fclose(maps) }
    var paths: Set<String> = []
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { unsafe free(line) }
    // Sound: the system makes room for the line, and ends it with a zero.
    while unsafe getline(&line, &capacity, maps) >= 0, let text = unsafe line {
      let path = unsafe String(cString: text).drop { $0 != "/" }.prefix { $0 != "\n" }
      paths.insert(String(path))
    }
    return paths
  }
}
