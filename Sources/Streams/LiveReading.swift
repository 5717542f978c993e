import CSV
import Glibc
import Ranks
import Scan
import Vocabulary

/// Reads all sources side by side.
final class LiveReading {
  /// The bytes that are read before the rows among them are scanned.
  private static let bytesAtOnce = 4 << 20

  /// How long it is read on while more comes, before the rows are scanned.
  private static let longestReading = Duration.milliseconds(20)

  /// The time from one look at a file to the next.
  private static let lookPause = Duration.milliseconds(10)

  /// What makes batches of rows.
  let intake: Intake

  /// What keeps what comes from streams; nil if nothing does.
  let spool: Spool?

  /// What was kept before, and comes first.
  private let replay: SpoolFeed?
  private let feeds: [any Feed]
  private let name: String
  private let signals = StopSignals()

  /// Whether nothing more was there when the last rows were given.
  private(set) var isCaughtUp = false

  /// Opens the sources.
  ///
  /// - Parameters:
  ///   - request: which.
  ///   - checkpoint: from where it is gone on; nil to begin.
  ///   - notes: what is said.
  /// - Throws: ``CaudalError`` if one can't be opened.
  init(
    _ request: FollowRequest, _ checkpoint: Checkpoint?, _ notes: Notes
  ) throws(CaudalError) {
    let say: @Sendable (String) -> Void = { notes.say($0) }
    let kept = checkpoint?.spool
    spool = try request.spool.map { (folder) throws(CaudalError) in
      try Spool(
        folder, for: request.sources, from: kept?.place, nextKey: kept?.nextKey ?? 0)
    }
    let intake = Intake(request.question.table, spool, say)
    if let checkpoint {
      try intake.resume(
        sample: checkpoint.sample, checkpoint.files, seen: Set(checkpoint.filesSeen),
        checkpoint.topics, bytes: checkpoint.bytes)
    }
    let streams = intake.resume(kept?.streams ?? [])
    replay = spool.map { SpoolFeed($0, streams) }
    if let spool, !spool.isReplayed, checkpoint == nil {
      notes.say("note: \(spool.folder): what has come to a job before is counted first")
    }
    var feeds: [any Feed] = []
    let endsAtEnd = request.endsWithSources
    for source in request.sources {
      switch source {
      case .standardInput: feeds.append(StandardInputFeed(intake))
      case .file(let path):
        feeds.append(try FileFeed(path, endsAtEnd: endsAtEnd, intake, say))
      case .folder(let path): feeds.append(try FolderFeed(path, endsAtEnd: endsAtEnd, intake))
      case .connection(let host, let port):
        feeds.append(
          try ConnectionFeed(source, host: host, port: port, endsAtEnd: endsAtEnd, say))
      case .listener(let host, let port):
        feeds.append(try ListenerFeed(source, host: host, port: port, endsAtEnd: endsAtEnd, say))
      case .topic(let topic):
        feeds.append(try KafkaFeed(topic, endsAtEnd: endsAtEnd, intake, say))
      }
    }
    self.intake = intake
    self.feeds = feeds
    name = "\(request.sources[0])"
  }

  /// The bytes that are there and haven't been read; nil unless all sources are files that grow.
  var lagBytes: Int? {
    let lags = feeds.compactMap(\.lagBytes)
    return lags.count == feeds.count ? lags.reduce(0, +) : nil
  }

  /// Whether a signal has come that ends the work.
  var isStopping: Bool { signals.isStopping }

  /// Whether nothing will come any more.
  var isAtEnd: Bool { (replay?.isAtEnd ?? true) && feeds.allSatisfy(\.isAtEnd) }

  /// Reads what is there.
  ///
  /// - Parameter limit: about the most bytes of each source.
  /// - Returns: whether anything was there.
  /// - Throws: ``CaudalError`` if a source can't be read.
  private func readFeeds(atMost limit: Int) throws(CaudalError) -> Bool {
    if let replay, !replay.isAtEnd { return try replay.read(into: intake, atMost: limit) }
    var isAnything = false
    for feed in feeds { isAnything = try feed.read(into: intake, atMost: limit) || isAnything }
    return isAnything
  }

  /// Whether a checkpoint was asked for since this was asked last.
  func takeCheckpointWish() -> Bool { signals.takeCheckpointWish() }

  /// Waits for the first rows, of which the head is made out.
  ///
  /// - Returns: the head; nil if a signal ends the work before there is one.
  /// - Throws: ``CaudalError`` if they make no sense, or there are none, or a source can't be read.
  func waitForHead() throws(CaudalError) -> LiveHead? {
    while !isStopping {
      if let head = intake.head { return head }
      guard !isAtEnd else {
        throw CaudalError(
          .badData, "\(name): there are no rows; the first row must name the columns")
      }
      if try !readFeeds(atMost: Self.bytesAtOnce) { wait(until: .now + .seconds(1)) }
    }
    return nil
  }

  /// Reads until there are whole rows.
  ///
  /// - Parameter deadline: the moment up to which it is waited for them.
  /// - Returns: batches of rows; none at the deadline, at the end, or if the work is to end.
  /// - Throws: ``CaudalError`` if a source can't be read.
  func collect(
    until deadline: ContinuousClock.Instant
  ) throws(CaudalError) -> [LiveBatch] {
    let start = ContinuousClock.now
    while !isStopping {
      let isAnything = try readFeeds(atMost: Self.bytesAtOnce / 4)
      let now = ContinuousClock.now
      let isEnough = intake.bytesTaken >= Self.bytesAtOnce || now - start >= Self.longestReading
      if isEnough || !isAnything {
        isCaughtUp = !isEnough
        let batches = intake.takeBatches()
        if !batches.isEmpty { return batches }
      }
      if isAnything { continue }
      if isAtEnd || now >= deadline { return [] }
      wait(until: deadline)
    }
    return intake.takeBatches()
  }

  /// Waits until something may have come.
  private func wait(until deadline: ContinuousClock.Instant) {
    var waits = feeds.flatMap(\.waits)
    let looks = feeds.contains { !$0.isAtEnd && $0.waits.isEmpty }
    let longest = deadline - .now
    let time = looks ? min(longest, Self.lookPause) : min(longest, .seconds(1))
    let milliseconds = max(1, Int32(time / .milliseconds(1)))
    unsafe poll(&waits, nfds_t(waits.count), milliseconds)
  }
}

extension FollowRequest.Question {
  /// Whether the rows are a plain text, which has no rows that could be counted.
  var isOfPlainText: Bool { table.isPlainText }
}

extension FollowRequest {
  /// The topics among the sources.
  private var topics: [KafkaTopic] {
    sources.compactMap { if case .topic(let topic) = $0 { topic } else { nil } }
  }

  /// The same with what topics decide: their first row names the columns, unless it is said that it doesn't.
  ///
  /// Which rows come first may be anybody's, so nothing is guessed there.
  var withHeadersOfTopics: FollowRequest {
    guard !topics.isEmpty, question.table.dialect.header == .automatic else { return self }
    var request = self
    request.question.table.dialect.header = .present
    return request
  }

  /// What tells one question from another: a checkpoint of another one can't be gone on from.
  var fingerprint: String {
    let asked =
      switch question {
      case .describe(let request):
        [
          "\(request.columns)", "\(request.statistics.map(\.rawValue).sorted())",
          "\(request.percentiles)", "\(request.ddof)", "\(request.window)",
          "\(String(describing: request.groupKeys))", "\(request.groupOrder)",
        ]
      case .count(let request): ["\(request.keys)", "\(request.subject)"]
      }
    let table = question.table
    let reading = [
      "\(String(describing: table.condition))", "\(table.nullTokens)", "\(table.dialect)",
      "\(String(describing: table.dateFormat))", "\(table.dateFormats)",
      "\(String(describing: table.timeZone))", "\(table.yearStarts)",
      "\(table.unusableRows.handling)",
    ]
    let rest = [
      "\(sources)", "\(String(describing: windows))", "\(mode)", "\(lateRows != nil)",
      "\(spool != nil)",
    ]
    return (asked + reading + rest + topics.map(\.reading)).joined(separator: "\n")
  }
}
