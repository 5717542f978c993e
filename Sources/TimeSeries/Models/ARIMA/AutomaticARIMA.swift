import NumericalMethods

/// The choice of an ARIMA model's order for a series.
///
/// ```swift
/// let model = try AutomaticARIMA(season: 12).fit(passengers)
/// print(model.specification.order)
/// ```
///
/// After R. J. Hyndman, Y. Khandakar, *Automatic time series forecasting: the forecast package for
/// R*, 2008, <https://doi.org/10.18637/jss.v027.i03>, with the tests that the package has had
/// since:
///
/// - D is 1 where the season is strong: 1 − Var(R)/Var(S + R) > 0.64 of a decomposition by loess;
/// - d is the number of differences, up to 2, until the test of D. Kwiatkowski, P. C. B. Phillips,
///   P. Schmidt and Y. Shin (1992, <https://doi.org/10.1016/0304-4076(92)90104-Y>) doesn't find a
///   unit root at the level of 5 %;
/// - a mean is tried where d + D = 0, a drift where it is 1;
/// - from four models on, neighbours with one order more or less are tried, two orders at once, and
///   the constant; the first that has a smaller AICc is where the search goes on, until none has;
/// - a model with a root within 1 % of the unit circle is refused.
///
/// For series of more than 150 steps, or a season above 12, models are ranked by the conditional
/// sum of squares, over the last 10,000 steps at most. Of the best the likelihood is then computed
/// exactly, and the one with the smallest AICc is the model.
package struct AutomaticARIMA: Sendable {
  /// The number of steps in a season; 1 without.
  package let season: Int

  /// The largest p and q, 5 as a rule.
  package var largestOrder = 5

  /// The largest P and Q, 2 as a rule.
  package var largestSeasonalOrder = 2

  /// How many models are tried at most, 94 as a rule.
  package var mostModels = 94

  /// How many of the best are fitted exactly after a ranking by sums of squares; of series that are
  /// longer than what is ranked by, fewer.
  private static let exactFits = (usual: 4, long: 2)

  /// How many of the last steps models are ranked by, at most.
  static let rankedSteps = 10_000

  /// Describes a choice.
  ///
  /// - Parameter season: the number of steps in a season, at least 1.
  package init(season: Int = 1) {
    precondition(season >= 1, "no such season")
    self.season = season
  }

  /// Chooses and fits a model.
  ///
  /// - Parameter values: the series, NaN where it is missing.
  /// - Returns: the model with the smallest AICc that was found.
  /// - Throws: `ModelError`, `constantSeries` or `perfectFit` also where the differences leave
  ///   nothing.
  /// - Complexity: that of some tens of fits of ``ARIMA``, or of its sums of squares.
  package func fit(_ values: [Double]) throws(ModelError) -> ARIMAModel {
    guard let first = values.firstIndex(where: { !$0.isNaN }) else { throw .noValues }
    if let index = values.firstIndex(where: { $0.isInfinite }) { throw .notFinite(index: index) }
    let known = Array(values[first...])
    guard known.contains(where: { !$0.isNaN && $0 != known[0] }) else {
      throw known.count { !$0.isNaN } < 3
        ? .tooFewValues(known: known.count { !$0.isNaN }, needed: 3) : .constantSeries
    }
    let differences = try differences(known)
    var search = OrderSearch(
      self, values, differences: differences.ordinary, seasonal: differences.seasonal)
    search.run()
    let isLong = values.count > Self.rankedSteps
    return try search.best(fits: isLong ? Self.exactFits.long : Self.exactFits.usual)
  }

  /// d and D.
  func differences(
    _ values: [Double]
  ) throws(ModelError) -> (ordinary: Int, seasonal: Int) {
    var seasonal = 0
    if season > 1, values.count > 2 * season {
      let strength = try MSTL(periods: [season]).decompose(values).seasonalStrength()
      seasonal = strength > 0.64 ? 1 : 0
    }
    var series = values
    if seasonal > 0 { series = Self.difference(series, lag: season) }
    if !series.contains(where: { !$0.isNaN }) { (series, seasonal) = (values, 0) }
    // The test knows no gaps.
    series = series.filter { !$0.isNaN }
    var ordinary = 0
    while ordinary < 2, !Self.isConstant(series), UnitRootTest.statistic(series) > 0.463 {
      ordinary += 1
      series = Self.difference(series, lag: 1)
    }
    return (ordinary, seasonal)
  }

  private static func isConstant(_ values: [Double]) -> Bool {
    values.allSatisfy { $0 == values[0] }
  }

  private static func difference(_ values: [Double], lag: Int) -> [Double] {
    guard values.count > lag else { return [] }
    return zip(values.dropFirst(lag), values).map { $0 - $1 }
  }
}

/// The test of Kwiatkowski, Phillips, Schmidt and Shin, whose hypothesis is that a series varies
/// about a level.
enum UnitRootTest {
  /// The statistic, with ⌊3√n/13⌋ lags of Bartlett's window; its upper 5 % begin at 0.463.
  ///
  /// - Parameter values: a series without gaps that isn't constant.
  /// - Returns: Σ of the squared partial sums of deviations over n² times the long-run variance.
  static func statistic(_ values: [Double]) -> Double {
    let n = Double(values.count)
    // About a value first, as the mean of large numbers would lose digits.
    let level = values[0]
    let mean = values.reduce(0) { $0 + ($1 - level) } / n
    let deviations = values.map { ($0 - level) - mean }
    var (sum, squares) = (0.0, 0.0)
    for deviation in deviations {
      sum += deviation
      squares += sum * sum
    }
    let lags = Int(3 * n.squareRoot() / 13)
    var variance = deviations.reduce(0) { $0 + $1 * $1 }
    for lag in stride(from: 1, through: lags, by: 1) {
      let product = zip(deviations.dropFirst(lag), deviations).reduce(0) { $0 + $1.0 * $1.1 }
      variance += 2 * (1 - Double(lag) / Double(lags + 1)) * product
    }
    return squares / (n * variance)
  }
}
