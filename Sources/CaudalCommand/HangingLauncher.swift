import FoundationEssentials
import Glibc

/// A `mpirun` that waits for ever for the daemon of a host that is frozen, or cut off, though a rank has ended its job.
///
/// It ends at once if all daemons answer. If one doesn't, it waits for it in vain, and what it would do after a second
/// signal is no orderly end either (Open MPI 4.1.4 dies of a segmentation fault there). So it is killed.
enum HangingLauncher {
  /// The seconds for which a launcher may take to end a job.
  private static let seconds = 10

  private static let names = ["mpirun", "orterun", "mpiexec", "prterun"]

  /// Has the launcher of this process killed if it is still there some seconds later.
  ///
  /// Where another process has started this one, such as the daemon of another host, nothing is done.
  static func endLater() {
    let launcher = getppid()
    guard let start = start(of: launcher) else { return }
    // A process of its own, as this one ends. It looks whether it is still the same one: numbers are used again.
    let script = """
      for second in $(seq \(seconds)); do
        sleep 1
        read -r line </proc/\(launcher)/stat || exit 0
        set -- $line
        [ "${22}" = \(start) ] || exit 0
      done
      kill -KILL \(launcher)
      """
    run(script)
  }

  /// When a launcher was started, as proc(5) has it; nil if the process is none.
  private static func start(of process: pid_t) -> String? {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"),
      names.contains(String(line[open..<close].dropFirst()))
    else { return nil }
    // The third field is the first behind the name.
    return line[close...].dropFirst().split(separator: " ").dropFirst(19).first.map(String.init)
  }

  /// `POSIX_SPAWN_SETSID` of spawn.h, which is no simple constant there.
  private static let newSession: Int16 = 0x80

  /// Runs a script of the shell in a session of its own, with nothing to read or write, and doesn't wait for it.
  private static func run(_ script: String) {
    var attributes = posix_spawnattr_t()
    var actions = unsafe posix_spawn_file_actions_t()
    guard unsafe posix_spawnattr_init(&attributes) == 0 else { return }
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return }
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawnattr_setflags(&attributes, newSession)
    for descriptor in STDIN_FILENO...STDERR_FILENO {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var arguments = unsafe [strdup("sh"), strdup("-c"), strdup(script), nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process = pid_t()
    unsafe posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, environ)
  }
}
