import Caudal

/// A result as CSV: a header, and a row for each column of the file. What isn't defined is empty.
enum CSVRendering {
  /// The text, header included.
  static func text(of description: Description) -> String {
    guard let first = description.columns.first else { return "" }
    let header = fields(of: first).map(\.name)
    let rows = description.columns.map { column in fields(of: column).map(\.text) }
    return ([header] + rows).map { CSVText.row($0) }.joined()
  }

  private static func fields(of column: ColumnDescription) -> [(name: String, text: String)] {
    func text(_ value: Double?) -> String { value?.shortText ?? "" }
    let rolling = column.rollingVariance
    return [
      ("column", column.column),
      ("rows", String(column.rows)),
      ("count", String(column.count)),
      ("missing", String(column.missing)),
      ("mean", text(column.mean)),
      ("variance", text(column.variance)),
      ("std", text(column.standardDeviation)),
      ("skewness", text(column.skewness)),
      ("kurtosis", text(column.kurtosis)),
      ("min", text(column.minimum)),
      ("max", text(column.maximum)),
      ("mode", text(column.mode?.value)),
      ("mode_frequency", column.mode.map { String($0.frequency) } ?? ""),
    ] + column.percentiles.map { ("p\($0.percent.shortText)", text($0.value)) } + [
      ("rolling_window", String(rolling.window)),
      ("rolling_windows", String(rolling.windows)),
      ("rolling_variance_sum", text(rolling.sum)),
    ]
  }
}

/// Text in CSV's form.
enum CSVText {
  /// A row, its line ended; fields are quoted where they must be.
  static func row(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\n"
  }

  private static func field(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      ![UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        .contains(byte)
    }
    if isPlain { return text }
    let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"\(doubled)\""
  }
}
