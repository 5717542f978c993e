import CSV
import Scan
import Vocabulary

/// What a row of the output is made of.
struct RowPlan: Sendable {
  /// The names of the output's columns.
  let names: [String]

  /// The columns of the table that are written, by their 0-based positions, in order.
  let columns: [Int]

  /// The same as runs of neighbours.
  let runs: [ColumnRun]

  /// How rows are written.
  let format: RowFormat

  /// The byte between two fields of the files; nil if there are several, or blanks.
  let inputDelimiter: UInt8?

  /// Finds the columns of a request.
  ///
  /// - Throws: a ``CaudalError``, the same on every rank, if one isn't there.
  init(_ request: SelectRequest, _ table: Table) throws(CaudalError) {
    let layout = table.layout
    columns =
      try request.columns.map { (columns) throws(CaudalError) in
        try table.positions(of: columns)
      } ?? Array(layout.columnNames.indices)
    names = columns.map { layout.columnNames[$0] }
    runs = ColumnRun.runs(of: columns)
    inputDelimiter = layout.dialect.rows.kernelDelimiter
    format = RowFormat(delimiter: request.delimiter ?? inputDelimiter ?? UInt8(ascii: ","))
  }

  /// The row that names the columns.
  var header: [UInt8] {
    var text: [UInt8] = []
    for name in names {
      format.append(Array(name.utf8).span, to: &text, isAlone: names.count == 1)
      text.append(format.delimiter)
    }
    text[text.count - 1] = UInt8(ascii: "\n")
    return text
  }
}
