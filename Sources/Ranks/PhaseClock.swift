import MPI
import Statistics
package import Vocabulary

/// Measures the phases of a job.
package struct PhaseClock {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var phases: [RunDescription.Phase] = []

  package init() {
    start = clock.now
    last = start
  }

  /// Ends the phase that has been running since the last call; phases of one name are added up.
  package mutating func endPhase(_ name: String) {
    let now = clock.now
    let seconds = Self.seconds(last.duration(to: now))
    if let known = phases.firstIndex(where: { $0.name == name }) {
      phases[known] = .init(name: name, seconds: phases[known].seconds + seconds)
    } else {
      phases.append(.init(name: name, seconds: seconds))
    }
    last = now
  }

  /// All phases, and their total.
  package func finish() -> [RunDescription.Phase] {
    phases + [.init(name: "total", seconds: Self.seconds(start.duration(to: last)))]
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
