/// How often each code of 16 bits occurs: a frequency table without a search.
///
/// ```swift
/// var counts = CodeCounts(unit: tenths)
/// counts.count(codes.span)
/// guard table.add(counts) else { /* too many distinct values */ }
/// ```
///
/// - Complexity: O(1) a value; 16 bytes for each number from 0 to twice the size of the largest code,
///   rounded up to a power of two.
package struct CodeCounts: Sendable {
  /// The unit of the codes.
  package let unit: DecimalUnit

  /// The number of counts in a table, a power of two.
  private var size = 1

  /// By the number of the code, in two tables, one behind the other. Neighbours are counted in different
  /// ones: an addition needn't wait for the one before if both values are the same.
  private var counts = [0, 0]

  /// Creates empty counts.
  ///
  /// - Parameter unit: the unit of the codes.
  package init(unit: DecimalUnit) { self.unit = unit }

  /// The most bytes of memory that counts take, while they grow for the last time.
  ///
  /// - Parameter codeCount: the number of codes that may occur, of which as many are negative.
  /// - Returns: the bytes.
  package static func mostBytes(codeCount: Int) -> Int {
    let size = 1 << (Int.bitWidth - codeCount.leadingZeroBitCount)
    return 3 * size * MemoryLayout<Int>.stride
  }

  /// Counts some codes.
  package mutating func count(_ codes: Span<Int16>) {
    var bits: UInt16 = 0
    // Sound: an index of a code.
    for index in codes.indices { bits |= unsafe Self.number(of: codes[unchecked: index]) }
    let needed = 1 << (UInt16.bitWidth - bits.leadingZeroBitCount)
    if size < needed { grow(to: needed) }
    let size = size
    var counts = counts.mutableSpan
    for index in codes.indices {
      // Sound: an index of a code, and a number without bits but those for which there is room.
      let number = unsafe Int(Self.number(of: codes[unchecked: index]))
      unsafe counts[unchecked: (index & 1) * size + number] += 1
    }
  }

  /// Calls a closure with each value that occurs and its count, in no order, until it returns
  /// false.
  ///
  /// - Returns: whether it never did.
  func allSatisfy(_ body: (ValueCount) -> Bool) -> Bool {
    (0..<size).allSatisfy { number in
      let count = counts[number] + counts[size + number]
      guard count > 0 else { return true }
      return body(ValueCount(value: unit.value(of: Self.code(of: UInt16(number))), count: count))
    }
  }

  /// The codes in the order 0, −1, 1, −2, 2 …, so that small ones of both signs come first.
  @inline(__always)
  private static func number(of code: Int16) -> UInt16 {
    UInt16(bitPattern: (code << 1) ^ (code >> 15))
  }

  /// The code of a number.
  private static func code(of number: UInt16) -> Int16 {
    Int16(bitPattern: number >> 1) ^ -Int16(number & 1)
  }

  private mutating func grow(to newSize: Int) {
    var grown = [Int](repeating: 0, count: 2 * newSize)
    for number in 0..<size {
      grown[number] = counts[number]
      grown[newSize + number] = counts[size + number]
    }
    counts = grown
    size = newSize
  }
}

extension FrequencyTable {
  /// Counts all that was counted by codes.
  ///
  /// - Parameter counts: the counts of codes.
  /// - Returns: false if there are more distinct values than the limit.
  package mutating func add(_ counts: CodeCounts) -> Bool {
    counts.allSatisfy { add($0.value, times: $0.count) }
  }
}
