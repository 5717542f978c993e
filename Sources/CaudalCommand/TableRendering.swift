import Caudal

/// A result as a table for people: every number in full, and beside it what it means.
struct TableRendering {
  private let description: Description
  private let request: DescribeRequest

  init(_ description: Description, _ request: DescribeRequest) {
    self.description = description
    self.request = request
  }

  /// The table.
  var text: String {
    let input = description.input
    let head =
      "\(input.files.joined(separator: ", ")): \(input.bytes) bytes,"
      + " delimiter \(Self.name(input.delimiter)), decimal mark \(Self.name(input.decimal))\n"
    return head + description.columns.map { "\n\($0.column)\n" + Self.table(rows(of: $0)) }.joined()
  }

  private typealias Row = (name: String, value: String, note: String)

  private func rows(of column: ColumnDescription) -> [Row] {
    func text(_ value: Double?) -> String { value?.shortText ?? "undefined" }
    let divisor = request.ddof == 0 ? "n" : "n − \(request.ddof)"
    let rolling = column.rollingVariance
    let percentiles: [Row] = column.percentiles.map {
      ("percentile \($0.percent.shortText)", text($0.value), "linear interpolation")
    }
    return [
      ("rows", String(column.rows), ""),
      ("count", String(column.count), ""),
      ("missing", String(column.missing), ""),
      ("mean", text(column.mean), ""),
      ("variance", text(column.variance), "divided by \(divisor)"),
      ("std", text(column.standardDeviation), "divided by \(divisor)"),
      ("skewness", text(column.skewness), "m₃/m₂^1.5"),
      ("kurtosis", text(column.kurtosis), "m₄/m₂² − 3"),
      ("min", text(column.minimum), ""),
      ("max", text(column.maximum), ""),
      ("mode", text(column.mode?.value), frequency(of: column.mode)),
    ] + percentiles + [
      (
        "rolling variance", text(rolling.sum),
        "sum over \(rolling.windows) window\(rolling.windows == 1 ? "" : "s") of \(rolling.window)"
      )
    ]
  }

  private func frequency(of mode: Mode?) -> String {
    guard let mode else { return "" }
    return mode.frequency == 1 ? "once" : "\(mode.frequency) times"
  }

  private static func table(_ rows: [Row]) -> String {
    let nameWidth = rows.map(\.name.count).max() ?? 0
    let valueWidth = rows.map(\.value.count).max() ?? 0
    return rows.map { row in
      let name = row.name + String(repeating: " ", count: nameWidth - row.name.count)
      let padding = String(repeating: " ", count: valueWidth - row.value.count)
      let value = row.note.isEmpty ? row.value : row.value + padding + "  " + row.note
      return "  \(name)  \(value)\n"
    }.joined()
  }

  private static func name(_ character: Character) -> String {
    character == "\t" ? "tab" : "\(character)"
  }
}
