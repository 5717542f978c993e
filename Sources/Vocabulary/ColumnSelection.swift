/// The columns that a request is about.
///
/// ```swift
/// let one: ColumnSelection = "ValorObservado"
/// let two: ColumnSelection = ["ValorObservado", ColumnReference(number: 4)]
/// let all = ColumnSelection.everyNumericColumn
/// ```
public struct ColumnSelection: Sendable, Hashable {
  /// A choice of columns, for where no column has one of the names.
  package enum Choice: Sendable, Hashable {
    /// Columns, at least one, in the order in which they are reported.
    case columns([ColumnReference])
    /// Every column that has numbers.
    case everyNumericColumn
    /// Columns that are picked by more than names, at least one pick.
    case picks([ColumnPick])
  }

  /// The columns that are selected where no column has one of the names.
  package let choice: Choice

  /// Names that go before the choice: the first that a column has.
  package let names: [String]

  private init(_ choice: Choice, names: [String] = []) {
    self.choice = choice
    self.names = names
  }

  /// Selects columns.
  ///
  /// - Parameter columns: the columns, at least one, in the order in which they are reported.
  public init(_ columns: [ColumnReference]) {
    precondition(!columns.isEmpty, "a selection has at least one column")
    self.init(.columns(columns))
  }

  /// Every column that has numbers: whose values in the first rows are numbers, or missing but not
  /// all of them.
  public static let everyNumericColumn = ColumnSelection(.everyNumericColumn)

  /// Selects columns that are picked by more than names.
  ///
  /// - Parameter picks: what picks them, at least one.
  package init(picks: [ColumnPick]) {
    precondition(!picks.isEmpty, "a selection has at least one column")
    self.init(.picks(picks))
  }

  /// The column of a name, if there is one; otherwise other columns.
  ///
  /// So a text such as `a,b` can stand for two columns and still be the name of one.
  ///
  /// - Parameters:
  ///   - name: the name, in this or in another case.
  ///   - other: what is selected if no column has it.
  /// - Returns: the selection.
  public static func named(_ name: String, otherwise other: ColumnSelection) -> ColumnSelection {
    ColumnSelection(other.choice, names: [name] + other.names)
  }
}

extension ColumnSelection: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  /// Selects one column by its name; a comma is a part of it.
  public init(stringLiteral name: String) { self.init([ColumnReference(name)]) }

  /// Selects columns, at least one.
  public init(arrayLiteral columns: ColumnReference...) { self.init(columns) }
}
