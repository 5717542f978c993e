/// The columns of a description: for each group, if there are groups, all columns.
///
/// Of millions of groups each is put together when it is looked at.
public struct DescribedColumns: RandomAccessCollection, Sendable {
  private let element: @Sendable (Int) -> ColumnDescription

  /// 0.
  public let startIndex = 0

  /// The number of columns, or of columns in groups.
  public let endIndex: Int

  /// The names of the columns that were described, in their order; each group has all of them.
  public let columnNames: [String]

  /// The names of the keys that make up a group; empty without groups.
  public let keyNames: [String]

  /// The number of all groups, also of those that aren't reported; nil without groups.
  public let groupCount: Int?

  /// Puts columns together.
  ///
  /// - Parameters:
  ///   - count: the number of columns, or of columns in groups.
  ///   - columnNames: the names of the columns that were described.
  ///   - keyNames: the names of the keys that make up a group.
  ///   - groupCount: the number of all groups; nil without groups.
  ///   - element: makes a column's description when it is looked at.
  package init(
    count: Int, columnNames: [String], keyNames: [String] = [], groupCount: Int? = nil,
    _ element: @escaping @Sendable (Int) -> ColumnDescription
  ) {
    endIndex = count
    self.columnNames = columnNames
    self.keyNames = keyNames
    self.groupCount = groupCount
    self.element = element
  }

  /// The names that more than one of the columns have: only their numbers tell these apart.
  ///
  /// - Complexity: O(columns).
  public var repeatedNames: Set<String> {
    Set(Dictionary(grouping: columnNames) { $0 }.lazy.filter { $1.count > 1 }.map(\.key))
  }

  /// A column, in a group if there are groups.
  public subscript(position: Int) -> ColumnDescription { element(position) }
}
