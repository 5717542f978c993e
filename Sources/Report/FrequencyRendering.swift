import Algorithms
package import Vocabulary

/// How frequencies are printed.
package enum FrequencyFormat: String, CaseIterable, Sendable {
  /// A table for people.
  case table
  /// The same table as Markdown.
  case markdown
  /// The contract `caudal.frequency/1`.
  case json
  /// A header, and a row for each value.
  case csv

  /// The format of a file, as its name ends; nil if that says nothing.
  package init?(ofFile path: String) {
    guard let format = FileSuffix(path).flatMap({ Self(rawValue: $0.format) }) else { return nil }
    self = format
  }

  /// The text of a result, its last line ended, in parts: UTF-8, but for CSV of a file with bytes that no
  /// encoding explains, which CSV has as they are.
  package func render(
    _ frequencies: Frequencies, of request: FrequencyRequest
  ) -> any Sequence<[UInt8]> {
    switch self {
    case .table: FrequencyTableRendering(frequencies).parts.asBytes
    case .markdown: FrequencyTableRendering(frequencies).markdown.asBytes
    case .json: Self.json(frequencies, request).asBytes
    case .csv: Self.csv(frequencies)
    }
  }

  private static func csv(_ frequencies: Frequencies) -> some Sequence<[UInt8]> {
    let rows = frequencies.entries.lazy.map { entry in
      CSVText.row(
        bytes: entry.keyBytes,
        ["\(entry.count)", entry.share.shortText, entry.cumulativeShare.shortText])
    }
    let header = CSVText.row(
      bytes: frequencies.undecodedNames.keyBytes(frequencies.keyNames),
      ["count", "share", "cumulative_share"])
    return chain([header], rows)
  }

  private static func json(
    _ frequencies: Frequencies, _ request: FrequencyRequest
  ) -> some Sequence<String> {
    let names = frequencies.keyNames
    let entries = frequencies.entries.lazy.map { entry in
      JSON.object([
        ("key", .object(zip(names, entry.key).map { ($0, .string($1)) })),
        ("count", .integer(entry.count)), ("share", .number(entry.share)),
        ("cumulative_share", .number(entry.cumulativeShare)),
      ])
    }
    return JSON.document(
      [
        ("schema", .string("caudal.frequency/1")), ("keys", .array(names.map(JSON.string))),
        ("total", .integer(frequencies.total)), ("missing", .integer(frequencies.missing)),
        ("rejected", .integer(frequencies.input.unusable.rejectedRows)),
        ("distinct", .integer(frequencies.distinct)),
      ], list: "values", entries,
      [
        ("input", JSONRendering.input(frequencies.input)),
        ("run", JSONRendering.run(frequencies.run)),
      ])
  }
}

/// Frequencies as a table for people.
struct FrequencyTableRendering {
  private let frequencies: Frequencies

  init(_ frequencies: Frequencies) { self.frequencies = frequencies }

  /// The names of the numbers behind the keys.
  private static let numbers = ["count", "share", "cumulative"]

  /// The table, in parts: the line that says what was read, the lines of values, and a footer.
  var parts: some Sequence<String> {
    let table = TextTable(
      frequencies.keyNames.map { .key($0) } + Self.numbers.map { .number($0) }, rows, indent: 2)
    return chain(
      chain([TableRendering.head(frequencies.input) + "\n"], table.lines),
      [
        "\n" + footer + "\n" + (table.isCut ? TextTable.cutNote : ""),
        TableRendering.unusableRows(frequencies.input),
      ])
  }

  /// The table as Markdown, in parts, with the footer.
  var markdown: some Sequence<String> {
    let lines = MarkdownTable.lines(
      frequencies.keyNames.map { ($0, false) } + Self.numbers.map { ($0, true) }, rows)
    return chain(lines, ["\n" + MarkdownTable.escaped(footer) + "\n"])
  }

  private var rows: some Sequence<[String]> {
    frequencies.entries.lazy.map { entry in
      entry.key + [
        "\(entry.count)", Self.percent(entry.share), Self.percent(entry.cumulativeShare),
      ]
    }
  }

  private var footer: String {
    let shown = frequencies.entries.count
    let distinct = frequencies.distinct
    let values = shown == distinct ? "\(distinct)" : "\(shown) of \(distinct)"
    let missing = frequencies.missing == 0 ? "" : ", \(frequencies.missing) without"
    return "\(values) distinct value\(distinct == 1 ? "" : "s") in \(frequencies.total)\(missing)"
  }

  private static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let decimals = hundredths % 100
    return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals) %"
  }
}
