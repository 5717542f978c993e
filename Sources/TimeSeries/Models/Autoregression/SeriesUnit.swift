/// What a series is counted in as whole numbers.
///
/// Measurements are decimals: 290.15 is 29015 hundredths. Where a series isn't, its unit is a power
/// of two that leaves 50 bits for the largest value.
package struct SeriesUnit: Sendable, Hashable {
  /// A unit is numerator/denominator: 1/10ⁿ, or 2ⁿ/1.
  let numerator: Double
  let denominator: Double

  /// The unit in that of the series.
  var size: Double { numerator / denominator }

  /// A value in units, rounded to the nearest whole number; exact for decimals of which it is the unit.
  @inline(__always)
  func code(_ value: Double) -> Int64 {
    Int64(Self.rounded((value / numerator) * denominator))
  }

  /// The value of a whole number, or of one between two.
  func value(_ code: Double) -> Double { code / denominator * numerator }

  /// The nearest whole number of one below 2⁵¹ in size.
  @inline(__always)
  static func rounded(_ value: Double) -> Double { (value + 0x1.8p52) - 0x1.8p52 }
}

/// What decides the unit of a series, found out part by part.
package struct UnitCensus: Sendable, Hashable {
  private static let powers: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  /// The fewest decimals with which all values are had back to the bit; ten if it takes more than nine.
  private var decimals = 0

  /// The largest size of a value.
  private(set) var largest = 0.0

  /// No values.
  package init() {}

  /// Takes values.
  ///
  /// - Parameter values: finite numbers, and NaN where one is missing.
  /// - Complexity: O(values).
  package mutating func add(_ values: [Double]) {
    for value in values where !value.isNaN {
      largest = max(largest, abs(value))
      guard decimals < Self.powers.count else { continue }
      repeat {
        let power = Self.powers[decimals]
        // Sizes from 2⁵⁰ on leave no room for decimals, whatever the other values are.
        guard abs(value) * power < 0x1p50 else {
          decimals = Self.powers.count
          break
        }
        if SeriesUnit.rounded(value * power) / power == value { break }
        decimals += 1
      } while decimals < Self.powers.count
    }
  }

  /// Takes what is known of other values.
  package mutating func merge(_ other: UnitCensus) {
    decimals = max(decimals, other.decimals)
    largest = max(largest, other.largest)
  }

  /// The unit.
  package var unit: SeriesUnit {
    if decimals < Self.powers.count, largest * Self.powers[decimals] < 0x1p50 {
      return SeriesUnit(numerator: 1, denominator: Self.powers[decimals])
    }
    let exponent = largest > 0 ? max(Int(largest.exponent) - 49, -1022) : 0
    return SeriesUnit(
      numerator: Double(sign: .plus, exponent: exponent, significand: 1), denominator: 1)
  }

  /// What is known, in two words.
  package var words: [Int] { [decimals, Int(bitPattern: UInt(largest.bitPattern))] }

  /// Takes out what is known.
  package init(_ words: inout WordReader) {
    decimals = words.next()
    largest = Double(bitPattern: UInt64(UInt(bitPattern: words.next())))
  }
}
