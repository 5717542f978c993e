import Algorithms
import Vocabulary

/// A result as a table for people: every number in full, and beside it what it means.
struct TableRendering {
  private let description: Description
  private let request: DescribeRequest

  init(_ description: Description, _ request: DescribeRequest) {
    self.description = description
    self.request = request
  }

  /// The table, in parts: the line that says what was read, then each column's.
  var parts: some Sequence<String> {
    let repeatedNames = description.columns.repeatedNames
    let columns = description.columns.lazy.map { column in
      let number = repeatedNames.contains(column.column) ? " (column \(column.columnNumber))" : ""
      return "\n\(column.column.visible)\(number)\n" + Self.table(rows(of: column))
    }
    return chain(
      chain([Self.head(description.input)], columns), [Self.unusableRows(description.input)])
  }

  /// The line that says what was read, and how.
  static func head(_ input: InputDescription) -> String {
    let name = name(of: input.files).visible
    if !input.kinds.isEmpty, input.kinds.allSatisfy(\.isDatabase), let rows = input.rows {
      return "\(name): \(rows) row\(rows == 1 ? "" : "s")\n" + input.dateLines
    }
    let size = "\(name): \(input.bytes) bytes"
    return ([size] + (input.dialect?.words ?? [])).joined(separator: ", ") + "\n"
      + input.dateLines
  }

  /// The files that were read: up to three by name, of more the first and the last.
  private static func name(of files: [String]) -> String {
    guard files.count > 3, let first = files.first, let last = files.last else {
      return files.joined(separator: ", ")
    }
    return "\(first) … \(last) (\(files.count) files)"
  }

  /// What was done with rows that can't be used: lines with a blank one before them; nothing if all
  /// can.
  static func unusableRows(_ input: InputDescription) -> String {
    let lines = input.unusableRowSentences
    return lines.isEmpty ? "" : "\n" + lines.map { $0 + "\n" }.joined()
  }

  private typealias Row = (name: String, value: String, note: String)

  private func rows(of column: ColumnDescription) -> [Row] {
    Statistic.allCases.filter(request.statistics.contains).flatMap { statistic in
      rows(of: statistic, column[statistic])
        + (statistic == .missing && column.rejected > 0
          ? [("rejected", "\(column.rejected)", "")] : [])
    }
  }

  /// The rows of a statistic, and what is said of it.
  private func rows(of statistic: Statistic, _ value: StatisticValue) -> [Row] {
    func text(_ value: Double?) -> String { value?.shortText ?? "undefined" }
    let name = statistic.rawValue
    switch value {
    case .count(let count): return [(name, "\(count)", "")]
    case .number(let number): return [(name, text(number), note(on: statistic))]
    case .digits(let digits): return [(name, digits, note(on: statistic))]
    case .mode(let mode): return [(name, mode?.text ?? "undefined", frequency(of: mode))]
    case .percentiles(let percentiles):
      return percentiles.map {
        ("percentile \($0.percent.shortText)", text($0.value), "linear interpolation")
      }
    case .windows(let windows):
      let count = "\(windows.windows) window\(windows.windows == 1 ? "" : "s")"
      return [("rolling variance", text(windows.sum), "sum over \(count) of \(windows.window)")]
    }
  }

  private func note(on statistic: Statistic) -> String {
    switch statistic {
    case .variance, .std: "divided by \(request.ddof == 0 ? "n" : "n − \(request.ddof)")"
    case .skewness: "m₃/m₂^1.5"
    case .kurtosis: "m₄/m₂² − 3"
    case .cv: "std/mean"
    case .range: "max − min"
    case .iqr: "percentile 75 − percentile 25"
    case .median: "linear interpolation"
    default: ""
    }
  }

  private func frequency(of mode: Mode?) -> String {
    guard let mode else { return "" }
    return mode.frequency == 1 ? "once" : "\(mode.frequency) times"
  }

  private static func table(_ rows: [Row]) -> String {
    TextTable(
      [.text(), .text(), .text()], rows.map { [$0.name, $0.value, $0.note] }, hasHeader: false,
      indent: 2
    ).text
  }
}
