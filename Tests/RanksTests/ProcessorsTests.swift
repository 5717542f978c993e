import Testing

@testable import Ranks

@Suite("Threads of a rank")
struct ProcessorsTests {
  private func processors(_ mask: String, quota: Double? = nil) -> Processors {
    Processors(allowed: Processors.set(fromMask: mask), quota: quota)
  }

  @Test(
    "Ranks share the processors that several may run on, and keep those of their own",
    arguments: [
      // mask of the rank, masks of all ranks on the host, threads
      ("ff", ["ff"], 8),
      ("ff", ["ff", "ff"], 4),
      ("ff", ["ff", "ff", "ff"], 2),
      ("f", ["f", "f0"], 4),
      ("1", ["1", "2"], 1),
      ("3", ["3", "3", "3", "3"], 1),
      ("7", ["7", "7", "7"], 1),
      ("ff", ["ff", "f"], 6),
      ("ffffffff,ffffffff,ffffffff", ["ffffffff,ffffffff,ffffffff"], 96),
    ])
  func share(mask: String, neighbours: [String], threads: Int) {
    let all = neighbours.map { Processors.set(fromMask: $0) }
    #expect(processors(mask).fairShare(among: all) == threads)
  }

  @Test(
    "A control group's quota limits the share, and is shared too",
    arguments: [(2.0, 1, 2), (1.5, 1, 2), (0.5, 1, 1), (4.0, 2, 2), (100.0, 1, 8)])
  func quota(quota: Double, ranks: Int, threads: Int) {
    let all = Array(repeating: Processors.set(fromMask: "ff"), count: ranks)
    #expect(processors("ff", quota: quota).fairShare(among: all) == threads)
  }

  @Test(
    "A quota is read as the kernel writes it",
    arguments: [
      ("max 100000\n", nil), ("200000 100000\n", 2), ("150000 100000", 1.5), ("", nil),
      ("1 0", nil),
    ] as [(String, Double?)])
  func quotaText(text: String, expected: Double?) {
    #expect(ControlGroup.quota(fromText: text) == expected)
  }

  @Test("This process may run somewhere")
  func current() {
    #expect(Processors.current.fairShare(among: [Processors.current.allowed]) >= 1)
  }
}

@Suite("Workers")
struct WorkersTests {
  @Test("Results come in the order of the pieces", arguments: [1, 2, 3, 8])
  func map(threads: Int) {
    let results = Workers(count: threads).map(1000) { $0 * $0 }
    #expect(results == (0..<1000).map { $0 * $0 })
  }

  @Test("Every piece is done once", arguments: [1, 2, 3, 8], [0, 1, 2, 1000])
  func fold(threads: Int, pieces: Int) {
    let states = Workers(count: threads).fold(pieces, into: { [Int]() }) { $0.append($1) }
    #expect(states.flatMap { $0 }.sorted() == Array(0..<pieces))
    #expect(states.count <= max(1, min(threads, pieces)))
  }

  @Test("Elements are changed in place", arguments: [1, 2, 3])
  func update(threads: Int) {
    var changed = Array(0..<100)
    let tools = Workers(count: threads).update(&changed, with: 7) { $1 = $1 * $0 }
    #expect(!tools.isEmpty && tools.allSatisfy { $0 == 7 })
    #expect(changed == (0..<100).map { $0 * 7 })
  }
}
