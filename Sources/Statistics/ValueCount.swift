/// A value and how often it occurs.
package struct ValueCount: BitwiseCopyable, Sendable, Hashable {
  /// The value.
  package var value: Double

  /// How often it occurs.
  package var count: Int

  /// Creates a pair.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - count: how often it occurs.
  package init(value: Double, count: Int) {
    self.value = value
    self.count = count
  }

  /// Whether this pair is the better mode: the more frequent, then the smaller.
  ///
  /// - Parameter other: another value's count.
  /// - Returns: false also if the two are the same.
  package func isBetterMode(than other: ValueCount) -> Bool {
    (count, other.value) > (other.count, value)
  }
}

extension ValueCount: Mergeable {
  /// No value: a count of zero, worse than every real pair.
  package static var identity: ValueCount { ValueCount(value: .infinity, count: 0) }

  /// The better mode of the two. Commutative and associative to the last bit.
  package func merged(with next: ValueCount) -> ValueCount {
    next.isBetterMode(than: self) ? next : self
  }
}
