/// A part of the key by which rows are grouped or counted: a column, or a part of the dates in it.
///
/// ```swift
/// request.groupKeys = ["Departamento", .part(.month, of: "FechaObservacion")]
/// ```
public struct KeyReference: Sendable, Hashable {
  /// The column.
  package let column: ColumnReference

  /// What is taken of its dates; nil for its texts.
  package let dateKey: DateKey?

  /// Names that go before column and part: the first that a column has.
  package let names: [String]

  private init(_ column: ColumnReference, _ dateKey: DateKey?, names: [String] = []) {
    self.column = column
    self.dateKey = dateKey
    self.names = names
  }

  /// The texts of a column.
  ///
  /// - Parameter column: the column.
  /// - Returns: the key.
  public static func column(_ column: ColumnReference) -> KeyReference { KeyReference(column, nil) }

  /// A part of the dates in a column.
  ///
  /// - Parameters:
  ///   - part: the part.
  ///   - column: the column.
  /// - Returns: the key, which is empty where the date is missing.
  public static func part(_ part: DatePart, of column: ColumnReference) -> KeyReference {
    KeyReference(column, .part(part))
  }

  /// The spans of time in which the dates of a column lie.
  ///
  /// - Parameters:
  ///   - bin: the spans.
  ///   - column: the column.
  /// - Returns: the key, the beginning of the span, which is empty where the date is missing.
  public static func bin(_ bin: DateBin, of column: ColumnReference) -> KeyReference {
    KeyReference(column, .bin(bin))
  }

  /// The texts of the column of a name, if there is one; otherwise another key.
  ///
  /// So a text such as `month(x)` can stand for a part of dates and still be the name of a column.
  ///
  /// - Parameters:
  ///   - name: the name, in exactly this case.
  ///   - other: the key if no column has it.
  /// - Returns: the key.
  public static func named(_ name: String, otherwise other: KeyReference) -> KeyReference {
    KeyReference(other.column, other.dateKey, names: [name] + other.names)
  }
}

extension KeyReference: ExpressibleByStringLiteral {
  /// The texts of a column, by its name.
  public init(stringLiteral name: String) { self.init(ColumnReference(name), nil) }
}
