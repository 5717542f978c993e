import Synchronization
import Testing
import Vocabulary

@testable import Ranks

/// What may be taken by what grows with the rows, and when it ends.
@Suite("Memory budgets")
struct MemoryBudgetTests {
  /// A host with some bytes, of which others take some, too.
  private final class Host: Sendable {
    let left: Atomic<Int>
    let looks = Atomic(0)

    init(left: Int) { self.left = Atomic(left) }

    func memory(ranks: Int = 1, reserve: Int = 0, granted: Int? = nil) -> HostMemory {
      HostMemory(
        neighbours: Array(0..<ranks), granted: granted, place: "rank 3 (host h)", reserve: reserve
      ) {
        self.looks.wrappingAdd(1, ordering: .relaxed)
        return self.left.load(ordering: .relaxed)
      }
    }

    func take(_ bytes: Int) { left.wrappingSubtract(bytes, ordering: .relaxed) }
  }

  @Test("A fixed budget is exhausted when more is taken; what is given back can be taken again")
  func fixed() {
    let budget = MemoryBudget(limit: 100)
    let first = MemoryBudget.Share(of: budget)
    first.note(60)
    do {
      let second = MemoryBudget.Share(of: budget)
      second.note(40)
      #expect(!budget.isExhausted)
      second.note(41)
      #expect(budget.isExhausted)
    }
    #expect(!budget.isExhausted)
    first.note(101)
    #expect(budget.isExhausted)
    first.note(1)
    #expect(!budget.isExhausted)
  }

  @Test("Once rows have been left out, that stays so until the share is given back")
  func leftOut() {
    let budget = MemoryBudget(limit: 100)
    do {
      let share = MemoryBudget.Share(of: budget)
      #expect(!share.mustLeaveOut())
      share.note(101)
      #expect(share.mustLeaveOut())
      share.note(0)
      #expect(share.mustLeaveOut())
      #expect(MemoryBudget.Share(of: budget).mustLeaveOut())
    }
    #expect(!budget.isExhausted)
  }

  @Test(
    "A growing budget takes almost all that the host has, and never more", arguments: [1, 2, 7])
  func growing(ranks: Int) {
    let host = Host(left: 1_000_000)
    let reserve = 100_000
    let budgets = (0..<ranks).map { _ in
      MemoryBudget(growingIn: host.memory(ranks: ranks, reserve: reserve))
    }
    let shares = budgets.map { MemoryBudget.Share(of: $0) }
    var taken = [Int](repeating: 0, count: ranks)
    var isOpen = [Bool](repeating: true, count: ranks)
    while isOpen.contains(true) {
      for rank in 0..<ranks where isOpen[rank] {
        host.take(100)
        taken[rank] += 100
        shares[rank].note(taken[rank])
        isOpen[rank] = !shares[rank].mustLeaveOut()
      }
    }
    let all = taken.reduce(0, +)
    #expect(all <= 1_000_000 - reserve + 100 * ranks)
    #expect(all >= 1_000_000 - reserve - 20_000)
    // It looks now and then, and not at every step.
    #expect(host.looks.load(ordering: .relaxed) < 1000)
  }

  @Test("A rank that was granted some, and comes late, doesn't take what others have left free")
  func late() {
    let host = Host(left: 1_000_000)
    let late = MemoryBudget(growingIn: host.memory(ranks: 2, reserve: 100_000))
    let share = MemoryBudget.Share(of: late)
    share.note(1)
    #expect(!share.mustLeaveOut())
    host.take(890_000)
    var taken = 1
    while !share.mustLeaveOut() {
      host.take(100)
      taken += 100
      share.note(taken)
    }
    #expect(taken <= 900_000 / 32 + 10_000)
    #expect(host.left.load(ordering: .relaxed) > 0)
  }

  @Test("Memory that is set aside is left alone, though it isn't in use yet")
  func setAside() {
    let host = Host(left: 1_000_000)
    var memory = host.memory(ranks: 2)
    memory.setAside(400_000)
    #expect(memory.tableBudget().limit == 250_000)
    let budget = MemoryBudget(growingIn: memory)
    let share = MemoryBudget.Share(of: budget)
    share.note(300_000)
    #expect(!share.mustLeaveOut())
    share.note(301_000 + budget.limit)
    #expect(share.mustLeaveOut())
    memory.setAside(2_000_000)
    #expect(memory.tableBudget().limit == 0)
  }

  @Test("What was granted is the limit, whatever the host has")
  func granted() {
    let host = Host(left: 10)
    let memory = host.memory(granted: 1000)
    for budget in [MemoryBudget(growingIn: memory), memory.tableBudget()] {
      let share = MemoryBudget.Share(of: budget)
      share.note(1000)
      #expect(!share.mustLeaveOut())
      share.note(1001)
      #expect(share.mustLeaveOut())
    }
  }

  @Test("Where nothing is known of the memory, nothing is refused")
  func unknown() {
    let memory = HostMemory(
      neighbours: [0], granted: nil, place: "rank 0", reserve: 1 << 20, look: { nil })
    let budget = MemoryBudget(growingIn: memory)
    let share = MemoryBudget.Share(of: budget)
    share.note(1 << 60)
    #expect(!share.mustLeaveOut())
    #expect(memory.shortage(of: .max) == nil)
    #expect(memory.isAmple(for: 1 << 40))
  }

  @Test("A shortage is what is missing beyond the reserve; a little is always there")
  func shortage() {
    let memory = Host(left: 5000).memory(ranks: 2, reserve: 1000)
    #expect(memory.shortage(of: 4000) == nil)
    #expect(memory.shortage(of: 4001) == 4000)
    let none = Host(left: 0).memory(reserve: 1000)
    #expect(none.shortage(of: 125) == nil)
    #expect(none.shortage(of: 126) == 0)
  }

  @Test("Memory is ample if what may go unused is a small part of it")
  func ample() {
    let memory = Host(left: 1600).memory(ranks: 2)
    #expect(memory.isAmple(for: 100))
    #expect(!memory.isAmple(for: 101))
    #expect(!memory.isAmple(for: .max / 2))
  }

  @Test("The failure names the rank, the reason and the memory")
  func failure() {
    let failure = MemoryBudget(limit: 5 << 20, place: "rank 3 (host h)").failure(of: "the numbers")
    #expect(failure.error.kind == .inputOutput)
    #expect(failure.error.advice == .lessToKeep)
    #expect(
      failure.error.problem
        == "rank 3 (host h): the numbers take more than the 5 MiB of memory that there are for them"
    )
  }
}
