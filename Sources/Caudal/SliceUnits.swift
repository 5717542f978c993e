import CSV

/// The units of a rank's slice: the runs of blocks that are scanned in one go.
struct SliceUnits<Sink: UnitRowSink> {
  /// The blocks of each unit.
  let units: [Range<Int>]

  /// How each unit was scanned last; empty before the first scan.
  private(set) var outcomes: [UnitOutcome] = []

  /// What was made of the rows, pass by pass.
  var passes: [[Sink]] = []

  /// Divides a slice: into some hundreds of units, some for each thread, and none so large that a
  /// sort of its numbers needs much scratch.
  init(_ blocks: Range<Int>, _ grid: BlockGrid, _ workers: Workers) {
    let length = max(1, min(max(blocks.count / 256, 4), 64, blocks.count / (4 * workers.count)))
    units = stride(from: blocks.lowerBound, to: blocks.upperBound, by: length).map {
      $0..<min($0 + length, blocks.upperBound)
    }
  }

  /// Takes what the threads have scanned in a pass.
  mutating func take(_ threads: [CountedSink<Sink>]) {
    if outcomes.isEmpty {
      let none = SliceScan(start: nil, end: 0, failure: nil)
      outcomes = units.indices.map { UnitOutcome(number: $0, scan: none, rowCount: 0) }
    }
    for outcome in threads.flatMap(\.outcomes) { outcomes[outcome.number] = outcome }
    passes.append(threads.map(\.sink))
  }

  /// The offset of the first row that begins in the slice.
  var firstStart: Int? { outcomes.lazy.compactMap(\.scan.start).first }

  /// The number of rows.
  var rowCount: Int { outcomes.reduce(0) { $0 + $1.rowCount } }

  /// How the scan of the whole slice started and ended, once its units fit together.
  ///
  /// - Parameter end: the offset behind the slice, which is where a slice without rows ends.
  /// - Returns: the first failure, if there is one, and the offsets in any case.
  func scan(endingAt end: Int) -> SliceScan {
    var rowsBefore = 0
    for outcome in outcomes {
      if let failure = outcome.scan.failure {
        return SliceScan(
          start: firstStart, end: outcome.scan.end, failure: failure.moved(byRows: rowsBefore))
      }
      rowsBefore += outcome.rowCount
    }
    let last = outcomes.last { $0.scan.start != nil }
    return SliceScan(start: firstStart, end: last?.scan.end ?? end, failure: nil)
  }
}
