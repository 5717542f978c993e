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
  private var table: [UInt32] = []

  /// The number of each row; empty if numbers are few.
  private var numbers: [UInt64] = []

  /// The first row that has the number of each row, if numbers are many; empty if all have different ones.
  private var firsts: [UInt32] = []

  /// What brings a hash down to the table.
  private var shift: UInt64 = 0

  /// Whether several rows have one number.
  private(set) var areShared = false

  /// Whether no row has a number.
  var isEmpty: Bool { table.allSatisfy { $0 == 0 } }

  /// Gives slots to numbers.
  ///
  /// - Parameters:
  ///   - numbers: the number of each row.
  ///   - count: how many numbers there may be; they count from 0.
  ///   - workers: this rank's threads.
  init(_ numbers: [UInt64], count: UInt64, _ workers: Workers) {
    isDirect = count < 4 * UInt64(numbers.count) + 1 << 16 && count < UInt64(Self.none)
    if isDirect {
      self.count = Int(count)
      fillDirectly(numbers, workers)
    } else {
      self.count = numbers.count
      self.numbers = numbers
      fill(workers)
    }
  }

  /// The slot of each row.
  func ofRows(_ numbers: [UInt64], _ workers: Workers) -> [UInt32] {
    if isDirect { return workers.elements(numbers.count) { Self.slot(numbers[$0]) } }
    if !firsts.isEmpty { return firsts }
    return workers.elements(numbers.count) { row in
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

  private mutating func fillDirectly(_ numbers: [UInt64], _ workers: Workers) {
    var table = [UInt32](repeating: 0, count: count)
    let (count, parts) = (count, workers.count)
    areShared = unsafe table.withUnsafeMutableBufferPointer { table in
      // Sound: every slot is written and read by one thread.
      nonisolated(unsafe) let table = unsafe table
      return workers.map(parts) { part in
        let own = UInt64(count * part / parts)..<UInt64(count * (part + 1) / parts)
        var isShared = false
        for (row, number) in numbers.enumerated() where own.contains(number) {
          if unsafe table[Int(number)] == 0 {
            unsafe table[Int(number)] = UInt32(truncatingIfNeeded: row + 1)
          } else {
            isShared = true
          }
        }
        return isShared
      }.contains(true)
    }
    self.table = table
  }

  /// What a thread that fills a part of the table has found.
  private struct FilledPart: Sendable {
    /// The rows for which there was no room in it.
    var late: [Int] = []
    var isShared = false
  }

  private mutating func fill(_ workers: Workers) {
    var size = 1 << 4
    while size < 2 * numbers.count { size *= 2 }
    shift = UInt64(64 - size.trailingZeroBitCount)
    var parts = 1
    while parts < workers.count, parts < size { parts *= 2 }
    table = [UInt32](repeating: 0, count: size)
    firsts = [UInt32](repeating: Self.none, count: numbers.count)
    let (part, shift, numbers) = (size / parts, shift, numbers)
    let found = unsafe table.withUnsafeMutableBufferPointer { table in
      unsafe firsts.withUnsafeMutableBufferPointer { firsts in
        // Sound: every place is written and read by one thread, and every row belongs to one.
        nonisolated(unsafe) let (table, firsts) = unsafe (table, firsts)
        return workers.map(parts) { own -> FilledPart in
          var filled = FilledPart()
          let end = (own + 1) * part
          for (row, number) in numbers.enumerated() where number != JoinKeyCodes.none {
            var place = Self.start(of: number, shift)
            guard place / part == own else { continue }
            while place < end, unsafe table[place] != 0,
              unsafe numbers[Int(table[place]) - 1] != number
            { place += 1 }
            guard place < end else {
              filled.late.append(row)
              continue
            }
            if unsafe table[place] == 0 {
              unsafe table[place] = UInt32(truncatingIfNeeded: row + 1)
            } else {
              filled.isShared = true
            }
            unsafe firsts[row] = table[place] - 1
          }
          return filled
        }
      }
    }
    areShared = found.contains { $0.isShared }
    for row in found.flatMap(\.late) { insert(row) }
    if !areShared { firsts = [] }
  }

  /// Gives a slot to a row, wherever there is room.
  private mutating func insert(_ row: Int) {
    var place = start(of: numbers[row])
    while table[place] != 0, numbers[Int(table[place]) - 1] != numbers[row] {
      place = (place + 1) & (table.count - 1)
    }
    if table[place] == 0 {
      table[place] = UInt32(row + 1)
    } else {
      areShared = true
    }
    firsts[row] = table[place] - 1
  }

  /// The place at which a number is looked for first: the high bits of a product (Knuth, *The Art of
  /// Computer Programming* 3, 6.4: multiplicative hashing).
  @inline(__always)
  private static func start(of number: UInt64, _ shift: UInt64) -> Int {
    let mixed = (number ^ number >> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> shift)
  }

  @inline(__always)
  private func start(of number: UInt64) -> Int { Self.start(of: number, shift) }
}
