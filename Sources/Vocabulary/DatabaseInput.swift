package import CSV

/// Rows of a database as an input: a table, a view or what a query gives.
///
/// Who reads tables needn't know databases, and who knows databases needn't know how tables are read: a
/// ``TableRequest`` brings the one to the other.
package protocol DatabaseInput: Sendable {
  /// The kind of database.
  var kind: InputDescription.Kind { get }

  /// The name in messages: in one line, and cut if it is long. There is no password in it.
  var name: String { get }

  /// Whether the rows can be read again, and are the same then. False of a database itself, which others may
  /// change.
  var isReadableAgain: Bool { get }

  /// Begins to read the rows.
  ///
  /// - Returns: the rows as CSV in UTF-8: a header, commas, fields in double quotes where they must be,
  ///   decimal points; LF behind each row. A missing value is an empty field, and a row is never an
  ///   empty line.
  /// - Throws: ``SourceError`` if there is no such database, table or query.
  func open() throws(SourceError) -> any ByteStream
}

extension DatabaseInput {
  package var isReadableAgain: Bool { false }
}
