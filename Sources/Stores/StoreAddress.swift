package import Vocabulary

/// A database as a user names it.
///
/// `sqlite:weather.db` is a file; `postgresql://user@host/weather` is what libpq knows as a connection
/// URI, with several hosts, a socket's folder and parameters as there. Anything else is no database.
package enum StoreAddress: Sendable, Hashable {
  /// A SQLite database.
  case sqlite(path: String)
  /// A PostgreSQL database, by a URI without a password.
  case postgreSQL(uri: String)

  /// Whether a text begins as the address of a database does.
  package static func hasForm(of text: String) -> Bool {
    text.hasPrefix("sqlite:") || schemes.contains(where: text.hasPrefix)
  }

  /// What URIs of PostgreSQL begin with.
  private static let schemes = ["postgresql://", "postgres://"]

  /// Reads an address.
  ///
  /// - Parameter text: what the user wrote.
  /// - Returns: nil if it isn't the address of a database: a path.
  /// - Throws: an error if it is one that can't be used: without a file's name, or with a password,
  ///   which all users of all hosts would see in the list of processes.
  package static func parse(_ text: String) throws(CaudalError) -> StoreAddress? {
    if text.hasPrefix("sqlite:") { return try sqlite(String(text.dropFirst("sqlite:".count))) }
    guard let scheme = schemes.first(where: text.hasPrefix) else {
      return nil
    }
    guard !hasPassword(text.dropFirst(scheme.count)) else {
      throw CaudalError(
        .usage,
        "a password in a database's address can be seen by everybody in the list of processes;"
          + " leave it out there, and put it in the file that PGPASSFILE names, ~/.pgpass or a service"
          + " file")
    }
    try checkChoice(text)
    return .postgreSQL(uri: text)
  }

  private static func sqlite(_ path: String) throws(CaudalError) -> StoreAddress {
    // Other programs mean different files by such an address.
    guard !path.hasPrefix("//") else {
      throw CaudalError(.usage, "sqlite: is followed by a path, as in sqlite:weather.db")
    }
    guard !path.isEmpty, !path.hasSuffix("/"), path != ":memory:" else {
      throw CaudalError(.usage, "sqlite:\(path) names no file, as sqlite:weather.db does")
    }
    try checkChoice("sqlite:\(path)")
    return .sqlite(path: path)
  }

  /// Refuses the address of an input: it would be that of a file of a strange name.
  private static func checkChoice(_ text: String) throws(CaudalError) {
    guard StoreInput.hasChoice(text) else { return }
    throw CaudalError(
      .usage, "where rows go, the address names the database alone, and the table stands beside it")
  }

  /// Whether libpq would find a password in what stands behind the scheme of a URI.
  private static func hasPassword(_ rest: Substring) -> Bool {
    // As libpq looks for them: what stands in front of the first @, if no slash stands in between.
    var places = rest
    if let end = rest.firstIndex(where: { $0 == "@" || $0 == "/" }), rest[end] == "@" {
      if let colon = rest[..<end].firstIndex(of: ":"), rest.index(after: colon) < end {
        return true
      }
      places = rest[rest.index(after: end)...]
    }
    guard let question = places.firstIndex(of: "?") else { return false }
    let parameters = places[places.index(after: question)...].split(separator: "&")
    return parameters.contains { parameter in
      let name = parameter.prefix { $0 != "=" }
      return ["password", "sslpassword"].contains(name.percentDecoded)
    }
  }

  /// A store at this address.
  ///
  /// - Parameter request: what is to be stored, and how.
  /// - Returns: the store, which has not been opened.
  package func store(_ request: StoreRequest) -> any TableStore {
    switch self {
    case .sqlite(let path): SQLiteStore(path: path, request: request)
    case .postgreSQL(let uri): PostgreSQLStore(uri: uri, request: request)
    }
  }
}
