import Algorithms
import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Values by their positions in the column: a rank's own, and those that follow them.
struct PositionedValues: Sendable {
  private let store: ValueStore

  /// The runs of a rank's own values, in order.
  private let runs: [ValueStore.Place]

  /// The position of each run's first value, and behind them that of the end.
  private let starts: [Int]

  /// The values that follow, from other ranks.
  private var following: [Double] = []

  /// Takes a rank's own values.
  ///
  /// - Parameters:
  ///   - store: where they are.
  ///   - runs: their runs, in order.
  ///   - firstPosition: the position of the first value.
  init(_ store: ValueStore, _ runs: [ValueStore.Place], firstPosition: Int) {
    self.store = store
    self.runs = runs
    starts = runs.reduce(into: [firstPosition]) { starts, run in
      starts.append(starts[starts.count - 1] + run.count)
    }
  }

  /// Takes values that follow.
  mutating func append(_ values: [Double]) { following += values }

  /// Copies neighbouring values.
  ///
  /// - Parameter positions: positions in the column, all of them of values that are here.
  /// - Returns: the values.
  func values(at positions: Range<Int>) -> [Double] {
    guard !positions.isEmpty else { return [] }
    var result: [Double] = []
    result.reserveCapacity(positions.count)
    let end = starts[runs.count]
    let own = positions.clamped(to: starts[0]..<end)
    // The last run that starts at the first position or before it.
    var run = starts.partitioningIndex { $0 > positions.lowerBound } - 1
    while result.count < own.count {
      let start = own.lowerBound + result.count - starts[run]
      let end = min(runs[run].count, own.upperBound - starts[run])
      store.copy(runs[run], start..<end, to: &result)
      run += 1
    }
    let rest = max(end, positions.lowerBound)..<max(end, positions.upperBound)
    result += following[rest.lowerBound - end..<rest.upperBound - end]
    return result
  }
}
