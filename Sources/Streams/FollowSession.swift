import CSV
import Glibc
import Groups
package import MPI
package import Ranks
import Scan
package import Vocabulary

/// Follows rows as they come, until they end or a signal ends it.
///
/// - Parameters:
///   - request: which rows, and what is made of them.
///   - sink: takes the results.
///   - notes: what is said while rows come.
///   - ranks: the one rank that does it.
/// - Throws: a `CaudalError`: the first row that can't be used, or a failure to read or write.
/// - Complexity: O(bytes) time, and for each result O(groups of the windows that it has). Memory: what
///   ``GroupAccumulator`` takes for each window that hasn't closed, and some megabytes.
package func follow(
  _ request: FollowRequest, into sink: any FollowSink, _ notes: Notes,
  on ranks: borrowing Communicator
) throws {
  let request = request.withHeadersOfTopics
  let checkpoint = request.checkpoint.map { CheckpointFile(path: $0) }
  let resumed = try checkpoint?.read(for: request.fingerprint)
  let late = try request.lateRows.map { (path) throws(CaudalError) in
    try LateRows(path, goesOn: resumed != nil)
  }
  let reading = try LiveReading(request, resumed, notes)
  guard let head = try reading.waitForHead() else {
    // Without a checkpoint the next job would take it for somebody else's.
    if checkpoint == nil { try late?.begin() }
    return
  }
  var session = try FollowSession(request, reading, head, late, into: sink, notes, on: ranks)
  // Nothing is written before there is a checkpoint: whatever is killed, the next job knows what is its own.
  if let resumed { try session.resume(resumed) } else { try session.writeFirstCheckpoint() }
  try late?.begin()
  try session.run(on: ranks)
}

/// The following of rows: sources, what is made of their rows, and results.
private struct FollowSession {
  private let request: FollowRequest
  private let sink: any FollowSink
  private let late: LateRows?
  private let notes: Notes
  private let reading: LiveReading
  private let table: Table
  private var scan: LiveScan<WindowSink>
  private let grouping: RowGrouping
  private let plan: WindowPlan?
  private let memory: HostMemory
  private let workers: Workers
  private var results = 0
  private var lastResult: ContinuousClock.Instant?
  private let start = ContinuousClock.now
  private var lastRows = ContinuousClock.now
  private var lastCheckpoint = ContinuousClock.now
  private let checkpoint: CheckpointFile?
  private var lastFigures: ContinuousClock.Instant?
  private var rowsTaken = 0
  private let bytesBefore: Int

  init(
    _ request: FollowRequest, _ reading: LiveReading, _ head: LiveHead, _ late: LateRows?,
    into sink: any FollowSink, _ notes: Notes, on ranks: borrowing Communicator
  ) throws {
    (self.request, self.sink, self.notes) = (request, sink, notes)
    (self.reading, self.late) = (reading, late)
    bytesBefore = reading.intake.taken.bytes
    let host = try ranks.splitByMachine()
    workers = try host.workersOfHost(request.question.table.threads)
    memory = try HostMemory(
      granted: request.question.table.memoryBytes, on: ranks, of: host, workers)
    checkpoint = request.checkpoint.map { CheckpointFile(path: $0) }
    var rows = request.question.table
    rows.paths = request.sources.map { $0 == .standardInput ? "-" : "\($0)" }
    let table = try Table(following: rows, notes, on: ranks) {
      () throws(LayoutReader.Failure) in head
    }
    self.table = table
    grouping =
      switch request.question {
      case .describe(let question): try RowGrouping(describing: question, in: table, on: ranks)
      case .count(let question): try RowGrouping(counting: question, in: table, on: ranks)
      }
    plan = try request.windows.map { try WindowPlan($0, in: table, on: ranks) }
    let fields = grouping.wantedFields + (plan.map { [$0.time.index] } ?? [])
    scan = try LiveScan(
      of: table, fields,
      into: WindowSink(
        grouping, plan, memory.tableBudget(), keepsLatePlaces: late != nil),
      grouping.fateOfUndecodedTexts, on: ranks)
  }

  /// Goes on from a checkpoint.
  mutating func resume(_ checkpoint: Checkpoint) throws(CaudalError) {
    var givesAgain = false
    if let output = checkpoint.output { givesAgain = try sink.cutBack(to: output) }
    if let position = checkpoint.late { try late?.cutBack(to: position) }
    guard !checkpoint.isBeginning else { return }
    checkpoint.restore(&scan.sink)
    scan.countsSoFar = checkpoint.counts
    results = checkpoint.results
    if givesAgain { scan.sink.changed.formUnion(scan.sink.windows.keys) }
  }

  // MARK: - Running

  mutating func run(on ranks: borrowing Communicator) throws {
    while true {
      let batches = try reading.collect(until: deadline)
      for (input, batch) in batches {
        let rows = try scan.scan(batch)
        try writeLateRows(of: batch)
        reading.intake.count(rows: rows, of: batch, input: input)
        rowsTaken += rows
      }
      if !batches.isEmpty { lastRows = .now }
      sayFigures()
      if reading.isStopping { break }
      if batches.isEmpty, reading.isAtEnd { return try end(on: ranks) }
      closeIdleWindows()
      if isResultDue { try giveResult(isLast: false, on: ranks) }
      try writeCheckpointIfDue()
    }
    // Ended from outside: windows stay open, as more rows may come.
    if hasNews { try giveResult(isLast: false, on: ranks) }
    try writeCheckpoint()
    sayFigures(isLast: true)
  }

  /// Tells whoever watches how far it is, some times a second.
  ///
  /// - Parameter isLast: whether it is the last time.
  private mutating func sayFigures(isLast: Bool = false) {
    guard let progress = request.question.table.progress else { return }
    let now = ContinuousClock.now
    if !isLast, let lastFigures, now - lastFigures < .milliseconds(250) { return }
    lastFigures = now
    let before = progress.stream.figures
    var figures = StreamProgress.Figures()
    figures.bytes = reading.intake.taken.bytes - bytesBefore
    figures.rows = rowsTaken
    figures.openWindows = plan.map { _ in
      scan.sink.windows.keys.count { !scan.sink.isClosed($0) }
    }
    figures.results = results
    figures.lateRows = scan.sink.lateRows
    figures.lagBytes = reading.lagBytes
    figures.secondsSinceRows = (now - lastRows) / .seconds(1)
    progress.enter(.read)
    progress.countScanned(
      bytes: figures.bytes - (before?.bytes ?? 0), rows: figures.rows - (before?.rows ?? 0))
    progress.stream.say(figures)
  }

  private mutating func writeLateRows(of batch: LiveBatch) throws(CaudalError) {
    try late?.write(scan.sink.latePlaces, of: batch)
    scan.sink.latePlaces = []
  }

  private mutating func end(on ranks: borrowing Communicator) throws {
    // Before the result: what it has of windows doesn't come again if more rows do.
    if plan != nil { scan.sink.closedUpTo = max(scan.sink.closedUpTo, endOfWindows) }
    try giveResult(isLast: true, on: ranks)
    try writeCheckpoint()
    sayFigures(isLast: true)
  }

  /// The moment, in microseconds since 1970, at which the last window ends that has rows.
  private var endOfWindows: Int {
    guard let plan, let last = scan.sink.windows.keys.max() else { return .min }
    return plan.end(of: last) * 1_000_000
  }

  /// The moment up to which it is waited for rows.
  private var deadline: ContinuousClock.Instant {
    let interval = Duration.milliseconds(request.intervalMilliseconds)
    return hasNews ? (lastResult ?? start) + interval : .now + interval
  }

  private var hasNews: Bool {
    switch request.mode {
    case .complete, .update: !scan.sink.changed.isEmpty
    case .append: scan.sink.windows.keys.contains { scan.sink.isClosed($0) }
    }
  }

  /// Whether it is time for a result. The first one is given as soon as nothing more is there.
  private var isResultDue: Bool {
    guard hasNews, !reading.isAtEnd else { return false }
    if lastResult == nil, reading.isCaughtUp { return true }
    return .now - (lastResult ?? start) >= .milliseconds(request.intervalMilliseconds)
  }

  /// Closes all windows if no rows have come for as long as was said.
  private mutating func closeIdleWindows() {
    guard let idle = request.idleMilliseconds, plan != nil,
      .now - lastRows >= .milliseconds(idle), scan.sink.closedUpTo < endOfWindows
    else { return }
    scan.sink.closedUpTo = endOfWindows
    scan.sink.changed.formUnion(scan.sink.windows.keys)
    notes.say("note: no rows have come for \(Double(idle) / 1000) s; the windows so far are closed")
  }

  // MARK: - Results

  private mutating func giveResult(isLast: Bool, on ranks: borrowing Communicator) throws {
    let windows = scan.sink.windows.keys.sorted().filter { window in
      switch request.mode {
      case .complete: true
      case .update: scan.sink.changed.contains(window)
      case .append: isLast || scan.sink.isClosed(window)
      }
    }
    let isNew = results == 0 || (request.mode == .append ? !windows.isEmpty : hasNews)
    let parts = try windows.map { try part(of: $0, isLast: isLast, on: ranks) }
    let tally = try scan.tally(on: ranks)
    results += 1
    try sink.take(
      FollowResult(
        number: results, isLast: isLast, isNew: isNew,
        rows: request.question.isOfPlainText ? nil : tally.rows,
        lateRows: scan.sink.lateRows, rowsWithoutTime: scan.sink.rowsWithoutTime,
        unusable: tally.unusable, undecodedValues: tally.undecoded,
        input: table.inputDescription, parts: parts))
    lastResult = .now
    scan.sink.changed = []
    if request.mode != .complete {
      for window in windows where scan.sink.isClosed(window) { scan.sink.windows[window] = nil }
    }
  }

  private func part(
    of window: Int, isLast: Bool, on ranks: borrowing Communicator
  ) throws -> FollowResult.Part {
    let groups = scan.sink.windows[window] ?? grouping.makeAccumulator()
    let found = try grouping.found(in: groups, memory, on: ranks, workers)
    return FollowResult.Part(
      start: plan?.name(of: window), end: plan.map { $0.name(of: $0.end(of: window)) },
      isClosed: isLast || scan.sink.isClosed(window), found)
  }

  // MARK: - Checkpoints

  private mutating func writeCheckpointIfDue() throws(CaudalError) {
    let isDue =
      checkpoint != nil
      && .now - lastCheckpoint >= .milliseconds(request.checkpointMilliseconds)
    guard reading.takeCheckpointWish() || isDue else { return }
    try writeCheckpoint()
  }

  private mutating func writeCheckpoint() throws(CaudalError) {
    guard let checkpoint else { return }
    let intake = reading.intake
    var state = try emptyCheckpoint()
    (state.sample, state.files) = (intake.head?.sample ?? [], intake.progress)
    (state.filesSeen, state.topics) = (intake.filesSeen.sorted(), intake.topics)
    (state.batches, state.bytes) = intake.taken
    (state.results, state.counts) = (results, scan.countsSoFar)
    state.take(scan.sink)
    let passed = try reading.spool?.passed()
    state.spool = passed.map {
      SpoolProgress(place: $0.place, nextKey: $0.nextKey, streams: intake.streams)
    }
    try checkpoint.write(state)
    if let passed { try reading.spool?.removePassed(by: passed.place) }
    lastCheckpoint = .now
  }

  /// Writes a checkpoint at which nothing has been counted: from then on the output can be cut back.
  func writeFirstCheckpoint() throws(CaudalError) {
    guard let checkpoint else { return }
    var state = try emptyCheckpoint()
    state.topics = reading.intake.topicsAtBeginning
    state.spool = reading.spool.map {
      SpoolProgress(place: $0.beginning, nextKey: 0, streams: [])
    }
    try checkpoint.write(state)
  }

  private func emptyCheckpoint() throws(CaudalError) -> Checkpoint {
    Checkpoint(
      of: request.fingerprint, output: try sink.position(), late: try late?.position())
  }
}
