import Check
import MPI
import Ranks
import Vocabulary

/// Looks at ranks, network and file before a job.
///
/// - Parameters:
///   - request: what to look at.
///   - notes: is told by a rank that can't reach rank 0.
///   - ranks: all ranks.
///   - prepare: is done as soon as the ranks are known to reach each other.
/// - Returns: what was found, the same on every rank.
/// - Throws: what `prepare` throws, or an error that concerns this rank alone.
func check(
  _ request: CheckRequest, _ notes: Notes, on ranks: borrowing Communicator,
  prepare: () throws -> Void
) throws -> CheckReport {
  var clock = PhaseClock()
  try ranks.probe(seconds: request.patience, notes)
  clock.endPhase("reach")
  try prepare()
  clock.endPhase("prepare")
  return try Check.check(request, on: ranks, clock)
}
