import CSV
import Groups
package import MPI
import Ranks
package import Scan
package import Vocabulary

extension TableSession {
  /// The columns of the table, as the rows looked at show them: no more is read than some of the first rows, and where
  /// the file can be read anywhere, some of its middle and its end.
  ///
  /// - Parameters:
  ///   - selection: the columns; nil for all.
  ///   - ranks: all ranks.
  /// - Returns: the columns, on rank 0.
  /// - Throws: an agreed `CaudalError`.
  package mutating func outline(
    _ selection: ColumnSelection?, on ranks: borrowing Communicator
  ) throws -> TableOutline {
    let positions = try selected(selection, on: ranks)
    let rule = NumericColumn(
      index: 0, nullTokens: table.nullTokens, numbers: table.layout.dialect.numbers)
    let columns = try ranks.agree { () throws(LocalFailure) -> [TableOutline.Column] in
      guard ranks.rank == 0 else { return [] }
      do throws(SourceError) {
        let samples = try table.samples(ofColumns: positions)
        return zip(positions, samples).map { position, samples in
          TableOutline.Column(
            name: table.layout.columnNames[position], number: position + 1,
            kind: ColumnGuess(of: samples, by: rule).kind(of: samples, by: rule),
            values: Self.firstValues(of: samples, by: rule))
        }
      } catch {
        throw LocalFailure(error: CaudalError(error, path: table.inputName))
      }
    }
    return TableOutline(columns: columns, input: table.inputDescription)
  }

  /// The most values of a column that are shown.
  private static let shownValues = 5

  private static func firstValues(of samples: [[UInt8]], by rule: NumericColumn) -> [String] {
    var values: [String] = []
    for sample in samples where !rule.isMissing(sample.span) {
      let text = String(decoding: sample, as: UTF8.self)
      if !values.contains(text) { values.append(text) }
      if values.count == shownValues { break }
    }
    return values
  }

  private func selected(
    _ selection: ColumnSelection?, on ranks: borrowing Communicator
  ) throws -> [Int] {
    try selection.map { try table.positions(of: $0, on: ranks) }
      ?? Array(table.layout.columnNames.indices)
  }

  /// The first rows of the table that its condition lets pass.
  ///
  /// - Parameters:
  ///   - count: how many at most.
  ///   - selection: the columns; nil for all.
  ///   - ranks: all ranks.
  /// - Returns: the rows, on rank 0.
  /// - Throws: an agreed `CaudalError`, such as for a row among them that can't be used.
  /// - Complexity: reading ends soon behind the last row that is wanted.
  package mutating func firstRows(
    _ count: Int, _ selection: ColumnSelection?, on ranks: borrowing Communicator
  ) throws -> FirstRows {
    let positions = try selected(selection, on: ranks)
    let outline = try outline(selection, on: ranks)
    var areNumbers = outline.columns.map { $0.kind?.isNumeric == true }
    try ranks.broadcast(encoded: &areNumbers, from: 0)
    let filter = try table.rowFilter(on: ranks)
    var rows: [FirstRowsSink.Unit] = []
    var found = 0
    if count > 0 {
      try table.scanInRounds(
        positions, filter, on: ranks, workers, into: { FirstRowsSink(positions, limit: count) }
      ) { units in
        rows += units
        found += try ranks.allreduce(units.reduce(0) { $0 + $1.rows.count }, .sum)
        return found < count
      }
    }
    let messages = try ranks.allgather(encoded: rows)
    let ordered = messages.joined().sorted { $0.number < $1.number }
    return FirstRows(
      names: positions.map { table.layout.columnNames[$0] }, areNumbers: areNumbers,
      rows: Array(ordered.flatMap(\.rows).prefix(count)))
  }
}

/// Keeps the first rows of each unit.
private struct FirstRowsSink: RoundSink {
  /// The rows of a unit.
  struct Unit: UnitResult, WireCodable {
    let number: Int
    var rows: [[String]] = []

    init(number: Int) { self.number = number }

    func write(to message: inout WireWriter) { message.write(number, rows) }

    init(from message: inout WireReader) {
      number = message.read()
      rows = message.read()
    }
  }

  private let columns: [Int]
  private let limit: Int
  private(set) var units: [Unit] = []

  init(_ columns: [Int], limit: Int) { (self.columns, self.limit) = (columns, limit) }

  mutating func beginUnit(_ blocks: Range<Int>) { units.append(Unit(number: blocks.lowerBound)) }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {}

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let last = units.count - 1
    var rest = mask
    while units[last].rows.count < limit, let row = rest.popFirst() {
      var texts: [String] = []
      for column in columns {
        texts.append(
          rows.withText(of: column, inRow: row) { text in
            String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
          })
      }
      units[last].rows.append(texts)
    }
  }
}

extension ColumnGuess {
  /// The same as a kind of column.
  fileprivate func kind(of samples: [[UInt8]], by rule: NumericColumn) -> ColumnProfile.Kind? {
    switch self {
    case .nothing: return nil
    case .dates: return .time
    case .texts:
      let texts = Set(samples.filter { !rule.isMissing($0.span) })
      let isBoolean =
        texts.count <= 2 && BooleanWords.are(texts.map { String(decoding: $0, as: UTF8.self) })
      return isBoolean ? .boolean : .text
    case .numbers:
      guard rule.isNumeric(in: samples) else { return .text }
      var (isWhole, hasCodes) = (true, false)
      for sample in samples {
        guard case .number(let value) = rule.read(sample.span) else { continue }
        isWhole = isWhole && value == value.rounded(.towardZero)
        hasCodes = hasCodes || sample.span.isCode
      }
      return !isWhole ? .number : hasCodes ? .text : .integer
    }
  }
}
