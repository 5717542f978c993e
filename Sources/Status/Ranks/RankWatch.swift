import Glibc
import Serve
import Synchronization
import Threads
package import Vocabulary

/// Has the ranks of a job watch each other: rank 0 all others, and all others rank 0.
///
/// Each rank sends ``RankReport``s to rank 0, which answers each by its own. That goes by datagrams, from a thread
/// of its own, as MPI is silent while a rank computes, and waits for ever for one that is frozen.
package final class RankWatch: Sendable {
  /// What a rank finds out about others.
  package enum Finding: Sendable {
    /// These ranks have made no progress for as long as they may, which nobody has said yet.
    case frozen([FrozenRank])
    /// The job is to end now; it has been said why.
    case ended
    /// These ranks can't be watched, as nothing of them arrives.
    case unheard([Int])
  }

  /// The ticks in the time that a rank may be silent for, if it is long.
  private static let ticksAllowed = 20

  /// The seconds in which a rank says something, and others take notice: more than a tick.
  private static let turn = 1.5

  private let rank: Int
  private let rankCount: Int
  private let patience: Double
  private let progress: InputProgress
  private let isEnded = Atomic(false)

  /// Prepares to watch.
  ///
  /// - Parameters:
  ///   - rank: this rank.
  ///   - rankCount: how many there are.
  ///   - patience: the seconds for which a rank may make no progress.
  ///   - progress: how far this rank is.
  package init(rank: Int, of rankCount: Int, patience: Double, _ progress: InputProgress) {
    (self.rank, self.rankCount) = (rank, rankCount)
    (self.patience, self.progress) = (patience, progress)
  }

  /// Opens a socket for rank 0.
  ///
  /// - Parameter addresses: those of this host; nil if all ranks are on it.
  /// - Returns: the socket, and where the others reach it; nil if the system gives none.
  package static func open(_ addresses: [String]?) -> (socket: WatchSocket, address: ReportAddress)?
  {
    DatagramSocket.receiving(isLocal: addresses == nil).map { socket, port in
      let key = ReportKey()
      let address = ReportAddress(key: key, port: port, addresses: addresses ?? ["127.0.0.1"])
      return (WatchSocket(sockets: [socket], key: key), address)
    }
  }

  /// Opens sockets by which another rank reaches rank 0.
  ///
  /// - Parameter address: what ``open(_:)`` gave to rank 0.
  /// - Returns: the sockets, one for each way that there may be.
  package static func reach(_ address: ReportAddress) -> WatchSocket {
    WatchSocket(
      sockets: address.addresses.compactMap {
        DatagramSocket.sending(to: $0, port: address.port)
      }, key: address.key)
  }

  /// Begins to watch, until ``end()``.
  ///
  /// When this returns, this rank has given its first sign of life.
  ///
  /// - Parameters:
  ///   - socket: the way to the other ranks; nil if there are none.
  ///   - found: is told what is found out, in a thread of its own; ``Finding/ended`` is the last.
  /// - Returns: false if the system starts no thread for it: then this rank isn't watched, and watches none.
  package func start(
    _ socket: WatchSocket?, _ found: @escaping @Sendable (Finding) -> Void
  ) -> Bool {
    let isStarted = startThread(takesSignals: false) { self.watch(by: socket, found) }
    if isStarted, rank > 0 { socket?.send(RankReport(rank: rank, number: 1, progress)) }
    return isStarted
  }

  /// Ends the watch: this rank has done its part.
  package func end() { isEnded.store(true, ordering: .relaxed) }

  /// The seconds from one look at the others to the next: the shorter the patience, the shorter; not less than a
  /// hundredth, nor more than one.
  private var tick: Double { min(max(patience / Double(Self.ticksAllowed), 0.01), 1) }

  private func watch(by socket: WatchSocket?, _ found: (Finding) -> Void) {
    var silence = newSilence()
    var (own, number, hasSaidUnheard) = (DeviceWait(), 1, false)
    while !isEnded.load(ordering: .relaxed) {
      number += 1
      let report = RankReport(
        rank: rank, number: number, progress, deviceMilliseconds: Int(own.seconds * 1000))
      if rank == 0 { silence.take(report) } else { socket?.send(report) }
      receive(by: socket, for: tick, report, into: &silence)
      own.look(after: tick)
      silence.tick()
      guard !isEnded.load(ordering: .relaxed) else { return }
      if silence.isEnded { return found(.ended) }
      let frozen = silence.frozen
      guard frozen.isEmpty else {
        found(.frozen(frozen))
        if rank == 0 { tellEnd(by: socket, report) }
        return found(.ended)
      }
      if !hasSaidUnheard, rank < 2, !silence.unheard.isEmpty {
        found(.unheard(silence.unheard))
        hasSaidUnheard = true
      }
    }
  }

  /// Tells the other ranks that the job ends, for so long that each of them asks once at least.
  private func tellEnd(by socket: WatchSocket?, _ report: RankReport) {
    var (last, silence) = (report, newSilence())
    last.isEnding = true
    receive(by: socket, for: Self.turn, last, into: &silence)
  }

  /// What there is to know before anybody has been heard of.
  ///
  /// That rank 0 is frozen is found out by all others, and that it waits for a device by itself, too. So that one says it,
  /// each waits for those before it, some seconds at most.
  private func newSilence() -> RankSilence {
    RankSilence(
      of: rank == 0 ? 0..<rankCount : 0..<1,
      ticksAllowed: Int((allowed(behind: max(rank - 1, 0)) / tick).rounded(.up)),
      millisecondsAllowed: Int(allowed(behind: rank) * 1000))
  }

  /// The seconds for which a rank may make no progress before this one says it, if so many others might.
  private func allowed(behind others: Int) -> Double {
    patience + Self.turn * Double(min(others, 4))
  }

  /// Takes reports for the time of a tick, and answers those that rank 0 gets.
  private func receive(
    by socket: WatchSocket?, for tick: Double, _ own: RankReport, into silence: inout RankSilence
  ) {
    let end = ContinuousClock.now + .seconds(tick)
    var answers = own
    repeat {
      let rest = max(0, (end - .now) / .milliseconds(1))
      guard let socket else {
        usleep(UInt32(rest * 1000))
        continue
      }
      socket.wait(milliseconds: CInt(rest.rounded(.up)))
      socket.receive { report, answer in
        silence.take(report)
        guard rank == 0 else { return }
        // Each of them is a new sign of life to whoever gets it.
        answers.number = Int(monotonicNanoseconds())
        answer(answers)
      }
    } while ContinuousClock.now < end
  }
}

/// The way from a rank to those that it watches.
package struct WatchSocket: Sendable {
  let sockets: [DatagramSocket]
  let key: ReportKey

  /// Sends a report, by each way that there is.
  func send(_ report: RankReport) {
    let datagram = report.datagram(key)
    for socket in sockets { socket.send(datagram) }
  }

  /// Waits until a datagram has come, or for so long.
  func wait(milliseconds: CInt) {
    var descriptors = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
  }

  /// Takes the reports that have come.
  ///
  /// - Parameter body: is given each, and what answers it.
  func receive(_ body: (RankReport, _ answer: (RankReport) -> Void) -> Void) {
    for socket in sockets {
      while let (datagram, sender) = socket.receiveWithSender(RankReport.datagramBytes) {
        guard let report = RankReport(datagram: datagram, key) else { continue }
        body(report) { socket.answer($0.datagram(key), to: sender) }
      }
    }
  }
}
