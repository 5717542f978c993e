/// Reads short decimals, up to eight characters, from a register at once.
///
/// Most measurements are such: a sign, some digits, a decimal mark. The characters are loaded as
/// one word, the mark is taken out, and the digits are converted by three multiplications. (D.
/// Lemire, *Number parsing at a gigabyte per second*, Software: Practice and Experience 51 (2021),
/// <https://doi.org/10.1002/spe.2984>.) With at most eight digits the quotient by a power of ten is
/// correctly rounded.
package struct FastNumber {
  private let decimals: UInt64
  private let powersOfTen: InlineArray<8, Double> = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7]

  /// Creates a reader.
  ///
  /// - Parameter decimal: the decimal mark.
  package init(decimal: UInt8) {
    decimals = Self.ones &* UInt64(decimal)
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080
  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// Reads a number.
  ///
  /// - Parameters:
  ///   - characters: eight bytes, the first character lowest; those behind the text don't matter.
  ///   - count: the length of the text, 1 to 8.
  /// - Returns: the number, never minus zero; nil if the text is something else than an optional
  ///   minus, digits and at most one decimal mark.
  @inline(__always)
  func parse(_ characters: UInt64, count: Int) -> Double? {
    var word = characters & (~0 &>> UInt64(64 - 8 * count))
    let isNegative = word & 0xFF == UInt64(UInt8(ascii: "-"))
    let signBits: UInt64 = isNegative ? 8 : 0
    word &>>= signBits
    var digitBits = UInt64(8 * count) &- signBits
    // The high bit of the first byte that is the decimal mark; further ones are found below.
    let difference = word ^ decimals
    let marks = (difference &- Self.ones) & ~difference & Self.highs
    var decimalBits: UInt64 = 0
    if marks != 0 {
      let before = UInt64(marks.trailingZeroBitCount) & ~7
      let lower = (1 &<< before) &- 1
      word = (word & lower) | ((word & ~lower) &>> 8 & ~lower)
      digitBits &-= 8
      decimalBits = digitBits &- before
    }
    guard digitBits != 0 else { return nil }
    // The digits move to the high end, so that zeros can be put in front of them.
    let unused = 64 &- digitBits
    var digits = (word &<< unused) | (Self.zeros & ((1 &<< unused) &- 1))
    digits ^= Self.zeros
    guard (digits | (digits &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0 else {
      return nil
    }
    digits = digits &* 10 &+ (digits &>> 8)
    let pairs: UInt64 = 0x0000_00FF_0000_00FF
    let high = (digits & pairs) &* 0x000F_4240_0000_0064
    let low = (digits &>> 16 & pairs) &* 0x0000_2710_0000_0001
    let value =
      Double(Int64(bitPattern: (high &+ low) &>> 32)) / powersOfTen[Int(decimalBits &>> 3)]
    return isNegative ? 0 - value : value
  }
}
