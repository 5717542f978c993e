import Vocabulary

/// A look at every column as a table for people: a line for each column, and below it what is worth a sentence.
struct ProfileTable {
  private let profile: TableProfile
  private let style: TableStyle

  /// The names that several columns have: asked for once, as there may be very many columns.
  private let repeatedNames: Set<String>

  init(_ profile: TableProfile, _ style: TableStyle) {
    self.profile = profile
    self.style = style
    repeatedNames = profile.repeatedNames
  }

  /// The table, in parts.
  var parts: [String] {
    let (table, left) = fitted()
    var lines = Array(table.lines)
    if let first = lines.first { lines[0] = style.head(first) }
    let notes = notes + (left.isEmpty ? [] : ["Not shown, as the line is too short: \(left)."])
    let sentences = notes.map { $0.visible + "\n" }.joined()
    return [TableRendering.head(profile.input) + "\n"] + lines
      + [
        sentences.isEmpty ? "" : "\n" + style.note(sentences),
        table.isCut ? TextTable.cutNote : "",
        TableRendering.unusableRows(profile.input),
      ]
  }

  /// The table as Markdown.
  var markdown: String {
    let columns = Self.columns
    return MarkdownTable.text(
      columns.map { ($0.name, $0.isNumber) },
      profile.columns.map { row in columns.map { $0.text(row, self) } })
      + (notes.isEmpty ? "" : "\n" + notes.map { "- \(MarkdownTable.escaped($0))\n" }.joined())
  }

  /// A column of the table.
  private struct Column: Sendable {
    let name: String
    var isNumber = false
    let text: @Sendable (ColumnProfile, ProfileTable) -> String
  }

  private static let columns: [Column] = [
    Column(name: "column") { $1.name(of: $0) },
    Column(name: "type") { column, _ in column.kind.rawValue },
    Column(name: "missing", isNumber: true) { column, _ in "\(column.missing)" },
    Column(name: "distinct", isNumber: true) { column, _ in column.distinct.map(String.init) ?? ""
    },
    Column(name: "min") { $1.extreme(of: $0, .min, \.first, \.first) },
    Column(name: "max") { $1.extreme(of: $0, .max, \.last, \.last) },
    Column(name: "mean", isNumber: true) { $1.number($0, .mean) },
    Column(name: "std", isNumber: true) { $1.number($0, .std) },
    Column(name: "median", isNumber: true) { $1.percentile($0, 50) },
    Column(name: "most frequent") { $1.mostFrequent($0) },
  ]

  /// The names of columns that are left out first where lines are short.
  private static let dispensable = ["std", "most frequent", "distinct", "median", "max"]

  /// The table, cut until it fits, and the names of the columns that it lacks.
  private func fitted() -> (table: TextTable, left: String) {
    let width = style.width ?? .max
    var left: [String] = []
    for limit in [40, 28, 20] {
      let table = table(without: left, limit: limit)
      if table.width <= width { return (table, "") }
    }
    for name in Self.dispensable {
      left.append(name)
      let table = table(without: left, limit: 20)
      if table.width <= width { return (table, left.joined(separator: ", ")) }
    }
    return (table(without: left, limit: 14), left.joined(separator: ", "))
  }

  private func table(without left: [String], limit: Int) -> TextTable {
    let columns = Self.columns.filter { !left.contains($0.name) }
    return TextTable(
      columns.map { $0.isNumber ? .decimals($0.name) : .key($0.name, limit: limit) },
      profile.columns.map { row in columns.map { $0.text(row, self) } }, indent: 2)
  }

  private func name(of column: ColumnProfile) -> String {
    repeatedNames.contains(column.column)
      ? "\(column.column) (column \(column.columnNumber))" : column.column
  }

  private func extreme(
    of column: ColumnProfile, _ statistic: Statistic,
    _ text: KeyPath<ColumnProfile.Texts, String>, _ time: KeyPath<ColumnProfile.Times, String>
  ) -> String {
    if let numbers = column.numbers { return numbers[statistic].text(style) }
    return column.texts?[keyPath: text] ?? column.times?[keyPath: time] ?? ""
  }

  private func number(_ column: ColumnProfile, _ statistic: Statistic) -> String {
    column.numbers?[statistic].text(style) ?? ""
  }

  private func percentile(_ column: ColumnProfile, _ percent: Double) -> String {
    let found = column.numbers?.percentiles.first { $0.percent == percent }
    return found?.value.map(style.text) ?? ""
  }

  private func mostFrequent(_ column: ColumnProfile) -> String {
    if let mode = column.numbers?.mode {
      let value = mode.digits ?? style.text(mode.value)
      return mode.frequency > 1 ? "\(value) (\(mode.frequency))" : ""
    }
    guard let first = column.frequent.first, first.count > 1 else { return "" }
    return "\(first.text) (\(first.count))"
  }

  /// What is worth a sentence.
  private var notes: [String] {
    let tooLong = profile.columns.filter { $0.distinct == nil }.map {
      "\(name(of: $0)): some texts are longer than 65536 bytes, so distinct ones weren't counted."
    }
    return profile.columns.compactMap(sentence(about:)) + tooLong
  }

  private func sentence(about column: ColumnProfile) -> String? {
    if let misfit = column.misfit {
      return
        "\(name(of: column)) is \(column.kind.rawValue): row \(misfit.row) of \(misfit.file) has"
        + " \"\(misfit.text)\", which is no \(misfit.expected)."
    }
    guard let times = column.times, let step = times.step else { return nil }
    let every = "\(name(of: column)): every \(Self.span(step))"
    guard times.gaps > 0, let longest = times.longestGap, let begin = times.longestGapBegin else {
      return every + ", without a gap."
    }
    let gaps = times.gaps == 1 ? "1 gap" : "\(times.gaps) gaps"
    return every + ", with \(gaps), the longest of \(Self.span(longest)) behind \(begin)."
  }

  /// A span of time in words: `10 min`, `1 h 30 min`, `3 d`.
  static func span(_ seconds: Double) -> String {
    guard seconds == seconds.rounded(), seconds < 9e15 else { return "\(seconds.shortText) s" }
    var rest = Int(seconds)
    var parts: [String] = []
    let units = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    for (length, unit) in units where rest >= length {
      parts.append("\(rest / length) \(unit)")
      rest %= length
    }
    return parts.isEmpty ? "0 s" : parts.prefix(2).joined(separator: " ")
  }
}

extension StatisticValue {
  /// The value as a table shows it.
  func text(_ style: TableStyle) -> String {
    switch self {
    case .digits(let digits): digits
    case .count(let count): "\(count)"
    case .mode(let mode): mode.map { $0.digits ?? style.text($0.value) } ?? ""
    default: number.map(style.text) ?? ""
    }
  }
}
