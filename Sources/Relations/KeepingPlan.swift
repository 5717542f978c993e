import MPI
import Scan
import Vocabulary

/// What is kept of rows until all have been read.
struct KeepingPlan: Sendable {
  /// What makes rows the same, of which only the first is wanted.
  enum Distinction: Sendable {
    /// What is written of them.
    case wholeRows
    /// Some columns, or values.
    case keys(RowPlan)
  }

  /// What is written of a row.
  let rows: RowPlan

  /// The order of the rows; nil for that of the files.
  let order: RowOrder?

  /// What makes rows the same; nil if all are wanted.
  let distinction: Distinction?

  /// Which rows are kept; nil for all.
  let sample: SampleFilter?

  /// Which of these are drawn, a number of them; nil for all.
  let draw: SampleDraw?

  /// Keeps all rows, with keys.
  ///
  /// - Parameters:
  ///   - rows: what is written of a row.
  ///   - keys: the keys.
  init(_ rows: RowPlan, by keys: RowOrder) {
    self.rows = rows
    order = keys
    distinction = nil
    sample = nil
    draw = nil
  }

  /// What must be kept of the rows to fulfil a request; nil if they can be written as they are read.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - rows: what is written of a row.
  ///   - table: the table.
  ///   - isNeeded: whether they are kept even if their order is that of the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if a key can't be computed.
  init?(
    _ request: SelectRequest, _ rows: RowPlan, _ table: Table, isNeeded: Bool = false,
    on ranks: borrowing Communicator
  ) throws {
    draw = request.sample.flatMap { SampleDraw($0) }
    let areKept = isNeeded || rows.regular != nil || draw != nil
    guard areKept || request.order != nil || request.distinction != nil else { return nil }
    self.rows = rows
    order = try request.order.map { try RowOrder($0, orOf: rows.outputs, table, on: ranks) }
    distinction = try request.distinction.map { distinction in
      switch distinction {
      // Rows that are the same but for the file that they go to are the same.
      case .wholeRows: return rows.partition == nil ? .wholeRows : .keys(rows.undivided)
      case .keys(let keys):
        return .keys(
          try RowPlan(keys, orOf: rows.outputs, in: .distinction, rows.format, table, on: ranks))
      }
    }
    sample = request.sample.flatMap { SampleFilter($0) }
  }

  /// The positions of all columns that are read.
  var columns: [Int] {
    var columns = Set(rows.columns).union(order?.columns ?? [])
    if case .keys(let keys)? = distinction { columns.formUnion(keys.columns) }
    return columns.sorted()
  }
}
