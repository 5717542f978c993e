import CSV
import Expressions
import MPI
import Scan
import Vocabulary

/// The order of rows, as it is found for batches of them; every thread has its own.
struct RowOrder: Sendable {
  /// The 0-based positions of the columns that are read.
  let columns: [Int]

  private var computer: ValueComputer
  private let areDescending: [Bool]

  /// Finds the keys of an order.
  ///
  /// - Parameters:
  ///   - order: the order.
  ///   - outputs: the columns that are written.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if a key can't be computed.
  init(
    _ order: SortKeys, orOf outputs: [ColumnList.Column], _ table: Table,
    on ranks: borrowing Communicator
  ) throws {
    let computed = try table.valueComputer(
      of: order.values(orOf: outputs), in: .order, on: ranks)
    computer = computed.computer
    columns = computed.columns
    areDescending = order.keys.map(\.isDescending)
  }

  /// Computes the keys of rows.
  ///
  /// - Parameters:
  ///   - rows: a batch.
  ///   - choice: the rows that are chosen; afterwards those that can be used.
  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    choice.stop(at: computer.compute(choice.rows, of: rows))
  }

  /// Appends the key of a row of the batch that was read last: bytes that are in the order of rows.
  func append(keyOfRow row: Int, to key: inout [UInt8]) {
    for (value, isDescending) in areDescending.enumerated() {
      computer.appendOrderKey(value, ofRow: row, isDescending: isDescending, to: &key)
    }
  }
}
