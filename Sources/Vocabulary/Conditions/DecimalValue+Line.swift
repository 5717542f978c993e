extension DecimalValue {
  /// A value on the line between two.
  ///
  /// - Parameters:
  ///   - first: the value at the beginning.
  ///   - last: the value at the end.
  ///   - part: how far it is from the beginning, 0 to `whole`.
  ///   - whole: how far it is to the end, at least 1.
  /// - Returns: the value: exact if it has at most 18 digits, else the nearest double. Where both values together have
  ///   more digits than some 30, with those of the distances, it is rounded in each step.
  /// - Complexity: O(1).
  package static func between(
    _ first: DecimalValue, _ last: DecimalValue, part: Int, of whole: Int
  ) -> DecimalValue {
    // Small numbers, so that products have as few digits as they can.
    let divisor = greatestCommonDivisor(part, whole)
    let (part, whole) = (part / divisor, whole / divisor)
    if let exact = exactlyBetween(first, last, part: part, of: whole) { return exact }
    let weights = (DecimalValue(whole: Int64(whole - part)), DecimalValue(whole: Int64(part)))
    if let one = first.applying(.product, weights.0),
      let other = last.applying(.product, weights.1),
      let sum = one.applying(.sum, other),
      let result = sum.applying(.quotient, DecimalValue(whole: Int64(whole)))
    {
      return result
    }
    // The sum may be beyond the largest double where the value isn't.
    let share = Double(part) / Double(whole)
    return DecimalValue(rounded: first.double * (1 - share) + last.double * share) ?? first
  }

  private static func exactlyBetween(
    _ first: DecimalValue, _ last: DecimalValue, part: Int, of whole: Int
  ) -> DecimalValue? {
    guard !first.isDouble, !last.isDouble else { return nil }
    let exponent = min(first.exponent, last.exponent)
    func digits(_ value: DecimalValue, _ weight: Int) -> Int128? {
      let zeros = Int(value.exponent - exponent)
      guard zeros <= 18 else { return value.isZero ? 0 : nil }
      let (scaled, isTooLarge) = (Int128(value.bits) * Int128(powers[zeros]))
        .multipliedReportingOverflow(by: Int128(weight))
      // As large as a dividend may be; see quotient.
      return isTooLarge || scaled.magnitude >> 100 != 0 ? nil : scaled
    }
    guard let one = digits(first, whole - part), let other = digits(last, part) else { return nil }
    return quotient(one + other, Int64(whole), Int(exponent))
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    var (first, second) = (first, second)
    while second != 0 { (first, second) = (second, first % second) }
    return max(1, first)
  }
}
