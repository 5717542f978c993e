import Glibc
import MPI
import Vocabulary

/// The process that has started this one as a rank.
///
/// Where it is killed, its ranks learn of it only after some seconds, and write meanwhile to files with which the next
/// job has begun to go on.
struct LaunchingProcess {
  private let number = getppid()

  /// Takes notice of it; nil if this process is none of several ranks.
  init?() {
    guard Launcher.current.startsMPI else { return nil }
  }

  /// Ends the work if it is gone.
  func check() throws(CaudalError) {
    guard getppid() == number else {
      throw CaudalError(.inputOutput, "the launcher of the ranks has been killed")
    }
  }
}
