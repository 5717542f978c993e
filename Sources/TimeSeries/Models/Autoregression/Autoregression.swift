import NumericalMethods

/// An autoregression with deterministic terms, to be fitted by least squares.
///
/// ```swift
/// let model = try Autoregression(
///   lags: Array(1...25) + [48, 168],
///   terms: DeterministicTerms(hasConstant: true, seasons: [.init(period: 24, harmonics: 4)])
/// ).fit(temperatures)
/// ```
///
/// y(t) = c + δ·(t + 1) + Σ seasons + Σ φᵢ·y(t − lᵢ) + e(t), over the steps from the longest lag
/// on: the conditional least squares of statsmodels' `AutoReg`. The sums of products of the series
/// are those of whole numbers (see ``IntegerSeries``), exact, and the same for any cut of the
/// series.
///
/// A missing value is NaN. Forecasts begin behind the last step of the series, whether it has a
/// value or not.
package struct Autoregression: Sendable {
  /// What becomes of missing values.
  package enum Gaps: String, Sendable, Hashable, Codable {
    /// Steps that lack their value, or that of a lag, are left out. With many lags, few are left.
    case completeRows

    /// Missing values are taken from the line between their neighbours.
    case interpolation
  }

  /// A criterion by which orders are compared.
  package enum Criterion: Sendable, Hashable {
    /// Akaike's.
    case aic
    /// Akaike's for short series.
    case aicc
    /// The Bayesian one.
    case bic
  }

  /// The lags, increasing, at least 1.
  package let lags: [Int]

  /// The deterministic terms.
  package let terms: DeterministicTerms

  /// What becomes of missing values.
  package let gaps: Gaps

  /// Describes an autoregression.
  ///
  /// - Parameters:
  ///   - lags: at least 1, in any order, each once; none for a regression alone.
  ///   - terms: the deterministic terms.
  ///   - gaps: what becomes of missing values.
  package init(
    lags: [Int], terms: DeterministicTerms = DeterministicTerms(hasConstant: true),
    gaps: Gaps = .interpolation
  ) {
    self.lags = lags.sorted()
    precondition(self.lags.first ?? 1 >= 1, "a lag below 1")
    precondition(zip(self.lags, self.lags.dropFirst()).allSatisfy { $0 < $1 }, "a lag twice")
    self.terms = terms
    self.gaps = gaps
  }

  /// Fits the autoregression to a series.
  ///
  /// - Parameter values: the series, NaN where it is missing.
  /// - Returns: the model with the smallest sum of squared errors.
  /// - Throws: `ModelError`.
  /// - Complexity: O(n × (columns + differences of lags)) without gaps that are left out, O(n ×
  ///   columns²) with them; and O(columns³).
  package func fit(_ values: [Double]) throws(ModelError) -> AutoregressionModel {
    let data = try AutoregressionData(self, values)
    let equations = try data.equations(from: lags.last ?? 0)
    return try AutoregressionModel(self, SeriesFrame(data), equations, equations.factor())
  }

  /// Chooses how many lags an autoregression has, from 0 to a largest number, all being fitted to
  /// the same rows.
  ///
  /// - Parameters:
  ///   - largest: P, the most lags; the rows are those from step P on.
  ///   - values: the series, NaN where it is missing.
  ///   - terms: the deterministic terms.
  ///   - gaps: what becomes of missing values.
  ///   - criterion: what is to be smallest; where it is for several, the fewest lags win.
  /// - Returns: p; the lags are 1 … p.
  /// - Throws: `ModelError`.
  /// - Complexity: that of one fit with all lags.
  package static func order(
    upTo largest: Int, of values: [Double],
    terms: DeterministicTerms = DeterministicTerms(hasConstant: true),
    gaps: Gaps = .interpolation, by criterion: Criterion = .bic
  ) throws(ModelError) -> Int {
    guard largest > 0 else { return 0 }
    let full = Autoregression(lags: Array(1...largest), terms: terms, gaps: gaps)
    let data = try AutoregressionData(full, values)
    let equations = try data.equations(from: largest)
    let factor = try equations.factor()
    // What each column explains, those before it being there.
    let parts = factor.solveLower(equations.rightSide).map { $0 * $0 }
    var rest = equations.square
    var best = (order: 0, value: Double.infinity)
    for column in 0...parts.count {
      let order = column - terms.count
      if order >= 0, rest > 0 {
        let n = Double(equations.count)
        let likelihood = GaussianCriteria(
          count: equations.count, parameters: column + 1, variance: rest / n)
        let value = likelihood.value(criterion)
        if value < best.value { best = (order, value) }
      }
      if column < parts.count { rest -= parts[column] }
    }
    return best.order
  }
}

/// The likelihood of Gaussian errors, and what criteria make of it.
struct GaussianCriteria {
  let count: Int

  /// The number of parameters, the variance among them.
  let parameters: Int

  var logLikelihood: Double

  init(count: Int, parameters: Int, variance: Double) {
    self.count = count
    self.parameters = parameters
    // ln 2π
    logLikelihood = -0.5 * Double(count) * (1.8378770664093453 + Elementary.log(variance) + 1)
  }

  func value(_ criterion: Autoregression.Criterion) -> Double {
    let (n, k) = (Double(count), Double(parameters))
    switch criterion {
    case .aic: return -2 * logLikelihood + 2 * k
    case .bic: return -2 * logLikelihood + k * Elementary.log(n)
    case .aicc:
      return n - k - 1 > 0
        ? -2 * logLikelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1) : .infinity
    }
  }
}

/// A series, prepared for an autoregression.
struct AutoregressionData {
  let specification: Autoregression

  /// The step of the first known value.
  let offset: Int

  /// The steps from the first known value to the last; NaN only where rows are left out.
  let values: [Double]

  /// The number of steps of the whole series.
  let length: Int

  let integers: IntegerSeries
  let shifted: ShiftedTerms

  private let isComplete: Bool

  init(_ specification: Autoregression, _ series: [Double]) throws(ModelError) {
    if let index = series.firstIndex(where: { $0.isInfinite }) { throw .notFinite(index: index) }
    guard let first = series.firstIndex(where: { !$0.isNaN }),
      let last = series.lastIndex(where: { !$0.isNaN })
    else { throw .noValues }
    self.specification = specification
    let values = Array(series[first...last])
    offset = first
    length = series.count
    self.values = values
    isComplete = !values.contains { $0.isNaN }
    let known = values.count { !$0.isNaN }
    let columns = specification.terms.count + specification.lags.count
    let needed = (specification.lags.last ?? 0) + columns + 2
    guard known >= needed else { throw .tooFewValues(known: known, needed: needed) }
    guard values.contains(where: { !$0.isNaN && $0 != series[first] }) else {
      throw .constantSeries
    }
    integers = IntegerSeries(
      values, isCentred: specification.terms.hasConstant,
      leavesOutGaps: specification.gaps == .completeRows)
    shifted = ShiftedTerms(specification.terms, offset: first, length: values.count)
  }

  /// The normal equations of the rows from a step on, the longest lag.
  func equations(from first: Int) throws(ModelError) -> NormalEquations {
    let (lags, terms) = (specification.lags, specification.terms)
    let needed = terms.count + lags.count + 2
    let leavesOut = specification.gaps == .completeRows && !isComplete
    let isPlain = terms.count == (terms.hasConstant ? 1 : 0)
    guard leavesOut || isPlain && integers.fractions.isEmpty else {
      return NormalEquations(integers, terms, shifted, lags: lags, from: first)
    }
    let form = LagForm(lags)
    let codes = zip(integers.whole, values).map { code, value in
      leavesOut && value.isNaN ? LaggedSums.missing : code
    }
    let sums = LaggedSums(codes, form).rows(less: 0)
    guard !leavesOut || sums.count >= needed else {
      throw .tooFewValues(known: sums.count, needed: needed)
    }
    guard !isPlain else { return NormalEquations(sums, hasConstant: terms.hasConstant, form) }
    let rows = (first..<values.count).filter { row in
      !values[row].isNaN && lags.allSatisfy { !values[row - $0].isNaN }
    }
    return NormalEquations(integers, terms, shifted, lags: lags, rows: rows, sums)
  }
}
