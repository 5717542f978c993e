import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Reads what is looked at of rows for statistics by group, and adds it to the totals of their groups: the one
/// place where that is done, whichever table the groups are kept in.
struct GroupRows: Sendable {
  /// What is looked at.
  let plan: GroupPlan

  private var reader: KeyReader
  private var numbers: [NumberBatch]

  /// For each column the number of its whole numbers that can't be had back from their doubles.
  private(set) var roundedCounts: [Int]

  /// Prepares to read.
  ///
  /// - Parameter plan: what is looked at.
  init(_ plan: GroupPlan) {
    self.plan = plan
    reader = KeyReader(plan.keys)
    numbers = plan.columns.map { _ in NumberBatch() }
    roundedCounts = plan.columns.map { _ in 0 }
  }

  /// The rows, of those that were read last, that have all the numbers of a key.
  var complete: RowMask { reader.complete }

  /// Looks at rows; see ``ChosenRowSink/read(_:_:)``.
  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    choice.stop(at: reader.read(rows, choice.rows))
    for index in plan.columns.indices {
      choice.stop(
        at: rows.readNumbers(of: plan.columns[index], choice.rows, into: &numbers[index]))
    }
  }

  /// Adds rows that have been looked at to their groups.
  ///
  /// - Parameters:
  ///   - rows: the batch that was looked at last.
  ///   - mask: some of its rows that have a key.
  ///   - table: the groups; new ones are added.
  mutating func add(_ rows: borrowing RowBatch, _ mask: RowMask, to table: inout GroupTable) {
    reader.assignNumbers(rows, mask, in: &table.keys)
    countRows(rows, mask, in: &table)
    for column in plan.columns.indices { addValues(of: column, mask, to: &table) }
  }

  /// Counts the rows of the groups, and notes where new groups begin.
  private mutating func countRows(
    _ rows: borrowing RowBatch, _ mask: RowMask, in table: inout GroupTable
  ) {
    let (known, count) = (table.sums.count, table.count)
    table.sums.addGroups(upTo: count)
    table.keys.countRows(reader.numbers, mask)
    guard count > known, !plan.columns.isEmpty else { return }
    for row in 0..<rows.count where mask.contains(row) {
      let group = Int(reader.numbers[row])
      if group >= known, table.sums.firstRows[group] == .max {
        table.sums.firstRows[group] = rows.start(ofRow: row)
      }
    }
  }

  /// Adds a column's values to the totals of their groups.
  private mutating func addValues(
    of column: Int, _ mask: RowMask, to table: inout GroupTable
  ) {
    let columnCount = plan.columns.count
    let (groups, values) = (reader.numbers, numbers[column].values)
    let present = numbers[column].isPresent & mask
    if !numbers[column].isRounded.isEmpty {
      roundedCounts[column] += (numbers[column].isRounded & mask).count
    }
    var refused = RowMask()
    var totals = table.sums.totals.mutableSpan
    for word in 0..<4 {
      var bits = present.words[word]
      while bits != 0 {
        let row = 64 * word + bits.trailingZeroBitCount
        bits &= bits - 1
        let index = Int(groups[row]) * columnCount + column
        if !totals[index].add(values[row]) { refused.insert(row) }
      }
    }
    guard !refused.isEmpty else { return }
    for row in 0..<RowBatch.limit where refused.contains(row) {
      let index = Int(reader.numbers[row]) * columnCount + column
      table.sums.addWide(numbers[column].values[row], toTotal: index)
    }
  }

  /// The values of a column in rows that were added last, one after the other.
  ///
  /// - Parameters:
  ///   - column: the column's place among those that are looked at.
  ///   - mask: the rows that were added.
  ///   - body: is given each value, and the number of its group in the table.
  @inline(__always)
  func forEachValue(of column: Int, in mask: RowMask, _ body: (Double, UInt32) -> Void) {
    let present = numbers[column].isPresent & mask
    for row in 0..<RowBatch.limit where present.contains(row) {
      body(numbers[column].values[row], reader.numbers[row])
    }
  }
}
