import Foundation
import Report
import Testing
import Vocabulary

/// Reports of `check` in both forms.
@Suite("Forms of a check's report")
struct CheckRenderingTests {
  private static let interface = NetworkInterface(
    name: "eth0", address: "10.0.0.1", prefixLength: 24, network: "10.0.0.0", mtu: 1500,
    isLoopback: false)
  private static let loopback = NetworkInterface(
    name: "lo", address: "127.0.0.1", prefixLength: 8, network: "127.0.0.0", mtu: 65_536,
    isLoopback: true)

  private static func rank(_ number: Int, _ host: String, file: FileFacts? = nil) -> RankFacts {
    RankFacts(
      rank: number, host: host, processors: [0, 1], threads: 1, library: "Open MPI v4.1.4",
      messaging: ["ob1"], transports: ["self", "tcp"], interfaces: [loopback, interface],
      file: file)
  }

  private static let file = FileFacts(
    byteCount: 3000, modifiedSeconds: 1_900_000_000, modifiedNanoseconds: 500_000_000,
    firstDigest: 0xAB, lastDigest: 0xCD, bytesRead: 1500, secondsRead: 0.001)

  private static let links = [
    LinkFacts(peer: 1, transport: "vader", latency: 4e-7, bytesPerSecond: 1e10),
    LinkFacts(
      peer: 2, transport: "tcp",
      connections: [
        TCPConnection(
          local: .init(address: "10.0.0.1", port: 1), remote: .init(address: "10.0.0.2", port: 2),
          segmentBytes: 1448, retransmissions: 0)
      ], latency: 3e-5, bytesPerSecond: nil),
  ]

  private static let well = CheckReport(
    path: "data.csv", isParallel: true,
    ranks: [rank(0, "one", file: file), rank(1, "one", file: file), rank(2, "worker", file: file)],
    links: links, findings: [], phases: [.init(name: "reach", seconds: 0.5)])

  @Test("All is well")
  func table() {
    #expect(
      CheckFormat.table.render(Self.well) == """
        data.csv: 3000 bytes, modified 2030-03-17 17:46:40.5 UTC, the same on every rank
        3 ranks on 2 hosts, Open MPI v4.1.4 (pml ob1; btl self, tcp)

        host    ranks  cores  interfaces
        one     0–1        2  eth0 10.0.0.1/24 MTU 1500
        worker  2          2  eth0 10.0.0.1/24 MTU 1500

        rank  host    cores  threads  file        read
           0  one         2        1  3000 bytes  1.5 kB at 1.5 MB/s
           1  one         2        1  3000 bytes  1.5 kB at 1.5 MB/s
           2  worker      2        1  3000 bytes  1.5 kB at 1.5 MB/s

        ranks  transport              latency  bandwidth  addresses
        0–1    vader (shared memory)   400 ns    10 GB/s
        0–2    tcp                      30 µs    unknown  eth0 10.0.0.1 to 10.0.0.2

        All ranks read at once; the bytes may have come from the page cache.

        Nothing is wrong.

        """)
  }

  @Test("One rank, no file, no launcher")
  func alone() {
    let report = CheckReport(
      isParallel: false, ranks: [Self.rank(0, "one")], links: [], findings: [], phases: [])
    #expect(
      CheckFormat.table.render(report) == """
        1 rank on 1 host, no launcher, so MPI is not in use (installed: Open MPI v4.1.4)

        host  ranks  cores  interfaces
        one   0          2  eth0 10.0.0.1/24 MTU 1500

        rank  host  cores  threads
           0  one       2        1

        Nothing is wrong.

        """)
  }

  @Test("Findings; and no name of file or host does anything to the terminal")
  func findings() {
    let missing = FileFacts(failure: .init(isOpening: true, reason: "No such file or directory"))
    let report = CheckReport(
      path: "da\u{1B}[2Jta", isParallel: true,
      ranks: [Self.rank(0, "on\u{9B}e", file: Self.file), Self.rank(1, "長い名前", file: missing)],
      links: [],
      findings: [
        Finding(kind: .fileMissing, message: "host 長い名前: da\u{1B}[2Jta\n", hosts: [], ranks: [1]),
        Finding(kind: .sharedCores, message: "2 ranks share a core", hosts: [], ranks: [0, 1]),
      ], phases: [])
    #expect(
      CheckFormat.table.render(report) == """
        da\\e[2Jta: not the same file on every rank, or none; see below
        2 ranks on 2 hosts, Open MPI v4.1.4 (pml ob1; btl self, tcp)

        host       ranks  cores  interfaces
        on\\u{9B}e  0          2  eth0 10.0.0.1/24 MTU 1500
        長い名前   1          2  eth0 10.0.0.1/24 MTU 1500

        rank  host       cores  threads  file                       read
           0  on\\u{9B}e      2        1  3000 bytes                 1.5 kB at 1.5 MB/s
           1  長い名前       2        1  No such file or directory  –

        All ranks read at once; the bytes may have come from the page cache.
        The network was measured to 0 of 1 ranks.

        error: host 長い名前: da\\e[2Jta\\n
        warning: 2 ranks share a core

        """)
  }

  @Test("JSON")
  func json() throws {
    let report = CheckReport(
      path: "da\u{9B}ta", isParallel: true, ranks: [Self.rank(0, "one", file: Self.file)],
      links: [Self.links[1]],
      findings: [Finding(kind: .slowLatency, message: "slow", hosts: ["one"], ranks: [0])],
      phases: [.init(name: "reach", seconds: 0.5)])
    #expect(CheckFormat.json.render(report) == Self.document)
  }

  private static let document = """
    {
      "schema": "caudal.check/1",
      "ok": true,
      "findings": [
        {
          "severity": "warning",
          "kind": "slow_latency",
          "message": "slow",
          "hosts": ["one"],
          "ranks": [0]
        }
      ],
      "file": {"path": "da\\u009bta", "same": true},
      "mpi": {
        "library": "Open MPI v4.1.4",
        "initialized": true,
        "pml": ["ob1"],
        "btl": ["self", "tcp"]
      },
      "hosts": [
        {
          "host": "one",
          "ranks": [0],
          "cores": 2,
          "interfaces": [
            {"name": "eth0", "address": "10.0.0.1", "network": "10.0.0.0/24", "mtu": 1500}
          ]
        }
      ],
      "ranks": [
        {
          "rank": 0,
          "host": "one",
          "library": "Open MPI v4.1.4",
          "cores": 2,
          "core_quota": null,
          "threads": 1,
          "file": {"error": null, "bytes": 3000, "modified": "2030-03-17 17:46:40.5 UTC", \
    "first_block": "ab", "last_block": "cd", "bytes_read": 1500, "bytes_per_second": 1500000}
        }
      ],
      "links": [
        {
          "ranks": [0, 2],
          "transport": "tcp",
          "latency_seconds": 3e-05,
          "bytes_per_second": null,
          "connections": [
            {"interface": "eth0", "local": "10.0.0.1", "remote": "10.0.0.2", \
    "segment_bytes": 1448, "retransmissions": 0}
          ]
        }
      ],
      "seconds": {"reach": 0.5}
    }

    """
}
