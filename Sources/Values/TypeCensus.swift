/// Finds out the types of a table's columns from all its rows.
///
/// It is fed field by field and never guesses from the first rows. Parts of a table may be looked at
/// apart, by threads and ranks, and brought together in any order: a column's state is a set of bits,
/// and merging is their bitwise *or*. The identity is a census that has seen nothing.
///
/// ```swift
/// var census = TypeCensus(columnCount: 2)
/// census.add(row.span, to: 0)
/// census.merge(other)
/// let types = census.types
/// ```
package struct TypeCensus: Sendable, Hashable {
  /// The forms that the values of each column have.
  package private(set) var columns: [ValueForms]

  private let decimal: UInt8

  /// Begins a census.
  ///
  /// - Parameters:
  ///   - columnCount: the number of columns.
  ///   - decimal: the decimal mark of the numbers.
  package init(columnCount: Int, decimal: UInt8 = UInt8(ascii: ".")) {
    columns = Array(repeating: [], count: columnCount)
    self.decimal = decimal
  }

  /// Takes a value; one that is missing is not given.
  ///
  /// - Parameters:
  ///   - text: the value's text.
  ///   - column: the 0-based number of its column.
  /// - Complexity: O(length); O(1) if the column is known to hold texts.
  package mutating func add(_ text: Span<UInt8>, to column: Int) {
    let known = columns[column]
    guard !known.contains(.text) else { return }
    columns[column] = known.union(ValueForms(of: text, decimal: decimal))
  }

  /// Takes rows.
  ///
  /// - Parameters:
  ///   - rows: row images; see ``RowImage``.
  ///   - count: their number.
  /// - Complexity: O(bytes).
  package mutating func add(rows: Span<UInt8>, count: Int) {
    var place = 0
    for _ in 0..<count {
      for column in columns.indices {
        guard let field = RowImage.field(in: rows, &place) else { continue }
        add(rows.extracting(field), to: column)
      }
    }
  }

  /// Takes what another census of the same columns has found.
  package mutating func merge(_ other: TypeCensus) {
    merge(other.columns.map(\.rawValue))
  }

  /// The state of each column, to be brought together with those of other ranks by a bitwise *or*.
  package var bits: [UInt32] { columns.map(\.rawValue) }

  /// Takes what others have found.
  ///
  /// - Parameter bits: their ``bits``, as many as there are columns.
  package mutating func merge(_ bits: [UInt32]) {
    precondition(bits.count == columns.count, "a census of other columns")
    for (column, bits) in bits.enumerated() {
      columns[column].formUnion(ValueForms(rawValue: bits))
    }
  }

  /// The type of each column; text of one without values.
  package var types: [StoredType] { columns.map(\.type) }
}
