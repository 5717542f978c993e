import CSV
import Glibc
import Groups
import MPI
import Ranks
import Scan
import Vocabulary

/// The following of rows on rank 0: sources, what is made of their rows, and results.
struct FollowSession {
  private let request: FollowRequest
  private let sink: any FollowSink
  private let late: LateRows?
  private let notes: Notes
  private let reading: LiveReading
  private var share: FollowShare

  /// The memory of this rank, which makes results by itself.
  private let memory: HostMemory
  private var results = 0
  private var lastResult: ContinuousClock.Instant?
  private let start = ContinuousClock.now
  private var lastRows = ContinuousClock.now
  private var lastCheckpoint = ContinuousClock.now
  private let checkpoint: CheckpointFile?
  private let resumed: Checkpoint?
  private var lastFigures: ContinuousClock.Instant?
  private var rowsTaken = 0
  private let launcher = LaunchingProcess()
  private let bytesBefore: Int

  init(
    _ request: FollowRequest, _ beginning: Beginning, _ share: FollowShare, _ notes: Notes
  ) throws(MPIError) {
    (self.request, self.share, self.notes) = (request, share, notes)
    (sink, late, reading) = (beginning.sink, beginning.late, beginning.reading)
    (checkpoint, resumed) = (beginning.checkpoint, beginning.resumed)
    bytesBefore = reading.intake.taken
    let alone = Communicator.solo()
    memory = try HostMemory(
      granted: request.question.table.memoryBytes, on: alone, of: alone, share.workers)
  }

  private var scan: LiveScan<WindowSink> {
    get { share.scan }
    _modify { yield &share.scan }
  }

  private var plan: WindowPlan? { share.plan }

  /// Begins, or goes on, and follows rows to the end.
  mutating func follow(on ranks: borrowing Communicator) throws {
    // Nothing is written before there is a checkpoint: whatever is killed, the next job knows what is its own.
    if let resumed { try resume(resumed) } else { try writeFirstCheckpoint() }
    try late?.begin()
    try run(on: ranks)
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
      if !batches.isEmpty { try take(batches, on: ranks) }
      sayFigures()
      if reading.isStopping { break }
      try launcher?.check()
      if batches.isEmpty, reading.isAtEnd { return try end(on: ranks) }
      closeIdleWindows()
      if isResultDue { try giveResult(isLast: false, on: ranks) }
      try writeCheckpointIfDue(on: ranks)
    }
    // Ended from outside: windows stay open, as more rows may come.
    if hasNews { try giveResult(isLast: false, on: ranks) }
    try writeCheckpoint(on: ranks)
    sayFigures(isLast: true)
  }

  /// Has rows scanned, and takes notice of what was found.
  private mutating func take(_ batches: [LiveBatch], on ranks: borrowing Communicator) throws {
    let rows = try share.scan(batches, worth: request.bytesPerRank, on: ranks)
    var places = scan.sink.latePlaces[...]
    scan.sink.latePlaces = []
    for batch in batches where !places.isEmpty {
      let end = batch.position + batch.bytes.count
      let own = places.prefix { $0 < end }
      places = places.dropFirst(own.count)
      try late?.write(Array(own), of: batch)
    }
    var counted: Set<InputNumber> = []
    for batch in batches where counted.insert(batch.input).inserted {
      reading.intake.count(rows: rows[batch.input] ?? 0, of: batch)
    }
    rowsTaken += rows.values.reduce(0, +)
    lastRows = .now
  }

  /// Tells whoever watches how far it is, some times a second.
  ///
  /// - Parameter isLast: whether it is the last time.
  private mutating func sayFigures(isLast: Bool = false) {
    guard let progress = request.question.table.progress else { return }
    let now = ContinuousClock.now
    if !isLast, let lastFigures, now - lastFigures < .milliseconds(250) { return }
    lastFigures = now
    var figures = StreamProgress.Figures()
    figures.bytes = reading.intake.taken - bytesBefore
    figures.rows = rowsTaken
    figures.openWindows = plan.map { _ in
      scan.sink.windows.keys.count { !scan.sink.isClosed($0) }
    }
    figures.results = results
    figures.lateRows = scan.sink.lateRows
    figures.lagBytes = reading.lagBytes
    figures.secondsSinceRows = (now - lastRows) / .seconds(1)
    progress.stream.say(figures)
  }

  private mutating func end(on ranks: borrowing Communicator) throws {
    // Before the result: what it has of windows doesn't come again if more rows do.
    if plan != nil { scan.sink.closedUpTo = max(scan.sink.closedUpTo, endOfWindows) }
    try giveResult(isLast: true, on: ranks)
    try writeCheckpoint(on: ranks)
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
    try share.bringTogether(on: ranks)
    let windows = scan.sink.windows.keys.sorted().filter { window in
      switch request.mode {
      case .complete: true
      case .update: scan.sink.changed.contains(window)
      case .append: isLast || scan.sink.isClosed(window)
      }
    }
    let isNew = results == 0 || (request.mode == .append ? !windows.isEmpty : hasNews)
    let parts = try windows.map { try part(of: $0, isLast: isLast) }
    let tally = scan.tally
    results += 1
    try sink.take(
      FollowResult(
        number: results, isLast: isLast, isNew: isNew,
        rows: request.question.isOfPlainText ? nil : tally.rows,
        lateRows: scan.sink.lateRows, rowsWithoutTime: scan.sink.rowsWithoutTime,
        unusable: tally.unusable, undecodedValues: tally.undecoded,
        input: share.table.inputDescription, parts: parts))
    lastResult = .now
    scan.sink.changed = []
    if request.mode != .complete {
      for window in windows where scan.sink.isClosed(window) { scan.sink.windows[window] = nil }
    }
  }

  private func part(of window: Int, isLast: Bool) throws -> FollowResult.Part {
    let grouping = share.grouping
    let groups = scan.sink.windows[window] ?? grouping.makeAccumulator()
    let found = try grouping.found(in: groups, memory, on: Communicator.solo(), share.workers)
    return FollowResult.Part(
      start: plan?.name(of: window), end: plan.map { $0.name(of: $0.end(of: window)) },
      isClosed: isLast || scan.sink.isClosed(window), found)
  }

  // MARK: - Checkpoints

  private mutating func writeCheckpointIfDue(on ranks: borrowing Communicator) throws {
    let isDue =
      checkpoint != nil
      && .now - lastCheckpoint >= .milliseconds(request.checkpointMilliseconds)
    guard reading.takeCheckpointWish() || isDue else { return }
    try writeCheckpoint(on: ranks)
  }

  private mutating func writeCheckpoint(on ranks: borrowing Communicator) throws {
    guard let checkpoint else { return }
    try share.bringTogether(on: ranks)
    let intake = reading.intake
    var state = try emptyCheckpoint()
    (state.sample, state.files) = (intake.head?.sample ?? [], intake.progress)
    (state.filesSeen, state.topics) = (intake.filesSeen.sorted(), intake.topics)
    state.bytes = intake.taken
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
