package import MPI
package import Ranks
import Relations
import Scan
import Stores
package import Vocabulary

/// Writes rows of a table, on all ranks of a communicator together; see ``describe(_:_:on:)``.
package func select(
  _ request: SelectRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> SelectedRows {
  let request = try request.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.select(request, on: ranks)
}

/// Finds out what ``select(_:_:on:)`` would do, on all ranks of a communicator together.
package func explain(
  _ request: SelectRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> Plan {
  let request = try request.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.explain(request, on: ranks)
}

extension SelectRequest {
  /// The same request, which knows those of its inputs that are in databases.
  fileprivate func findingDatabases() throws(CaudalError) -> SelectRequest {
    var request = self
    request.table = try table.findingDatabases()
    for number in joins.indices {
      request.joins[number].table = try joins[number].table.findingDatabases()
    }
    return request
  }
}

extension Job {
  /// Whether a text is the address of a database, as `DatabaseTable` has it.
  ///
  /// - Parameter text: what the user wrote.
  /// - Returns: whether it begins like one; whether it can be used is found out later.
  public static func isDatabase(_ text: String) -> Bool { StoreAddress.hasForm(of: text) }

  /// Refuses the address of a database that can't be used, without opening anything.
  ///
  /// - Parameter address: what the user wrote.
  /// - Throws: a `CaudalError` that says why, such as a password in it.
  public static func checkDatabase(_ address: String) throws(CaudalError) {
    _ = try StoreAddress.parse(address)
  }
}
