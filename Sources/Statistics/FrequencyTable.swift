/// How often each value occurs, for columns of few distinct values.
///
/// ```swift
/// var table = FrequencyTable()
/// guard table.count(values.span) else { /* too many distinct values: sort instead */ }
/// let mode = table.entries.reduce(.identity) { $0.merged(with: $1) }
/// ```
///
/// Measurements with one decimal have some hundreds of distinct values, however many rows there
/// are; from their table follow the mode and every percentile, exactly. A column with more distinct
/// values than the limit is refused, so the table's size is bounded.
///
/// Values are told apart by their bits; minus zero is zero. Merging tables is commutative and
/// associative to the last bit.
///
/// - Complexity: O(1) a value (linear probing at a load of at most one half); at most 64 bytes for
///   each distinct value, and half as much again while it grows.
package struct FrequencyTable: Sendable {
  /// The most distinct values that a table holds by default.
  package static let defaultLimit = 1 << 16

  /// The most distinct values that this table holds.
  package let limit: Int

  /// The number of distinct values seen.
  package private(set) var distinctCount = 0

  /// The table: a power of two of slots, of which at most half are taken. An empty one holds NaN,
  /// which equals no value.
  private var slots: [ValueCount]

  private static let emptySlot = ValueCount(value: .nan, count: 0)

  /// What the bits of values are multiplied by: odd, and another one in each process, so that nobody can write values that all
  /// collide (M. Dietzfelbinger and others, *A Reliable Randomized Algorithm for the Closest-Pair Problem*, Journal of
  /// Algorithms 25 (1997), doi:10.1006/jagm.1997.0873).
  private static let processFactor = UInt64.random(in: 0...UInt64.max) | 1

  let factor: UInt64

  /// Creates an empty table.
  ///
  /// - Parameter limit: the most distinct values that it will hold, at least one.
  package init(limit: Int = FrequencyTable.defaultLimit) {
    self.init(limit: limit, factor: Self.processFactor)
  }

  /// Creates an empty table that spreads values by a factor.
  init(limit: Int, factor: UInt64) {
    precondition(limit >= 1, "a table holds at least one value")
    (self.limit, self.factor) = (limit, factor)
    slots = Array(repeating: Self.emptySlot, count: 64)
  }

  /// The bytes of memory that a table takes, while it grows for the last time.
  ///
  /// - Parameters:
  ///   - distinctCount: the most distinct values, as far as is known.
  ///   - limit: the most that the table holds.
  /// - Returns: the bytes.
  package static func mostBytes(distinctCount: Int, limit: Int = defaultLimit) -> Int {
    let values = max(1, min(distinctCount, limit))
    // Half of the slots are taken before the table doubles, from 64.
    let slots = 64 << (Int.bitWidth - ((values - 1) / 32).leadingZeroBitCount)
    return (slots + slots / 2) * MemoryLayout<ValueCount>.stride
  }

  /// Counts some values.
  ///
  /// - Parameter values: numbers, in any order; none is NaN.
  /// - Returns: false if there are more distinct values than the limit. The table is then of no
  ///   use.
  package mutating func count(_ values: Span<Double>) -> Bool {
    var index = 0
    while true {
      index = countKnown(values, from: index)
      guard index < values.count else { return true }
      guard insert(values[index] + 0, count: 1) else { return false }
      index += 1
    }
  }

  /// Counts values up to the first that isn't in the table yet, and returns its index.
  private mutating func countKnown(_ values: Span<Double>, from start: Int) -> Int {
    let (shift, factor) = (hashShift, factor)
    var slots = slots.mutableSpan
    var index = start
    while index < values.count {
      let value = values[index]
      var slot = Self.hash(value, shift, factor)
      while true {
        // Sound: a hash is below the number of slots, a power of two; so is what the mask leaves.
        if unsafe slots[unchecked: slot].value == value { break }
        if unsafe slots[unchecked: slot].count == 0 { return index }
        slot = (slot + 1) & (slots.count - 1)
      }
      unsafe slots[unchecked: slot].count += 1
      index += 1
    }
    return index
  }

  /// Counts a value some times more.
  ///
  /// - Parameters:
  ///   - value: a number, not NaN.
  ///   - times: how often it is to be counted.
  /// - Returns: false if there are more distinct values than the limit.
  package mutating func add(_ value: Double, times: Int) -> Bool {
    precondition(times >= 0, "a value can't be counted less often than never")
    guard times > 0 else { return true }
    let value = value + 0  // minus zero becomes zero
    let slot = slot(of: value)
    guard slots[slot].count > 0 else { return insert(value, count: times) }
    slots[slot].count += times
    return true
  }

  /// Inserts a value that isn't in the table.
  private mutating func insert(_ value: Double, count: Int) -> Bool {
    guard distinctCount < limit else { return false }
    slots[slot(of: value)] = ValueCount(value: value, count: count)
    distinctCount += 1
    if distinctCount * 2 > slots.count { grow() }
    return true
  }

  /// Counts all that another table has counted.
  ///
  /// - Parameter other: the other table.
  /// - Returns: false if there are more distinct values than the limit.
  package mutating func add(_ other: FrequencyTable) -> Bool {
    other.slots.allSatisfy { $0.count == 0 || add($0.value, times: $0.count) }
  }

  /// The distinct values with their counts, smallest value first.
  ///
  /// - Complexity: O(d log d) for d distinct values.
  package var entries: [ValueCount] {
    slots.filter { $0.count > 0 }.sorted { $0.value < $1.value }
  }

  /// The slot that holds a value, or the empty one where it belongs.
  private func slot(of value: Double) -> Int {
    var slot = Self.hash(value, hashShift, factor)
    while slots[slot].count > 0, slots[slot].value != value {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  /// How far a hash must be shifted to be the number of a slot.
  private var hashShift: Int { UInt64.bitWidth - slots.count.trailingZeroBitCount }

  /// Spreads the bits of a double over the highest ones of a product (D. E. Knuth, *The Art of Computer Programming* 3,
  /// section 6.4). Minus zero is zero.
  @inline(__always)
  private static func hash(_ value: Double, _ shift: Int, _ factor: UInt64) -> Int {
    let bits = (value + 0).bitPattern
    return Int(truncatingIfNeeded: (bits &* factor) &>> UInt64(shift))
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Self.emptySlot, count: old.count * 2)
    for entry in old where entry.count > 0 { slots[slot(of: entry.value)] = entry }
  }
}
