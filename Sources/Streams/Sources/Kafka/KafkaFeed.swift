import Glibc
import Scan
import Vocabulary

/// A topic of Kafka: all its partitions, as one run of rows.
///
/// The value of a message is a row, or several. What was there at the beginning comes in the order of the messages'
/// times, whatever arrives first; messages of one time in the order of their partitions. So it is the same for every
/// job. What is written later comes as it arrives, each partition in its own order.
final class KafkaFeed: Feed {
  /// How long an answer is waited for, in milliseconds, at first and at most: brokers may be far away, or busy.
  private static let (shortestAnswer, longestAnswer) = (CInt(500), CInt(4000))

  /// How long the brokers may be silent, if nothing but the end is waited for.
  private static let patience = Duration.seconds(10)

  /// The time from one attempt to the next, from the first to the longest.
  private static let (shortestPause, longestPause) = (
    Duration.milliseconds(50), Duration.seconds(5)
  )

  /// The time from one look for new partitions to the next.
  private static let partitionPause = Duration.seconds(60)

  /// How long silent brokers are given to answer a question, in milliseconds, at first and at most. Other sources wait
  /// meanwhile, so that there are pauses of four times that between questions.
  private static let (shortestProbe, longestProbe) = (CInt(100), CInt(1000))

  private enum State {
    case waiting(until: ContinuousClock.Instant)
    case following
    case ended
  }

  private let topic: KafkaTopic
  private let name: String
  private let endsAtEnd: Bool
  private let notes: @Sendable (String) -> Void
  private let client: KafkaClient
  private let number: InputNumber

  /// The offsets at which a checkpoint goes on.
  private let resumed: [Int: Int]
  private var state = State.waiting(until: .now)
  private var partitions: [KafkaPartition] = []
  private var pause = shortestPause
  private var silentSince: ContinuousClock.Instant? = .now
  private var hasSaidWaiting = false
  private var lastLook = ContinuousClock.now
  private var nextProbe = ContinuousClock.now
  private var answerTime = shortestAnswer
  private var probeTime = shortestProbe

  /// Begins to connect.
  ///
  /// - Parameters:
  ///   - topic: the topic.
  ///   - endsAtEnd: whether only the messages count that are there now.
  ///   - intake: takes the rows.
  ///   - notes: is told what there is to say.
  /// - Throws: ``CaudalError`` if librdkafka isn't here, or a setting makes no sense.
  init(
    _ topic: KafkaTopic, endsAtEnd: Bool, _ intake: Intake,
    _ notes: @escaping @Sendable (String) -> Void
  ) throws(CaudalError) {
    (self.topic, self.endsAtEnd, self.notes) = (topic, endsAtEnd, notes)
    name = "\(topic)"
    client = try KafkaClient(topic, named: name)
    let begun = intake.resumed(topic: name)
    number = begun?.number ?? intake.begin(name, as: .topic)
    resumed = begun?.offsets ?? [:]
    if begun?.isFresh ?? true, let header = topic.header {
      try intake.append(TopicRows(header: header), to: number)
    }
  }

  var isAtEnd: Bool { if case .ended = state { true } else { false } }

  var waits: [pollfd] {
    if case .following = state { [client.pipe.wait] } else { [] }
  }

  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    switch state {
    case .ended: return false
    case .waiting(let until):
      guard .now >= until else { return false }
      try connect(intake)
      return false
    case .following:
      client.pipe.empty()
      client.serveErrors()
      try lookForPartitions()
      let isAnything = try readMessages(into: intake, atMost: limit)
      intake.setOffsets(
        partitions.map { (Int($0.number), $0.firstOffset, $0.next) }, of: number)
      if partitions.allSatisfy(\.isAtEnd) {
        state = .ended
        try intake.endTopic(number)
        return true
      }
      try noteOutage()
      return isAnything
    }
  }

  // MARK: - Partitions

  private func connect(_ intake: Intake) throws(CaudalError) {
    var reason: String?
    var found: [(number: CInt, offsets: Range<Int>)] = []
    switch try client.partitions(within: answerTime) {
    case .notYet(let why): reason = why
    case .value(let numbers):
      for number in numbers where reason == nil {
        switch try client.offsets(of: number, within: answerTime) {
        case .notYet(let why): reason = why
        case .value(let offsets): found.append((number, offsets))
        }
      }
    }
    if let reason { return try retry(reason) }
    for (number, offsets) in found { try begin(number, offsets) }
    client.noteAnswer()
    if hasSaidWaiting { notes("note: \(name): connected") }
    (silentSince, hasSaidWaiting, lastLook, state) = (nil, false, .now, .following)
    intake.setOffsets(
      partitions.map { (Int($0.number), $0.firstOffset, $0.next) }, of: number)
  }

  /// Tries again later.
  private func retry(_ reason: String) throws(CaudalError) {
    try checkPatience(reason, .noInput)
    if !hasSaidWaiting { notes("note: \(name): \(reason); it is tried again until it answers") }
    hasSaidWaiting = true
    state = .waiting(until: .now + pause)
    answerTime = min(answerTime * 2, Self.longestAnswer)
    pause = min(pause * 2, endsAtEnd ? .seconds(1) : Self.longestPause)
  }

  private func checkPatience(
    _ reason: String, _ kind: CaudalError.Kind
  ) throws(CaudalError) {
    guard endsAtEnd, let silentSince, .now - silentSince > Self.patience else { return }
    throw CaudalError(kind, "\(name): \(reason)")
  }

  /// Begins with a partition where it was, or where it shall begin.
  private func begin(_ number: CInt, _ offsets: Range<Int>) throws(CaudalError) {
    let start: Int
    if let offset = resumed[Int(number)] {
      guard offsets.lowerBound <= offset, offset <= offsets.upperBound else {
        throw client.missing(offset, of: number)
      }
      start = offset
    } else {
      // One that is new has been read by nobody.
      let isNew = !resumed.isEmpty || !partitions.isEmpty && silentSince == nil
      start = topic.start == .latest && !isNew ? offsets.upperBound : offsets.lowerBound
    }
    partitions.append(
      try KafkaPartition(
        number, from: start, end: offsets.upperBound, endsAtEnd: endsAtEnd, of: client))
  }

  /// Looks for partitions that have been added, now and then.
  private func lookForPartitions() throws(CaudalError) {
    guard !endsAtEnd, .now - lastLook >= Self.partitionPause else { return }
    lastLook = .now
    guard case .value(let numbers) = try client.partitions(within: answerTime) else { return }
    let known = Set(partitions.map(\.number))
    for number in numbers where !known.contains(number) {
      guard case .value(let offsets) = try client.offsets(of: number, within: answerTime)
      else { continue }
      notes("note: \(name): partition \(number) is new")
      try begin(number, offsets)
    }
  }

  /// Says that brokers are silent, and that they aren't any more.
  private func noteOutage() throws(CaudalError) {
    if client.outage != nil, .now >= nextProbe { try probe() }
    guard let reason = client.outage else {
      if hasSaidWaiting { notes("note: \(name): connected") }
      (silentSince, hasSaidWaiting) = (nil, false)
      return
    }
    silentSince = silentSince ?? .now
    try checkPatience(reason, .inputOutput)
    if !hasSaidWaiting { notes("note: \(name): \(reason); it is tried again until it answers") }
    hasSaidWaiting = true
  }

  /// Asks silent brokers. What was fetched before still comes: only an answer tells that they are there.
  private func probe() throws(CaudalError) {
    if case .value = try client.partitions(within: probeTime) {
      client.noteAnswer()
      probeTime = Self.shortestProbe
    } else {
      probeTime = min(probeTime * 2, Self.longestProbe)
    }
    nextProbe = .now + .milliseconds(4 * Int(probeTime))
  }

  // MARK: - Messages

  private func readMessages(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    var (isAnything, bytes, rows) = (false, 0, TopicRows())
    for partition in partitions { isAnything = try partition.fill() || isAnything }
    while bytes < limit {
      for partition in partitions where partition.isOwing {
        isAnything = try partition.fill() || isAnything
      }
      // What is missing here might come first.
      guard !partitions.contains(where: { $0.isOwing && $0.first == nil }),
        let (partition, border) = next
      else { break }
      bytes += take(from: partition, upTo: border, atMost: limit - bytes, into: &rows, intake)
      guard rows.mayEndWithinRow else { continue }
      try intake.append(rows, to: number)
      rows = TopicRows()
    }
    if !rows.bytes.isEmpty { try intake.append(rows, to: number) }
    return isAnything
  }

  /// The partition of the first message, and the place of that of the others.
  private var next: (KafkaPartition, border: (timestamp: Int, number: CInt))? {
    var found: (partition: KafkaPartition, place: (timestamp: Int, number: CInt))?
    var border = (timestamp: Int.max, number: CInt.max)
    for partition in partitions {
      guard let place = partition.place else { continue }
      guard let best = found, place >= best.place else {
        if let found { border = found.place }
        found = (partition, place)
        continue
      }
      if place < border { border = place }
    }
    return found.map { ($0.partition, border) }
  }

  /// Takes messages of a partition, as long as they stand before those of the others; up to one that must be looked
  /// at before others follow.
  ///
  /// - Returns: the number of their bytes, and some for each.
  private func take(
    from partition: KafkaPartition, upTo border: (timestamp: Int, number: CInt),
    atMost limit: Int, into rows: inout TopicRows, _ intake: Intake
  ) -> Int {
    var bytes = 0
    let (marks, header) = (intake.marks(of: number), intake.repeatedHeader(of: number))
    repeat {
      guard let message = partition.first else { break }
      let before = rows.bytes.count
      rows.append(message, of: partition.number)
      partition.drop()
      bytes += rows.bytes.count - before + 16
      rows.dropRow(header, from: before)
      // As long as there have been no rows, nobody knows what to look for.
      guard let marks, marks.isDisjoint(with: rows.bytes[before...]) else {
        rows.mayEndWithinRow = rows.bytes.count > before
        break
      }
    } while bytes < limit && (partition.place.map { $0 < border } ?? false)
    return bytes
  }
}
