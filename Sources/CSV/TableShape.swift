/// Where in a sample the table begins: what stands in front of its header, and whether it has one.
struct TableShape {
  /// The sample.
  let rows: SampledRows

  /// The number of the row that names the columns, or is the first of data.
  private(set) var first = 0

  /// Whether that row names the columns.
  private(set) var hasHeader = true

  /// The number of rows between the header and the data.
  private(set) var skippedAfter = 0

  /// What was assumed though it may be otherwise.
  private(set) var assumptions: [FileLayout.Assumption] = []

  private let options: DialectOptions
  private let isMissing: ([UInt8]) -> Bool

  /// Finds out where the table begins.
  ///
  /// - Parameters:
  ///   - rows: the sample.
  ///   - options: what is known.
  ///   - isMissing: whether a text means a missing value.
  init(_ rows: SampledRows, _ options: DialectOptions, isMissing: @escaping ([UInt8]) -> Bool) {
    self.rows = rows
    self.options = options
    self.isMissing = isMissing
    guard !rows.head.isEmpty, options.skippedRows == nil else { return }
    first = likelyFirst
    if first > 0 { assumptions.append(.preamble(rows: first)) }
  }

  /// The rows of data: those that have as many fields as most.
  var data: [SampledRows.Row] { dataRows(behind: rowsBeforeData) }

  /// The number of rows of the sample in front of the data.
  var rowsBeforeData: Int { first + (hasHeader ? 1 : 0) + skippedAfter }

  /// Whether the sample has all rows in front of the data.
  var isWhole: Bool { rowsBeforeData <= rows.head.count }

  /// The offset of the first row of data; nil if that is where the file begins.
  var dataStart: Int? {
    let before = min(rowsBeforeData, rows.head.count)
    return before > 0 ? rows.head[before - 1].end : nil
  }

  /// The row that names the columns, if only that in front of which all rows have another shape.
  ///
  /// Rows in front of it are left out if they are comments, or short, and it is certainly a header: a
  /// row that only has too few or too many fields is an error, not a title.
  private var likelyFirst: Int {
    let count = rows.usualCount
    let comments = rows.head.prefix { startsWithHash($0) }.count
    let others = rows.head.prefix { $0.cells.count != count || startsWithHash($0) }.count
    for candidate in Set([comments, others]).sorted(by: >)
    where candidate > 0 && candidate < rows.head.count {
      let row = rows.head[candidate]
      let isRegular = row.cells.count == count && rows.agreement(count, from: candidate) >= 0.9
      guard isRegular else { continue }
      let skipped = rows.head[..<candidate]
      switch evidence(ofRow: candidate) {
      case .header:
        // A header may itself have a field too few or too many, which is an error.
        let areShort = skipped.allSatisfy { row in
          startsWithHash(row) || row.cells.count * 2 <= count || row.cells.count == 1
        }
        if areShort { return candidate }
      case .data, .unknown, .ambiguous:
        // A title, or comments, above a table without a header, or of texts.
        let areTitles = skipped.allSatisfy { row in
          count > 1 && row.cells.count == 1
            || startsWithHash(row) && row.cells.count != count
        }
        if areTitles { return candidate }
      }
    }
    return 0
  }

  private func startsWithHash(_ row: SampledRows.Row) -> Bool {
    !row.cells.isEmpty && rows.cell(0, of: row).first == UInt8(ascii: "#")
  }

  private func dataRows(behind before: Int) -> [SampledRows.Row] {
    guard !rows.head.isEmpty else { return [] }
    let count = rows.head[first].cells.count
    let others = rows.others.filter { $0.cells.count == count }
    // A piece that was begun inside quotes has other rows than the file.
    let isUsable = others.count * 10 >= rows.others.count * 9
    return rows.head.dropFirst(before).filter { $0.cells.count == count }
      + (isUsable ? others : [])
  }

  private func evidence(ofRow number: Int) -> HeaderEvidence {
    let row = rows.head[number]
    let data = rows.head[(number + 1)...].filter { $0.cells.count == row.cells.count }
    return HeaderEvidence(row, data: data, of: rows, isMissing: isMissing)
  }

  /// Decides whether the first row names the columns.
  ///
  /// - Throws: ``LayoutError/ambiguousHeader(_:)`` if it may be a header or data.
  mutating func decideHeader() throws(LayoutError) {
    switch options.header {
    case .present: hasHeader = true
    case .absent: hasHeader = false
    case .found:
      switch evidence(ofRow: first) {
      case .header, .unknown: hasHeader = true
      case .ambiguous: throw .ambiguousHeader(rows.excerpt(rows.head[first]))
      case .data:
        hasHeader = false
        assumptions.append(.noHeader(firstRow: rows.excerpt(rows.head[first])))
      }
    }
    guard hasHeader else { return }
    skippedAfter = options.skippedAfterHeader ?? (hasFormatRow ? 1 : 0)
  }

  /// Whether the row behind the header gives widths and kinds of the columns, such as `15s` and `20d`,
  /// as in the files of the USGS (RDB).
  private var hasFormatRow: Bool {
    guard first + 1 < rows.head.count, rows.syntax.delimiter == [UInt8(ascii: "\t")] else {
      return false
    }
    let row = rows.head[first + 1]
    return row.cells.count > 1
      && rows.cells[row.cells].allSatisfy { cell in
        guard let last = cell.last, Array("snd".utf8).contains(last | 0x20) else { return false }
        return cell.count > 1 && cell.dropLast().allSatisfy { $0 &- Byte.zero <= 9 }
      }
  }
}
