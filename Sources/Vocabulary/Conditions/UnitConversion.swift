/// A unit of what weather stations measure.
package struct MeasurementUnit: Sendable, Hashable {
  /// What is measured.
  package enum Quantity: String, Sendable, Hashable, CaseIterable {
    case temperature
    case speed
    case length
    case pressure
  }

  /// Its symbol.
  package let symbol: String

  /// What is measured in it.
  package let quantity: Quantity

  /// What a number of these units is in K, m/s, m or Pa: numerator · x / divisor + offset / 100 / divisor.
  fileprivate let numerator: Int64
  fileprivate let divisor: Int64
  fileprivate let offset: Int64

  private init(
    _ symbol: String, _ quantity: Quantity, _ numerator: Int64, by divisor: Int64 = 1,
    offset: Int64 = 0
  ) {
    self.symbol = symbol
    self.quantity = quantity
    self.numerator = numerator
    self.divisor = divisor
    self.offset = offset
  }

  /// All units. Millimetres and inches of mercury are the conventional ones: 13.5951 g/cm³ at
  /// 9.80665 m/s².
  package static let all = [
    MeasurementUnit("C", .temperature, 1, offset: 27_315), MeasurementUnit("K", .temperature, 1),
    // (x + 459.67) · 5/9
    MeasurementUnit("F", .temperature, 5, by: 9, offset: 229_835),
    MeasurementUnit("m/s", .speed, 1), MeasurementUnit("km/h", .speed, 5, by: 18),
    MeasurementUnit("mph", .speed, 44_704, by: 100_000),
    MeasurementUnit("kn", .speed, 1852, by: 3600),
    MeasurementUnit("mm", .length, 1, by: 1000), MeasurementUnit("cm", .length, 1, by: 100),
    MeasurementUnit("m", .length, 1), MeasurementUnit("km", .length, 1000),
    MeasurementUnit("in", .length, 254, by: 10_000),
    MeasurementUnit("ft", .length, 3048, by: 10_000),
    MeasurementUnit("Pa", .pressure, 1), MeasurementUnit("hPa", .pressure, 100),
    MeasurementUnit("kPa", .pressure, 1000),
    MeasurementUnit("mmHg", .pressure, 133_322_387_415, by: 1_000_000_000),
    MeasurementUnit("inHg", .pressure, 3_386_388_640_341, by: 1_000_000_000),
  ]

  /// Finds a unit; nil if there is none of this symbol.
  ///
  /// - Parameter symbol: the symbol, in exactly this case.
  package init?(_ symbol: String) {
    guard let unit = Self.all.first(where: { $0.symbol == symbol }) else { return nil }
    self = unit
  }

  /// The symbols of some units, for a sentence.
  ///
  /// - Parameter quantity: what is measured in them; nil for all.
  /// - Returns: `C, K and F`
  package static func listing(of quantity: Quantity? = nil) -> String {
    let symbols = all.filter { quantity == nil || $0.quantity == quantity }.map(\.symbol)
    return symbols.dropLast().joined(separator: ", ") + " and " + (symbols.last ?? "")
  }
}

/// The way from one unit to another: (factor · x + offset / 100) / divisor, all of them whole numbers.
package struct UnitConversion: Sendable, Hashable {
  private let factor: Int64
  private let offset: Int64
  private let divisor: Int64

  /// Finds the way; nil if the units don't measure the same.
  ///
  /// - Parameters:
  ///   - unit: the unit of the numbers that are given.
  ///   - other: the unit of those that are wanted.
  package init?(from unit: MeasurementUnit, to other: MeasurementUnit) {
    guard unit.quantity == other.quantity else { return nil }
    let factor = Int128(unit.numerator) * Int128(other.divisor)
    let divisor = Int128(unit.divisor) * Int128(other.numerator)
    let offset =
      Int128(unit.offset) * Int128(other.divisor) - Int128(other.offset) * Int128(unit.divisor)
    let common = Self.commonDivisor(Self.commonDivisor(factor, divisor), abs(offset))
    self.factor = Int64(factor / common)
    self.offset = Int64(offset / common)
    self.divisor = Int64(divisor / common)
  }

  private static func commonDivisor(_ first: Int128, _ second: Int128) -> Int128 {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }

  /// A number in the other unit.
  ///
  /// - Parameter number: the number.
  /// - Returns: the decimal if it has at most 18 digits, else the double nearest to the exact result, as
  ///   of a quotient; nil beyond the largest double.
  package func apply(_ number: DecimalValue) -> DecimalValue? {
    guard !number.isDouble else { return inSteps(number) }
    // Whole numbers of at most 18 and 14 digits.
    let product = Int128(number.bits) * Int128(factor)
    let exponent = Int(number.exponent)
    guard offset != 0 else { return DecimalValue.quotient(product, divisor, exponent) }
    // Both are brought to the same power of ten.
    let common = min(exponent, -2)
    guard exponent - common <= 6, -2 - common <= 18 else { return inSteps(number) }
    let dividend =
      product * Int128(DecimalValue.powers[exponent - common])
      + Int128(offset) * Int128(DecimalValue.powers[-2 - common])
    return DecimalValue.quotient(dividend, divisor, common)
  }

  /// The same where the whole doesn't fit into an integer: each step for itself.
  private func inSteps(_ number: DecimalValue) -> DecimalValue? {
    number.applying(.product, DecimalValue(whole: factor))?
      .applying(.sum, DecimalValue(bits: offset, exponent: -2))?
      .applying(.quotient, DecimalValue(whole: divisor))
  }
}
