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
}

/// Sorts the rows of the units that a thread scans into groups.
struct GroupSink: GroupingSink {
  private let plan: GroupPlan
  private let share: MemoryBudget.Share
  private var reader: KeyReader
  private var numbers: [NumberBatch]
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

  /// For each column the number of its whole numbers that can't be had back from their doubles.
  private(set) var roundedCounts: [Int]

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - plan: what is made of rows.
  ///   - shared: what groups are handed over to.
  ///   - budget: how much memory may be used.
  init(_ plan: GroupPlan, _ shared: SharedGroups, _ budget: MemoryBudget) {
    self.plan = plan
    share = MemoryBudget.Share(of: budget)
    combiner = GroupCombiner(shared)
    keeper = ValueKeeper(columnCount: plan.keepsValues ? plan.columns.count : 0)
    reader = KeyReader(plan.keys)
    numbers = plan.columns.map { _ in NumberBatch() }
    roundedCounts = plan.columns.map { _ in 0 }
    textColumns = plan.keys.compactMap { if case .text = $0.kind { $0.index } else { nil } }
    looksAtTexts = plan.keys.count > 1
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    keeper.beginUnit(firstBlock: blocks.lowerBound)
  }

  mutating func endUnit(_ scan: SliceScan) { keeper.endUnit() }

  mutating func endBlock(_ block: ScannedBlock) {
    share.note(combiner.table.byteCount + keeper.byteCount)
  }

  mutating func finish() { keeper.name(combiner.handOver()) }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    choice.stop(at: reader.read(rows, choice.rows))
    for index in plan.columns.indices {
      choice.stop(
        at: rows.readNumbers(of: plan.columns[index], choice.rows, into: &numbers[index]))
    }
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    missingKeys += mask.subtracting(reader.complete).count
    let mask = mask & reader.complete
    // A budget that is exhausted ends the job soon; until then, no more memory is taken.
    guard !share.mustLeaveOut() else { return }
    reader.assignNumbers(rows, mask, in: &combiner.table.keys)
    countRows(rows, mask)
    for column in plan.columns.indices { addValues(of: column, mask) }
    if combiner.isFull { keeper.name(combiner.handOver()) }
  }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? {
    looksAtTexts ? rows.undecodedTexts(of: textColumns, in: mask) : nil
  }

  /// Counts the rows of the groups, and notes where new groups begin.
  private mutating func countRows(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let (known, count) = (combiner.table.sums.count, combiner.table.count)
    combiner.table.sums.addGroups(upTo: count)
    combiner.table.keys.countRows(reader.numbers, mask)
    if !looksAtTexts, !textColumns.isEmpty {
      // A text that is seen for the first time is a new key.
      looksAtTexts = (known..<count).contains { !combiner.table.keys.list.isUTF8($0) }
    }
    guard count > known, !plan.columns.isEmpty else { return }
    for row in 0..<rows.count where mask.contains(row) {
      let group = Int(reader.numbers[row])
      if group >= known, combiner.table.sums.firstRows[group] == .max {
        combiner.table.sums.firstRows[group] = rows.start(ofRow: row)
      }
    }
  }

  /// Adds a column's values to the totals of their groups.
  private mutating func addValues(of column: Int, _ mask: RowMask) {
    let columnCount = plan.columns.count
    let (groups, values) = (reader.numbers, numbers[column].values)
    let present = numbers[column].isPresent & mask
    if !numbers[column].isRounded.isEmpty {
      roundedCounts[column] += (numbers[column].isRounded & mask).count
    }
    var refused = RowMask()
    var totals = combiner.table.sums.totals.mutableSpan
    for word in 0..<4 {
      var bits = present.words[word]
      while bits != 0 {
        let row = 64 * word + bits.trailingZeroBitCount
        bits &= bits - 1
        let index = Int(groups[row]) * columnCount + column
        if !totals[index].add(values[row]) { refused.insert(row) }
      }
    }
    if !refused.isEmpty { addWide(refused, column) }
    if plan.keepsValues { keep(present, column) }
  }

  private mutating func addWide(_ rows: RowMask, _ column: Int) {
    for row in 0..<RowBatch.limit where rows.contains(row) {
      let index = Int(reader.numbers[row]) * plan.columns.count + column
      combiner.table.sums.addWide(numbers[column].values[row], toTotal: index)
    }
  }

  /// Keeps a column's values.
  private mutating func keep(_ rows: RowMask, _ column: Int) {
    keeper.keep(column) { unit in
      for row in 0..<RowBatch.limit where rows.contains(row) {
        unit.append(numbers[column].values[row], ofGroup: reader.numbers[row])
      }
    }
  }
}
