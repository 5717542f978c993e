import Algorithms
package import Vocabulary

/// How a look at every column is printed.
package enum ProfileFormat: String, CaseIterable, Sendable {
  /// A table for people.
  case table
  /// The same table as Markdown.
  case markdown
  /// The contract `caudal.profile/1`.
  case json
  /// A header, and a row for each column.
  case csv

  /// The format of a file, as its name ends; nil if that says nothing.
  package init?(ofFile path: String) {
    guard let format = FileSuffix(path).flatMap({ Self(rawValue: $0.format) }) else { return nil }
    self = format
  }

  /// The text of a result, its last line ended, in parts.
  ///
  /// - Parameters:
  ///   - profile: the columns.
  ///   - request: what was asked for.
  ///   - style: how a table looks.
  /// - Returns: UTF-8.
  package func render(
    _ profile: TableProfile, of request: ProfileRequest, _ style: TableStyle
  ) -> any Sequence<[UInt8]> {
    switch self {
    case .table: ProfileTable(profile, style).parts.asBytes
    case .markdown: [ProfileTable(profile, style).markdown].asBytes
    case .json: ProfileJSON.parts(profile, request).asBytes
    case .csv: ProfileCSV.rows(profile, request)
    }
  }
}
