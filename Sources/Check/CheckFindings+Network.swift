import CSV
import MPI
import Ranks
import Vocabulary

extension Finding {
  /// The troubles with the networks that the hosts are in.
  static func ofNetworks(_ ranks: [RankFacts]) -> [Finding] {
    let first = grouped(ranks, by: \.host).map { $0.members[0] }
    let networks = first.map { rank in rank.interfaces.filter { !$0.isLoopback } }
    var findings: [Finding] = []
    for (rank, own) in zip(first, networks).dropFirst() {
      let names = Set(own.map(\.networkText))
      if !networks[0].contains(where: { names.contains($0.networkText) }) {
        findings.append(
          Finding(
            .noCommonNetwork, about: [first[0], rank],
            "hosts \(first[0].host) and \(rank.host) have no network in common"
              + " (\(list(networks[0])); \(list(own))): messages between them take a route,"
              + " or don't arrive"))
      }
    }
    return findings + differingMTUs(first, networks)
  }

  /// Networks in which hosts have interfaces of different MTUs.
  private static func differingMTUs(
    _ hosts: [RankFacts], _ networks: [[NetworkInterface]]
  ) -> [Finding] {
    var usual: [String: (mtu: Int, host: RankFacts)] = [:]
    var findings: [Finding] = []
    for (host, interfaces) in zip(hosts, networks) {
      for interface in interfaces where interface.mtu > 0 {
        let name = interface.networkText
        guard let known = usual[name] else {
          usual[name] = (interface.mtu, host)
          continue
        }
        if known.mtu != interface.mtu, known.host.host != host.host {
          findings.append(
            Finding(
              .mtuDiffers, about: [known.host, host],
              "the MTU of network \(name) is \(known.mtu) on host \(known.host.host), but"
                + " \(interface.mtu) on host \(host.host): long messages may get lost"))
        }
      }
    }
    return findings
  }

  private static func list(_ interfaces: [NetworkInterface]) -> String {
    interfaces.isEmpty
      ? "none" : interfaces.map { "\($0.name) \($0.networkText)" }.joined(separator: ", ")
  }

  /// Ranks that read much slower than the others.
  static func ofReading(_ ranks: [RankFacts]) -> [Finding] {
    // Of less than 8 MiB the time says little, unless it was long.
    let readers = ranks.compactMap { rank -> (rank: RankFacts, speed: Double)? in
      guard let file = rank.file, let speed = file.bytesPerSecond,
        file.bytesRead >= 8 << 20 || file.secondsRead >= 0.1
      else { return nil }
      return (rank, speed)
    }
    let outliers = slowOnes(readers.map(\.speed))
    return outliers.map { index, median in
      let (rank, speed) = readers[index]
      return Finding(
        .slowReading, about: [rank],
        "read speed of rank \(rank.rank) on host \(rank.host) is \(Amount.rate(speed)),"
          + " the median of the others is \(Amount.rate(median)): look at its disk, or its way to"
          + " the file server, unless only the others had the bytes in memory")
    }
  }

  /// The troubles with the ways between ranks.
  static func ofLinks(_ links: [LinkFacts], _ ranks: [RankFacts]) -> [Finding] {
    links.flatMap { link in
      [slowLatency(link, ranks), packetLoss(link, ranks), noSharedMemory(link, ranks)]
        .compactMap(\.self)
    } + slowBandwidths(links, ranks)
  }

  private static func slowLatency(_ link: LinkFacts, _ ranks: [RankFacts]) -> Finding? {
    guard link.latency >= 0.005 else { return nil }
    let peer = ranks[link.peer]
    return Finding(
      .slowLatency, about: [peer],
      "latency to rank \(peer.rank) on host \(peer.host) is \(Amount.time(link.latency)), where a"
        + " local network has 1 ms or less: are the cores busy, or is the network slow?")
  }

  /// A hundredth of the packets, and not only a few: those are lost in any network.
  private static func packetLoss(_ link: LinkFacts, _ ranks: [RankFacts]) -> Finding? {
    let lost = link.connections.reduce(0) { $0 + $1.retransmissions }
    guard let rate = link.lossRate, rate >= 0.01, lost >= 5 else { return nil }
    let peer = ranks[link.peer]
    return Finding(
      .packetLoss, about: [peer],
      "\(Int((rate * 100).rounded())) % of the packets to rank \(peer.rank) on host \(peer.host)"
        + " had to be sent again: is the overlay network's MTU right, or a cable bad?")
  }

  private static func noSharedMemory(_ link: LinkFacts, _ ranks: [RankFacts]) -> Finding? {
    let peer = ranks[link.peer]
    guard link.transport == "tcp", peer.host == ranks[0].host else { return nil }
    return Finding(
      .noSharedMemory, about: [ranks[0], peer],
      "ranks 0 and \(peer.rank) are both on host \(peer.host), but talk over TCP: let Open MPI use"
        + " shared memory (btl self,vader,tcp)")
  }

  /// Links that carry much less than the others of their kind, or than any network of today.
  private static func slowBandwidths(_ links: [LinkFacts], _ ranks: [RankFacts]) -> [Finding] {
    var findings: [Finding] = []
    for transport in Set(links.map(\.transport)).sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
      let alike = links.filter { $0.transport == transport }
      let known = alike.filter { $0.bytesPerSecond != nil }
      let outliers = slowOnes(known.map { $0.bytesPerSecond ?? 0 })
      let medians = Dictionary(
        uniqueKeysWithValues: outliers.map { (known[$0.index].peer, $0.median) })
      for link in alike {
        let peer = ranks[link.peer]
        let speed = link.bytesPerSecond
        guard medians[link.peer] != nil || (speed ?? 0) < 10e6 else { continue }
        let found = speed.map { "is \(Amount.rate($0))" } ?? "is too low to be measured"
        let usual =
          medians[link.peer].map { "the median of the others is \(Amount.rate($0))" }
          ?? "a network of 100 Mbit/s has 12.5 MB/s"
        findings.append(
          Finding(
            .slowBandwidth, about: [peer],
            "bandwidth to rank \(peer.rank) on host \(peer.host) \(found), \(usual):"
              + " is it the right interface, and is the overlay network's MTU right?"))
      }
    }
    return findings.sorted { ($0.ranks.first ?? 0) < ($1.ranks.first ?? 0) }
  }

  /// The positions of speeds that are at most a tenth of the median of the others, with that
  /// median.
  ///
  /// 500 MB/s and more are never slow, even where shared memory or a page cache gives others ten
  /// times as much.
  ///
  /// - Complexity: O(n log n).
  static func slowOnes(_ speeds: [Double]) -> [(index: Int, median: Double)] {
    guard speeds.count > 1 else { return [] }
    let sorted = speeds.sorted()
    return speeds.indices.compactMap { index in
      // The median of the others: only a slow one, in the lower half, is asked about.
      let rank = sorted.firstIndex(of: speeds[index]) ?? 0
      func other(_ place: Int) -> Double { sorted[place < rank ? place : place + 1] }
      let count = sorted.count - 1
      let median = (other((count - 1) / 2) + other(count / 2)) / 2
      return speeds[index] < 500e6 && speeds[index] * 10 <= median ? (index, median) : nil
    }
  }
}
