import Algorithms
import Caudal

/// A result as CSV: a header, and a row for each column of the file. What isn't defined is empty.
enum CSVRendering {
  /// The rows, header included.
  static func rows(
    of description: Description, _ request: DescribeRequest
  ) -> some Sequence<String> {
    let names = description.columns.keyNames + fields(of: nil, request).map(\.name)
    let rows = description.columns.lazy.map { column in
      CSVText.row(
        column.group.map(\.text)
          + fields(of: column, request).map(\.text))
    }
    return chain([CSVText.row(names)], rows)
  }

  /// A field of a row.
  struct Field {
    /// The name in the header.
    let name: String
    /// The field's text, empty if it isn't defined.
    let text: String
    /// What it is part of; nil if it is always there.
    let statistic: Statistic?

    /// Whether it is among what was asked for.
    func isOf(_ statistics: Set<Statistic>) -> Bool {
      statistic.map { statistics.contains($0) } ?? true
    }
  }

  /// The fields of a column that were asked for; without a column, their names alone.
  static func fields(of column: ColumnDescription?, _ request: DescribeRequest) -> [Field] {
    func number(_ name: String, _ statistic: Statistic, _ value: Double?) -> Field {
      Field(name: name, text: value?.shortText ?? "", statistic: statistic)
    }
    func count(_ name: String, _ statistic: Statistic, _ count: Int?) -> Field {
      Field(name: name, text: count.map { String($0) } ?? "", statistic: statistic)
    }
    let rolling = column?.rollingVariance
    let percentiles = request.percentiles.enumerated().map { index, percent in
      let known = column.map { $0.percentiles.indices.contains(index) } ?? false
      return number(
        "p\(percent.shortText)", .percentiles, known ? column?.percentiles[index].value : nil)
    }
    let fields =
      [
        Field(name: "column", text: column?.column ?? "", statistic: nil),
        count("rows", .rows, column?.rows), count("count", .count, column?.count),
        count("missing", .missing, column?.missing), number("mean", .mean, column?.mean),
        number("variance", .variance, column?.variance),
        number("std", .std, column?.standardDeviation),
        number("skewness", .skewness, column?.skewness),
        number("kurtosis", .kurtosis, column?.kurtosis), number("min", .min, column?.minimum),
        number("max", .max, column?.maximum), number("mode", .mode, column?.mode?.value),
        count("mode_frequency", .mode, column?.mode?.frequency),
      ] + percentiles + [
        count("rolling_window", .rollingVariance, rolling?.window),
        count("rolling_windows", .rollingVariance, rolling?.windows),
        number("rolling_variance_sum", .rollingVariance, rolling?.sum),
      ]
    return fields.filter { $0.isOf(request.statistics) }
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
      ![UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        .contains(byte)
    }
    if isPlain { return text }
    let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"\(doubled)\""
  }
}
