import Algorithms
import Vocabulary

/// A result as CSV: a header, and a row for each column of the file. What isn't defined is empty.
enum CSVRendering {
  /// The rows, header included.
  static func rows(
    of description: Description, _ request: DescribeRequest
  ) -> some Sequence<String> {
    let fields = fields(of: request)
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
    /// What it is part of; nil if it is always there.
    let statistic: Statistic?
    /// The field's text for a column, empty if it isn't defined.
    let text: (ColumnDescription) -> String

    fileprivate static func number(
      _ name: String, _ statistic: Statistic,
      _ value: @escaping (ColumnDescription) -> Double?
    ) -> Field {
      Field(name: name, statistic: statistic) { value($0)?.shortText ?? "" }
    }

    fileprivate static func count(
      _ name: String, _ statistic: Statistic, _ count: @escaping (ColumnDescription) -> Int?
    ) -> Field {
      Field(name: name, statistic: statistic) { count($0).map { String($0) } ?? "" }
    }
  }

  /// The fields that were asked for.
  static func fields(of request: DescribeRequest) -> [Field] {
    let percentiles = request.percentiles.enumerated().map { index, percent in
      Field.number("p\(percent.shortText)", .percentiles) { column in
        column.percentiles.indices.contains(index) ? column.percentiles[index].value : nil
      }
    }
    let fields: [Field] =
      [
        Field(name: "column", statistic: nil) { $0.column },
        .count("rows", .rows) { $0.rows }, .count("count", .count) { $0.count },
        .count("missing", .missing) { $0.missing }, .number("mean", .mean) { $0.mean },
        .number("variance", .variance) { $0.variance },
        .number("std", .std) { $0.standardDeviation },
        .number("skewness", .skewness) { $0.skewness },
        .number("kurtosis", .kurtosis) { $0.kurtosis }, .number("min", .min) { $0.minimum },
        .number("max", .max) { $0.maximum }, .number("mode", .mode) { $0.mode?.value },
        .count("mode_frequency", .mode) { $0.mode?.frequency },
      ] + percentiles + [
        .count("rolling_window", .rollingVariance) { $0.rollingVariance.window },
        .count("rolling_windows", .rollingVariance) { $0.rollingVariance.windows },
        .number("rolling_variance_sum", .rollingVariance) { $0.rollingVariance.sum },
      ]
    return fields.filter { field in
      field.statistic.map { request.statistics.contains($0) } ?? true
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
