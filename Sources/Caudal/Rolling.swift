package import MPI
package import Ranks
import Relations
import Scan
package import Vocabulary

/// Writes a statistic of the windows that move along a column, on all ranks of a communicator together; see
/// ``describe(_:_:on:)``.
package func writeRolling(
  _ request: RollingRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> SelectedRows {
  var request = request
  request.table = try request.table.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.writeRolling(request, on: ranks)
}
