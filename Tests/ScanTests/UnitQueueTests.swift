import CSV
import Dispatch
import Testing

@testable import Scan

/// Units that wait for the threads of a rank: so many, and so many bytes.
@Suite("Queue of units")
struct UnitQueueTests {
  private static func unit(_ number: Int, bytes: Int) -> StreamUnit {
    let layout = FileLayout(columnNames: ["x"], dataStart: 0, dialect: Dialect())
    let file = TableFile(
      number: 0, firstBlock: 0, origin: 0, head: FileHead(layout: layout))
    let rows = RowUnit(
      blocks: number..<number + 1, start: 0, bytes: [UInt8](repeating: 0x0A, count: bytes))
    return StreamUnit(file: file, rows: rows)
  }

  private static func number(_ unit: StreamUnit?) -> Int? { unit?.rows.blocks.lowerBound }

  @Test("Small units are bounded by their number")
  func capacity() {
    let queue = UnitQueue(capacity: 2, byteLimit: 100)
    #expect(queue.putIfRoom(Self.unit(0, bytes: 1)))
    #expect(queue.putIfRoom(Self.unit(1, bytes: 1)))
    #expect(!queue.putIfRoom(Self.unit(2, bytes: 1)))
    #expect(Self.number(queue.take()) == 0)
    #expect(queue.putIfRoom(Self.unit(2, bytes: 1)))
  }

  @Test("Large units are bounded by their bytes, of which one may have any number")
  func bytes() {
    let queue = UnitQueue(capacity: 9, byteLimit: 100)
    #expect(queue.putIfRoom(Self.unit(0, bytes: 60)))
    #expect(!queue.putIfRoom(Self.unit(1, bytes: 41)))
    #expect(queue.putIfRoom(Self.unit(1, bytes: 40)))
    #expect(Self.number(queue.take()) == 0)
    #expect(!queue.putIfRoom(Self.unit(2, bytes: 101)))
    #expect(Self.number(queue.take()) == 1)
    #expect(queue.putIfRoom(Self.unit(2, bytes: 101)))
    #expect(!queue.putIfRoom(Self.unit(3, bytes: 1)))
    queue.close(takers: 1)
    #expect(Self.number(queue.take()) == 2)
    #expect(queue.take() == nil)
  }

  @Test("Who waits for room gets it, in order", arguments: [1, 3])
  func waiting(takers: Int) async {
    let queue = UnitQueue(capacity: 2, byteLimit: 10)
    let count = 500
    let taken = await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<takers {
        group.addTask {
          await Self.onThread {
            var numbers: [Int] = []
            while let unit = queue.take() { numbers.append(unit.rows.blocks.lowerBound) }
            return numbers
          }
        }
      }
      await Self.onThread {
        for number in 0..<count { queue.put(Self.unit(number, bytes: number % 23)) }
        queue.close(takers: takers)
      }
      return await group.reduce(into: [[Int]]()) { $0.append($1) }
    }
    #expect(taken.flatMap { $0 }.sorted() == Array(0..<count))
    #expect(taken.allSatisfy { $0 == $0.sorted() })
  }

  /// Does something that may wait, on a thread of its own.
  private static func onThread<Result: Sendable>(
    _ body: @escaping @Sendable () -> Result
  ) async -> Result {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "waiting").async { continuation.resume(returning: body()) }
    }
  }
}
