package import CSV
package import Vocabulary

/// Rows of a database as a user names them: its address, with a table or a query behind it.
///
/// `sqlite:weather.db?table=readings`, `postgresql://user@host/weather?table=public.readings`, or
/// `…?query=select …`, whose query goes to the end of the text. What has blanks in it, as queries have,
/// stands as it is; what has none is percent-decoded, as a program may have encoded it.
package struct StoreInput: DatabaseInput, Hashable {
  /// What is read of a database.
  package enum Choice: Sendable, Hashable {
    /// A table or a view.
    case table(String)
    /// What a statement gives.
    case query(String)
  }

  /// The database.
  package let address: StoreAddress

  /// What is read of it.
  package let choice: Choice

  package let name: String

  /// Reads an address.
  ///
  /// - Parameter text: what the user wrote.
  /// - Returns: nil if it isn't the address of a database: a path.
  /// - Throws: an error if it is one that can't be used; see ``StoreAddress/parse(_:)``.
  package static func parse(_ text: String) throws(CaudalError) -> StoreInput? {
    guard StoreAddress.hasForm(of: text) else { return nil }
    let parts = Parts(text)
    // First of all, as nothing may be said of an address with a password.
    guard let address = try StoreAddress.parse(parts.address) else { return nil }
    guard let choice = parts.choices.first, parts.choices.count == 1 else {
      let problem =
        parts.choices.isEmpty
        ? "\(parts.address) is a database; name a table of it, or a query"
        : "an input is either a table or a query"
      throw CaudalError(
        .usage,
        "\(problem), as in 'sqlite:weather.db?table=readings' or"
          + " 'sqlite:weather.db?query=select …'")
    }
    let input = StoreInput(address: address, choice: choice, name: parts.name)
    try input.checkChoice()
    return input
  }

  /// Whether an address has a table or a query behind it.
  static func hasChoice(_ text: String) -> Bool { !Parts(text).choices.isEmpty }

  private func checkChoice() throws(CaudalError) {
    switch choice {
    case .table(let name):
      guard !name.isEmpty, !name.utf8.contains(0) else {
        throw CaudalError(.usage, "\(self.name): the table has no name that a database can have")
      }
      guard case .postgreSQL = address else { return }
      do throws(StoreError) { _ = try PostgreSQLName(name) } catch { throw error.caudalError() }
    case .query(let sql):
      guard sql.contains(where: { !$0.isWhitespace && $0 != ";" }), !sql.utf8.contains(0) else {
        throw CaudalError(.usage, "\(name): the query says nothing")
      }
    }
  }

  package var kind: InputDescription.Kind {
    switch address {
    case .sqlite: .sqlite
    case .postgreSQL: .postgreSQL
    }
  }

  /// The path of the file in which the rows are; nil if they are on a server.
  package var file: String? {
    switch address {
    case .sqlite(let path): path
    case .postgreSQL: nil
    }
  }

  package func open() throws(SourceError) -> any ByteStream {
    switch address {
    case .sqlite(let path): StoredRowStream(try SQLiteInput(path: path, choice))
    case .postgreSQL(let uri): StoredRowStream(try PostgreSQLInput(uri: uri, choice))
    }
  }
}

/// The parts of what a user wrote.
private struct Parts {
  /// The address alone.
  let address: String

  /// The tables and queries that are named.
  private(set) var choices: [StoreInput.Choice] = []

  /// The name in messages: the text in one line, a long query cut.
  private(set) var name: String

  /// The characters of a query that messages show.
  private static let shownQuery = 60

  init(_ text: String) {
    name = text.inOneLine
    guard let question = Self.question(in: text) else {
      address = text
      return
    }
    var rest = text[text.index(after: question)...]
    var others: [Substring] = []
    while !rest.isEmpty {
      // Whatever stands in a query belongs to it.
      if rest.hasPrefix("query=") {
        let query = rest.dropFirst("query=".count)
        choices.append(.query(Self.decoded(query)))
        let line = String(query).inOneLine
        let shown = line.prefix(Self.shownQuery)
        name = text[..<query.startIndex] + shown + (shown.count < line.count ? "…" : "")
        break
      }
      let parameter = rest.prefix { $0 != "&" }
      if parameter.hasPrefix("table=") {
        choices.append(.table(Self.decoded(parameter.dropFirst("table=".count))))
      } else {
        others.append(parameter)
      }
      rest = rest[parameter.endIndex...].dropFirst()
    }
    address = text[..<question] + (others.isEmpty ? "" : "?" + others.joined(separator: "&"))
  }

  /// The question mark behind which parameters stand; those of libpq may be among them. The path of a
  /// SQLite database may have others.
  private static func question(in text: String) -> String.Index? {
    guard text.hasPrefix("sqlite:") else { return text.firstIndex(of: "?") }
    return text.indices.first { place in
      text[place...].hasPrefix("?table=") || text[place...].hasPrefix("?query=")
    }
  }

  private static func decoded(_ text: Substring) -> String {
    text.contains(where: \.isWhitespace) ? String(text) : text.percentDecoded ?? String(text)
  }
}
