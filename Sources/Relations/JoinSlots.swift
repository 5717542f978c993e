import Keys
import Ranks

/// Where numbers are looked for: each that a row has is at a slot, and its slot says which row that is.
///
/// - Complexity: O(1) for a number. Numbers that are many are looked for together, so that the processor
///   needn't wait for one to begin with the next.
struct JoinSlots: Sendable {
  /// The slot of what matches nothing.
  static let none = UInt32.max

  /// How many slots there are.
  let count: Int

  /// Whether numbers are so few that each has a place of its own.
  private let isDirect: Bool

  /// The first row of each number, plus one; 0 where there is none. Its place is the number itself if numbers
  /// are few, else that of its hash or behind.
  private let table: FrozenArray<UInt32>

  /// The number of each row; of no use if numbers are few.
  private let numbers: FrozenArray<UInt64>

  /// The first row that has the number of each row, if numbers are many; nil if all have different ones.
  private var firsts: FrozenArray<UInt32>?

  /// What brings a hash down to the table.
  private let shift: UInt64

  /// What numbers are multiplied by: the same on all ranks, which share the table.
  private let factor = HashSeed.current.factor

  /// Whether several rows have one number.
  private(set) var areShared = false

  /// Whether no row has a number.
  var isEmpty: Bool { (0..<table.count).allSatisfy { table[$0] == 0 } }

  /// Gives slots to numbers.
  ///
  /// - Parameters:
  ///   - numbers: the number of each row.
  ///   - count: how many numbers there may be; they count from 0.
  ///   - team: the ranks of this host.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  init(_ numbers: FrozenArray<UInt64>, count: UInt64, _ team: HostTeam) throws {
    isDirect = count < 4 * UInt64(numbers.count) + 1 << 16 && count < UInt64(Self.none)
    guard !isDirect else {
      (self.count, self.numbers, shift) = (Int(count), FrozenArray([]), 0)
      (table, areShared) = try Self.direct(numbers, count: self.count, team)
      return
    }
    (self.count, self.numbers) = (numbers.count, numbers)
    var size = 1 << 4
    while size < 2 * numbers.count { size *= 2 }
    let shift = UInt64(64 - size.trailingZeroBitCount)
    self.shift = shift
    var (areShared, table) = (false, FrozenArray<UInt32>([]))
    let firsts = try unsafe FrozenArray<UInt32>(count: numbers.count, by: team) { firsts in
      table = try unsafe FrozenArray(count: size, by: team, areZero: true) { table in
        // Sound: both live during the call.
        let filling = unsafe SlotFilling(numbers, shift: shift, into: table, firsts)
        areShared = try filling.fill(team)
      }
    }
    (self.table, self.areShared) = (table, areShared)
    self.firsts = areShared ? firsts : nil
  }

  /// The slot of each row.
  func ofRows(_ numbers: FrozenArray<UInt64>, _ team: HostTeam) throws -> FrozenArray<UInt32> {
    if isDirect { return try team.elements(numbers.count) { Self.slot(numbers[$0]) } }
    if let firsts { return firsts }
    return try team.elements(numbers.count) { row in
      numbers[row] == JoinKeyCodes.none ? Self.none : UInt32(truncatingIfNeeded: row)
    }
  }

  /// The slots of numbers; ``none`` of those that no row may have.
  func found(_ numbers: [UInt64]) -> [UInt32] {
    let alone = Workers(count: 1)
    guard !isDirect else { return alone.elements(numbers.count) { Self.slot(numbers[$0]) } }
    let first = alone.elements(numbers.count) { table[start(of: numbers[$0])] }
    return alone.elements(numbers.count) { index in
      let number = numbers[index]
      guard number != JoinKeyCodes.none else { return Self.none }
      var (found, place) = (first[index], start(of: number))
      while found != 0 {
        if self.numbers[Int(found) - 1] == number { return found - 1 }
        place = (place + 1) & (table.count - 1)
        found = table[place]
      }
      return Self.none
    }
  }

  /// The rows at slots, if no number is shared: their numbers plus one, 0 where there is none.
  func rows(at slots: [UInt32]) -> [UInt32] {
    Workers(count: 1).elements(slots.count) { index in
      let slot = slots[index]
      guard isDirect else { return slot &+ 1 }
      return slot == Self.none ? 0 : table[Int(slot)]
    }
  }

  /// The slot of a number if numbers are few.
  @inline(__always)
  private static func slot(_ number: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: number) }

  // MARK: - Filling

  /// Fills a table of all numbers.
  private static func direct(
    _ numbers: FrozenArray<UInt64>, count: Int, _ team: HostTeam
  ) throws -> (table: FrozenArray<UInt32>, areShared: Bool) {
    var areShared = false
    let parts = team.threadCount
    let table = try unsafe FrozenArray<UInt32>(count: count, by: team, areZero: true) { buffer in
      // Sound: every slot is written and read by one thread.
      nonisolated(unsafe) let table = unsafe buffer
      areShared = try team.map(parts) { part in
        let own = UInt64(count * part / parts)..<UInt64(count * (part + 1) / parts)
        var isShared = false
        for row in 0..<numbers.count where own.contains(numbers[row]) {
          let slot = Int(numbers[row])
          if unsafe table[slot] == 0 {
            unsafe table[slot] = UInt32(truncatingIfNeeded: row + 1)
          } else {
            isShared = true
          }
        }
        return isShared
      }.contains(true)
    }
    return (table, areShared)
  }

  /// The place at which a number is looked for first: the high bits of a product (Knuth, *The Art of
  /// Computer Programming* 3, 6.4: multiplicative hashing), by a factor that differs from job to job.
  @inline(__always)
  static func start(of number: UInt64, _ shift: UInt64, _ factor: UInt64) -> Int {
    let mixed = (number ^ number >> 32) &* factor
    return Int(mixed >> shift)
  }

  @inline(__always)
  private func start(of number: UInt64) -> Int { Self.start(of: number, shift, factor) }
}
