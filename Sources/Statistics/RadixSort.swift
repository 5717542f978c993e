/// Sorts doubles by the digits of their keys, eight bits at a time, from the lowest.
///
/// Digits that are the same in all keys, such as the exponents of numbers of one size, take no
/// time. Minus zero becomes zero.
///
/// - Complexity: O(n) time for each digit that differs, eight at most; as much scratch as there are
///   values.
package struct RadixSorter: Sendable {
  private var keys: [UInt64] = []
  private var others: [UInt64] = []

  /// Creates a sorter, whose scratch is kept from one use to the next.
  package init() {}

  /// The bytes of scratch that sorting takes.
  ///
  /// - Parameter count: the number of values.
  /// - Returns: the bytes of two copies of all of them.
  package static func scratchBytes(count: Int) -> Int { 2 * count * MemoryLayout<UInt64>.stride }

  /// Sorts values, smallest first.
  ///
  /// - Parameter values: numbers, none of which is NaN.
  package mutating func sort(_ values: inout [Double]) { sort(&values, in: values.indices) }

  /// Sorts some neighbouring values of an array, smallest first.
  ///
  /// - Parameters:
  ///   - values: numbers, none of which is NaN.
  ///   - range: the indices of those that are sorted.
  package mutating func sort(_ values: inout [Double], in range: Range<Int>) {
    let count = range.count
    guard count > 64 else {
      for index in range { values[index] += 0 }  // minus zero becomes zero
      values[range].sort()
      return
    }
    if keys.count < count {
      // Freed first, so that the old ones aren't held beside the new ones.
      keys = []
      others = []
      keys = [UInt64](repeating: 0, count: count)
      others = [UInt64](repeating: 0, count: count)
    }
    unsafe keys.withUnsafeMutableBufferPointer { keys in
      unsafe others.withUnsafeMutableBufferPointer { others in
        unsafe values.withUnsafeMutableBufferPointer { values in
          unsafe Self.sort(UnsafeMutableBufferPointer(rebasing: values[range]), keys, others)
        }
      }
    }
  }

  /// Sound as long as both scratch buffers hold at least as many elements as there are values.
  @unsafe
  private static func sort(
    _ values: UnsafeMutableBufferPointer<Double>, _ keys: UnsafeMutableBufferPointer<UInt64>,
    _ others: UnsafeMutableBufferPointer<UInt64>
  ) {
    let count = values.count
    var histograms = [UInt32](repeating: 0, count: 8 * 256)
    unsafe histograms.withUnsafeMutableBufferPointer { histograms in
      for index in 0..<count {
        let key = unsafe OrderedKey(values[index]).bits
        unsafe keys[index] = key
        for digit in 0..<8 {
          unsafe histograms[digit << 8 + Int(key >> UInt64(8 * digit) & 0xFF)] += 1
        }
      }
      var (from, to) = unsafe (keys, others)
      for digit in 0..<8 {
        let counts = unsafe UnsafeMutableBufferPointer(
          rebasing: histograms[digit << 8..<(digit + 1) << 8])
        if unsafe scatter(from, to, count: count, shift: UInt64(8 * digit), counts) {
          unsafe swap(&from, &to)
        }
      }
      for index in 0..<count { unsafe values[index] = OrderedKey(bits: from[index]).value }
    }
  }

  /// Distributes keys by one digit.
  ///
  /// - Returns: false if all keys have the same digit, and nothing was done.
  @unsafe
  private static func scatter(
    _ from: UnsafeMutableBufferPointer<UInt64>, _ to: UnsafeMutableBufferPointer<UInt64>,
    count: Int,
    shift: UInt64, _ counts: UnsafeMutableBufferPointer<UInt32>
  ) -> Bool {
    let first = unsafe Int(from[0] >> shift & 0xFF)
    if unsafe Int(counts[first]) == count { return false }
    var start: UInt32 = 0
    for digit in 0..<256 {
      let size = unsafe counts[digit]
      unsafe counts[digit] = start
      start += size
    }
    for index in 0..<count {
      let key = unsafe from[index]
      let digit = Int(key >> shift & 0xFF)
      unsafe to[Int(counts[digit])] = key
      unsafe counts[digit] += 1
    }
    return true
  }
}
