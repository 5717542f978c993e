import Values
import Vocabulary

/// The name of a table of PostgreSQL, perhaps with its schema.
struct PostgreSQLName: Hashable {
  /// The bytes of a name that PostgreSQL keeps; it cuts the rest without a word.
  static let longest = 63

  /// The schema; nil if the server decides.
  var schema: String?

  /// The table's own name.
  var table: String

  /// Reads `readings`, `weather.readings`, or `weather."daily.readings"`.
  ///
  /// - Parameter text: the name as a user writes it. Large and small letters are different ones.
  /// - Throws: an error that says why it is no name.
  init(_ text: String) throws(StoreError) {
    var parts = [""]
    var (isQuoted, wasQuoted) = (false, false)
    for character in text {
      if character == "\"" {
        // Two quotes within quotes are one.
        if !isQuoted, wasQuoted { parts[parts.count - 1].append("\"") }
        isQuoted.toggle()
        wasQuoted = !isQuoted
        continue
      }
      wasQuoted = false
      if character == ".", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    guard !isQuoted, parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw StoreError(
        .usage, "\(text) is no name of a table; write table, schema.table, or \"a.table\"")
    }
    for part in parts where part.utf8.count > Self.longest {
      throw StoreError(
        .usage, "\(part.quotedName) has more than the \(Self.longest) bytes of a name in PostgreSQL"
      )
    }
    table = parts[parts.count - 1]
    schema = parts.count == 2 ? parts[0] : nil
  }

  /// The name as it stands in SQL.
  var quoted: String { (schema.map { $0.quotedName + "." } ?? "") + table.quotedName }

  /// Another relation of the same schema.
  func sibling(_ name: String) -> PostgreSQLName {
    var other = self
    other.table = name
    return other
  }
}

extension StoredType {
  /// PostgreSQL's name of the type, as `format_type` has it.
  var postgreSQLName: String {
    switch self {
    case .integer: "bigint"
    case .number: "double precision"
    case .decimal: "numeric"
    case .boolean: "boolean"
    case .date: "date"
    case .timestamp: "timestamp without time zone"
    case .timestampUTC: "timestamp with time zone"
    case .text: "text"
    }
  }
}
