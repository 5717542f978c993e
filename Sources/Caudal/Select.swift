package import MPI
package import Ranks
import Relations
import Scan
package import Vocabulary

/// Writes rows of a table, on all ranks of a communicator together; see ``describe(_:_:on:)``.
package func select(
  _ request: SelectRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> SelectedRows {
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.select(request, on: ranks)
}
