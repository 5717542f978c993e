package import Vocabulary

/// What is known of a job at a moment.
package struct JobStatus: Sendable {
  /// Whether a job runs.
  package enum State: String, Sendable {
    case running
    case done
    case failed
  }

  /// What is wrong with a rank, as far as its reports tell.
  package enum Mark: String, Sendable {
    /// Nothing.
    case none
    /// It reads less than half as fast as is usual among the ranks.
    case slow
    /// It reads, and has got no further for some seconds.
    case stalled
    /// It has sent no report for some seconds: it has been stopped, or its host or the network has.
    case silent
  }

  /// How bad it is.
  package enum Severity: String, Sendable {
    case fine
    case warning
    case serious
  }

  /// A rank at a moment.
  package struct Rank: Sendable {
    package var rank: Int
    package var host: String
    /// Nil before the first report.
    package var phase: JobPhase?
    package var bytes: Int
    package var rows: Int
    package var bytesPerSecond: Double
    package var usage: ProcessUsage
    package var processors: Double?
    package var secondsSinceProgress: Double
    package var secondsSinceReport: Double
    package var mark = Mark.none
    package var severity = Severity.fine
  }

  package var state: State
  package var facts: JobBoard.Facts
  package var seconds: Double
  /// The phase of most ranks that are furthest behind: the first of all.
  package var phase: JobPhase
  package var bytes: Int
  /// Nil if it isn't known.
  package var totalBytes: Int?
  package var rows: Int
  package var bytesPerSecond: Double
  package var secondsLeft: Double?
  package var speeds: [Double]
  package var ranks: [Rank]
  package var messages: [(seconds: Double, text: String)]
  package var messagesLeftOut: Int
  package var stream: StreamProgress.Figures?
  package var end: JobBoard.End?

  init(_ content: JobBoard.Content, _ progress: InputProgress, at now: Double) {
    facts = content.facts
    end = content.end
    state = end.map { $0.code == 0 ? .done : .failed } ?? .running
    seconds = end?.seconds ?? now
    stream = progress.stream.figures
    ranks = content.ranks.enumerated().map { number, rank in
      Rank(rank, host: content.facts.hosts[number], at: now)
    }
    phase = ranks.lazy.compactMap(\.phase).min { $0.rawValue < $1.rawValue } ?? .start
    totalBytes = progress.byteCount
    let scanned = ranks.reduce(0) { $0 + $1.bytes }
    bytes = stream?.bytes ?? totalBytes.map { min($0, scanned) } ?? scanned
    rows = stream?.rows ?? ranks.reduce(0) { $0 + $1.rows }
    bytesPerSecond = content.ranks.map { $0.speed(at: now) }.reduce(0, +)
    speeds = content.speeds
    messages = content.messages
    messagesLeftOut = content.messagesLeftOut
    if state == .running {
      if stream == nil { mark() }
    } else {
      bytesPerSecond = 0
    }
    if state == .running, phase == .read, let totalBytes, bytesPerSecond > 0, bytes < totalBytes {
      secondsLeft = Double(totalBytes - bytes) / bytesPerSecond
    }
  }

  /// The seconds after which a rank is said to be stalled or silent, and those after which it is serious.
  package static let stalled = (warning: 5.0, serious: 30.0)
  package static let silent = (warning: 3.0, serious: 10.0)

  /// Finds what is wrong with ranks.
  private mutating func mark() {
    let readers = ranks.filter { $0.phase == .read && $0.secondsSinceProgress < 2 }
    let usual = readers.map(\.bytesPerSecond).sorted()
    // Of two the faster one: the slower one alone says nothing of what is usual.
    let median = usual.isEmpty ? 0 : usual[usual.count / 2]
    for index in ranks.indices {
      let rank = ranks[index]
      if rank.secondsSinceReport >= Self.silent.warning {
        let isSerious = rank.secondsSinceReport >= Self.silent.serious
        (ranks[index].mark, ranks[index].severity) = (.silent, isSerious ? .serious : .warning)
      } else if rank.phase == .read, rank.secondsSinceProgress >= Self.stalled.warning {
        let isSerious = rank.secondsSinceProgress >= Self.stalled.serious
        (ranks[index].mark, ranks[index].severity) = (.stalled, isSerious ? .serious : .warning)
      } else if readers.count > 1, rank.phase == .read, seconds > 3,
        rank.bytesPerSecond < median / 2
      {
        (ranks[index].mark, ranks[index].severity) = (.slow, .warning)
      }
    }
  }
}

extension JobStatus.Rank {
  init(_ rank: JobBoard.Rank, host: String, at now: Double) {
    let report = rank.report
    self.init(
      rank: report.rank, host: host, phase: report.number > 0 ? report.phase : nil,
      bytes: report.bytes, rows: report.rows, bytesPerSecond: rank.speed(at: now),
      usage: report.usage,
      processors: rank.processors, secondsSinceProgress: max(0, now - rank.lastProgress),
      secondsSinceReport: max(0, now - rank.lastReport))
  }
}
