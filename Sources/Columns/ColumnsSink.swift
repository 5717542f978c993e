import CSV
import Ranks
import Scan

/// Takes the numbers of several columns.
struct ColumnsSink: ChosenRowSink {
  static var replacesUnits: Bool { true }

  /// The sink of each column's numbers.
  private var sinks: [UnitSink]

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - sinks: what takes the numbers of each column.
  ///   - budget: the memory that numbers may take.
  init(_ sinks: [UnitSink], _ budget: MemoryBudget) {
    self.sinks = sinks
    self.budget = budget
    share = MemoryBudget.Share(of: budget)
  }

  /// Why no more rows can be taken.
  private(set) var failure: LocalFailure?

  private let budget: MemoryBudget
  private let share: MemoryBudget.Share

  /// Takes out what was scanned of a column.
  mutating func takeScanned(_ column: Int) -> ScannedUnits { sinks[column].takeScanned() }

  mutating func beginUnit(_ blocks: Range<Int>) {
    for column in sinks.indices { sinks[column].beginUnit(blocks) }
  }

  mutating func takeAll(_ rows: borrowing RowBatch) -> UnusableField? {
    // The numbers of one column go straight to where they are kept.
    guard sinks.count == 1 else {
      var choice = RowChoice(allOf: rows)
      return takeChosen(rows, &choice)
    }
    return sinks[0].take(rows)
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    for column in sinks.indices { choice.stop(at: sinks[column].read(rows, choice.rows)) }
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    for column in sinks.indices { sinks[column].keep(mask) }
  }

  mutating func endBlock(_ block: ScannedBlock) {
    for column in sinks.indices { sinks[column].endBlock(block) }
    share.note(sinks.reduce(0) { $0 + $1.byteCount })
    guard failure == nil, share.mustLeaveOut() else { return }
    failure = budget.failure(of: "the numbers")
    for column in sinks.indices { sinks[column].stopKeeping() }
  }

  mutating func endUnit(_ scan: SliceScan) {
    for column in sinks.indices { sinks[column].endUnit(scan) }
  }
}
