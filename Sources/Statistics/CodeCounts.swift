/// How often each code of 16 bits occurs: a frequency table without a search.
///
/// ```swift
/// var counts = CodeCounts(unit: tenths)
/// counts.count(codes.span)
/// guard table.add(counts) else { /* too many distinct values */ }
/// ```
///
/// - Complexity: O(1) a value; half a megabyte, of which only what lies between the smallest and the
///   largest code is touched.
public struct CodeCounts: Sendable {
  /// The unit of the codes.
  public let unit: DecimalUnit

  /// By the bits of the code as an unsigned number, in two tables, one behind the other. Neighbours
  /// are counted in different ones: an addition needn't wait for the one before if both values are
  /// the same.
  private var counts = [Int](repeating: 0, count: 2 << 16)

  /// Creates empty counts.
  ///
  /// - Parameter unit: the unit of the codes.
  public init(unit: DecimalUnit) { self.unit = unit }

  /// Counts some codes.
  public mutating func count(_ codes: Span<Int16>) {
    var counts = counts.mutableSpan
    for index in codes.indices {
      let table = (index & 1) << 16
      // Sound: 16 bits and one more are below the number of counts.
      unsafe counts[unchecked: table | Int(UInt16(bitPattern: codes[index]))] += 1
    }
  }

  /// Calls a closure with each value that occurs and its count, in no order, until it returns
  /// false.
  ///
  /// - Returns: whether it never did.
  func allSatisfy(_ body: (ValueCount) -> Bool) -> Bool {
    (0..<1 << 16).allSatisfy { bits in
      let count = counts[bits] + counts[1 << 16 | bits]
      guard count > 0 else { return true }
      let code = Int16(bitPattern: UInt16(truncatingIfNeeded: bits))
      return body(ValueCount(value: unit.value(of: code), count: count))
    }
  }
}

extension FrequencyTable {
  /// Counts all that was counted by codes.
  ///
  /// - Parameter counts: the counts of codes.
  /// - Returns: false if there are more distinct values than the limit.
  public mutating func add(_ counts: CodeCounts) -> Bool {
    counts.allSatisfy { add($0.value, times: $0.count) }
  }
}
