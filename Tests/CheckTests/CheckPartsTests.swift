import Foundation
import TestSupport
import Testing

@testable import Check
@testable import Ranks
@testable import Vocabulary

@Suite("Parts of a check")
struct CheckPartsTests {
  @Test("Facts are read as they were written")
  func messages() {
    var facts = RankFacts()
    facts.rank = 3
    facts.host = "worker-é"
    facts.processors = [0, 7, 1023]
    facts.processorQuota = 1.5
    facts.threads = 2
    facts.library = "Open MPI v4.1.4"
    facts.messaging = ["ob1"]
    facts.transports = ["self", "tcp"]
    facts.interfaces = NetworkInterface.current()
    var file = FileFacts()
    file.failure = .init(isOpening: true, reason: "No such file or directory")
    file.byteCount = 1 << 40
    file.modifiedSeconds = -5
    file.modifiedNanoseconds = 999_999_999
    file.firstDigest = .max
    file.lastDigest = 1
    file.hasChanged = true
    file.bytesRead = 12
    file.secondsRead = 0.1
    facts.file = file
    let copy = RankFacts(encoded: facts.encoded)
    #expect("\(copy)" == "\(facts)")
    facts.file = nil
    facts.processorQuota = nil
    #expect("\(RankFacts(encoded: facts.encoded))" == "\(facts)")
  }

  @Test(
    "The digest is FNV-1a of 64 bits, by its authors' test vectors",
    arguments: [
      ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
    ] as [(String, UInt64)])
  func digest(text: String, expected: UInt64) {
    #expect(FileProbe.digest(of: Array(text.utf8)[...]) == expected)
  }

  @Test("A file is seen as it is, and read once by all ranks together", arguments: [1, 2, 3, 7])
  func fileProbe(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 / 3) }
      let path = try folder.write(bytes, to: "f")
      var total = 0
      for rank in 0..<ranks {
        var probe = FileProbe(path: path)
        probe.readSlice(of: rank, among: ranks, CheckRequest(path: path))
        let facts = probe.facts
        #expect(facts.failure == nil)
        #expect(facts.byteCount == bytes.count)
        #expect(facts.firstDigest == FileProbe.digest(of: bytes.prefix(1 << 20)))
        #expect(facts.lastDigest == FileProbe.digest(of: bytes.suffix(1 << 20)))
        #expect(!facts.hasChanged)
        total += facts.bytesRead
      }
      #expect(total == bytes.count)
    }
  }

  @Test("A rank reads no more than it may")
  func limits() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(repeatElement(7, count: 5 << 20), to: "f")
      var request = CheckRequest(path: path)
      request.readLimit = 2_500_000
      var probe = FileProbe(path: path)
      probe.readSlice(of: 0, among: 1, request)
      #expect(probe.facts.bytesRead == 2_500_000)
      request.readSeconds = 0
      var brief = FileProbe(path: path)
      brief.readSlice(of: 0, among: 1, request)
      #expect(brief.facts.bytesRead == 0)
      #expect(brief.facts.bytesPerSecond == nil)
    }
  }

  @Test("A file that changes is noticed, and one that isn't there")
  func changes() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("12345".utf8, to: "f")
      var probe = FileProbe(path: path)
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("67".utf8))
      probe.readSlice(of: 0, among: 1, CheckRequest(path: path))
      #expect(probe.facts.hasChanged)
      #expect(probe.facts.failure == nil)
      let missing = FileProbe(path: path + "x").facts
      #expect(missing.failure == .init(isOpening: true, reason: "No such file or directory"))
    }
  }

  @Test("Partners are partners of each other, and few", arguments: [1, 2, 3, 7, 8, 100, 1000])
  func partners(size: Int) {
    let partners = (0..<size).map { Reachability.partners(of: $0, among: size) }
    for rank in 0..<size {
      #expect(!partners[rank].contains(rank))
      #expect(partners[rank].allSatisfy { partners[$0].contains(rank) })
      if rank > 0 { #expect(partners[rank].count <= 21) }
    }
    #expect(partners[0] == Array(1..<max(1, size)))
  }

  @Test("All links are measured, and of very many at least one to each host")
  func peers() {
    #expect(PingPong.peers(hosts: ["a"]) == [])
    #expect(PingPong.peers(hosts: ["a", "b", "a"]) == [1, 2])
    let hosts = (0..<1000).map { "host\($0 / 50)" }
    let peers = PingPong.peers(hosts: hosts, limit: 64)
    #expect(peers.count == 64)
    #expect(Set(peers).count == 64)
    #expect(peers == peers.sorted())
    #expect(Set(peers.map { hosts[$0] }).count == 20)
    #expect(!peers.contains(0))
    let single = PingPong.peers(hosts: (0..<1000).map { "host\($0)" }, limit: 64)
    #expect(Set(single).count == 64)
  }

  @Test("What carries messages between two ranks")
  func transport() {
    var first = RankFacts()
    first.host = "a"
    first.messaging = ["ob1"]
    first.transports = ["self", "tcp", "vader"]
    var second = first
    #expect(LinkFacts.transport(first, second, []) == "vader")
    second.host = "b"
    #expect(LinkFacts.transport(first, second, []) == nil)
    let connection = TCPConnection(
      local: .init(address: "10.0.1.1", port: 1), remote: .init(address: "10.0.1.2", port: 2),
      segmentBytes: 1400, retransmissions: 0)
    #expect(LinkFacts.transport(first, second, [connection]) == "tcp")
    first.transports.append("openib")
    second.transports.append("openib")
    #expect(LinkFacts.transport(first, second, []) == "openib")
    first.messaging = ["ucx"]
    #expect(LinkFacts.transport(first, second, []) == "ucx")
  }

  @Test("The two ends of a connection know each other")
  func ends() {
    let near = TCPConnection.End(address: "10.0.1.1", port: 1024)
    let far = TCPConnection.End(address: "10.0.1.2", port: 1025)
    let connection = TCPConnection(
      local: near, remote: far, segmentBytes: 1448, retransmissions: 3)
    let other = TCPConnection(local: far, remote: near, segmentBytes: 1448, retransmissions: 0)
    #expect(connection.isOtherEnd(of: other))
    #expect(!connection.isOtherEnd(of: connection))
    let message = [connection, other].encoded
    #expect([TCPConnection](encoded: message) == [connection, other])
  }

  @Test("This host has a loopback interface")
  func interfaces() {
    let loopback = NetworkInterface.current().first { $0.address == "127.0.0.1" }
    #expect(loopback?.isLoopback == true)
    #expect(loopback?.networkText == "127.0.0.0/8")
    #expect(loopback?.mtu ?? 0 > 1000)
  }

  @Test(
    "Amounts",
    arguments: [
      (Amount.rate(1.24e9), "1.2 GB/s"), (Amount.rate(999.6e6), "1 GB/s"),
      (Amount.rate(64e3), "64 kB/s"), (Amount.bytes(0), "0 B"), (Amount.bytes(551_711), "552 kB"),
      (Amount.time(0.04), "40 ms"), (Amount.time(431e-9), "431 ns"),
      (Amount.time(3.2e-6), "3.2 µs"),
      (Amount.time(10), "10 s"), (Amount.time(9.96), "10 s"), (Amount.rate(9.96e9), "10 GB/s"),
    ])
  func amounts(text: String, expected: String) {
    #expect(text == expected)
  }

  @Test(
    "Times of day are those of Foundation", arguments: [0, 951_782_399, 951_782_400, -1, 4e9])
  func times(seconds: Double) {
    let date = Date(timeIntervalSince1970: seconds)
    let expected = date.formatted(.iso8601).replacing("T", with: " ").replacing("Z", with: " UTC")
    #expect(UTC.text(seconds: Int(seconds), nanoseconds: 0) == expected)
    #expect(UTC.text(seconds: 0, nanoseconds: 20_000_000) == "1970-01-01 00:00:00.02 UTC")
  }
}
