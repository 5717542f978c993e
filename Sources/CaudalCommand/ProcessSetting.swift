import Caudal
import Glibc

/// What the program needs of its process before it does anything.
enum ProcessSetting {
  /// The files that may have to be open at a time, beside those that are: of a job without MPI with an input, an output, its
  /// scratch files, and what the system's threads need.
  private static let neededFiles = 12

  /// Makes sure of it.
  ///
  /// - Throws: a ``CaudalError`` if so few files may be open that the job can't be done.
  static func prepare() throws(CaudalError) {
    openStandardStreams()
    // To write more than `ulimit -f` allows is an error of the system call then, and no end without a word.
    if isAtDefault(SIGXFSZ) { signal(SIGXFSZ, SIG_IGN) }
    try allowFiles()
  }

  /// Lets numbers 0 to 2 stand for something, so that no file that is opened gets one of them, and is written to as
  /// standard output.
  private static func openStandardStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // It gets the lowest number that is free. What can't be written to says so, as a closed one does.
      let isRead = stream == STDIN_FILENO
      _ = unsafe open("/dev/null", isRead ? O_WRONLY : O_RDONLY)
    }
  }

  private static func isAtDefault(_ number: CInt) -> Bool {
    var action = sigaction()
    return unsafe sigaction(number, nil, &action) == 0
      && action.__sigaction_handler.sa_handler == nil
  }

  /// Allows as many open files as the system lets the program have, and sees to it that they are enough.
  private static func allowFiles() throws(CaudalError) {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    if limit.rlim_cur < limit.rlim_max, limit.rlim_cur < 4_096 {
      var raised = limit
      raised.rlim_cur = min(limit.rlim_max, 4_096)
      if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
        limit = raised
      }
    }
    guard limit.rlim_cur < 1_024 else { return }
    var probes: [CInt] = []
    defer { for probe in probes { close(probe) } }
    for _ in 0..<neededFiles {
      let probe = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
      guard probe >= 0 else {
        throw CaudalError(
          .inputOutput,
          "only \(limit.rlim_cur) files may be open at a time, and a job needs \(neededFiles) more than"
            + " it was started with; allow more by ulimit -n")
      }
      probes.append(probe)
    }
  }
}
