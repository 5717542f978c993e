/// Elementary functions with the same bits on any processor.
///
/// ```swift
/// print(Elementary.log(Elementary.exp(1)))  // 1.0
/// ```
///
/// The functions of a system's mathematical library are chosen at run time by what the processor
/// can do, and differ in the last bit between machines. These are made of `+ − × ÷` and square
/// roots alone, which IEEE 754 defines to the bit, in a fixed order. They reduce the argument (W.
/// J. Cody, W. Waite, *Software Manual for the Elementary Functions*, 1980) and sum a Taylor
/// series; the tests measure their errors in units in the last place against 60 digits.
package enum Elementary {
  /// ln 2 to 32 bits, so that its products with exponents are exact, and what is left.
  private static let log2High = 0x1.62e42feep-1
  private static let log2Low = 0x1.a39ef35793c76p-33

  /// 1/2! … 1/14!, the first last.
  private static let reciprocalFactorials: InlineArray<13, Double> = [
    1 / 87_178_291_200, 1 / 6_227_020_800, 1 / 479_001_600, 1 / 39_916_800, 1 / 3_628_800,
    1 / 362_880, 1 / 40_320, 1 / 5_040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2,
  ]

  /// eˣ − 1 − x for |x| ≤ 0.35.
  @inline(__always)
  private static func exponentialRest(_ x: Double) -> Double {
    var sum = 0.0
    for index in reciprocalFactorials.indices { sum = sum * x + reciprocalFactorials[index] }
    return x * x * sum
  }

  /// eˣ.
  ///
  /// - Parameter x: any number; where the result is too large it is infinite, where it is too small
  ///   0.
  /// - Returns: the power, with an error below 1 unit in the last place (2 where it is subnormal).
  package static func exp(_ x: Double) -> Double {
    guard x < 709.79 else { return x.isNaN ? x : .infinity }
    guard x > -745.14 else { return 0 }
    let multiple = (x * 1.4426950408889634).rounded(.toNearestOrEven)
    let high = x - multiple * log2High
    let low = multiple * log2Low
    let reduced = high - low
    let lost = (high - reduced) - low
    let result = 1 + (reduced + (exponentialRest(reduced) + lost))
    let exponent = Int(multiple)
    // In two steps, as 2¹⁰²⁴ is no double, and as the result may be subnormal.
    return result * power(ofTwo: exponent / 2) * power(ofTwo: exponent - exponent / 2)
  }

  /// eˣ − 1, also for small x.
  ///
  /// - Parameter x: any number.
  /// - Returns: the difference, with an error below 4 units in the last place.
  package static func expm1(_ x: Double) -> Double {
    if abs(x) <= 0.35 { return x + exponentialRest(x) }
    return exp(x) - 1
  }

  /// 2 to a power from −1022 to 1023.
  package static func power(ofTwo exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// The natural logarithm.
  ///
  /// - Parameter x: a number; of 0 the logarithm is −∞, below it there is none.
  /// - Returns: the logarithm, with an error below 1 unit in the last place.
  package static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x < 0 ? .nan : x }
    var exponent = x.exponent
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    // ln(1 + f) = f − f²/2 + s·(f²/2 + R), with s = f/(2 + f) and R = 2(s²/3 + s⁴/5 + …).
    let f = significand - 1
    let s = f / (2 + f)
    let square = s * s
    var series = 0.0
    for denominator in stride(from: 25.0, through: 3, by: -2) {
      series = series * square + 2 / denominator
    }
    series *= square
    let half = 0.5 * f * f
    let multiple = Double(exponent)
    if exponent == 0 { return f - (half - s * (half + series)) }
    return multiple * log2High - ((half - (s * (half + series) + multiple * log2Low)) - f)
  }

  /// ln(1 + x), also for small x.
  ///
  /// - Parameter x: a number from −1 on.
  /// - Returns: the logarithm, with an error below 2 units in the last place.
  package static func log1p(_ x: Double) -> Double {
    let sum = 1 + x
    guard sum > 0, sum < .infinity else { return log(sum) }
    if sum == 1 { return x }
    // What the sum has lost is added to the first order.
    let lost = abs(x) < 1 ? x - (sum - 1) : 1 - (sum - x)
    return log(sum) + lost / sum
  }

  /// The hyperbolic tangent.
  ///
  /// - Parameter x: any number.
  /// - Returns: from −1 to 1, with an error below 3 units in the last place.
  package static func tanh(_ x: Double) -> Double {
    let magnitude = abs(x)
    guard magnitude < 20 else { return x.isNaN ? x : x < 0 ? -1 : 1 }
    let result: Double
    if magnitude < 0.5 {
      let power = expm1(2 * magnitude)
      result = power / (power + 2)
    } else {
      result = 1 - 2 / (exp(2 * magnitude) + 1)
    }
    return x < 0 ? -result : result
  }

  /// The inverse of the hyperbolic tangent.
  ///
  /// - Parameter x: a number from −1 to 1, whose values are −∞ and ∞; beyond, there is none.
  /// - Returns: the area, with an error below 3 units in the last place.
  package static func atanh(_ x: Double) -> Double {
    let magnitude = abs(x)
    let result = 0.5 * log1p(2 * magnitude / (1 - magnitude))
    return x < 0 ? -result : result
  }
}
