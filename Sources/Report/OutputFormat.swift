package import Vocabulary

/// How a result is printed.
package enum OutputFormat: String, CaseIterable, Sendable {
  /// A table for people.
  case table
  /// The same table as Markdown.
  case markdown
  /// The contract `caudal.describe/1`.
  case json
  /// A header, and a row for each column, or for each column of each group.
  case csv
  /// The `combined_results.csv` of the averaging scripts that this program replaces.
  case combined
  /// A page for a browser, which is made of a ``TableReport``.
  case html

  /// The statistics that are reported unless something else is asked for: a table for people has no sum over windows,
  /// which few look for.
  package var standardStatistics: Set<Statistic> {
    switch self {
    case .table, .markdown: Statistic.standard.subtracting([.rollingVariance])
    case .json, .csv, .combined, .html: Statistic.standard
    }
  }

  /// The format of a file, as its name ends; nil if that says nothing.
  package init?(ofFile path: String) {
    guard let format = FileSuffix(path).flatMap({ Self(rawValue: $0.format) }) else { return nil }
    self = format
  }

  /// The text of a result, its last line ended, in parts: UTF-8, but for CSV of a file with bytes that no
  /// encoding explains, which CSV has as they are. Of millions of groups, each is put into
  /// words when it is written.
  package func render(
    _ description: Description, of request: DescribeRequest, _ style: TableStyle = .plain
  ) -> any Sequence<[UInt8]> {
    switch self {
    case .table where request.groupKeys != nil:
      GroupTableRendering(description, request, style).parts.asBytes
    case .table: TableRendering(description, request, style).parts.asBytes
    case .markdown where request.groupKeys != nil:
      [GroupTableRendering(description, request, style).markdown].asBytes
    case .markdown: [TableRendering(description, request, style).markdown].asBytes
    case .json: JSONRendering(description, request).parts.asBytes
    case .csv: CSVRendering.rows(of: description, request)
    case .combined: CombinedRendering.rows(of: description, request)
    case .html: preconditionFailure("a page is made of a report on the whole table")
    }
  }
}
