/// Which series are forecast, how far, and by what: options that have been checked.
///
/// ```swift
/// var request = ForecastRequest(table: TableRequest(paths: ["humidity.csv"]), every: TimeSpan("1 h")!)
/// request.columns = try ColumnList("\"San Francisco\"")
/// request.horizons = [24, 48, 72]
/// let forecasts = try Job.run { job in try job.forecast(request) }
/// ```
///
/// Each column, in each group, is a series. Its values are put into steps as ``RegularRequest`` has it; a step
/// without values is a gap, and stays one. A series begins with its first value and ends with its last: the forecast
/// begins behind that, wherever the table ends.
public struct ForecastRequest: Sendable {
  /// The most steps that can be forecast.
  public static let longestHorizon = 1_000_000

  /// The table and how to read it.
  public var table: TableRequest

  /// The columns, or values, that are forecast; nil for all that have numbers.
  public var columns: ColumnList?

  /// The steps of time, what a series is, and what is made of several values in one step.
  public var regular: RegularRequest

  /// By what series are forecast.
  public var method = ForecastMethod.automatic

  /// How many steps are forecast: the largest. Accuracy is told for each, from 1 to
  /// ``longestHorizon``, ascending.
  public var horizons = [24]

  /// The probabilities of intervals, in percent, above 0 and below 100, ascending.
  public var levels = [80.0, 95]

  /// The steps of the seasons, each at least 2, ascending; nil for those that the length of a step suggests: for an
  /// hour a day, a week and a year. None for no season.
  public var seasons: [Int]?

  /// From how many origins in the past each series is forecast, to see how well; nil for none.
  public var origins: Int?

  /// Where intervals come from.
  public enum Intervals: String, Sendable, CaseIterable {
    /// The model, as if its errors were Gaussian.
    case model
    /// The errors that were made from origins in the past.
    case backtest
  }

  /// Where intervals come from.
  public var intervals = Intervals.model

  /// The folder of models that are taken instead of new ones: they go on with the rows behind their ends. Nil to
  /// fit models.
  public var models: String?

  /// Whether the rows come in the order of time, so that series are summed up as they are read, and never held. The
  /// method is an autoregression of given lags, without harmonics, for series of one group; without origins in the
  /// past, and without models that there are.
  public var isInOrder = false

  /// Whether the result has models as texts, to be kept in files.
  public var keepsModels = false

  /// What values are measured in, which goes into results and models as it stands. Of several units for a column the
  /// last counts.
  public var units: [Unit] = []

  /// What the values of a column are measured in.
  public struct Unit: Sendable, Hashable {
    /// The column, as it is called in the result; nil for all that no other unit names.
    public let column: String?

    /// The unit, such as `°C`.
    public let text: String

    /// Names a unit.
    public init(_ text: String, ofColumn column: String? = nil) {
      self.column = column
      self.text = text
    }
  }

  /// Whether the result has the last values of each series, and its errors step by step, to be drawn.
  public var keepsHistory = false

  /// How many of the last values are kept: some of the shortest seasons, and twice what is forecast, but no more than
  /// can be seen.
  ///
  /// - Parameter period: the steps of the shortest season; 1 without one.
  /// - Returns: the number of steps, from 48 to 1,000.
  package func historyLength(period: Int) -> Int {
    min(max(48, 7 * min(period, 500), 2 * (horizons.last ?? 1)), 1000)
  }

  /// Asks for forecasts, with every other option at its default.
  ///
  /// - Parameters:
  ///   - table: the table and how to read it.
  ///   - step: the length of a step.
  public init(table: TableRequest, every step: TimeSpan) {
    self.table = table
    regular = RegularRequest(every: step)
  }
}
