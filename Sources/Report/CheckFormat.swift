package import Vocabulary

/// How a report of a check is printed.
package enum CheckFormat: String, CaseIterable, Sendable {
  /// Tables for people.
  case table
  /// The contract `caudal.check/1`.
  case json

  /// The text of a report, its last line ended.
  package func render(_ report: CheckReport) -> String {
    switch self {
    case .table: CheckTable.text(of: report)
    case .json: CheckJSON.text(of: report)
    }
  }
}
