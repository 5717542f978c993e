package import MPI
import Profiles
package import Ranks
import Scan
package import Vocabulary

/// Looks at every column of a table, on all ranks of a communicator together.
///
/// Every rank makes the same call with the same request. The bits of the result, but for `run`, don't depend on the
/// number of ranks.
///
/// - Parameters:
///   - request: what is looked at.
///   - notes: what is said while the job runs.
///   - ranks: the ranks that do it.
/// - Returns: what the columns hold; texts and times on rank 0 only.
/// - Throws: a `CaudalError` that all ranks have agreed on. Errors of other types concern this rank alone: the caller
///   should abort the job.
package func profile(
  _ request: ProfileRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> TableProfile {
  var request = request
  request.table = try request.table.findingDatabases().copiedForReadings(on: ranks)
  var profiler = try Profiler(request, notes, on: ranks)
  return try profiler.profile(on: ranks)
}

/// Makes a report on a table, on all ranks of a communicator together.
///
/// Every rank makes the same call with the same request. The bits of the result, but for what it says of the run, don't
/// depend on the number of ranks.
///
/// - Parameters:
///   - request: what the report has.
///   - notes: what is said while the job runs.
///   - ranks: the ranks that do it.
/// - Returns: the report; most of it on rank 0 only.
/// - Throws: a `CaudalError` that all ranks have agreed on. Errors of other types concern this rank alone: the caller
///   should abort the job.
package func report(
  _ request: ReportRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> TableReport {
  var request = request
  request.profile.table =
    try request.profile.table.findingDatabases().copiedForReadings(on: ranks)
  var profiler = try Profiler(request.profile, notes, on: ranks)
  return try profiler.report(request, on: ranks)
}

/// Finds out the columns of a table, as some of its rows show them, on all ranks of a communicator together.
package func outline(
  _ table: TableRequest, _ columns: ColumnSelection?, _ notes: Notes = .unheard,
  on ranks: borrowing Communicator
) throws -> TableOutline {
  var session = try TableSession(try table.findingDatabases(), notes, on: ranks)
  return try session.outline(columns, on: ranks)
}

/// Reads the first rows of a table, on all ranks of a communicator together.
package func firstRows(
  _ count: Int, of table: TableRequest, _ columns: ColumnSelection?, _ notes: Notes = .unheard,
  on ranks: borrowing Communicator
) throws -> FirstRows {
  var session = try TableSession(try table.findingDatabases(), notes, on: ranks)
  return try session.firstRows(count, columns, on: ranks)
}
