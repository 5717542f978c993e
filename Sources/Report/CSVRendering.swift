import Algorithms
import CSV
import Vocabulary

/// A result as CSV: a header, and a row for each column of the file. What isn't defined is empty.
enum CSVRendering {
  /// The rows, header included.
  static func rows(
    of description: Description, _ request: DescribeRequest
  ) -> some Sequence<[UInt8]> {
    let fields = fields(of: request, description.columns)
    let names = description.columns.undecodedNames
    let header = CSVText.row(
      bytes: names.keyBytes(description.columns.keyNames), fields.map(\.name))
    let rows = description.columns.lazy.map { column in
      CSVText.row(
        bytes: column.groupBytes
          + [names.columns[column.columnNumber] ?? Array(column.column.utf8)],
        fields.dropFirst().map { $0.text(column) })
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
  static func fields(
    of request: DescribeRequest, _ columns: DescribedColumns, _ style: TableStyle = .plain
  ) -> [Field] {
    let name = Field(name: "column") { $0.column }
    let number = Field(name: "column_number") { "\($0.columnNumber)" }
    let statistics = Statistic.allCases.filter(request.statistics.contains)
    return (columns.repeatedNames.isEmpty ? [name] : [name, number])
      + statistics.flatMap { fields(of: $0, request, style) }
  }

  /// The fields of a statistic.
  private static func fields(
    of statistic: Statistic, _ request: DescribeRequest, _ style: TableStyle
  ) -> [Field] {
    func number(_ value: Double?) -> String { value.map(style.text) ?? "" }
    func field(
      _ name: String = statistic.rawValue, _ text: @escaping (StatisticValue) -> String
    ) -> Field {
      Field(name: name) { text($0[statistic]) }
    }
    switch statistic {
    case .mode:
      return [
        field { $0.text(style) },
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
      return [field { $0.text(style) }]
    }
  }
}

/// Text in CSV's form.
package enum CSVText {
  /// A row, its line ended; fields are quoted where they must be.
  ///
  /// - Parameters:
  ///   - bytes: the first fields: texts of a file, which may be no UTF-8.
  ///   - fields: the others.
  /// - Returns: its bytes.
  package static func row(bytes: [[UInt8]] = [], _ fields: [String]) -> [UInt8] {
    var row: [UInt8] = []
    for field in bytes { append(field, to: &row) }
    for field in fields { append(Array(field.utf8), to: &row) }
    row[row.count - 1] = UInt8(ascii: "\n")
    return row
  }

  /// Rows in which an apostrophe stands in front of what a spreadsheet would take for a formula: see `Span.isFormula`.
  ///
  /// - Parameter rows: whole rows, as ``row(bytes:_:)`` makes them.
  /// - Returns: the rows.
  package static func harmless(_ rows: [UInt8]) -> [UInt8] {
    var harmless: [UInt8] = []
    var rest = rows[...]
    while let first = rest.first {
      var field: [UInt8] = []
      if first == UInt8(ascii: "\"") {
        rest.removeFirst()
        while let byte = rest.popFirst() {
          if byte != UInt8(ascii: "\"") {
            field.append(byte)
          } else if rest.first == byte {
            field.append(byte)
            rest.removeFirst()
          } else {
            break
          }
        }
      } else {
        let plain = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\n") }
        field = Array(plain)
        rest = rest.dropFirst(plain.count)
      }
      let isFormula = field.span.isFormula
      append(isFormula ? [UInt8(ascii: "'")] + field : field, to: &harmless, isQuoted: isFormula)
      // What ends the field there, a comma or the row's end, ends it here.
      if let end = rest.popFirst() { harmless[harmless.count - 1] = end }
    }
    return harmless
  }

  /// Appends a field, and a comma behind it.
  private static func append(_ field: [UInt8], to row: inout [UInt8], isQuoted: Bool = false) {
    let quote = UInt8(ascii: "\"")
    let isPlain =
      !isQuoted
      && field.allSatisfy { byte in
        byte != UInt8(ascii: ",") && byte != quote && byte != UInt8(ascii: "\n")
          && byte != UInt8(ascii: "\r")
      }
    if isPlain {
      row += field
    } else {
      row.append(quote)
      for byte in field { row += byte == quote ? [quote, quote] : [byte] }
      row.append(quote)
    }
    row.append(UInt8(ascii: ","))
  }
}

extension Sequence<String> {
  /// The parts of a text, as bytes.
  var asBytes: any Sequence<[UInt8]> { lazy.map { Array($0.utf8) } }
}
