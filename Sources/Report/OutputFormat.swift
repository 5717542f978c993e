package import Vocabulary

/// How a result is printed.
package enum OutputFormat: String, CaseIterable, Sendable {
  /// A table for people.
  case table
  /// The contract `caudal.describe/1`.
  case json
  /// A header, and a row for each column, or for each column of each group.
  case csv
  /// The `combined_results.csv` of the averaging scripts that this program replaces.
  case combined

  /// The text of a result, its last line ended, in parts: UTF-8, but for CSV of a file with bytes that no
  /// encoding explains, which CSV has as they are. Of millions of groups, each is put into
  /// words when it is written.
  package func render(
    _ description: Description, of request: DescribeRequest
  ) -> any Sequence<[UInt8]> {
    switch self {
    case .table where request.groupKeys != nil:
      GroupTableRendering(description, request).parts.asBytes
    case .table: TableRendering(description, request).parts.asBytes
    case .json: JSONRendering(description, request).parts.asBytes
    case .csv: CSVRendering.rows(of: description, request)
    case .combined: CombinedRendering.rows(of: description, request)
    }
  }
}
