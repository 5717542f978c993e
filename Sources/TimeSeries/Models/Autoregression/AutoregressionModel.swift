import NumericalMethods

/// A fitted autoregression with deterministic terms.
package struct AutoregressionModel: ForecastModel {
  /// What was fitted.
  package let specification: Autoregression

  /// φ, one for each lag.
  package let coefficients: [Double]

  /// Their standard deviations.
  package let standardErrors: [Double]

  /// The coefficients of the deterministic terms; t is 0 at the first step of the series, the trend
  /// 1.
  package let regression: [Double]

  /// Their standard deviations.
  package let regressionErrors: [Double]

  /// σ, the standard deviation of the errors: the root of the sum of their squares divided by the
  /// number of rows.
  package let deviation: Double

  /// The number of rows.
  package let count: Int

  /// The logarithm of the Gaussian likelihood of the rows, given the values before them.
  package let logLikelihood: Double

  /// The number of steps of the series, and of what it was continued with.
  package internal(set) var seriesLength: Int

  /// The last values, as many as the longest lag; what is missing among them is interpolated.
  var history: [Double]

  /// How many steps of the series lie behind the last known value.
  var stepsBehind: Int

  /// σ².
  package var variance: Double { deviation * deviation }

  /// The number of estimated parameters, σ² among them.
  package var parameterCount: Int { coefficients.count + regression.count + 1 }

  /// Akaike's criterion, −2·loglik + 2k.
  package var aic: Double { criterion(.aic) }

  /// Akaike's criterion for short series; infinite where there are too few rows for it.
  package var aicc: Double { criterion(.aicc) }

  /// The Bayesian criterion, −2·loglik + k·ln n.
  package var bic: Double { criterion(.bic) }

  private func criterion(_ criterion: Autoregression.Criterion) -> Double {
    var criteria = GaussianCriteria(count: count, parameters: parameterCount, variance: 1)
    criteria.logLikelihood = logLikelihood
    return criteria.value(criterion)
  }

  init(
    _ specification: Autoregression, _ frame: SeriesFrame, _ equations: NormalEquations,
    _ factor: Cholesky
  ) throws(ModelError) {
    self.specification = specification
    let found = factor.solve(equations.rightSide)
    let explained = factor.solveLower(equations.rightSide).reduce(0) { $0 + $1 * $1 }
    let rest = equations.square - explained
    guard rest > 1e-14 * equations.square else { throw .perfectFit }
    count = equations.count
    let unit = frame.unit
    deviation = (rest / Double(count)).squareRoot() * unit
    logLikelihood =
      GaussianCriteria(
        count: count, parameters: 0, variance: rest / Double(count)
      ).logLikelihood - Double(count) * Elementary.log(unit)
    let back = BackTransform(specification, frame)
    let estimates = back.estimates(found)
    regression = Array(estimates.prefix(specification.terms.count))
    coefficients = Array(estimates.dropFirst(specification.terms.count))
    let errors = back.errors(factor.inverse, variance: rest / Double(count))
    regressionErrors = Array(errors.prefix(specification.terms.count))
    standardErrors = Array(errors.dropFirst(specification.terms.count))
    seriesLength = frame.seriesLength
    stepsBehind = frame.stepsBehind
    history = frame.history
  }

  /// The model with the same parameters behind more values.
  ///
  /// A gap between known values is filled by the line between them; where the fit interpolates between
  /// decimals, it does so to 2⁻²⁰ of the last decimal, here to the rounding. Otherwise forecasts are
  /// those of the same coefficients behind the whole series, to the rounding: to the bit where values
  /// are decimals.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite`, or `gapTooLong`.
  /// - Complexity: O(values + the longest lag).
  package func continued(with values: [Double]) throws(ModelError) -> AutoregressionModel {
    let (known, missing) = try values.behind(gap: stepsBehind, limit: missingLimit)
    var model = self
    model.seriesLength += values.count
    model.stepsBehind = missing
    guard !known.isEmpty, let last = history.last else { return model }
    let line = [last] + known
    let filled = SeasonalInterpolation.linearly(line, line.indices.filter { !line[$0].isNaN })
    model.history = (history.dropLast() + filled).suffix(history.count)
    return model
  }

  /// The values that come next: the recursion with forecasts in place of values, and σ²·Σψⱼ² for
  /// their errors, those of the coefficients left out, as in statsmodels and R.
  ///
  /// An autoregression by least squares needn't be stationary; far ahead its forecasts may grow
  /// without limit.
  ///
  /// - Parameter horizon: how many, at least 1.
  /// - Returns: the forecast.
  /// - Complexity: O(horizon × (lags + terms)).
  package func forecast(steps horizon: Int) -> Forecast {
    precondition(horizon >= 1, "no step to forecast")
    let total = stepsBehind + horizon
    let first = seriesLength - stepsBehind
    let columns = specification.terms.columns(first..<first + total)
    let (lags, longest) = (specification.lags, history.count)
    var values = history
    var impulses = Array(repeating: 0.0, count: longest)
    var forecast = Forecast(means: [], standardErrors: [])
    var sum = 0.0
    for step in 0..<total {
      var mean = 0.0
      for (coefficient, column) in zip(regression, columns) { mean += coefficient * column[step] }
      var impulse = step == 0 ? 1.0 : 0
      for (coefficient, lag) in zip(coefficients, lags) {
        mean += coefficient * values[longest + step - lag]
        impulse += coefficient * impulses[longest + step - lag]
      }
      values.append(mean)
      impulses.append(impulse)
      sum += impulse * impulse
      guard step >= stepsBehind else { continue }
      forecast.means.append(mean)
      forecast.standardErrors.append(deviation * sum.squareRoot())
    }
    return forecast
  }
}

/// What normal equations don't tell of a series: what they count in, and where the series ends.
struct SeriesFrame: Sendable {
  /// The unit of whole numbers.
  let unit: Double

  /// What was taken away from these.
  let centre: Int64

  /// What the trend was divided by, and what was taken away from the quotient.
  var trendUnit = 1.0
  var trendCentre = 0.0

  /// The number of steps of the series.
  let seriesLength: Int

  /// How many of these lie behind the last known value.
  let stepsBehind: Int

  /// The last values, as many as the longest lag.
  let history: [Double]
}

extension SeriesFrame {
  /// What there is to know of a series in memory.
  init(_ data: AutoregressionData) {
    self.init(
      unit: data.integers.unit, centre: data.integers.centre, trendUnit: data.shifted.trendUnit,
      trendCentre: data.shifted.trendCentre, seriesLength: data.length,
      stepsBehind: data.length - data.offset - data.values.count,
      history: data.integers.lastValues(data.specification.lags.last ?? 0))
  }
}

/// From what the normal equations yield to the coefficients of the series itself.
private struct BackTransform {
  /// A row for each coefficient.
  private var matrix: Matrix
  private var constant: Double
  private let hasConstant: Bool

  init(_ specification: Autoregression, _ frame: SeriesFrame) {
    let (terms, lags) = (specification.terms, specification.lags)
    let unit = frame.unit
    let count = terms.count
    hasConstant = terms.hasConstant
    matrix = Matrix(rows: count + lags.count, columns: count + lags.count)
    for column in 0..<count { matrix[column, column] = unit }
    for lag in lags.indices { matrix[count + lag, count + lag] = 1 }
    let centre = Double(frame.centre) * unit
    constant = terms.hasConstant ? centre : 0
    if terms.hasConstant {
      // z = y − centre, on both sides.
      for lag in lags.indices { matrix[0, count + lag] = -centre }
    }
    if terms.hasTrend {
      let trend = terms.hasConstant ? 1 : 0
      matrix[trend, trend] = unit / frame.trendUnit
      if terms.hasConstant { matrix[0, trend] = -unit * frame.trendCentre }
    }
  }

  func estimates(_ found: [Double]) -> [Double] {
    var result = matrix * found
    if hasConstant { result[0] += constant }
    return result
  }

  /// The standard deviations of the estimates.
  func errors(_ inverse: Matrix, variance: Double) -> [Double] {
    let covariance = matrix * (inverse * matrix.transposed)
    return (0..<covariance.rows).map { (covariance[$0, $0] * variance).squareRoot() }
  }
}
