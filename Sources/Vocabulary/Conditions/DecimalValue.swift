package import CSV

/// A number that is computed with: a decimal of at most 18 digits, or else a double.
///
/// ```swift
/// DecimalValue(0.1).applying(.sum, DecimalValue(0.2))  // 0.3, and not 0.30000000000000004
/// ```
///
/// What files and conditions say are decimals, and what people expect of them is the arithmetic of
/// decimals. So a result that has at most 18 digits, trailing zeros aside, is exact. One that has more is
/// the double nearest to the exact result, and whatever is computed of a double is computed as doubles are,
/// of the doubles nearest to both operands: so a third of a number is a double, and three of these are the
/// number again.
///
/// A double stands for the shortest decimal that it is the nearest one to, which is the one that is printed
/// for it; so numbers are ordered, and rounded, as they are printed.
package struct DecimalValue: Sendable {
  /// The digits with their sign, less than 10¹⁸ in magnitude; of a double its bits.
  let bits: Int64

  /// The power of ten by which the digits are multiplied, in ``exponents``; of a double
  /// ``doubleMark``.
  let exponent: Int16

  /// What no decimal has as exponent.
  static let doubleMark = Int16.min

  /// The exponents of decimals: any number of 18 digits with one of these is a normal double's size.
  static let exponents = -308...290

  /// What decimals are less than, without the power of ten: 10¹⁸.
  static let limit: Int64 = 1_000_000_000_000_000_000

  /// The powers of ten from 10⁰ to 10¹⁸.
  static let powers: InlineArray<19, Int64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
    1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    1_000_000_000_000_000_000,
  ]

  /// The powers of ten that are doubles, from 10⁰ to 10²².
  static let doublePowers: InlineArray<23, Double> = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Zero.
  package static let zero = DecimalValue(bits: 0, exponent: 0)

  init(bits: Int64, exponent: Int16) {
    self.bits = bits
    self.exponent = exponent
  }

  /// Whether it is a double.
  package var isDouble: Bool { exponent == Self.doubleMark }

  /// Whether it is a decimal that may have more digits than a double tells apart.
  package var hasManyDigits: Bool { !isDouble && bits.magnitude >= 1_000_000_000_000_000 }

  /// Whether it is zero.
  package var isZero: Bool { bits == 0 }

  /// A double as it is, not as the decimal that is printed for it; nil if it isn't finite.
  package init?(rounded value: Double) {
    guard value.isFinite else { return nil }
    // Zero is a decimal, and there is but one.
    self =
      value == 0
      ? .zero : DecimalValue(bits: Int64(bitPattern: value.bitPattern), exponent: Self.doubleMark)
  }

  /// A whole number.
  ///
  /// - Parameter whole: the number, less than 10¹⁸ in magnitude.
  package init(whole: Int64) {
    precondition(whole.magnitude < Self.limit.magnitude, "more than 18 digits")
    self.init(bits: whole, exponent: 0)
  }

  /// The number that is exactly some digits times a power of ten if that has 18 digits, else the nearest
  /// double; nil beyond the largest double.
  init?(_ digits: Int128, _ exponent: Int) {
    var (left, power) = (digits, exponent)
    guard left != 0 else {
      self = .zero
      return
    }
    while left.magnitude >= Self.limit.magnitude || power < Self.exponents.lowerBound,
      left % 10 == 0
    {
      left /= 10
      power += 1
    }
    while power > Self.exponents.upperBound, left.magnitude < Self.limit.magnitude / 10 {
      left *= 10
      power -= 1
    }
    if left.magnitude < Self.limit.magnitude, Self.exponents.contains(power) {
      self.init(bits: Int64(truncatingIfNeeded: left), exponent: Int16(power))
    } else {
      self.init(rounded: Self.nearestDouble(digits, exponent))
    }
  }

  /// The decimal that is printed for a double.
  ///
  /// - Parameter value: a finite number.
  /// - Complexity: O(decimals) if there are at most 15 digits.
  package init(_ value: Double) {
    var places = 0
    self.init(value, places: &places)
  }

  /// The same, for many numbers of which most have as many decimals as those before.
  ///
  /// - Parameters:
  ///   - value: a finite number.
  ///   - places: the number of decimals to begin with, 0 to 15; afterwards that which was right.
  @inline(__always)
  init(_ value: Double, places: inout Int) {
    if let digits = Self.digits(of: value, places) {
      self.init(bits: digits, exponent: Int16(truncatingIfNeeded: -places))
    } else {
      self = Self.decimal(of: value, &places)
    }
  }

  @inline(never)
  private static func decimal(of value: Double, _ places: inout Int) -> DecimalValue {
    for count in Self.doublePowers.indices where count != places {
      guard let digits = Self.digits(of: value, count) else { continue }
      if count <= 15 { places = count }
      return DecimalValue(bits: digits, exponent: Int16(-count))
    }
    return printed(value) ?? DecimalValue(rounded: value) ?? .zero
  }

  /// The decimal that is printed for a double; nil if it is larger or smaller than decimals are.
  static func printed(_ value: Double) -> DecimalValue? {
    let text = value.description
    let bytes = text.utf8Span.span
    // At most 17 digits, and a zero behind the point.
    var (digits, places, exponent) = (Int64(0), 0, 0)
    var (isBehindPoint, isInExponent, isDown) = (false, false, false)
    for index in bytes.indices {
      switch bytes[index] {
      case Byte.zero...(Byte.zero + 9):
        let digit = bytes[index] - Byte.zero
        if isInExponent {
          exponent = exponent * 10 + Int(digit)
        } else {
          digits = digits * 10 + Int64(digit)
          if isBehindPoint { places += 1 }
        }
      case Byte.point: isBehindPoint = true
      case UInt8(ascii: "e"): isInExponent = true
      case Byte.minus: isDown = isInExponent
      default: break
      }
    }
    let power = (isDown ? -exponent : exponent) - places
    guard exponents.contains(power), digits < limit else { return nil }
    return DecimalValue(bits: value < 0 ? -digits : digits, exponent: Int16(power))
  }

  /// The digits of a double as a decimal with so many places, if it has no more than 15 digits so, which
  /// doubles tell apart.
  @inline(__always)
  private static func digits(of value: Double, _ places: Int) -> Int64? {
    let power = doublePowers[places]
    let scaled = value * power
    guard scaled.magnitude < 1e15 else { return nil }
    // Half away from zero, by truncation: rounding is a call to the library where processors may be old.
    let digits = Int64(scaled + (scaled < 0 ? -0.5 : 0.5))
    // Quotients are rounded correctly: if it is the double, then the double is the nearest to it.
    return Double(digits) / power == value ? digits : nil
  }

  /// A number of which all digits are known, if there are at most 18; else a double.
  ///
  /// - Parameters:
  ///   - number: the number.
  ///   - nearest: the double nearest to it, finite.
  package init(_ number: ExactNumber, nearest: Double) {
    let digits = number.digits
    let magnitude = digits.prefix(19).reduce(Int64(0)) { $0 &* 10 &+ Int64($1) }
    let signed = Int128(number.isNegative ? -magnitude : magnitude)
    if digits.count <= 18, let value = DecimalValue(signed, number.exponent - digits.count) {
      self = value
    } else {
      self = DecimalValue(rounded: nearest) ?? .zero
    }
  }
}

// MARK: - As other numbers

extension DecimalValue {
  /// The nearest double, which is finite.
  package var double: Double {
    if isDouble { return Double(bitPattern: UInt64(bitPattern: bits)) }
    // Both are doubles, so the one operation rounds correctly.
    if bits.magnitude <= 1 << 53, exponent.magnitude <= 22 {
      let power = Self.doublePowers[Int(exponent.magnitude)]
      return exponent < 0 ? Double(bits) / power : Double(bits) * power
    }
    return Self.nearestDouble(Int128(bits), Int(exponent))
  }

  /// The number with all its digits; of a double, of those that are printed for it.
  package var exact: ExactNumber {
    guard !isDouble else { return ExactNumber(shortest: double) }
    guard let number = ExactNumber(Array("\(bits)e\(exponent)".utf8).span) else {
      preconditionFailure("digits are a number")
    }
    return number
  }
}

// MARK: - Order

extension DecimalValue: Comparable {
  /// Whether two numbers are printed alike.
  package static func == (left: DecimalValue, right: DecimalValue) -> Bool {
    order(left, right) == 0
  }

  /// Whether the first number is less, as both are printed.
  package static func < (left: DecimalValue, right: DecimalValue) -> Bool {
    order(left, right) < 0
  }

  /// Negative if the first is less, 0 if they are the same, else positive.
  @inline(__always)
  static func order(_ left: DecimalValue, _ right: DecimalValue) -> Int {
    guard !left.isDouble, !right.isDouble else { return orderOfDoubles(left, right) }
    let distance = Int(left.exponent) - Int(right.exponent)
    guard -18...18 ~= distance else { return orderOfFar(left, right) }
    // Of many digits one may be too large with the zeros of the other's places.
    let first = left.bits.multipliedReportingOverflow(by: powers[max(0, distance)])
    let second = right.bits.multipliedReportingOverflow(by: powers[max(0, -distance)])
    guard !first.overflow, !second.overflow else { return orderOfFar(left, right) }
    let (one, other) = (first.partialValue, second.partialValue)
    return one < other ? -1 : one == other ? 0 : 1
  }

  @inline(never)
  private static func orderOfDoubles(_ left: DecimalValue, _ right: DecimalValue) -> Int {
    let (first, second) = (left.double, right.double)
    // Numbers with other doubles lie on the same sides of each other as these.
    if first != second || left.isDouble && right.isDouble {
      return first < second ? -1 : first > second ? 1 : 0
    }
    if let one = left.isDouble ? printed(first) : left,
      let other = right.isDouble ? printed(second) : right
    {
      return order(one, other)
    }
    let (one, other) = (left.exact, right.exact)
    return one < other ? -1 : other < one ? 1 : 0
  }

  @inline(never)
  private static func orderOfFar(_ left: DecimalValue, _ right: DecimalValue) -> Int {
    let distance = Int(left.exponent) - Int(right.exponent)
    if distance < 0 { return -orderOfFar(right, left) }
    if distance > 18 {
      // Any digit of the first is worth more than all of the second.
      return left.isZero ? -Int(right.bits.signum()) : Int(left.bits.signum())
    }
    let scaled = Int128(left.bits) * Int128(powers[distance])
    return Int((scaled - Int128(right.bits)).signum())
  }
}
