import Synchronization
package import Vocabulary

/// What is known of a running job: its ranks' reports, what it has said, and how it ended.
///
/// It has no clock and no network: whoever calls it says what time it is, in seconds since the job began.
package final class JobBoard: Sendable {
  /// What a job is.
  package struct Facts: Sendable {
    /// The words of the command line, without secrets.
    package var command: String

    /// The version of the program.
    package var version: String

    /// The moment at which it began, in seconds since 1970.
    package var start: Int

    /// The host of each rank.
    package var hosts: [String]

    /// Describes a job.
    package init(command: String, version: String, start: Int, hosts: [String]) {
      self.command = command
      self.version = version
      self.start = start
      self.hosts = hosts
    }
  }

  /// How a job ended.
  package struct End: Sendable, Equatable {
    /// Its exit code.
    package var code: Int

    /// The error; nil if there was none.
    package var message: String?

    /// The seconds that it took.
    package var seconds: Double
  }

  /// What is known of a rank.
  struct Rank {
    var report: RankReport
    var lastReport = 0.0
    var lastProgress = 0.0
    /// How far it was, and how much it had used of its processors, at some moments before.
    var samples: [(seconds: Double, bytes: Int, nanoseconds: Int)] = []
  }

  /// The messages that are kept, the last ones.
  private static let messageLimit = 50

  /// The moments over which speeds are taken: five seconds.
  private static let sampleLimit = 11

  /// The moments of which the speed is shown: a minute.
  private static let historyLimit = 120

  struct Content {
    var facts: Facts
    var ranks: [Rank]
    var messages: [(seconds: Double, text: String)] = []
    var messagesLeftOut = 0
    var speeds: [Double] = []
    var end: End?
  }

  private let content: Mutex<Content>
  private let progress: InputProgress

  /// A job that has begun.
  package init(_ facts: Facts, _ progress: InputProgress) {
    let ranks = facts.hosts.indices.map { Rank(report: RankReport(rank: $0)) }
    content = Mutex(Content(facts: facts, ranks: ranks))
    self.progress = progress
  }

  /// Takes a rank's report. One that comes late, or twice, or from no rank of the job, is left out.
  package func take(_ report: RankReport, at seconds: Double) {
    content.withLock { content in
      guard content.ranks.indices.contains(report.rank) else { return }
      var rank = content.ranks[report.rank]
      guard report.number > rank.report.number else { return }
      if report.isFurther(than: rank.report) { rank.lastProgress = seconds }
      rank.report = report
      rank.lastReport = seconds
      rank.samples.append((seconds, report.bytes, report.usage.processorNanoseconds))
      rank.samples.removeFirst(max(0, rank.samples.count - Self.sampleLimit))
      content.ranks[report.rank] = rank
    }
  }

  /// Takes what the job has said.
  package func note(_ text: String, at seconds: Double) {
    content.withLock { content in
      content.messages.append((seconds, text))
      let surplus = content.messages.count - Self.messageLimit
      guard surplus > 0 else { return }
      content.messages.removeFirst(surplus)
      content.messagesLeftOut += surplus
    }
  }

  /// Keeps the speed of this moment: called twice a second.
  package func keepSpeed(at seconds: Double) {
    content.withLock { content in
      guard content.end == nil else { return }
      content.speeds.append(content.ranks.map { $0.speed(at: seconds) }.reduce(0, +))
      content.speeds.removeFirst(max(0, content.speeds.count - Self.historyLimit))
    }
  }

  /// Takes how the job ended.
  package func end(code: Int, message: String?, at seconds: Double) {
    content.withLock { $0.end = End(code: code, message: message, seconds: seconds) }
  }

  /// All of it at a moment.
  package func status(at seconds: Double) -> JobStatus {
    let progress = progress
    return content.withLock { JobStatus($0, progress, at: seconds) }
  }
}

extension JobBoard.Rank {
  /// The bytes that it has scanned in a second of late; none if nothing has been heard of it.
  func speed(at now: Double) -> Double {
    guard now - lastReport < JobStatus.silent.warning, let first = samples.first,
      let last = samples.last, last.seconds > first.seconds
    else { return 0 }
    return Double(last.bytes - first.bytes) / (last.seconds - first.seconds)
  }

  /// The processors that it has used of late; nil if that isn't known yet.
  var processors: Double? {
    guard let first = samples.first, let last = samples.last, last.seconds > first.seconds else {
      return nil
    }
    return Double(last.nanoseconds - first.nanoseconds) / 1e9 / (last.seconds - first.seconds)
  }
}
