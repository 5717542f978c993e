import Algorithms
import Vocabulary

/// A result as CSV: a header, and a row for each column of the file. What isn't defined is empty.
enum CSVRendering {
  /// The rows, header included.
  static func rows(
    of description: Description, _ request: DescribeRequest
  ) -> some Sequence<String> {
    let fields = fields(of: request, description.columns)
    let header = CSVText.row(description.columns.keyNames + fields.map(\.name))
    let rows = description.columns.lazy.map { column in
      CSVText.row(column.group.map(\.text) + fields.map { $0.text(column) })
    }
    return chain([header], rows)
  }

  /// A field of a row.
  struct Field {
    /// The name in the header.
    let name: String

    /// The field's text for a column, empty if it isn't defined.
    let text: (ColumnDescription) -> String
  }

  /// The fields that were asked for, behind the column's name, and its number where columns of one
  /// name are described.
  static func fields(of request: DescribeRequest, _ columns: DescribedColumns) -> [Field] {
    let name = Field(name: "column") { $0.column }
    let number = Field(name: "column_number") { "\($0.columnNumber)" }
    let statistics = Statistic.allCases.filter(request.statistics.contains)
    return (columns.repeatedNames.isEmpty ? [name] : [name, number])
      + statistics.flatMap { fields(of: $0, request) }
  }

  /// The fields of a statistic.
  private static func fields(of statistic: Statistic, _ request: DescribeRequest) -> [Field] {
    func number(_ value: Double?) -> String { value?.shortText ?? "" }
    func field(
      _ name: String = statistic.rawValue, _ text: @escaping (StatisticValue) -> String
    ) -> Field {
      Field(name: name) { text($0[statistic]) }
    }
    switch statistic {
    case .mode:
      return [
        field { $0.numberText ?? "" },
        Field(name: "mode_frequency") { $0.mode.map { "\($0.frequency)" } ?? "" },
      ]
    case .percentiles:
      return request.percentiles.enumerated().map { index, percent in
        Field(name: "p\(percent.shortText)") { column in
          let percentiles = column.percentiles
          return percentiles.indices.contains(index) ? number(percentiles[index].value) : ""
        }
      }
    case .rollingVariance:
      return [
        Field(name: "rolling_window") { "\($0.rollingVariance.window)" },
        Field(name: "rolling_windows") { "\($0.rollingVariance.windows)" },
        field("rolling_variance_sum") { number($0.number) },
      ]
    default:
      return [field { $0.numberText ?? "" }]
    }
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
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
        && byte != UInt8(ascii: "\r")
    }
    if isPlain { return text }
    let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"\(doubled)\""
  }
}
