import Caudal
import Glibc
import Output
import Synchronization
import Threads

/// Shows on standard error how much of the input has been read.
///
/// On a terminal that is one line, which is renewed five times a second and goes when the job is
/// done; elsewhere, as under `mpirun` or in a log file, a line every five seconds, which says that
/// the job isn't stuck. Jobs that are done before that show nothing.
final class ProgressMeter: Sendable {
  /// The counter of what the job has read.
  private let progress: InputProgress

  /// Whether a line is to be seen, and whether there will be more.
  private enum State {
    case nothingShown
    case lineShown
    case stopped
  }

  private let isTerminal: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State.nothingShown)

  /// Starts to show progress, if this is the rank that prints.
  ///
  /// - Parameters:
  ///   - progress: the counter of what the job has read.
  ///   - isWanted: whether the user wants it; nil if only on a terminal.
  init?(of progress: InputProgress, isWanted: Bool?) {
    self.progress = progress
    isTerminal = isatty(STDERR_FILENO) == 1
    guard Job.isReporter, isWanted ?? isTerminal else { return nil }
    // Where the system starts no further thread, the job does without.
    _ = startThread(takesSignals: false) { [weak self, pause] in
      repeat { usleep(pause) } while self?.show() == true
    }
  }

  /// Ends the showing, and takes the line away. May be called again.
  func stop() {
    state.withLock { state in
      if case .lineShown = state, isTerminal { _ = writeAll("\r\u{1B}[K", to: STDERR_FILENO) }
      state = .stopped
    }
  }

  /// The microseconds from one line to the next.
  private var pause: UInt32 { isTerminal ? 200_000 : 5_000_000 }

  /// Shows how far the job is.
  ///
  /// - Returns: whether there will be more to show.
  private func show() -> Bool {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let line = Self.line(
      bytesRead: progress.bytesRead, byteCount: progress.byteCount, seconds: seconds)
    return state.withLock { state in
      if case .stopped = state { return false }
      state = .lineShown
      _ = writeAll(isTerminal ? "\r\u{1B}[K\(line)" : "caudal: \(line)\n", to: STDERR_FILENO)
      return true
    }
  }

  /// The line that is shown: `63 %, 1.04 of 1.65 GB in 2 s, 520 MB/s`.
  static func line(bytesRead: Int, byteCount: Int?, seconds: Double) -> String {
    let read = Amount.bytes(Double(bytesRead))
    let pace = "in \(Int(seconds)) s, \(Amount.rate(Double(bytesRead) / max(seconds, 0.001)))"
    guard let byteCount, byteCount > 0 else { return "\(read) \(pace)" }
    let all = Amount.bytes(Double(byteCount))
    guard bytesRead < byteCount else { return "all \(all) read, computing" }
    return "\(bytesRead * 100 / byteCount) %, \(read) of \(all) \(pace)"
  }
}
