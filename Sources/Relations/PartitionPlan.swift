import CSV
import Expressions
import MPI
import Scan
import Values
import Vocabulary

/// What divides rows among files: keys that are found for each row as it is read.
///
/// A row that is divided is an image; see `RowImage`. In front stand the fields of its keys. What follows is the
/// row itself: as text, which is one field, or the fields of its own image.
final class PartitionPlan: Sendable {
  /// The keys, as images.
  let keys: RowPlan

  /// The request.
  let request: Partition

  /// Finds keys.
  ///
  /// - Parameters:
  ///   - request: what divides rows.
  ///   - plan: what is written of a row.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if a key isn't there, or can't be computed.
  init(
    _ request: Partition, of plan: RowPlan, _ table: Table, on ranks: borrowing Communicator
  ) throws {
    var keys = try RowPlan(
      request.keys, orOf: plan.outputs, in: .partition, plan.format, table, on: ranks)
    keys.makesImages = true
    self.keys = keys
    self.request = request
  }

  /// The number of keys.
  var keyCount: Int { keys.outputs.count }

  /// The images of rows, without the keys in front of them.
  ///
  /// - Parameters:
  ///   - images: rows that are images.
  ///   - columnCount: the number of their own fields.
  /// - Returns: the images.
  func withoutKeys(_ images: [UInt8], columnCount: Int) -> [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(images.count)
    var place = 0
    while place < images.count {
      let start = RowImage.end(ofRows: 1, columnCount: keyCount, in: images.span, from: place)
      place = RowImage.end(ofRows: 1, columnCount: columnCount, in: images.span, from: start)
      rows += images[start..<place]
    }
    return rows
  }
}

/// Makes the keys of rows, as images; every thread has its own.
struct KeyImages: Sendable {
  private let plan: RowPlan
  private var computer: ValueComputer?

  init(_ plan: RowPlan) {
    self.plan = plan
    computer = plan.computer
  }

  /// Looks at rows, and computes their keys.
  ///
  /// - Parameters:
  ///   - rows: a batch.
  ///   - choice: the rows that are chosen; afterwards those that can be used.
  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    for column in plan.fields {
      choice.stop(at: rows.firstLongText(of: column, in: choice.rows, as: "text to divide by"))
    }
    choice.stop(at: computer?.compute(choice.rows, of: rows))
  }

  /// Appends the keys of a row of the batch that was looked at last.
  func append(_ row: Int, of batch: borrowing RowBatch, to image: inout [UInt8]) {
    plan.appendImage(ofRow: row, of: batch, computer, to: &image)
  }
}
