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

  /// The bytes of those names that no encoding explains.
  package var undecodedNames = UndecodedNames()

  /// The number of all groups, also of those that aren't reported; nil without groups.
  public let groupCount: Int?

  /// For each of the described columns the number of values that can't be had back from their doubles;
  /// see ``ColumnDescription/roundedCount``.
  package let roundedCounts: [Int]

  /// Puts columns together.
  ///
  /// - Parameters:
  ///   - count: the number of columns, or of columns in groups.
  ///   - columnNames: the names of the columns that were described.
  ///   - keyNames: the names of the keys that make up a group.
  ///   - groupCount: the number of all groups; nil without groups.
  ///   - roundedCounts: for each of the described columns the number of values that can't be had back from
  ///     their doubles.
  ///   - element: makes a column's description when it is looked at.
  package init(
    count: Int, columnNames: [String], keyNames: [String] = [], groupCount: Int? = nil,
    roundedCounts: [Int] = [], _ element: @escaping @Sendable (Int) -> ColumnDescription
  ) {
    endIndex = count
    self.columnNames = columnNames
    self.keyNames = keyNames
    self.groupCount = groupCount
    self.roundedCounts = roundedCounts
    self.element = element
  }

  /// The names that more than one of the columns have: only their numbers tell these apart.
  ///
  /// - Complexity: O(columns).
  public var repeatedNames: Set<String> {
    Set(Dictionary(grouping: columnNames) { $0 }.lazy.filter { $1.count > 1 }.map(\.key))
  }

  /// The same columns, of which some are computed of all the digits of their numbers.
  ///
  /// - Parameter digits: what has been computed, by the columns' places; there are no groups.
  /// - Returns: the columns.
  package func with(_ digits: [Int: ExactStatistics]) -> DescribedColumns {
    let element = element
    var columns = DescribedColumns(
      count: endIndex, columnNames: columnNames, roundedCounts: roundedCounts
    ) { place in
      digits[place].map { element(place).with($0) } ?? element(place)
    }
    columns.undecodedNames = undecodedNames
    return columns
  }

  /// A column, in a group if there are groups.
  public subscript(position: Int) -> ColumnDescription { element(position) }
}
