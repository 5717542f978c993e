import Foundation
import Synchronization
import Testing
import Vocabulary

@testable import Status

@Suite("Ranks that make no progress")
struct RankSilenceTests {
  private static func report(
    _ rank: Int, _ number: Int, _ phase: JobPhase = .read, device: Int = 0
  ) -> RankReport {
    var report = RankReport(rank: rank)
    (report.number, report.phase, report.deviceMilliseconds) = (number, phase, device)
    return report
  }

  @Test("A rank is silent when it hasn't been heard of for so many ticks, and not before")
  func silence() {
    var silence = RankSilence(of: 0..<3, ticksAllowed: 3, millisecondsAllowed: 1000)
    for rank in 0..<3 { silence.take(Self.report(rank, 1, rank == 2 ? .write : .read)) }
    for number in 2...4 {
      #expect(silence.frozen.isEmpty)
      silence.tick()
      silence.take(Self.report(0, number))
    }
    #expect(
      silence.frozen == [
        FrozenRank(rank: 1, phase: .read, reason: .silence),
        FrozenRank(rank: 2, phase: .write, reason: .silence),
      ])
    silence.take(Self.report(1, 2))
    #expect(silence.frozen.map(\.rank) == [2])
  }

  @Test("What comes twice, late or from elsewhere is no sign of life")
  func repeated() {
    var silence = RankSilence(of: 1..<2, ticksAllowed: 2, millisecondsAllowed: 1000)
    silence.take(Self.report(1, 5))
    silence.tick()
    for report in [Self.report(1, 5), Self.report(1, 4), Self.report(0, 9), Self.report(7, 9)] {
      silence.take(report)
    }
    silence.tick()
    #expect(silence.frozen.map(\.rank) == [1])
  }

  @Test("Whoever was never heard of isn't frozen, but unheard")
  func unheard() {
    var silence = RankSilence(of: 0..<2, ticksAllowed: 2, millisecondsAllowed: 1000)
    silence.take(Self.report(0, 1))
    silence.tick()
    #expect(silence.unheard.isEmpty)
    silence.tick()
    #expect(silence.unheard == [1])
    #expect(silence.frozen.map(\.rank) == [0])
  }

  @Test("A rank that waits for a device for so long is frozen, though it says so itself")
  func device() {
    var silence = RankSilence(of: 0..<1, ticksAllowed: 2, millisecondsAllowed: 1000)
    silence.take(Self.report(0, 1, .write, device: 999))
    #expect(silence.frozen.isEmpty)
    silence.take(Self.report(0, 2, .write, device: 1000))
    #expect(silence.frozen == [FrozenRank(rank: 0, phase: .write, reason: .device)])
    silence.take(Self.report(0, 3))
    #expect(silence.frozen.isEmpty)
  }

  @Test("The end of a job is heard of once, and for ever")
  func ending() {
    var silence = RankSilence(of: 0..<1, ticksAllowed: 2, millisecondsAllowed: 1000)
    var last = Self.report(0, 1)
    silence.take(last)
    #expect(!silence.isEnded)
    (last.number, last.isEnding) = (2, true)
    silence.take(last)
    #expect(silence.isEnded)
  }

  @Test(
    "The state of a thread stands behind its name, whatever that is",
    arguments: [
      ("17 (caudal) D 1 2", true), ("17 (caudal) R 1 2", false), ("17 (a) D (b) S 1", false),
      ("17 (a) S (b) D 1", true), ("", false), ("17 (caudal)", false),
    ])
  func state(line: String, waits: Bool) { #expect(DeviceWait.isWaiting(stat: line) == waits) }

  @Test("A call that brings data to a device is told from others, as the system writes it")
  func flush() throws {
    let call = try String(contentsOfFile: "/proc/thread-self/syscall", encoding: .utf8)
    #expect(!call.isEmpty)
    #expect(!DeviceWait.isFlush(call: call))
    #expect(!DeviceWait.isFlush(call: "running\n"))
    #expect(!DeviceWait.isFlush(call: ""))
    #if arch(x86_64)
      #expect(DeviceWait.isFlush(call: "74 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x7f01\n"))
      #expect(!DeviceWait.isFlush(call: "0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x7f01\n"))
    #endif
  }

  @Test("What computes, or has nothing to do, waits for no device")
  func noDevice() {
    var wait = DeviceWait()
    for _ in 0..<3 {
      usleep(1000)
      wait.look(after: 0.001)
    }
    #expect(wait.seconds == 0)
  }

  /// What the ranks of a job that watch each other have found, in order.
  private final class Findings: Sendable {
    private let found = Mutex<[RankWatch.Finding]>([])

    func add(_ finding: RankWatch.Finding) { found.withLock { $0.append(finding) } }

    /// Waits for the last finding; all there are then.
    func all() async throws -> [RankWatch.Finding] {
      while true {
        let found = found.withLock { $0 }
        if case .ended? = found.last { return found }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  @Test("Rank 0 says who is silent, and the others hear that the job ends", .timeLimit(.minutes(5)))
  func watching() async throws {
    let (socket, address) = try #require(RankWatch.open(nil))
    let progress = (0..<3).map { _ in InputProgress() }
    let watches = (0..<3).map { RankWatch(rank: $0, of: 3, patience: 2, progress[$0]) }
    let findings = (0..<3).map { _ in Findings() }
    for rank in 0..<3 {
      let isStarted = watches[rank].start(rank == 0 ? socket : RankWatch.reach(address)) {
        findings[rank].add($0)
      }
      #expect(isStarted)
    }
    try await Task.sleep(for: .milliseconds(500))
    // It says nothing any more, as if it were frozen.
    watches[2].end()
    guard case .frozen(let ranks)? = try await findings[0].all().first else {
      Issue.record("rank 0 has found nothing")
      return
    }
    #expect(ranks.map(\.rank) == [2])
    #expect(ranks.map(\.reason) == [.silence])
    #expect(try await findings[1].all().count == 1)
  }
}
