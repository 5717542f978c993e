import CSV
import Vocabulary

/// A result as the JSON document `caudal.describe/1`.
///
/// Everything but `run` has the same bits for every way of running.
struct JSONRendering {
  private let description: Description
  private let request: DescribeRequest

  init(_ description: Description, _ request: DescribeRequest) {
    self.description = description
    self.request = request
  }

  /// The document, in parts.
  var parts: some Sequence<String> {
    let isNumbered = !description.columns.repeatedNames.isEmpty
    let columns = description.columns.lazy.map {
      Self.entry(of: $0, request, isNumbered: isNumbered)
    }
    return JSON.document(
      [("schema", .string("caudal.describe/1"))], list: "columns", columns,
      [
        ("definitions", definitions), ("input", Self.input(description.input)),
        ("run", Self.run(description.run)),
      ])
  }

  /// An entry of `columns`.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - request: what was asked for.
  ///   - isNumbered: whether its position in the file is told, because two columns have one name.
  /// - Returns: the entry.
  static func entry(
    of column: ColumnDescription, _ request: DescribeRequest, isNumbered: Bool
  ) -> JSON {
    var members: [(key: String, value: JSON)] = [("column", .string(column.column))]
    if isNumbered { members.append(("column_number", .integer(column.columnNumber))) }
    if !column.group.isEmpty {
      members.append(("group", .object(column.group.map { ($0.name, .string($0.text)) })))
    }
    if column.roundedCount > 0 {
      members.append(("rounded_values", .integer(column.roundedCount)))
    }
    for statistic in Statistic.allCases where request.statistics.contains(statistic) {
      members.append((statistic.rawValue, json(column[statistic])))
      // What is left out has no group.
      if statistic == .missing, column.group.isEmpty {
        members.append(("rejected", .integer(column.rejected)))
      }
    }
    if let histogram = column.histogram { members.append(("histogram", json(histogram))) }
    return .object(members)
  }

  /// A histogram: its edges, one more than there are bins, and the counts in these.
  static func json(_ histogram: Histogram) -> JSON {
    .object([
      ("edges", .array(histogram.edges.map(JSON.number))),
      ("counts", .array(histogram.counts.map(JSON.integer))),
    ])
  }

  /// The value of a statistic.
  static func json(_ value: StatisticValue) -> JSON {
    switch value {
    case .count(let count): .integer(count)
    case .number(let number): .optional(number)
    case .digits(let digits): .digits(digits)
    case .mode(nil): .null
    case .mode(let mode?):
      .object([("value", .digits(mode.text)), ("frequency", .integer(mode.frequency))])
    case .percentiles(let percentiles):
      .object(percentiles.map { ($0.percent.shortText, .optional($0.value)) })
    case .windows(let windows):
      .object([
        ("window", .integer(windows.window)), ("windows", .integer(windows.windows)),
        ("sum", .optional(windows.sum)),
      ])
    }
  }

  /// The definitions of the standard statistics, and of what else was asked for.
  private var definitions: JSON {
    let defined = Statistic.allCases.filter { statistic in
      Statistic.standard.contains(statistic) || request.statistics.contains(statistic)
    }
    return .object(
      [("ddof", .integer(request.ddof))]
        + defined.compactMap { statistic in
          statistic.definition.text.map { (statistic.rawValue, .string($0)) }
        }
        + [("missing", .array(([""] + request.table.nullTokens).map(JSON.string)))])
  }

  static func input(_ input: InputDescription) -> JSON {
    var members: [(key: String, value: JSON)] = [
      ("files", .array(input.files.map { .string($0.repairedPath) }))
    ]
    if input.kinds.contains(where: \.isDatabase) {
      members.append(("kinds", .array(input.kinds.map { .string($0.rawValue) })))
    }
    members.append(("bytes", .integer(input.bytes)))
    return .object(members + dialect(input.dialect) + input.dateMembers + rows(input))
  }

  /// How the files are written; of a plain text only what has always been there.
  static func dialect(
    _ dialect: DialectDescription?
  ) -> [(key: String, value: JSON)] {
    func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
    guard let dialect else { return [("delimiter", .null), ("decimal", .null)] }
    return [
      ("delimiter", text(dialect.delimiter)), ("decimal", text(dialect.decimal)),
      ("thousands", text(dialect.thousands?.rawValue)), ("quote", text(dialect.quote)),
      ("escape", text(dialect.escape)), ("comment", text(dialect.comment)),
      ("encoding", .string(dialect.encoding)), ("header", .boolean(dialect.hasHeader)),
      ("skipped_rows", .integer(dialect.skippedRows)),
      ("skipped_after_header", .integer(dialect.skippedAfterHeader)),
      ("line_end", .string(dialect.endsRowsAtReturn ? "CR" : "LF")),
    ]
  }

  /// The rows of the files; where some may be unusable, how many were, and why.
  private static func rows(_ input: InputDescription) -> [(key: String, value: JSON)] {
    func object(_ counts: [UnusableRowCounts.Count]) -> JSON {
      .object(counts.map { ($0.reason.rawValue, .integer($0.count)) })
    }
    let unusable = input.unusable
    var members: [(key: String, value: JSON)] = [
      ("rows", input.rows.map { .integer($0) } ?? .null),
      ("rejected", .integer(unusable.rejectedRows)),
    ]
    if input.handling != .fail {
      members.append(("rejected_by_reason", object(unusable.rejected)))
      members.append(("taken_for_missing", object(unusable.takenForMissing)))
    }
    if unusable.filled > 0 { members.append(("filled", .integer(unusable.filled))) }
    if input.undecodedValues > 0 {
      members.append(("undecoded_values", .integer(input.undecodedValues)))
    }
    return members
  }

  static func run(_ run: RunDescription) -> JSON {
    .object([
      ("version", .string(ProgramVersion.current)),
      ("ranks", .integer(run.ranks)),
      ("threads", .integer(run.threads)),
      ("hosts", .array(run.hosts.map(JSON.string))),
      ("input", .string(run.input.rawValue)),
      ("seconds", .object(run.phases.map { ($0.name, .number($0.seconds)) })),
    ])
  }
}
