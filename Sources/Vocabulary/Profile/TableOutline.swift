/// The columns of a table, as the rows looked at show them.
public struct TableOutline: Sendable {
  /// A column.
  public struct Column: Sendable {
    /// The name.
    public let name: String

    /// The position in the first file, from 1.
    public let number: Int

    /// What its values are in the rows looked at: numbers, times or texts; nil if none has a value.
    public let kind: ColumnProfile.Kind?

    /// Some of its values, the first distinct ones.
    public let values: [String]

    /// Puts the parts together.
    package init(name: String, number: Int, kind: ColumnProfile.Kind?, values: [String]) {
      (self.name, self.number, self.kind, self.values) = (name, number, kind, values)
    }
  }

  /// The columns, in their order; on rank 0.
  public let columns: [Column]

  /// The files, as far as they were read.
  public let input: InputDescription

  /// Puts the parts together.
  package init(columns: [Column], input: InputDescription) {
    (self.columns, self.input) = (columns, input)
  }
}

/// The first rows of a table.
public struct FirstRows: Sendable {
  /// The names of the columns.
  public let names: [String]

  /// Which of the columns have numbers.
  public let areNumbers: [Bool]

  /// The rows, each with a text for each column; on rank 0. Bytes that are no letter are U+FFFD.
  public let rows: [[String]]

  /// Puts the parts together.
  package init(names: [String], areNumbers: [Bool], rows: [[String]]) {
    (self.names, self.areNumbers, self.rows) = (names, areNumbers, rows)
  }
}
