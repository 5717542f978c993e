import CSV
import MPI
import Ranks
import Vocabulary

/// Measures the ways between rank 0 and others, one after the other.
///
/// Rank 0 tells a rank how many round trips of how many bytes come next; the other ranks sleep
/// meanwhile, so that they don't take processors from the two that are measured.
struct PingPong {
  /// The most ranks that are measured; of more, the first of each host come first.
  static let largestCount = 64

  private static let shortBytes = 8
  private static let middleBytes = 64 << 10
  private static let longBytes = 1 << 20

  /// The seconds that a series of round trips may take.
  private static let seriesSeconds = 0.02

  /// How long an answer may take, in seconds.
  let patience: Double

  /// The ranks' hosts.
  let hosts: [String]

  /// Which ranks are measured.
  ///
  /// - Parameters:
  ///   - hosts: the ranks' hosts, in rank order.
  ///   - limit: the most ranks.
  /// - Returns: ranks but 0, ascending: all, or the first ones of the hosts and then others evenly
  ///   spread over the rest.
  static func peers(hosts: [String], limit: Int = largestCount) -> [Int] {
    let all = Array(1..<max(1, hosts.count))
    guard all.count > limit else { return all }
    var seen: Set<String> = []
    let first = all.filter { seen.insert(hosts[$0]).inserted }
    let rest = all.filter { !Set(first).contains($0) }
    let chosen = spread(first, limit)
    return (chosen + spread(rest, limit - chosen.count)).sorted()
  }

  /// Some elements, evenly spread.
  private static func spread(_ elements: [Int], _ count: Int) -> [Int] {
    guard elements.count > count else { return elements }
    return (0..<count).map { elements[$0 * elements.count / count] }
  }

  /// Measures all links, on all ranks.
  ///
  /// - Parameter ranks: the ranks.
  /// - Returns: at rank 0, the links in the order of the ranks; nothing elsewhere.
  /// - Throws: `LostRank` if a message doesn't come back, or `MPIError`.
  func measure(on ranks: borrowing Communicator) throws -> [LinkFacts] {
    guard ranks.rank == 0 else {
      try answer(on: ranks)
      return []
    }
    var links: [LinkFacts] = []
    for peer in Self.peers(hosts: hosts) { links.append(try measure(peer, on: ranks)) }
    for peer in 1..<max(1, ranks.size) { try ranks.send([0, 0], to: peer, tag: CheckTag.command) }
    return links
  }

  /// Answers rank 0 until it says that this is all.
  private func answer(on ranks: borrowing Communicator) throws {
    while true {
      // Its turn comes when those before it are done, each of which may be slow.
      let turn = Patience(seconds: 2 * patience * Double(Self.largestCount))
      let command = try ranks.receive(
        Int.self, atMost: 2, from: 0, tag: CheckTag.command, within: turn)
      guard let command else {
        throw LostRank(message: "rank 0 on host \(hosts[0]) has stopped to measure the network")
      }
      guard command[0] > 0 else { return }
      var buffer = [UInt8](repeating: 0, count: command[1])
      for _ in 0..<command[0] {
        _ = try ranks.receive(into: &buffer, from: 0, tag: CheckTag.ping)
        try ranks.send(buffer, to: 0, tag: CheckTag.ping)
      }
    }
  }

  /// Measures one link, at rank 0.
  private func measure(_ peer: Int, on ranks: borrowing Communicator) throws -> LinkFacts {
    var link = LinkFacts(peer: peer, latency: 0)
    let few = try series(of: 5, Self.shortBytes, &link, on: ranks)
    let count = Int(min(200, Self.seriesSeconds / max(few, 1e-9)))
    let round = count > 5 ? try series(of: count, Self.shortBytes, &link, on: ranks) : few
    link.latency = round / 2
    let middle = try series(of: 1, Self.middleBytes, &link, on: ranks)
    if middle < 0.5 {
      let long = middle * Double(Self.longBytes / Self.middleBytes)
      let count = Int(max(1, min(20, 2 * Self.seriesSeconds / max(long, 1e-9))))
      let time = try series(of: count, Self.longBytes, &link, on: ranks)
      link.bytesPerSecond = 2 * Double(Self.longBytes) / time
    }
    return link
  }

  /// The median time of some round trips, in seconds; one before them isn't counted.
  private func series(
    of count: Int, _ byteCount: Int, _ link: inout LinkFacts, on ranks: borrowing Communicator
  ) throws -> Double {
    let peer = link.peer
    link.bytesSent += (count + 1) * byteCount
    try ranks.send([count + 1, byteCount], to: peer, tag: CheckTag.command)
    var buffer = [UInt8](repeating: 1, count: byteCount)
    try first(buffer, with: peer, on: ranks)
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<count {
      let begin = clock.now
      try ranks.send(buffer, to: peer, tag: CheckTag.ping)
      _ = try ranks.receive(into: &buffer, from: peer, tag: CheckTag.ping)
      times.append(begin.duration(to: clock.now).inSeconds)
    }
    return times.sorted()[times.count / 2]
  }

  /// The first round trip of a length, which may be the one that never ends: packets larger than a
  /// tunnel's MTU are lost silently, however often they are sent.
  private func first(
    _ buffer: [UInt8], with peer: Int, on ranks: borrowing Communicator
  ) throws {
    let ping = try ranks.immediateSend(buffer, to: peer, tag: CheckTag.ping)
    let back = try ranks.receive(
      UInt8.self, atMost: buffer.count, from: peer, tag: CheckTag.ping,
      within: Patience(seconds: patience))
    guard back != nil else {
      let hint =
        buffer.count > Self.shortBytes
        ? "shorter ones do: is the overlay network's MTU right?"
        : "one did before: is it still running, and its cable in?"
      throw LostRank(
        message: "a message of \(buffer.count) bytes to rank \(peer) on host \(hosts[peer]) doesn't"
          + " come back within \(Amount.time(patience)); \(hint)")
    }
    try ping.wait()
  }
}
