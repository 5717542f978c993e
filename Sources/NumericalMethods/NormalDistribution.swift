/// The standard normal distribution.
package enum NormalDistribution {
  /// The number below which a part of the distribution lies.
  ///
  /// ```swift
  /// print(NormalDistribution.quantile(0.975))  // 1.959963984540054
  /// ```
  ///
  /// Algorithm AS 241 (PPND16) of M. J. Wichura, *The percentage points of the normal
  /// distribution*, Applied Statistics 37 (1988), <https://doi.org/10.2307/2347330>: three rational
  /// functions, one in the middle and two in the tails.
  ///
  /// - Parameter probability: from 0 to 1, whose quantiles are −∞ and ∞; beyond, there is none.
  /// - Returns: the quantile, with a relative error of about 1e-15.
  package static func quantile(_ probability: Double) -> Double {
    guard probability > 0, probability < 1 else {
      return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
    }
    let centred = probability - 0.5
    if abs(centred) <= 0.425 {
      let argument = 0.180625 - centred * centred
      return centred * value(middleTop, argument) / value(middleBottom, argument)
    }
    let tail = centred < 0 ? probability : 1 - probability
    let distance = (-Elementary.log(tail)).squareRoot()
    let result =
      distance <= 5
      ? value(nearTop, distance - 1.6) / value(nearBottom, distance - 1.6)
      : value(farTop, distance - 5) / value(farBottom, distance - 5)
    return centred < 0 ? -result : result
  }

  /// A polynomial, its constant first.
  private static func value(_ coefficients: InlineArray<8, Double>, _ x: Double) -> Double {
    var sum = 0.0
    for index in coefficients.indices.reversed() { sum = sum * x + coefficients[index] }
    return sum
  }

  private static let middleTop: InlineArray<8, Double> = [
    3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ]
  private static let middleBottom: InlineArray<8, Double> = [
    1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
    21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
  ]
  private static let nearTop: InlineArray<8, Double> = [
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
    0.0227238449892691845833, 7.74545014278341407640e-4,
  ]
  private static let nearBottom: InlineArray<8, Double> = [
    1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
    0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
  ]
  private static let farTop: InlineArray<8, Double> = [
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
    0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ]
  private static let farBottom: InlineArray<8, Double> = [
    1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
  ]
}
