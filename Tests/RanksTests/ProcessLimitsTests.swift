import Testing

@testable import Ranks

/// The limits of a process's own memory.
@Suite("Limits of a process")
struct ProcessLimitsTests {
  private static let status = """
    Name:\tcaudal
    VmPeak:\t  400000 kB
    VmSize:\t  100000 kB
    VmRSS:\t   30000 kB
    RssAnon:\t   9000 kB
    RssFile:\t   20000 kB
    RssShmem:\t    1000 kB
    VmData:\t   50000 kB
    VmStk:\t     132 kB
    Threads:\t3

    """

  private func left(_ limits: ProcessLimits, besides unmapped: Int = 0) -> (
    bytes: Int, name: ProcessLimits.Name
  )? {
    limits.left(besides: unmapped) { $0 == "/proc/self/status" ? Self.status : nil }
  }

  @Test("Each limit is held against what it counts")
  func each() throws {
    let addresses = try #require(left(ProcessLimits(addresses: 150_000 << 10)))
    #expect(addresses.bytes == 50_000 << 10 && addresses.name == .addresses)
    let data = try #require(left(ProcessLimits(data: 60_132 << 10)))
    #expect(data.bytes == 10_000 << 10 && data.name == .data)
    // What is read from files, such as the program itself, isn't counted.
    let wanted = try #require(left(ProcessLimits(wanted: 12_000 << 10)))
    #expect(wanted.bytes == 2_000 << 10 && wanted.name == .wanted)
  }

  @Test(
    "The tightest holds; stacks are taken off addresses and data only; nothing is less than nothing"
  )
  func tightest() throws {
    let limits = ProcessLimits(
      addresses: 150_000 << 10, data: 60_132 << 10, wanted: 19_000 << 10)
    #expect(try #require(left(limits)).name == .wanted)
    let besides = try #require(left(limits, besides: 2_000 << 10))
    #expect(besides.bytes == 8_000 << 10 && besides.name == .data)
    #expect(try #require(left(ProcessLimits(wanted: 5))).bytes == 0)
  }

  @Test("Without limits, and where nothing can be read, there is none")
  func none() {
    #expect(ProcessLimits().isNone)
    #expect(left(ProcessLimits()) == nil)
    #expect(ProcessLimits(wanted: 1 << 30).left(besides: 0) { _ in nil } == nil)
  }

  @Test("A limit of each of two ranks leaves twice as much to both")
  func ranks() {
    let memory = HostMemory(
      neighbours: [0, 1], granted: nil, place: "rank 0", reserve: 0,
      limits: ProcessLimits(wanted: 1 << 40)
    ) { 1 << 50 }
    let left = memory.left() ?? 0
    #expect(left > 3 << 39 && left < 1 << 41)
    #expect(memory.tightestLimit == .wanted)
    let roomy = HostMemory(
      neighbours: [0], granted: nil, place: "rank 0", reserve: 0,
      limits: ProcessLimits(wanted: 1 << 40)
    ) { 1 << 20 }
    #expect(roomy.left() == 1 << 20 && roomy.tightestLimit == nil)
  }
}
