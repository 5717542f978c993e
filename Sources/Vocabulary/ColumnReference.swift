package import CSV

/// A column, as a request calls it.
///
/// ```swift
/// let byName: ColumnReference = "ValorObservado"
/// let byNumber = ColumnReference(number: 4)
/// ```
public struct ColumnReference: Sendable, Hashable {
  /// The name; nil if only the number is given.
  package let name: String?

  /// The number, from 1, that counts where no column has the name; nil if the name is no number.
  package let number: Int?

  /// Refers to a column by its name.
  ///
  /// A column of exactly this name is looked for first, then one whose name differs in case alone.
  /// Where there is none, a name that is a whole number is the column's number.
  ///
  /// - Parameter name: the name, without quotes.
  public init(_ name: String) {
    self.name = name
    number = Int(name)
  }

  /// Refers to a column by its number, whatever the columns are called.
  ///
  /// - Parameter number: the number, from 1.
  public init(number: Int) {
    name = nil
    self.number = number
  }
}

extension ColumnReference: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Refers to a column by its name; see ``init(_:)``.
  public init(stringLiteral name: String) { self.init(name) }

  /// The name, or the number.
  public var description: String { name ?? number.map(String.init) ?? "" }
}

extension ColumnFinder {
  /// Finds a column that a request refers to.
  ///
  /// - Parameter column: the column.
  /// - Returns: its 0-based position.
  /// - Throws: `ColumnError` if no column is called so, or several are.
  /// - Complexity: O(1).
  package func position(of column: ColumnReference) throws(ColumnError) -> Int {
    try position(named: column.name, numbered: column.number)
  }
}
