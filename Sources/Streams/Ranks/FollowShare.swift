import CSV
import Groups
import MPI
import Ranks
import Scan
import Vocabulary

/// What each rank does where rows are followed: it scans its part of the rows that have come, and keeps what it has
/// made of them until rank 0 wants it.
///
/// Rank 0 gives orders; there the windows are those of all ranks.
struct FollowShare {
  let table: Table
  let grouping: RowGrouping

  /// The windows; nil for none.
  let plan: WindowPlan?

  /// This rank's threads.
  let workers: Workers

  var scan: LiveScan<WindowSink>
  private let progress: InputProgress?

  /// Whether other ranks may have something in their windows.
  private var othersHaveRows = false

  /// Begins without rows, on all ranks.
  ///
  /// - Parameters:
  ///   - request: which rows, and what is made of them.
  ///   - head: how they are written; on rank 0.
  ///   - keepsLatePlaces: whether somebody wants to know which rows were too late.
  ///   - notes: what is said of the rows.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if what is asked for makes no sense.
  init(
    _ request: FollowRequest, _ head: LiveHead?, keepsLatePlaces: Bool, _ notes: Notes,
    on ranks: borrowing Communicator
  ) throws {
    let host = try ranks.splitByMachine()
    workers = try host.workersOfHost(request.question.table.threads)
    let memory = try HostMemory(
      granted: request.question.table.memoryBytes, on: ranks, of: host, workers)
    progress = request.question.table.progress
    progress?.enter(.read)
    var rows = request.question.table
    rows.paths = request.sources.map { $0 == .standardInput ? "-" : "\($0)" }
    table = try Table(following: rows, notes, on: ranks) {
      () throws(LayoutReader.Failure) in
      guard let head else { preconditionFailure("rank 0 has the head") }
      return head
    }
    grouping =
      switch request.question {
      case .describe(let question): try RowGrouping(describing: question, in: table, on: ranks)
      case .count(let question): try RowGrouping(counting: question, in: table, on: ranks)
      }
    var plan: WindowPlan?
    if let windows = request.windows { plan = try WindowPlan(windows, in: table, on: ranks) }
    self.plan = plan
    let fields = grouping.wantedFields + (plan.map { [$0.time.index] } ?? [])
    scan = try LiveScan(
      of: table, fields,
      into: WindowSink(grouping, plan, memory.tableBudget(), keepsLatePlaces: keepsLatePlaces),
      grouping.fateOfUndecodedTexts, on: ranks)
  }

  // MARK: - On other ranks

  /// Does what rank 0 wants to be done, to the end.
  ///
  /// - Parameter ranks: all ranks.
  /// - Throws: the ``CaudalError`` with which rank 0 ends; `MPIError` if it can't be reached.
  mutating func serve(on ranks: borrowing Communicator) throws {
    while true {
      switch try ranks.awaitOrder() {
      case .scan(let moment):
        let report = try take(scan.receive(on: ranks), at: moment, on: ranks).report
        _ = try ranks.gather(varying: report.encoded, to: 0)
      case .handOver: _ = try ranks.gather(varying: scan.sink.takeGroups().encoded, to: 0)
      case .end: return
      case .fail(let error): throw error
      case .begin: preconditionFailure("it has begun")
      }
    }
  }

  /// Scans this rank's part of rows, all ranks theirs.
  ///
  /// How late a row is depends on those before it, which other ranks scan meanwhile. So the latest time is guessed to
  /// be that before all of them, and the guess is looked at afterwards: only where it has let in rows that are late
  /// they are scanned again.
  private mutating func take(
    _ batches: [LiveBatch], at moment: StreamMoment, on ranks: borrowing Communicator
  ) throws(MPIError) -> (report: PartReport, looks: [PartLook]) {
    scan.sink.begin(moment, isGuess: ranks.rank > 0 && plan?.lateness != nil)
    var findings = scan.scan(batches)
    count(batches, findings)
    let own = PartLook(batches, findings, latest: scan.sink.latest)
    let looks = try ranks.allgather(encoded: own)
    let before = looks[..<ranks.rank].reduce(moment.latest) { max($0, $1.latest) }
    if scan.sink.wasWrong(before) {
      scan.sink.takeBack(before)
      findings = scan.scan(batches)
      count(batches, findings)
    }
    scan.sink.end(looks.reduce(moment.latest) { max($0, $1.latest) })
    let report = self.report(findings, of: batches, behind: looks[..<ranks.rank], on: ranks)
    return (report, looks)
  }

  private mutating func report(
    _ findings: LiveFindings, of batches: [LiveBatch], behind looks: ArraySlice<PartLook>,
    on ranks: borrowing Communicator
  ) -> PartReport {
    var rowsBefore: [Int: Int] = [:]
    for look in looks { look.count(in: &rowsBefore) }
    var batches = batches
    for (number, rows) in findings.rows.enumerated() {
      let input = batches[number].input
      batches[number].rowsBefore += rowsBefore[input] ?? 0
      rowsBefore[input, default: 0] += rows
    }
    let live = scan.report(findings, of: batches, on: ranks)
    return PartReport(live, scan.sink.takeNews())
  }

  private func count(_ batches: [LiveBatch], _ findings: LiveFindings) {
    progress?.countScanned(
      bytes: batches.reduce(0) { $0 + $1.bytes.count }, rows: findings.rows.reduce(0, +))
  }
}

// MARK: - On rank 0

extension FollowShare {
  /// Has all ranks scan rows that have come.
  ///
  /// Nothing more is read before they have: so whoever sends waits, and no rank holds more than its part.
  ///
  /// - Parameters:
  ///   - batches: the rows.
  ///   - worth: the fewest bytes that are worth the way to another rank.
  ///   - ranks: all ranks.
  /// - Returns: the number of rows of each input.
  /// - Throws: the first ``CaudalError`` in the order of the rows, which other ranks haven't heard of; `MPIError` if
  ///   they can't be reached.
  mutating func scan(
    _ batches: [LiveBatch], worth: Int, on ranks: borrowing Communicator
  ) throws -> [InputNumber: Int] {
    let shared = SharedBatches(batches, among: ranks.size, worth: worth)
    let moment = StreamMoment(latest: scan.sink.latest, closedUpTo: scan.sink.closedUpTo)
    let earlier = scan.sink.takeNews()
    let (reports, looks): ([PartReport], [PartLook])
    if shared.areOfSeveral {
      othersHaveRows = true
      try ranks.give(.scan(moment))
      try shared.send(on: ranks)
      let own = try take(shared.own, at: moment, on: ranks)
      let messages = try ranks.gather(varying: own.report.encoded, to: 0) ?? []
      (reports, looks) = (messages.map { PartReport(encoded: $0) }, own.looks)
    } else {
      let own = try take(batches, at: moment, on: Communicator.solo())
      (reports, looks) = ([own.report], own.looks)
    }
    for news in [earlier] + reports.map(\.news) { scan.sink.add(news) }
    try scan.count(reports.map(\.live))
    return looks.reduce(into: [:]) { $1.count(in: &$0) }
  }

  /// Brings together what all ranks have made of rows.
  ///
  /// - Parameter ranks: all ranks.
  /// - Throws: `MPIError` if they can't be reached.
  mutating func bringTogether(on ranks: borrowing Communicator) throws(MPIError) {
    guard othersHaveRows else { return }
    othersHaveRows = false
    try ranks.give(.handOver)
    let messages = try ranks.gather(varying: [] as [UInt8], to: 0) ?? []
    for message in messages.dropFirst() { scan.sink.add([WindowGroups](encoded: message)) }
  }
}
