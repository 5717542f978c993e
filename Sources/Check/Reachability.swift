import CSV
package import MPI
package import Ranks
import Vocabulary

/// Whether the ranks can send messages to each other at all.
///
/// Open MPI connects two ranks when the first message goes from one to the other. If the address
/// that it picks leads nowhere (a bridge of Docker's, a closed port), that message waits for ever.
/// So before anything else every rank exchanges one byte with those that collectives would pair it
/// with: rank 0, and the ranks 1, 2, 4, … before and behind it.
struct Reachability {
  /// The ranks that a rank exchanges a byte with, ascending.
  ///
  /// If one rank is another's partner, that is also the case the other way round.
  ///
  /// - Parameters:
  ///   - rank: the rank.
  ///   - size: the number of ranks.
  /// - Returns: all other ranks for rank 0, and about 2·log₂(size) for the others.
  static func partners(of rank: Int, among size: Int) -> [Int] {
    guard rank > 0 else { return Array(1..<max(1, size)) }
    var partners: Set<Int> = [0]
    var distance = 1
    while distance < size {
      partners.insert((rank + distance) % size)
      partners.insert((rank + size - distance) % size)
      distance *= 2
    }
    partners.remove(rank)
    return partners.sorted()
  }
}

/// A rank's report to rank 0 on those that it hasn't heard from.
private struct SilenceReport {
  static let longest = 4096

  let host: String
  let silent: [Int]
}

extension SilenceReport: WireCodable {
  func write(to message: inout WireWriter) { message.write(host, silent) }

  init(from message: inout WireReader) {
    self.init(host: message.read(), silent: message.read())
  }
}

extension Communicator {
  /// Makes sure that messages arrive, before any collective would wait for one for ever.
  ///
  /// - Parameters:
  ///   - seconds: how long a rank waits for the others.
  ///   - notes: is told by a rank that can't reach rank 0.
  /// - Throws: `LostRank` at rank 0 if some ranks can't reach each other. Rank 0 can't know the
  ///   host of a rank that it never heard from, so that rank says it itself: the only line that any
  ///   other rank ever prints.
  /// - Complexity: O(size) messages at rank 0 and O(log size) at the others, all at once.
  package borrowing func probe(seconds: Double, _ notes: Notes) throws {
    guard size > 1 else { return }
    let partners = Reachability.partners(of: rank, among: size)
    var receives = ReceiveRequests<UInt8>()
    var sends = SendRequests()
    for peer in partners {
      receives.append(try immediateReceive(atMost: 1, from: peer, tag: CheckTag.probe))
    }
    for peer in partners {
      sends.append(try immediateSend([UInt8(1)], to: peer, tag: CheckTag.probe))
    }
    let silent = try unanswered(receives, Patience(seconds: seconds)).map { partners[$0] }
    if rank == 0 {
      try collectSilence(silent, seconds: seconds)
    } else {
      try reportSilence(silent, seconds: seconds, notes)
    }
    _ = try receives.wait()
    try sends.wait()
  }

  /// Tells rank 0 about the ranks that this one hasn't heard from.
  private borrowing func reportSilence(
    _ silent: [Int], seconds: Double, _ notes: Notes
  ) throws {
    guard silent.first != 0 else {
      let message =
        "rank \(rank) on host \(processorName) (\(Self.networks)) gets no message from rank 0"
      notes.say(message)
      // Rank 0 has more to say, and ends the job; if it can't, this rank does.
      waitForTheEnd(seconds: seconds + 5)
      throw LostRank(message: message)
    }
    let report = SilenceReport(host: processorName, silent: silent)
    try send(report.encoded, to: 0, tag: CheckTag.silence)
    guard silent.isEmpty else {
      waitForTheEnd(seconds: seconds + 5)
      let names = Words.ranks(silent.map(String.init))
      throw LostRank(message: "rank \(rank) gets no message from \(names)")
    }
  }

  /// Hears at rank 0 from all others whom they haven't heard from.
  private borrowing func collectSilence(_ silent: [Int], seconds: Double) throws {
    let speaking = (1..<size).filter { !silent.contains($0) }
    var receives = ReceiveRequests<UInt8>()
    for peer in speaking {
      receives.append(
        try immediateReceive(atMost: SilenceReport.longest, from: peer, tag: CheckTag.silence))
    }
    // They began to wait at about the same time as this rank did, and may need as long.
    let late = try unanswered(receives, Patience(seconds: silent.isEmpty ? seconds + 2 : 2))
      .map { speaking[$0] }
    guard late.isEmpty, silent.isEmpty else {
      throw LostRank(message: advice(on: [complaint(about: (silent + late).sorted())]))
    }
    let reports = try receives.wait().map(SilenceReport.init(encoded:))
    let complaints = zip(speaking, reports).filter { !$1.silent.isEmpty }.map { peer, report in
      let names = report.silent.map { "\($0) on host \(reports[$0 - 1].host)" }
      return "rank \(peer) on host \(report.host) gets no message from \(Words.ranks(names))"
    }
    guard complaints.isEmpty else { throw LostRank(message: advice(on: complaints)) }
  }

  private func waitForTheEnd(seconds: Double) {
    var patience = Patience(seconds: seconds)
    patience.exhaust()
  }

  private borrowing func complaint(about silent: [Int]) -> String {
    "no message from \(Words.ranks(silent.map(String.init))) reaches rank 0 on host \(processorName)"
      + " (\(Self.networks))"
  }

  /// Advice on what to do if messages don't arrive, behind the complaints.
  private borrowing func advice(on complaints: [String]) -> String {
    Words.list(complaints) + ": either a rank hangs, or Open MPI picked an address that leads"
      + " nowhere; name the network that all hosts share, as in --mca btl_tcp_if_include 10.0.1.0/24"
  }

  /// The networks of this host, for people.
  private static var networks: String {
    let interfaces = NetworkInterface.current().filter { !$0.isLoopback }
    return Words.list(interfaces.map { "\($0.name) \($0.networkText)" })
  }
}
