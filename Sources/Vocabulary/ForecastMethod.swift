/// By what a series is forecast.
public enum ForecastMethod: Sendable, Hashable {
  /// The mean of the three methods that are best as a rule, but for those that did badly on the series so far; where
  /// another is clearly better, that one.
  case automatic
  /// The mean of the three methods that would have forecast the series best so far; where it is too short to tell,
  /// of those that are best as a rule.
  case combination
  /// ARIMA by the exact likelihood.
  case arima(ARIMAChoice)
  /// A regression on values before, and on the seasons.
  case autoregression(AutoregressionChoice)
  /// Exponential smoothing, the form with the smallest AICc.
  case exponentialSmoothing
  /// The Theta method.
  case theta
  /// Seasons by loess, exponential smoothing of the rest.
  case seasonalDecomposition
  /// The last value.
  case naive
  /// The value of a season ago.
  case seasonalNaive
  /// The mean of each place in the season.
  case seasonalMean

  /// Its name in options and documents.
  public var name: String {
    switch self {
    case .automatic: "auto"
    case .combination: "combination"
    case .arima: "arima"
    case .autoregression: "ar"
    case .exponentialSmoothing: "ets"
    case .theta: "theta"
    case .seasonalDecomposition: "mstl"
    case .naive: "naive"
    case .seasonalNaive: "seasonal-naive"
    case .seasonalMean: "seasonal-mean"
    }
  }
}

/// Which orders an ARIMA has.
public struct ARIMAChoice: Sendable, Hashable {
  /// p, d and q: autoregressive coefficients, differences, moving average coefficients.
  public struct Orders: Sendable, Hashable {
    /// p.
    public var autoregressive: Int
    /// d.
    public var differences: Int
    /// q.
    public var movingAverage: Int

    /// Names orders, each at least 0.
    public init(_ autoregressive: Int, _ differences: Int, _ movingAverage: Int) {
      self.autoregressive = autoregressive
      self.differences = differences
      self.movingAverage = movingAverage
    }
  }

  /// The orders; nil for those with the smallest AICc.
  public var orders: Orders?

  /// The orders at whole seasons, and the steps of a season; nil for none, or, where the others are chosen, for
  /// those that are chosen with them.
  public var seasonal: (orders: Orders, period: Int)? {
    get { seasonalOrders.map { ($0, seasonalPeriod) } }
    set { (seasonalOrders, seasonalPeriod) = (newValue?.orders, newValue?.period ?? 1) }
  }

  private var seasonalOrders: Orders?
  private var seasonalPeriod = 1

  /// Harmonics of seasons as regressors: the steps of each season, and how many.
  public var harmonics: [SeasonalHarmonics] = []

  /// Chooses orders by the AICc.
  public init() {}
}

/// What an autoregression has.
public struct AutoregressionChoice: Sendable, Hashable {
  /// The lags, at least 1, ascending; nil for those that the seasons suggest.
  public var lags: [Int]?

  /// Harmonics of seasons; nil for those that the seasons suggest, or, where lags are given, for none.
  public var harmonics: [SeasonalHarmonics]?

  /// Takes what the seasons suggest.
  public init() {}
}

/// A season as a sum of cosines and sines.
public struct SeasonalHarmonics: Sendable, Hashable {
  /// The steps of the season, at least 2.
  public let period: Int

  /// How many cosines and sines, from 1 to half the period.
  public let count: Int

  /// Describes a season; nil if there is no such one.
  public init?(period: Int, count: Int) {
    guard period >= 2, count >= 1, 2 * count <= period else { return nil }
    self.period = period
    self.count = count
  }
}
