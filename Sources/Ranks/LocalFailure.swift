import MPI
import Statistics
package import Vocabulary

/// An error of one rank, before the ranks have agreed on it.
package struct LocalFailure: Error {
  /// Where in the file the trouble is: the first by position is the one that is reported. −1 if it
  /// isn't at any place.
  package var position: Int

  /// The error, as it will be agreed on.
  package let error: CaudalError

  /// Whether the trouble may be this host's alone, whose name then belongs into the message.
  package let isOfHost: Bool

  /// Creates a failure.
  ///
  /// - Parameters:
  ///   - position: where in the file the trouble is, or −1.
  ///   - error: what is wrong.
  ///   - isOfHost: whether the trouble may be this host's alone.
  package init(position: Int = -1, error: CaudalError, isOfHost: Bool = false) {
    self.isOfHost = isOfHost
    self.position = position
    self.error = error
  }

  /// The failure of a rank for which the system starts no thread.
  ///
  /// - Parameter use: what the thread is for, such as `scan the rows`.
  package init(noThreadFor use: String) {
    self.init(
      error: CaudalError(
        .inputOutput,
        "the system starts no thread to \(use): raise the limit of processes (ulimit -u, docker run --pids-limit)"
      ), isOfHost: true)
  }
}
