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
public struct FrequencyTable: Sendable {
  /// The most distinct values that a table holds by default.
  public static let defaultLimit = 1 << 16

  /// The most distinct values that this table holds.
  public let limit: Int

  /// The number of distinct values seen.
  public private(set) var distinctCount = 0

  private var slots: [ValueCount]

  /// Creates an empty table.
  ///
  /// - Parameter limit: the most distinct values that it will hold, at least one.
  public init(limit: Int = FrequencyTable.defaultLimit) {
    precondition(limit >= 1, "a table holds at least one value")
    self.limit = limit
    slots = Array(repeating: .identity, count: 64)
  }

  /// Counts some values.
  ///
  /// - Parameter values: numbers, in any order; none is NaN.
  /// - Returns: false if there are more distinct values than the limit. The table is then of no
  ///   use.
  public mutating func count(_ values: Span<Double>) -> Bool {
    for index in values.indices {
      guard add(values[index], times: 1) else { return false }
    }
    return true
  }

  /// Counts a value some times more.
  ///
  /// - Parameters:
  ///   - value: a number, not NaN.
  ///   - times: how often it is to be counted.
  /// - Returns: false if there are more distinct values than the limit.
  public mutating func add(_ value: Double, times: Int) -> Bool {
    precondition(times >= 0, "a value can't be counted less often than never")
    guard times > 0 else { return true }
    let value = value + 0  // minus zero becomes zero
    var slot = Self.hash(value) & (slots.count - 1)
    while slots[slot].count > 0 {
      if slots[slot].value == value {
        slots[slot].count += times
        return true
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard distinctCount < limit else { return false }
    slots[slot] = ValueCount(value: value, count: times)
    distinctCount += 1
    if distinctCount * 2 > slots.count { grow() }
    return true
  }

  /// Counts all that another table has counted.
  ///
  /// - Parameter other: the other table.
  /// - Returns: false if there are more distinct values than the limit.
  public mutating func add(_ other: FrequencyTable) -> Bool {
    other.slots.allSatisfy { $0.count == 0 || add($0.value, times: $0.count) }
  }

  /// The distinct values with their counts, smallest value first.
  ///
  /// - Complexity: O(d log d) for d distinct values.
  public var entries: [ValueCount] {
    slots.filter { $0.count > 0 }.sorted { $0.value < $1.value }
  }

  /// Spreads the bits of a double; the finaliser of SplitMix64
  /// (<https://doi.org/10.1145/2714064.2660195>).
  private static func hash(_ value: Double) -> Int {
    var bits = value.bitPattern
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int(truncatingIfNeeded: bits ^ (bits >> 31))
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: .identity, count: old.count * 2)
    for entry in old where entry.count > 0 {
      var slot = Self.hash(entry.value) & (slots.count - 1)
      while slots[slot].count > 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }
}
