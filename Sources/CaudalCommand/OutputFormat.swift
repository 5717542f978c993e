import ArgumentParser
import Caudal

/// How a result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  /// A table for people.
  case table
  /// The contract `caudal.describe/1`.
  case json
  /// A header, and a row for each column.
  case csv
  /// The `combined_results.csv` of the averaging scripts that this program replaces.
  case combined

  /// The text of a result, its last line ended.
  func render(_ description: Description, of request: DescribeRequest) -> String {
    switch self {
    case .table: TableRendering(description, request).text
    case .json: JSONRendering(description, request).text
    case .csv: CSVRendering.text(of: description)
    case .combined: CombinedRendering.text(of: description)
    }
  }
}
