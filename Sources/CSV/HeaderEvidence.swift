/// What a row says about whether it names the columns.
enum HeaderEvidence {
  /// It has texts where the others have numbers or dates.
  case header
  /// It has numbers or dates where the others do.
  case data
  /// It may be either: no column has numbers or dates.
  case unknown
  /// It has numbers where the others do, but numbers that may well be names, such as years; or nothing
  /// where the others have numbers, and else only texts.
  case ambiguous

  /// Compares a row with those behind it.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - data: rows behind it with as many fields.
  ///   - rows: the sample.
  ///   - isMissing: whether a text means a missing value.
  init(
    _ row: SampledRows.Row, data: [SampledRows.Row], of rows: SampledRows,
    isMissing: ([UInt8]) -> Bool
  ) {
    var typedCells: [[UInt8]] = []
    var (isHeader, hasNamelessColumn) = (false, false)
    for column in 0..<row.cells.count {
      let cell = rows.cell(column, of: row)
      // The only row of a table can be compared with nothing.
      guard data.isEmpty ? Self.isTyped(cell) : Self.isTyped(column, data, of: rows, isMissing)
      else { continue }
      if isMissing(cell) {
        hasNamelessColumn = true
      } else if Self.isTyped(cell) {
        typedCells.append(cell)
      } else {
        isHeader = true
      }
    }
    if isHeader {
      self = .header
    } else if typedCells.isEmpty {
      self = hasNamelessColumn ? .ambiguous : .unknown
    } else {
      switch Self.names(typedCells) {
      case .years where typedCells.count > 2 && !Self.hasYears(data, of: rows): self = .header
      case .years, .counting: self = .ambiguous
      case nil: self = .data
      }
    }
  }

  /// Numbers that may name columns.
  private enum Names {
    /// Years, one after the other.
    case years
    /// The numbers from 0 or 1 on.
    case counting
  }

  /// Whether some row of data has years one after the other, too.
  private static func hasYears(_ data: [SampledRows.Row], of rows: SampledRows) -> Bool {
    data.prefix(200).contains { row in
      names(rows.cells[row.cells].filter { isTyped($0) }) == .years
    }
  }

  /// Whether the texts of a column are numbers or dates, all but a few.
  private static func isTyped(
    _ column: Int, _ data: [SampledRows.Row], of rows: SampledRows,
    _ isMissing: ([UInt8]) -> Bool
  ) -> Bool {
    var (count, typed) = (0, 0)
    for row in data.prefix(200) {
      let cell = rows.cell(column, of: row)
      if isMissing(cell) { continue }
      count += 1
      typed += isTyped(cell) ? 1 : 0
    }
    return count > 0 && Double(typed) >= NumberEvidence.numericShare * Double(count)
  }

  /// Whether a text is a number in some syntax, or a date.
  static func isTyped(_ cell: [UInt8]) -> Bool {
    // Every number and every date has a digit, and most texts have none.
    guard cell.contains(where: { $0 &- Byte.zero <= 9 }) else { return false }
    return NumberShape(cell, isLoose: false) != .none
      || TimestampFormat.ofDays.contains { $0.parse(cell.span) != nil }
  }

  /// Whether numbers may name columns.
  private static func names(_ cells: [[UInt8]]) -> Names? {
    let numbers = cells.map { Int(String(decoding: $0, as: UTF8.self).trimmingBlanks()) ?? .min }
    guard let first = numbers.first, numbers.count > 1,
      zip(numbers, numbers.dropFirst()).allSatisfy({ $1 &- $0 == 1 })
    else { return nil }
    if (1800...2200).contains(first) { return .years }
    return numbers.count > 2 && (0...1).contains(first) ? .counting : nil
  }
}
