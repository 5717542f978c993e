extension Elementary {
  /// 2π, and what the double leaves out.
  private static let turnHigh = 0x1.921fb54442d18p2
  private static let turnLow = 0x1.1a62633145c07p-52

  /// The cosine and the sine of a part of a full turn, such as a season's harmonics are made of.
  ///
  /// ```swift
  /// let (cosine, sine) = Elementary.cosineAndSine(ofTurn: 3, over: 24)  // of 45°
  /// ```
  ///
  /// The part is reduced to an eighth of a turn in integers, so that nothing is lost however many
  /// turns it has, and that the values at multiples of an eighth are exact or equal in size.
  ///
  /// - Parameters:
  ///   - numerator: how many parts the angle has; any number.
  ///   - denominator: how many parts a turn has, from 1 to 2⁴⁰.
  /// - Returns: both, with errors below 1 unit in the last place.
  package static func cosineAndSine(
    ofTurn numerator: Int, over denominator: Int
  ) -> (cosine: Double, sine: Double) {
    precondition(denominator > 0 && denominator <= 1 << 40, "no such part of a turn")
    var rest = numerator % denominator
    if rest < 0 { rest += denominator }
    // In eighths of a part, so that quarters are whole.
    let eighths = 8 * rest
    let quarter = (eighths + denominator) / (2 * denominator) % 4
    var offset = eighths - 2 * denominator * quarter
    if offset > denominator { offset -= 8 * denominator }
    let (cosine, sine) =
      abs(offset) == denominator
      ? (0.5.squareRoot(), offset < 0 ? -0.5.squareRoot() : 0.5.squareRoot())
      : nearZero(numerator: offset, denominator: 8 * denominator)
    return switch quarter {
    case 0: (cosine, sine)
    case 1: (-sine, cosine)
    case 2: (-cosine, -sine)
    default: (sine, -cosine)
    }
  }

  /// The same of at most an eighth of a turn, to either side.
  private static func nearZero(
    numerator: Int, denominator: Int
  ) -> (cosine: Double, sine: Double) {
    let (top, bottom) = (Double(numerator), Double(denominator))
    // The angle in twice the precision of a double. The fused operations are the functions of IEEE
    // 754, the same on processors that have them and on others.
    let part = top / bottom
    let partRest = top.addingProduct(-part, bottom) / bottom
    let angle = part * turnHigh
    let angleRest =
      (-angle).addingProduct(part, turnHigh) + (part * turnLow + partRest * turnHigh)
    let square = angle * angle
    var cosine = 0.0
    var sine = 0.0
    // The terms up to the power of 19.
    for order in stride(from: 18.0, through: 4, by: -2) {
      cosine = (1 - cosine) * square / (order * (order - 1))
      sine = (1 - sine) * square / (order * (order + 1))
    }
    let half = 0.5 * square
    sine = (1 - sine) * square / 6
    let base = 1 - half
    let fullCosine = base + (((1 - base) - half) + (half * cosine - angle * angleRest))
    return (fullCosine, angle - (angle * sine - angleRest * base))
  }
}
