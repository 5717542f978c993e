import CSV
package import MPI
package import Ranks
package import Vocabulary

/// Follows rows as they come, until they end or a signal ends it.
///
/// Rank 0 reads the sources, writes results and checkpoints, and shares rows out; the others scan what they get. What is
/// written doesn't depend on their number.
///
/// - Parameters:
///   - request: which rows, and what is made of them; the same on all ranks.
///   - makeSink: makes what takes the results; called on rank 0.
///   - notes: what is said while rows come.
///   - ranks: all ranks.
/// - Throws: an agreed `CaudalError`: the first row that can't be used, or a failure to read or write. `MPIError` if the
///   ranks can't be reached.
/// - Complexity: O(bytes) time, and for each result O(groups of the windows that it has). Memory: on rank 0 what
///   ``GroupAccumulator`` takes for each window that hasn't closed; on others what they have of those since the last
///   result; and some megabytes.
package func follow(
  _ request: FollowRequest, into makeSink: () throws(CaudalError) -> any FollowSink,
  _ notes: Notes, on ranks: borrowing Communicator
) throws {
  let request = request.withHeadersOfTopics
  guard ranks.rank == 0 else { return try serve(request, notes, on: ranks) }
  let beginning: Beginning
  do throws(CaudalError) {
    beginning = try Beginning(request, into: makeSink, notes)
  } catch {
    try ranks.give(.fail(error))
    throw error
  }
  guard let head = beginning.head else { return try ranks.give(.end) }
  try ranks.give(.begin)
  let share = try FollowShare(
    request, head, keepsLatePlaces: beginning.late != nil, notes, on: ranks)
  var session = try FollowSession(request, beginning, share, notes)
  do {
    try session.follow(on: ranks)
  } catch let error as CaudalError {
    // The others wait for what comes next.
    try ranks.give(.fail(error))
    throw error
  }
  try ranks.give(.end)
}

/// The part of any other rank than 0.
private func serve(
  _ request: FollowRequest, _ notes: Notes, on ranks: borrowing Communicator
) throws {
  // A launcher passes signals on to all ranks. Rank 0 decides when these end.
  let signals = StopSignals()
  defer { withExtendedLifetime(signals) {} }
  switch try ranks.awaitOrder() {
  case .begin: break
  case .fail(let error): throw error
  default: return
  }
  var share = try FollowShare(
    request, nil, keepsLatePlaces: request.lateRows != nil, notes, on: ranks)
  try share.serve(on: ranks)
}

/// What is there before the first row counts.
struct Beginning {
  let sink: any FollowSink
  let late: LateRows?
  let reading: LiveReading
  let checkpoint: CheckpointFile?

  /// From where it is gone on; nil to begin anew.
  let resumed: Checkpoint?

  /// How rows are written; nil if a signal ends the work before there is one.
  let head: LiveHead?

  init(
    _ request: FollowRequest, into makeSink: () throws(CaudalError) -> any FollowSink,
    _ notes: Notes
  ) throws(CaudalError) {
    sink = try makeSink()
    checkpoint = request.checkpoint.map { CheckpointFile(path: $0) }
    let resumed = try checkpoint?.read(for: request.fingerprint)
    self.resumed = resumed
    late = try request.lateRows.map { (path) throws(CaudalError) in
      try LateRows(path, goesOn: resumed != nil)
    }
    reading = try LiveReading(request, resumed, notes)
    head = try reading.waitForHead()
    // Without a checkpoint the next job would take it for somebody else's.
    if head == nil, checkpoint == nil { try late?.begin() }
  }
}
