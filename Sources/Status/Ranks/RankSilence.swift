package import Vocabulary

/// A rank that has made no progress for as long as it may.
package struct FrozenRank: Equatable, Sendable {
  /// Why it is said to make none.
  package enum Reason: Sendable {
    /// Nothing has been heard of it: its process or its host is frozen, or the network to it is cut.
    case silence
    /// It does nothing but wait for a disk, or a file server.
    case device
  }

  /// The rank.
  package var rank: Int

  /// What it did when it was last heard of.
  package var phase: JobPhase

  /// Why it is said to make no progress.
  package var reason: Reason
}

/// How long ranks have been silent, by the ticks of a clock that stands still while whoever listens does: a job that is
/// stopped as a whole, and goes on later, has no silent ranks.
///
/// It has no clock and no network of its own.
struct RankSilence {
  private struct Rank {
    var report: RankReport?
    var ticks = 0
  }

  private let ticksAllowed: Int
  private let millisecondsAllowed: Int
  private var ranks: [Int: Rank]

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - ranks: those that are listened to.
  ///   - ticksAllowed: after so many ticks without a report a rank is frozen.
  ///   - millisecondsAllowed: after so long a wait for a device a rank is frozen.
  init(of ranks: some Sequence<Int>, ticksAllowed: Int, millisecondsAllowed: Int) {
    self.ranks = Dictionary(uniqueKeysWithValues: ranks.map { ($0, Rank()) })
    self.ticksAllowed = ticksAllowed
    self.millisecondsAllowed = millisecondsAllowed
  }

  /// Takes a report. One that comes late, or twice, or from elsewhere, is no sign of life.
  mutating func take(_ report: RankReport) {
    guard var rank = ranks[report.rank], report.number > rank.report?.number ?? 0 else { return }
    (rank.report, rank.ticks) = (report, 0)
    ranks[report.rank] = rank
  }

  /// Lets time pass.
  mutating func tick() { for rank in ranks.keys { ranks[rank]?.ticks += 1 } }

  /// The ranks that have been heard of, and make no progress, ascending.
  var frozen: [FrozenRank] {
    ranks.compactMap { number, rank in
      guard let report = rank.report else { return nil }
      if rank.ticks >= ticksAllowed {
        return FrozenRank(rank: number, phase: report.phase, reason: .silence)
      }
      guard report.deviceMilliseconds >= millisecondsAllowed else { return nil }
      return FrozenRank(rank: number, phase: report.phase, reason: .device)
    }.sorted { $0.rank < $1.rank }
  }

  /// Whether a rank has said that it ends the job.
  var isEnded: Bool { ranks.values.contains { $0.report?.isEnding ?? false } }

  /// The ranks that have never been heard of, though there was time for it, ascending: nobody can tell how they are.
  var unheard: [Int] {
    ranks.filter { $0.value.report == nil && $0.value.ticks >= ticksAllowed }.keys.sorted()
  }
}
