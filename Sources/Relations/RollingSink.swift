import CSV
import Scan

/// The numbers of a unit's rows.
struct UnitNumbers: UnitResult {
  /// The unit's number: that of its first block in the table.
  let number: Int

  /// A number for each row; NaN where it is missing, as no field is read as NaN.
  var rows: [Double] = []

  /// The numbers that aren't missing.
  var present: [Double] { rows.filter { !$0.isNaN } }
}

/// Takes the numbers of a column, row by row.
struct RollingSink: RoundSink {
  private let column: NumericColumn
  private var numbers = NumberBatch()
  private(set) var units: [UnitNumbers] = []

  /// Prepares for units.
  init(_ column: NumericColumn) { self.column = column }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(UnitNumbers(number: blocks.lowerBound))
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    choice.stop(at: rows.readNumbers(of: column, choice.rows, into: &numbers))
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let last = units.count - 1
    mask.forEach { row in
      units[last].rows.append(numbers.isPresent.contains(row) ? numbers.values[row] : .nan)
    }
  }
}
