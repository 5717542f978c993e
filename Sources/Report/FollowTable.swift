package import Vocabulary

/// A result of rows that still come as a table: for each row the fields in front, which tell its window and its key,
/// and those of its numbers.
package struct FollowTable {
  /// A column.
  package struct Column {
    /// Its name.
    package let name: String

    /// What it holds.
    package let kind: Kind
  }

  /// What a column holds.
  package enum Kind: Hashable, Sendable {
    /// The beginning of a window, as the clock of its times shows it.
    case windowStart
    /// The end of a window.
    case windowEnd
    /// A text.
    case text
    /// A whole number.
    case count
    /// A number.
    case number
  }

  /// A row.
  package struct Row {
    /// The fields in front, as they came.
    package let keys: [[UInt8]]

    /// The texts of its numbers, empty where they aren't defined.
    package let numbers: [String]
  }

  /// The columns in front.
  package let keys: [Column]

  /// The columns of numbers.
  package let numbers: [Column]

  private let result: FollowResult
  private let request: FollowRequest

  /// The names of numbers that are whole.
  private static let counts: Set<String> = [
    "rows", "count", "missing", "distinct", "mode_frequency", "rolling_window", "rolling_windows",
  ]

  /// Makes a table; nil if there is no window yet to tell its columns.
  ///
  /// - Parameters:
  ///   - result: the result.
  ///   - request: what was asked for.
  package init?(_ result: FollowResult, of request: FollowRequest) {
    guard let part = result.parts.first else { return nil }
    (self.result, self.request) = (result, request)
    let window =
      part.start == nil
      ? []
      : [
        Column(name: "window_start", kind: .windowStart),
        Column(name: "window_end", kind: .windowEnd),
      ]
    switch (part.table, request.question) {
    case (.described(let columns), .describe(let question)):
      let fields = CSVRendering.fields(of: question, columns).map(\.name)
      let names = fields.prefix { $0.hasPrefix("column") }
      keys =
        window + columns.keyNames.map { Column(name: $0, kind: .text) }
        + names.map { Column(name: $0, kind: $0 == "column" ? .text : .count) }
      numbers = fields.dropFirst(names.count).map {
        Column(name: $0, kind: Self.counts.contains($0) ? .count : .number)
      }
    case (.counted(let counted), _):
      keys = window + counted.names.map { Column(name: $0, kind: .text) }
      numbers = [
        Column(name: "count", kind: .count), Column(name: "share", kind: .number),
        Column(name: "cumulative_share", kind: .number),
      ]
    case (.described, .count): return nil
    }
  }

  /// The rows, those of the earliest window first.
  package var rows: [Row] {
    result.parts.flatMap { part -> [Row] in
      let window = [part.start, part.end].compactMap { $0.map { Array($0.utf8) } }
      switch (part.table, request.question) {
      case (.described(let columns), .describe(let question)):
        let fields = CSVRendering.fields(of: question, columns)
        let names = fields.prefix { $0.name.hasPrefix("column") }
        return columns.map { column in
          Row(
            keys: window + column.groupBytes + names.map { Array($0.text(column).utf8) },
            numbers: fields.dropFirst(names.count).map { $0.text(column) })
        }
      case (.counted(let keys), _):
        return keys.entries.map { entry in
          Row(
            keys: window + entry.keyBytes,
            numbers: [
              "\(entry.count)", entry.share.shortText, entry.cumulativeShare.shortText,
            ])
        }
      case (.described, .count): return []
      }
    }
  }
}
