private import NumericalMethods

/// Values for the gaps of a series with seasons, for methods that can't do without.
///
/// A polynomial and harmonics, fitted to what is there, fill the gaps for a moment; a robust
/// ``MSTL`` of that yields the seasons; then gaps lie on lines between the seasonally adjusted
/// neighbours, with the season added. Before the first and behind the last value the adjusted
/// series is constant. Where there are no more values than two seasons have, or the filled values
/// leave the range of the others by more than half of it, gaps lie on lines between the neighbours
/// themselves. That is `na.interp` of R's package `forecast`.
package struct SeasonalInterpolation: Sendable, Equatable {
  /// The lengths of the seasons in steps, ascending; empty for none.
  package let periods: [Int]

  /// An interpolation.
  ///
  /// - Parameter periods: the lengths of the seasons in steps, each at least 2, in any order; empty
  ///   for none.
  package init(periods: [Int]) {
    self.periods = Set(periods).sorted()
  }

  /// Fills the gaps.
  ///
  /// - Parameter values: the series, with NaN where there is no value.
  /// - Returns: the series without NaN. Values that are there stay as they are.
  /// - Throws: ``ModelError`` if there is no value, or an infinite one.
  /// - Complexity: O(steps) without seasons; else that of a robust ``MSTL`` and of the fit, O(steps
  ///   × terms²).
  package func fill(_ values: [Double]) throws(ModelError) -> [Double] {
    try values.checkFinite()
    let present = values.indices.filter { !values[$0].isNaN }
    guard present.count < values.count else { return values }
    guard let longest = periods.last, present.count > 2 * longest, values.count > 2 * longest,
      let filled = seasonally(values, present)
    else { return Self.linearly(values, present) }
    let (lowest, highest) = Self.bounds(present.map { values[$0] })
    let (least, most) = Self.bounds(filled)
    let margin = 0.5 * (highest - lowest)
    guard most <= highest + margin, least >= lowest - margin else {
      return Self.linearly(values, present)
    }
    return filled
  }

  private func seasonally(_ values: [Double], _ present: [Int]) -> [Double]? {
    let columns = regressors(values.count)
    guard present.count > columns.count,
      let coefficients = Self.coefficients(columns, values, present)
    else { return nil }
    var filled = values
    for step in values.indices where values[step].isNaN {
      var sum = 0.0
      for (column, coefficient) in zip(columns, coefficients) { sum += column[step] * coefficient }
      filled[step] = sum
    }
    let parts = MSTL(periods: periods, isRobust: true).decompose(complete: filled, periods)
    var season = [Double](repeating: 0, count: values.count)
    for part in parts.seasons {
      for step in season.indices { season[step] += part[step] }
    }
    let adjusted = Self.linearly(filled.indices.map { filled[$0] - season[$0] }, present)
    return values.indices.map { values[$0].isNaN ? adjusted[$0] + season[$0] : values[$0] }
  }

  /// What makes the columns, summed, nearest to the values that are there; nil where these don't
  /// determine it.
  private static func coefficients(
    _ columns: [[Double]], _ values: [Double], _ present: [Int]
  ) -> [Double]? {
    var design = Matrix(rows: present.count, columns: columns.count)
    for (index, column) in columns.enumerated() {
      for (row, step) in present.enumerated() { design[row, index] = column[step] }
    }
    return LeastSquares(design, present.map { values[$0] })?.coefficients
  }

  /// A constant, harmonics, and polynomials that are orthogonal over all steps.
  private func regressors(_ count: Int) -> [[Double]] {
    var columns: [[Double]] = []
    let most = periods.count > 1 ? 20 : 5
    var seen: Set<[Int]> = []
    for period in periods {
      for harmonic in 1...Swift.max(1, Swift.min(period / 2, most)) {
        let divisor = Self.greatestCommonDivisor(harmonic, period)
        // 2 of 48 is 1 of 24.
        guard seen.insert([harmonic / divisor, period / divisor]).inserted else { continue }
        let table = (0..<period).map {
          Elementary.cosineAndSine(ofTurn: harmonic * $0, over: period)
        }
        columns.append((0..<count).map { table[$0 % period].cosine })
        if 2 * harmonic < period { columns.append((0..<count).map { table[$0 % period].sine }) }
      }
    }
    return Self.polynomials(count, degree: Swift.min(Swift.max(count / 10, 1), 6)) + columns
  }

  /// Discrete orthogonal polynomials by their recurrence over three.
  private static func polynomials(_ count: Int, degree: Int) -> [[Double]] {
    let half = 0.5 * Double(count - 1)
    let places = (0..<count).map { (Double($0) - half) / half }
    var polynomials = [[Double](repeating: 1, count: count), places]
    let size = Double(count)
    for order in 1..<Swift.max(degree, 1) {
      let k = Double(order)
      // Of the Gram polynomials on −1…1: p(k+1) = x p(k) − c p(k−1).
      let factor =
        k * k * (size * size - k * k) / ((4 * k * k - 1) * (size - 1) * (size - 1))
      polynomials.append(
        (0..<count).map {
          places[$0] * polynomials[order][$0] - factor * polynomials[order - 1][$0]
        })
    }
    return polynomials
  }

  /// Gaps on lines between their neighbours; constant at the ends.
  static func linearly(_ values: [Double], _ present: [Int]) -> [Double] {
    var filled = values
    for step in 0..<present[0] { filled[step] = values[present[0]] }
    for (before, behind) in zip(present, present.dropFirst()) where behind > before + 1 {
      let slope = (values[behind] - values[before]) / Double(behind - before)
      for step in before + 1..<behind {
        filled[step] = values[before] + slope * Double(step - before)
      }
    }
    let last = present[present.count - 1]
    for step in last + 1..<Swift.max(values.count, last + 1) { filled[step] = values[last] }
    return filled
  }

  private static func bounds(_ values: [Double]) -> (Double, Double) {
    var (least, most) = (Double.infinity, -Double.infinity)
    for value in values {
      least = Swift.min(least, value)
      most = Swift.max(most, value)
    }
    return (least, most)
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
  }
}

extension [Double] {
  /// Throws if no value is there, or one is infinite.
  func checkFinite() throws(ModelError) {
    guard contains(where: { !$0.isNaN }) else { throw .noValues }
    try checkNotInfinite()
  }

  /// The values behind a gap, and what of them is missing at the end again, which is no more than a
  /// model goes on through.
  ///
  /// - Parameters:
  ///   - gap: the steps before these values that have none.
  ///   - limit: how many steps may be left.
  /// - Returns: NaN for each of them, then the values up to the last known one; nothing where none is
  ///   known. And the steps that are left.
  /// - Throws: `ModelError` if a value is infinite, or the steps that are left are too many.
  func behind(
    gap: Int, limit: Int = ModelLimits.missingSteps
  ) throws(ModelError) -> (known: [Double], missingAtEnd: Int) {
    try checkNotInfinite()
    let end = lastIndex { !$0.isNaN }
    let missing = end.map { count - 1 - $0 } ?? gap + count
    guard missing <= limit else { throw .gapTooLong(steps: missing, limit: limit) }
    guard let end else { return ([], missing) }
    return ([Double](repeating: .nan, count: gap) + self[...end], missing)
  }

  /// The values from a step on, and behind the end those before it.
  func rotated(by steps: Int) -> [Double] {
    let place = isEmpty ? 0 : steps % count
    return Array(self[place...] + self[..<place])
  }

  /// Throws if a value is infinite.
  func checkNotInfinite() throws(ModelError) {
    if let step = firstIndex(where: { $0.isInfinite }) { throw .notFinite(index: step) }
  }
}
