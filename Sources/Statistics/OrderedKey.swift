/// The position of a double among all doubles, as an unsigned integer: keys compare as the values
/// do.
///
/// Selection by digits of the key needs no knowledge of how the values are distributed.
package struct OrderedKey: BitwiseCopyable, Sendable, Hashable, Comparable {
  /// The key itself.
  package let bits: UInt64

  /// Creates a key from its number.
  ///
  /// - Parameter bits: the key itself.
  package init(bits: UInt64) { self.bits = bits }

  /// Creates the key of a value.
  ///
  /// - Parameter value: a number, not NaN. Both zeros have one key, so that neighbouring numbers
  ///   have neighbouring keys.
  package init(_ value: Double) {
    let pattern = value.bitPattern
    let sign = UInt64(1) << 63
    bits = pattern & sign == 0 ? pattern | sign : ~pattern &+ 1
  }

  /// The value whose key this is, never minus zero.
  package var value: Double {
    let sign = UInt64(1) << 63
    return Double(bitPattern: bits & sign == 0 ? ~(bits &- 1) : bits & ~sign)
  }

  /// Compares as the values do.
  package static func < (left: OrderedKey, right: OrderedKey) -> Bool { left.bits < right.bits }
}
