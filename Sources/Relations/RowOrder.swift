import CSV
import Expressions
import MPI
import Scan
import Vocabulary

/// The order of rows, as it is found for batches of them; every thread has its own.
struct RowOrder: Sendable {
  private var readers: [KeyReader]

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
    var readers: [KeyReader] = []
    for (key, value) in zip(order.keys, order.values(orOf: outputs)) {
      readers.append(
        try KeyReader(value, isDescending: key.isDescending, table, on: ranks))
    }
    self.readers = readers
  }

  /// Takes keys.
  init(_ readers: [KeyReader]) { self.readers = readers }

  /// The 0-based positions of the columns that are read.
  var columns: [Int] { readers.flatMap(\.columns) }

  /// The number of keys.
  var keyCount: Int { readers.count }

  /// Begins a unit.
  mutating func beginUnit() {
    for index in readers.indices { readers[index].beginUnit() }
  }

  /// Looks at rows.
  ///
  /// - Parameters:
  ///   - rows: a batch.
  ///   - choice: the rows that are chosen; afterwards those that can be used.
  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    for index in readers.indices { readers[index].read(rows, &choice) }
  }

  /// Keeps the keys of rows of the batch that was looked at last.
  mutating func keep(_ mask: RowMask) {
    for index in readers.indices { readers[index].keep(mask) }
  }

  /// The keys of the unit's rows.
  func finishUnit() -> [ReadKey] { readers.map { $0.finishUnit() } }
}
