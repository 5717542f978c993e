/// A whole number of up to 190 bits: a sum of products, however many there are.
struct WideInteger: BitwiseCopyable, Sendable, Hashable {
  /// The number is `high`·2⁶⁴ + `low`.
  private var high: Int128
  private var low: UInt64

  /// Widens a number.
  init(_ value: Int128 = 0) {
    high = value >> 64
    low = UInt64(truncatingIfNeeded: value)
  }

  static func += (left: inout WideInteger, right: WideInteger) {
    let (sum, isCarried) = left.low.addingReportingOverflow(right.low)
    left.low = sum
    left.high += right.high + (isCarried ? 1 : 0)
  }

  static func -= (left: inout WideInteger, right: WideInteger) {
    let (rest, isBorrowed) = left.low.subtractingReportingOverflow(right.low)
    left.low = rest
    left.high -= right.high + (isBorrowed ? 1 : 0)
  }

  /// The number times another.
  ///
  /// - Parameter factor: so small that the product has at most 190 bits.
  /// - Returns: the product.
  func times(_ factor: Int64) -> WideInteger {
    var product = WideInteger(Int128(low) * Int128(factor))
    product.high += high * Int128(factor)
    return product
  }

  /// The nearest double, of two the even one.
  var double: Double {
    guard high < -0x8000_0000_0000_0000 || high > 0x7FFF_FFFF_FFFF_FFFF else {
      return Double(high << 64 | Int128(low))
    }
    // Of the lower half it matters only whether there is anything.
    return Double(high | (low == 0 ? 0 : 1)) * 0x1p64
  }

  /// The number in three words.
  var words: [Int] {
    [
      Int(truncatingIfNeeded: high >> 64), Int(truncatingIfNeeded: high),
      Int(truncatingIfNeeded: low),
    ]
  }

  /// Takes a number out of its words.
  init(_ words: inout WordReader) {
    let (sign, middle, low) = (words.next(), words.next(), words.next())
    high = Int128(sign) << 64 | Int128(UInt(bitPattern: middle))
    self.low = UInt64(truncatingIfNeeded: low)
  }
}

/// Whole numbers that came from another rank, taken one after the other.
package struct WordReader {
  private let words: [Int]
  private var place = 0

  /// Begins at the first word.
  package init(_ words: [Int]) { self.words = words }

  /// Whether all have been taken.
  package var isAtEnd: Bool { place == words.count }

  /// Takes the next word.
  package mutating func next() -> Int {
    defer { place += 1 }
    return words[place]
  }

  /// Takes the next words, before which their number stands.
  package mutating func list() -> [Int] {
    let count = next()
    defer { place += count }
    return Array(words[place..<place + count])
  }
}
