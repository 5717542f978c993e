internal import Glibc

/// The parts of Open MPI that it loads when it is initialised, and unloads in `MPI_Finalize`.
///
/// Open MPI 4.1 unloads the one that talks to the rank's daemon (`mca_pmix_ext3x.so`) while a thread
/// of its own may still have to call it: then the thread runs into memory that is gone, and a rank
/// that has done all its work ends with a segmentation fault. That was seen once in some thousand jobs,
/// on a busy machine.
enum LoadedComponents {
  /// Keeps what has been loaded for the daemon in memory until the process ends.
  ///
  /// Does nothing where nothing of the kind is loaded.
  static func keepDaemonClient() {
    for path in daemonClientPaths() {
      // Opened without being closed, on purpose; it is there already, so that nothing is loaded.
      _ = unsafe dlopen(path, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE)
    }
  }

  /// The files of the libraries that are loaded to talk to the daemon.
  ///
  /// Hundreds of lines are looked at whenever a rank starts, so that only few become strings.
  private static func daemonClientPaths() -> Set<String> {
    guard let maps = unsafe fopen("/proc/self/maps", "r") else { return [] }
    defer { unsafe fclose(maps) }
    var paths: Set<String> = []
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { unsafe free(line) }
    // Sound: the system makes room for the line, and ends it with a zero; what is found in it is in
    // front of that.
    while unsafe getline(&line, &capacity, maps) >= 0, let text = unsafe line {
      guard let path = unsafe strchr(text, Int32(UInt8(ascii: "/"))),
        unsafe strstr(path, "/mca_pmix_") != nil || strstr(path, "/libpmix.so") != nil
      else { continue }
      paths.insert(String(unsafe String(cString: path).prefix { $0 != "\n" }))
    }
    return paths
  }
}
