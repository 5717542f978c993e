import Columns
import Groups
package import MPI
package import Ranks
import Scan
package import Vocabulary

/// Computes the statistics of columns, on all ranks of a communicator together.
///
/// Every rank makes the same call with the same request. The bits of the result, but for `run`, don't
/// depend on the number of ranks.
///
/// - Parameters:
///   - request: what is to be computed, of what.
///   - notes: what is said while the job runs.
///   - ranks: the ranks that do it.
/// - Returns: the statistics; those of groups on rank 0 only.
/// - Throws: a `CaudalError` that all ranks have agreed on. Errors of other types concern this rank
///   alone: the caller should abort the job.
package func describe(
  _ request: DescribeRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> Description {
  var request = request
  request.table = try request.table.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  var columns =
    if let keys = request.groupKeys {
      try session.describeGroups(request, by: keys, on: ranks)
    } else {
      try session.describeColumns(request, on: ranks)
    }
  if columns.roundedCounts.contains(where: { $0 > 0 }) {
    columns = try session.describeDigits(of: columns, request, notes, on: ranks)
  }
  return Description(columns: columns, input: session.table.inputDescription, run: session.run)
}

/// Finds out what ``describe(_:_:on:)`` would do, on all ranks of a communicator together.
package func explain(
  _ request: DescribeRequest, to output: Plan.Output, _ notes: Notes = .unheard,
  on ranks: borrowing Communicator
) throws -> Plan {
  var request = request
  request.table = try request.table.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  guard let keys = request.groupKeys else {
    return try session.explainColumns(request, to: output, on: ranks)
  }
  return try session.explainGroups(request, by: keys, to: output, on: ranks)
}

/// Finds out what ``countFrequencies(_:_:on:)`` would do, on all ranks of a communicator together.
package func explain(
  _ request: FrequencyRequest, to output: Plan.Output, _ notes: Notes = .unheard,
  on ranks: borrowing Communicator
) throws -> Plan {
  var request = request
  request.table = try request.table.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.explainFrequencies(request, to: output, on: ranks)
}

/// Counts how often keys occur, on all ranks of a communicator together; see
/// ``describe(_:_:on:)``.
package func countFrequencies(
  _ request: FrequencyRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> Frequencies {
  var request = request
  request.table = try request.table.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.countFrequencies(request, on: ranks)
}
