import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// A plan of what is made of rows for statistics by group: the same for all threads.
struct GroupPlan: Sendable {
  /// The columns whose values are looked at.
  let columns: [NumericColumn]

  /// The parts of a row's key.
  let keys: [KeyPart]

  /// Whether the values are kept, because more than totals is asked for.
  let keepsValues: Bool

  /// The 0-based numbers of the fields that are read.
  var wantedFields: [Int] {
    columns.map(\.index) + keys.map(\.index)
  }

  /// The columns whose texts are keys.
  var textColumns: [Int] {
    keys.compactMap { if case .text = $0.kind { $0.index } else { nil } }
  }
}

/// Sorts the rows of the units that a thread scans into groups.
struct GroupSink: GroupingSink {
  private let share: MemoryBudget.Share
  private var groupRows: GroupRows
  private var combiner: GroupCombiner

  /// The columns whose texts are keys.
  private let textColumns: [Int]

  /// Whether the texts of each batch must be looked at: one that no encoding explains has been seen, or
  /// keys have several parts.
  private var looksAtTexts: Bool

  /// The values so far.
  private(set) var keeper: ValueKeeper

  /// The number of rows that have no key.
  private(set) var missingKeys = 0

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - plan: what is made of rows.
  ///   - shared: what groups are handed over to.
  ///   - budget: how much memory may be used.
  init(_ plan: GroupPlan, _ shared: SharedGroups, _ budget: MemoryBudget) {
    groupRows = GroupRows(plan)
    share = MemoryBudget.Share(of: budget)
    combiner = GroupCombiner(shared)
    keeper = ValueKeeper(columnCount: plan.keepsValues ? plan.columns.count : 0)
    textColumns = plan.textColumns
    looksAtTexts = plan.keys.count > 1
  }

  var roundedCounts: [Int] { groupRows.roundedCounts }

  mutating func beginUnit(_ blocks: Range<Int>) {
    keeper.beginUnit(firstBlock: blocks.lowerBound)
  }

  mutating func endUnit(_ scan: SliceScan) { keeper.endUnit() }

  mutating func endBlock(_ block: ScannedBlock) {
    share.note(combiner.table.byteCount + keeper.byteCount)
  }

  mutating func finish() { keeper.name(combiner.handOver()) }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    groupRows.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    missingKeys += mask.subtracting(groupRows.complete).count
    let mask = mask & groupRows.complete
    // A budget that is exhausted ends the job soon; until then, no more memory is taken.
    guard !share.mustLeaveOut() else { return }
    let known = combiner.table.count
    groupRows.add(rows, mask, to: &combiner.table)
    if !looksAtTexts, !textColumns.isEmpty {
      // A text that is seen for the first time is a new key.
      looksAtTexts = combiner.table.hasUndecodedKey(from: known)
    }
    if groupRows.plan.keepsValues { keepValues(mask) }
    if combiner.isFull { keeper.name(combiner.handOver()) }
  }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? {
    looksAtTexts ? rows.undecodedTexts(of: textColumns, in: mask) : nil
  }

  private mutating func keepValues(_ mask: RowMask) {
    for column in groupRows.plan.columns.indices {
      keeper.keep(column) { unit in
        groupRows.forEachValue(of: column, in: mask) { unit.append($0, ofGroup: $1) }
      }
    }
  }
}
