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
  var request = request
  request.table = try request.table.findingDatabases()
  for number in request.joins.indices {
    request.joins[number].table = try request.joins[number].table.findingDatabases()
  }
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.select(request, on: ranks)
}

extension Job {
  /// Whether a text is the address of a database, as `DatabaseTable` has it.
  ///
  /// - Parameter text: what the user wrote.
  /// - Returns: whether it begins like one; whether it can be used is found out later.
  public static func isDatabase(_ text: String) -> Bool { StoreAddress.hasForm(of: text) }
}
