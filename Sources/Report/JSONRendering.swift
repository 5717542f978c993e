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
    let columns = description.columns.lazy.map { column in self.column(column) }
    return JSON.document(
      [("schema", .string("caudal.describe/1"))], list: "columns", columns,
      [
        ("definitions", definitions), ("input", Self.input(description.input)),
        ("run", Self.run(description.run)),
      ])
  }

  private func column(_ column: ColumnDescription) -> JSON {
    var members: [(key: String, value: JSON)] = [("column", .string(column.column))]
    if !column.group.isEmpty {
      members.append(("group", .object(column.group.map { ($0.name, .string($0.text)) })))
    }
    let statistics: [(Statistic, JSON)] = [
      (.rows, .integer(column.rows)), (.count, .integer(column.count)),
      (.missing, .integer(column.missing)), (.mean, .optional(column.mean)),
      (.variance, .optional(column.variance)), (.std, .optional(column.standardDeviation)),
      (.skewness, .optional(column.skewness)), (.kurtosis, .optional(column.kurtosis)),
      (.min, .optional(column.minimum)), (.max, .optional(column.maximum)),
      (.mode, Self.mode(column.mode)), (.percentiles, Self.percentiles(column.percentiles)),
      (.rollingVariance, Self.rolling(column.rollingVariance)),
    ]
    for (statistic, value) in statistics where request.statistics.contains(statistic) {
      members.append((statistic.rawValue, value))
    }
    return .object(members)
  }

  private static func mode(_ mode: Mode?) -> JSON {
    guard let mode else { return .null }
    return .object([("value", .number(mode.value)), ("frequency", .integer(mode.frequency))])
  }

  private static func percentiles(_ percentiles: [Percentile]) -> JSON {
    .object(percentiles.map { ($0.percent.shortText, .optional($0.value)) })
  }

  private static func rolling(_ rolling: RollingDescription) -> JSON {
    .object([
      ("window", .integer(rolling.window)),
      ("windows", .integer(rolling.windows)),
      ("sum", .optional(rolling.sum)),
    ])
  }

  private var definitions: JSON {
    .object([
      ("ddof", .integer(request.ddof)),
      ("variance", .string("sum((x - mean)^2) / (n - ddof)")),
      ("skewness", .string("m3 / m2^1.5, m_k = sum((x - mean)^k) / n")),
      ("kurtosis", .string("m4 / m2^2 - 3")),
      ("mode", .string("most frequent value, ties to the smallest")),
      ("percentiles", .string("linear interpolation, Hyndman and Fan 7")),
      (
        "rolling_variance",
        .string("sum of var(x[i-w..i-1], ddof) for i = w..n-1, over the values present")
      ),
      ("missing", .array(([""] + request.table.nullTokens).map(JSON.string))),
    ])
  }

  static func input(_ input: InputDescription) -> JSON {
    .object([
      ("files", .array(input.files.map(JSON.string))),
      ("bytes", .integer(input.bytes)),
      ("delimiter", input.delimiter.map { .string(String($0)) } ?? .null),
      ("decimal", input.decimal.map { .string(String($0)) } ?? .null),
    ])
  }

  static func run(_ run: RunDescription) -> JSON {
    .object([
      ("ranks", .integer(run.ranks)),
      ("threads", .integer(run.threads)),
      ("hosts", .array(run.hosts.map(JSON.string))),
      ("input", .string(run.input.rawValue)),
      ("seconds", .object(run.phases.map { ($0.name, .number($0.seconds)) })),
    ])
  }
}
