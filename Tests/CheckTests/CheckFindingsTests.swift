import Testing

@testable import Check
@testable import Ranks
@testable import Vocabulary

/// Findings about invented ranks, hosts and networks.
@Suite("Findings of a check")
struct CheckFindingsTests {
  /// Ranks on hosts, one for each name, between which nothing is wrong.
  private func ranks(_ hosts: [String] = ["a", "b", "c"]) -> [RankFacts] {
    hosts.enumerated().map { rank, host in
      var facts = RankFacts()
      facts.rank = rank
      facts.host = host
      let onHost = hosts.prefix(rank).count { $0 == host }
      facts.processors = [2 * onHost, 2 * onHost + 1]
      facts.threads = 2
      facts.library = "Open MPI v4.1.4"
      facts.messaging = ["ob1"]
      facts.transports = ["self", "tcp", "vader"]
      facts.interfaces = [interface("lo", [127, 0, 0, 1], 8), interface("eth0", [10, 0, 1, 7])]
      facts.file = file()
      return facts
    }
  }

  private func interface(
    _ name: String, _ address: [UInt8], _ prefix: Int = 24, mtu: Int = 1450
  ) -> NetworkInterface {
    let network = prefix == 8 ? [address[0], 0, 0, 0] : address.prefix(3) + [0]
    return NetworkInterface(
      name: name, address: NetworkInterface.text(of: address), prefixLength: prefix,
      network: NetworkInterface.text(of: Array(network)), mtu: mtu, isLoopback: name == "lo")
  }

  private func file() -> FileFacts {
    var file = FileFacts()
    file.byteCount = 551_711
    file.modifiedSeconds = 1_000_000_000
    file.firstDigest = 1
    file.lastDigest = 2
    file.bytesRead = 100 << 20
    file.secondsRead = 1
    return file
  }

  private func links(_ ranks: [RankFacts]) -> [LinkFacts] {
    ranks.dropFirst().map {
      LinkFacts(peer: $0.rank, transport: "tcp", latency: 20e-6, bytesPerSecond: 110e6)
    }
  }

  /// The findings' sentences.
  private func messages(_ ranks: [RankFacts], _ links: [LinkFacts]? = nil) -> [String] {
    Finding.all(ranks: ranks, links: links ?? self.links(ranks), path: "f.csv").map(\.message)
  }

  @Test("Nothing is said where nothing is wrong", arguments: [1, 2, 3, 64])
  func nothing(count: Int) {
    #expect(messages(ranks((0..<count).map { "worker\($0)" })) == [])
  }

  @Test("Several ranks of a host, each with cores of its own, are fine")
  func ownCores() {
    let ranks = ranks(["a", "a", "b", "b"])
    #expect(messages(ranks, [LinkFacts(peer: 1, transport: "vader", latency: 1e-6)]).count == 1)
    var link = LinkFacts(peer: 1, transport: "vader", latency: 1e-6)
    link.bytesPerSecond = 5e9
    #expect(messages(ranks, [link]) == [])
  }

  @Test("A file of another size, of other contents, of another time")
  func fileDiffers() {
    var size = ranks()
    size[1].file?.byteCount = 10
    #expect(messages(size) == ["host b sees another file: 10 bytes instead of 551711"])
    var first = ranks()
    first[2].file?.firstDigest = 9
    #expect(
      messages(first) == [
        "host c sees another file: of the same size, but the first 1 MiB differs"
      ])
    var both = first
    both[2].file?.lastDigest = 9
    #expect(
      messages(both) == [
        "host c sees another file: of the same size, but the first and the last 1 MiB differ"
      ])
    var time = ranks()
    time[1].file?.modifiedSeconds += 61
    #expect(
      messages(time) == [
        "host b sees a file with another time of modification: 2001-09-09 01:47:41 UTC instead of"
          + " 2001-09-09 01:46:40 UTC; is it a copy, or does the host cache it?"
      ])
    let findings = Finding.all(ranks: time, links: [], path: "f.csv")
    #expect(findings[0].errorKind == .inputOutput)
    #expect(findings[0].hosts == ["b"])
    #expect(findings[0].ranks == [1])
  }

  @Test("Most ranks are believed, and of equally many the first")
  func majority() {
    var odd = ranks()
    odd[0].file?.byteCount = 10
    #expect(messages(odd) == ["host a sees another file: 10 bytes instead of 551711"])
    var two = ranks(["a", "b"])
    two[0].file?.byteCount = 10
    #expect(messages(two) == ["host b sees another file: 551711 bytes instead of 10"])
    var part = ranks(["a", "a", "a", "b", "b"])
    part[1].file?.byteCount = 10
    part[2].file?.byteCount = 10
    #expect(
      messages(part, []) == ["ranks 1, 2 on host a see another file: 10 bytes instead of 551711"])
  }

  @Test("A file that is missing on a host, or on all")
  func fileMissing() {
    var some = ranks()
    some[2].file?.failure = .init(isOpening: true, reason: "No such file or directory")
    some[1].file?.byteCount = 10
    let findings = Finding.all(ranks: some, links: [], path: "f.csv")
    #expect(
      findings.map(\.message) == [
        "host c can't open f.csv: No such file or directory",
        "host b sees another file: 10 bytes instead of 551711",
      ], "what is missing comes first, as the exit code is its")
    #expect(findings.map(\.errorKind) == [.noInput, .inputOutput])
    var all = ranks()
    for rank in all.indices {
      all[rank].file?.failure = .init(isOpening: true, reason: "No such file or directory")
    }
    #expect(messages(all) == ["f.csv: No such file or directory"])
    all[1].file?.failure = .init(isOpening: true, reason: "Permission denied")
    #expect(messages(all).count == 3)
  }

  @Test("A file that can't be read, that changes, that is empty")
  func fileTroubles() {
    var unreadable = ranks()
    unreadable[1].file?.failure = .init(isOpening: false, reason: "byte 7: Input/output error")
    let findings = Finding.all(ranks: unreadable, links: [], path: "f.csv")
    #expect(findings.map(\.message) == ["host b can't read f.csv: byte 7: Input/output error"])
    #expect(findings[0].errorKind == .inputOutput)
    var changing = ranks()
    changing[1].file?.hasChanged = true
    #expect(messages(changing).first?.contains("changed during the check") == true)
    var empty = ranks()
    for rank in empty.indices { empty[rank].file?.byteCount = 0 }
    #expect(messages(empty) == ["f.csv: the file is empty"])
    #expect(Finding.all(ranks: empty, links: [], path: "f.csv")[0].errorKind == nil)
  }

  @Test("Ranks that share cores, because they are many, bound to the same, or have a quota")
  func sharedCores() {
    var crowd = ranks(["a", "b", "b", "b"])
    for rank in 1...3 { crowd[rank].processors = [0, 1] }
    #expect(messages(crowd, []).map { $0.prefix(32) } == ["3 ranks share 2 cores on host b:"])
    var bound = ranks(["a", "b", "b", "b"])
    bound[2].processors = [6]
    bound[3].processors = [6]
    #expect(messages(bound, []).map { $0.prefix(31) } == ["2 ranks share 1 core on host b:"])
    var limited = ranks(["b", "b", "b"])
    for rank in limited.indices { limited[rank].processorQuota = 1.5 }
    #expect(messages(limited, []).map { $0.prefix(32) } == ["3 ranks share 2 cores on host b:"])
  }

  @Test("Different versions of Open MPI")
  func versions() {
    var ranks = ranks()
    ranks[2].library = "Open MPI v4.1.6"
    #expect(
      messages(ranks) == [
        "host c has Open MPI v4.1.6, others have Open MPI v4.1.4;"
          + " install the same version everywhere"
      ])
  }

  @Test("Hosts without a common network, and networks with two MTUs")
  func networks() {
    var apart = ranks()
    apart[1].interfaces = [interface("lo", [127, 0, 0, 1], 8), interface("eth1", [10, 0, 2, 8])]
    #expect(
      messages(apart) == [
        "hosts a and b have no network in common (eth0 10.0.1.0/24; eth1 10.0.2.0/24):"
          + " messages between them take a route, or don't arrive"
      ])
    var mtus = ranks()
    mtus[2].interfaces[1] = interface("eth0", [10, 0, 1, 9], mtu: 1500)
    #expect(
      messages(mtus) == [
        "the MTU of network 10.0.1.0/24 is 1450 on host a, but 1500 on host c:"
          + " long messages may get lost"
      ])
  }

  @Test("A rank that reads ten times slower than the others")
  func slowReading() {
    var ranks = ranks()
    ranks[2].file?.secondsRead = 10
    #expect(
      messages(ranks).map { $0.prefix(86) } == [
        "read speed of rank 2 on host c is 10 MB/s, the median of the others is 105 MB/s: look at"
          .prefix(86)
      ])
    ranks[2].file?.secondsRead = 9
    #expect(messages(ranks) == [])
    ranks[2].file?.bytesRead = 1000
    ranks[2].file?.secondsRead = 0.01
    #expect(messages(ranks) == [], "a thousand bytes say nothing")
  }

  @Test("What is fast enough is never slow")
  func fastEnough() {
    #expect(Finding.slowOnes([600e6, 9e9, 9e9]).isEmpty)
    #expect(Finding.slowOnes([400e6, 9e9, 9e9]).map(\.index) == [0])
    #expect(Finding.slowOnes([1]).isEmpty)
    #expect(Finding.slowOnes([]).isEmpty)
    let pair = Finding.slowOnes([100, 5])
    #expect(pair.map(\.index) == [1])
    #expect(pair.map(\.median) == [100])
    #expect(Finding.slowOnes([50, 5, 100, 60]).map(\.median) == [60])
    #expect(Finding.slowOnes([50, 5, 100]).map(\.median) == [75])
  }

  @Test("Slow links, and packets that are lost")
  func slowLinks() {
    let ranks = ranks()
    var links = links(ranks)
    links[1].latency = 0.04
    #expect(
      messages(ranks, links).map { $0.prefix(37) } == ["latency to rank 2 on host c is 40 ms,"])
    links[1].latency = 20e-6
    links[0].bytesPerSecond = 9e6
    #expect(
      messages(ranks, links).map { $0.prefix(43) } == [
        "bandwidth to rank 1 on host b is 9 MB/s, th"
      ])
    links[0].bytesPerSecond = nil
    #expect(messages(ranks, links).first?.contains("is too low to be measured") == true)
    links[0].bytesPerSecond = 110e6
    links[1].bytesSent = 1_000_000
    links[1].connections = [connection(retransmissions: 25)]
    #expect(
      messages(ranks, links) == [
        "4 % of the packets to rank 2 on host c had to be sent again:"
          + " is the overlay network's MTU right, or a cable bad?"
      ])
    links[1].connections = [connection(retransmissions: 4)]
    #expect(messages(ranks, links) == [], "a few are lost in any network")
  }

  private func connection(retransmissions: Int) -> TCPConnection {
    TCPConnection(
      local: .init(address: "10.0.1.7", port: 1024), remote: .init(address: "10.0.1.9", port: 1025),
      segmentBytes: 1400, retransmissions: retransmissions)
  }

  @Test("TCP within a host")
  func noSharedMemory() {
    let ranks = ranks(["a", "a"])
    #expect(
      messages(ranks) == [
        "ranks 0 and 1 are both on host a, but talk over TCP:"
          + " let Open MPI use shared memory (btl self,vader,tcp)"
      ])
  }

  @Test("A report ends with its first error, and warnings are none")
  func reportError() {
    var facts = ranks()
    facts[1].file?.byteCount = 10
    facts[2].library = "Open MPI v4.1.6"
    let findings = Finding.all(ranks: facts, links: [], path: "f.csv")
    #expect(findings.map(\.kind) == [.fileDiffers, .versionsDiffer])
    let report = CheckReport(
      path: "f.csv", isParallel: true, ranks: facts, links: [], findings: findings, phases: [])
    #expect(report.error == CaudalError(.inputOutput, findings[0].message))
    #expect(report.hosts.map(\.name) == ["a", "b", "c"])
  }
}
