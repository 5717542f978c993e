/// Columns that become rows: one for each of them in every row, with the column's name and what it holds.
///
/// A table of many cities, one a column, becomes one of a city a row.
public struct Unpivot: Sendable {
  /// The columns.
  public let columns: ColumnList

  /// What the column is called that holds their names.
  public var name = "name"

  /// What the column is called that holds what they hold.
  public var value = "value"

  /// Turns columns into rows.
  ///
  /// - Parameter columns: the columns; none may be computed.
  public init(_ columns: ColumnList) { self.columns = columns }
}
