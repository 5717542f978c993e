import Algorithms
import Vocabulary

/// A result as a table for people: the numbers of each column, and below them what they mean.
struct TableRendering {
  private let description: Description
  private let request: DescribeRequest
  private let style: TableStyle

  init(_ description: Description, _ request: DescribeRequest, _ style: TableStyle) {
    self.description = description
    self.request = request
    self.style = style
  }

  /// The table, in parts: the line that says what was read, then each column's.
  var parts: some Sequence<String> {
    let repeatedNames = description.columns.repeatedNames
    let columns = description.columns.lazy.map { column in
      let number = repeatedNames.contains(column.column) ? " (column \(column.columnNumber))" : ""
      return "\n" + style.head("\(column.column.visible)\(number)\n")
        + Self.table(rows(of: column))
        + (column.histogram.map { "\n" + HistogramBars($0, style).text } ?? "")
    }
    let notes = Self.definitions(request)
    return chain(
      chain([Self.head(description.input)], columns),
      [
        notes.isEmpty || description.columns.isEmpty ? "" : "\n" + style.note(notes),
        Self.unusableRows(description.input),
      ])
  }

  /// The table as Markdown: a line for each statistic, and a column for each column.
  var markdown: String {
    let columns = description.columns.map { rows(of: $0) }
    let repeatedNames = description.columns.repeatedNames
    let names = description.columns.map { column in
      repeatedNames.contains(column.column)
        ? "\(column.column) (column \(column.columnNumber))" : column.column
    }
    guard let first = columns.first else { return "" }
    let lines = first.indices.map { row in
      [first[row].name] + columns.map { row < $0.count ? $0[row].value : "" }
    }
    let notes = Self.definitions(request)
    let histograms = zip(names, description.columns).compactMap { name, column in
      column.histogram.map { "\n" + HistogramBars($0, style).markdown(name) }
    }
    return MarkdownTable.text([("statistic", false)] + names.map { ($0, true) }, lines)
      + histograms.joined()
      + (notes.isEmpty ? "" : "\n" + MarkdownTable.escaped(String(notes.dropLast())) + "\n")
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
        + (statistic == .missing && description.columns.contains { $0.rejected > 0 }
          ? [("rejected", "\(column.rejected)", "")] : [])
    }
  }

  /// The rows of a statistic, and what is said of it.
  private func rows(of statistic: Statistic, _ value: StatisticValue) -> [Row] {
    func text(_ value: Double?) -> String { value.map(style.text) ?? "undefined" }
    let name = statistic.rawValue
    switch value {
    case .count(let count): return [(name, "\(count)", "")]
    case .number(let number): return [(name, text(number), "")]
    case .digits(let digits): return [(name, digits, "")]
    case .mode(let mode):
      let value = mode.map { $0.digits ?? style.text($0.value) }
      return [(name, value ?? "undefined", frequency(of: mode))]
    case .percentiles(let percentiles):
      return percentiles.map {
        ("percentile \($0.percent.shortText)", text($0.value), "")
      }
    case .windows(let windows):
      let count = "\(windows.windows) window\(windows.windows == 1 ? "" : "s")"
      return [("rolling variance", text(windows.sum), "sum over \(count) of \(windows.window)")]
    }
  }

  /// What the statistics mean whose names don't say it, in one line.
  private static func definitions(_ request: DescribeRequest) -> String {
    let asked = request.statistics
    var notes: [String] = []
    let divided = [Statistic.variance, .std].filter(asked.contains).map(\.rawValue)
    if !divided.isEmpty {
      notes.append(
        divided.joined(separator: ", ") + ": divided by "
          + (request.ddof == 0 ? "n" : "n − \(request.ddof)"))
    }
    let others: [(Statistic, String)] = [
      (.skewness, "m₃/m₂^1.5"), (.kurtosis, "m₄/m₂² − 3"), (.cv, "std/mean"),
      (.range, "max − min"), (.iqr, "percentile 75 − percentile 25"),
    ]
    notes += others.filter { asked.contains($0.0) }.map { "\($0.0.rawValue): \($0.1)" }
    let interpolated = [Statistic.median, .percentiles].filter(asked.contains).map(\.rawValue)
    if !interpolated.isEmpty {
      notes.append(interpolated.joined(separator: ", ") + ": linear interpolation")
    }
    if request.histogramBins != nil { notes.append("histogram: from ≤ value < to") }
    return notes.isEmpty ? "" : notes.joined(separator: "; ") + "\n"
  }

  private func frequency(of mode: Mode?) -> String {
    guard let mode else { return "" }
    return mode.frequency == 1 ? "once" : "\(mode.frequency) times"
  }

  private static func table(_ rows: [Row]) -> String {
    TextTable(
      [.text(), .decimals(""), .text()], rows.map { [$0.name, $0.value, $0.note] },
      hasHeader: false, indent: 2
    ).text
  }
}
