import Caudal
import Glibc
import Output
import Status
import Synchronization
import Threads

/// Ends this job if one of its ranks makes no progress for as long as it may: `--patience`.
final class JobPatience: Sendable {
  /// The exit code of a job that was ended because a rank was frozen: `EX_TEMPFAIL` of sysexits.h, as another attempt
  /// may succeed.
  private static let exitCode: CInt = 75

  /// The seconds for which another rank, and a launcher, have time to pass on what was said.
  private static let farewell = 0.5

  /// The seconds for which a rank may make no progress, as this process has been told; nil for ever.
  private let told: Double?

  /// The same, as rank 0 has been told: a launcher passes variables of the environment to some hosts, and not to others.
  private let agreed = Mutex(Double?.none)
  private let fail: @Sendable (String) -> Void
  private let end: @Sendable (CInt) -> Void
  private let isBegun = Atomic(false)
  private let watch = Mutex(RankWatch?.none)

  /// Begins to wait for the other ranks.
  ///
  /// - Parameters:
  ///   - seconds: how long a rank may make no progress; nil for ever, unless rank 0 is told otherwise.
  ///   - fail: is told why the job ends.
  ///   - end: is told the exit code with which it does.
  init(
    seconds: Double?, fail: @escaping @Sendable (String) -> Void,
    end: @escaping @Sendable (CInt) -> Void
  ) {
    (told, self.fail, self.end) = (seconds, fail, end)
    if Job.isLaunched, let seconds { awaitBeginning(for: seconds) }
  }

  /// Has the ranks watch each other, until ``finish()``.
  ///
  /// - Parameter job: this process's part of the job.
  /// - Throws: an error that concerns this rank alone.
  func begin(in job: borrowing Job) throws {
    let text = try job.fromRankZero(Array((told.map { "\($0)" } ?? "").utf8))
    guard let seconds = Double(String(decoding: text, as: UTF8.self)) else {
      isBegun.store(true, ordering: .relaxed)
      return
    }
    agreed.withLock { $0 = seconds }
    let hosts = try job.hostsOfRanks()
    let socket = try socket(for: hosts, in: job)
    let watch = RankWatch(rank: job.rank, of: hosts.count, patience: seconds, job.progress)
    self.watch.withLock { $0 = watch }
    let isStarted = watch.start(socket) { [weak self] finding in
      self?.act(on: finding, hosts)
    }
    if !isStarted {
      printError(
        "note: --patience: rank \(job.rank) watches nobody: no further thread can be started")
    }
    // Everyone has been heard of, or never will be.
    try job.onRankZero {}
    isBegun.store(true, ordering: .relaxed)
  }

  /// Ends the watch: this rank has done its part.
  func finish() {
    isBegun.store(true, ordering: .relaxed)
    watch.withLock { $0?.end() }
  }

  /// The way to the other ranks; nil if there are none, or it can't be had.
  private func socket(for hosts: [String], in job: borrowing Job) throws -> WatchSocket? {
    guard hosts.count > 1 else { return nil }
    let isLocal = Set(hosts).count == 1
    let opened = job.rank == 0 ? RankWatch.open(isLocal ? nil : Job.addresses) : nil
    let message = try job.fromRankZero(opened?.address.message ?? [])
    guard let address = ReportAddress(message: message) else {
      if job.rank == 0 {
        printError("note: --patience: the system gives no socket: ranks aren't watched")
      }
      return nil
    }
    return opened?.socket ?? RankWatch.reach(address)
  }

  /// Ends the job if the ranks don't find each other.
  private func awaitBeginning(for seconds: Double) {
    // Rank 0 says it; the others have time to let it.
    let wait = Job.isReporter ? seconds : seconds + 2
    // Without a thread it is waited for ever, as without a patience.
    _ = startThread(takesSignals: false) { [weak self] in
      let tick = min(wait / 20, 1)
      // Ticks are counted, not a clock is read: a job may be stopped as a whole, and go on.
      for _ in 0..<Int((wait / tick).rounded(.up)) {
        usleep(UInt32(tick * 1e6))
        guard let self, !self.isBegun.load(ordering: .relaxed) else { return }
      }
      guard let self else { return }
      self.say(
        "the ranks haven't found each other within \(Self.text(of: seconds)): a process or a host is frozen, or the"
          + " network between them is cut; the job is ended")
      self.leave()
    }
  }

  private func act(on finding: RankWatch.Finding, _ hosts: [String]) {
    switch finding {
    case .unheard(let ranks):
      let names = ranks.map { "rank \($0) on \(hosts[$0])" }
      printError(
        "note: --patience: nothing is heard of \(Self.list(names)), which isn't watched: datagrams (UDP) don't arrive"
      )
    case .frozen(let ranks): say(sentence(for: ranks, hosts))
    case .ended: leave()
    }
  }

  private func sentence(for ranks: [FrozenRank], _ hosts: [String]) -> String {
    let seconds = agreed.withLock { $0 } ?? 0
    let causes = [
      (FrozenRank.Reason.silence, "no sign of life", "its process or host is frozen, or cut off"),
      (.device, "nothing but waiting", "a disk or a file server doesn't answer"),
    ]
    let parts = causes.compactMap { reason, what, why in
      let names = ranks.filter { $0.reason == reason }.map {
        "rank \($0.rank) on \(hosts[$0.rank]) (\($0.phase.doing))"
      }
      return names.isEmpty
        ? nil : "\(what) for \(Self.text(of: seconds)) from \(Self.list(names)): \(why)"
    }
    return parts.joined(separator: "; ") + "; the job is ended"
  }

  /// Says why the job ends. Whatever hangs isn't waited for: a file server may keep the record.
  private func say(_ sentence: String) {
    printError(sentence)
    fail(sentence)
    _ = startThread(takesSignals: false) { self.end(Self.exitCode) }
  }

  /// Ends this process; the launcher ends the others, or is ended itself.
  private func leave() -> Never {
    HangingLauncher.endLater()
    usleep(UInt32(Self.farewell * 1e6))
    clearUnfinishedOutput()
    _exit(Self.exitCode)
  }

  private static func text(of seconds: Double) -> String {
    "\(seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)") s"
  }

  /// The first of some names, and how many more there are.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}

extension JobPhase {
  /// What a rank does in it, as one says it of a rank.
  fileprivate var doing: String {
    switch self {
    case .start: "starting"
    case .open: "opening files"
    case .read: "reading rows"
    case .compute: "computing"
    case .write: "writing the result"
    }
  }
}
