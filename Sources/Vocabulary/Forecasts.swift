/// What became of a ``ForecastRequest``.
public struct Forecasts: Sendable {
  /// The length of a step.
  public let step: TimeSpan

  /// How many steps were asked for, ascending; the last is the length of each forecast.
  public let horizons: [Int]

  /// The probabilities of the intervals, in percent.
  public let levels: [Double]

  /// The steps of the seasons.
  public let seasons: [Int]

  /// The zone whose clock the times are on: a name, `UTC`, or nil where the file doesn't tell.
  public let timeZone: String?

  /// The names of the columns of groups.
  public let groupNames: [String]

  /// The series, in the order of their groups, then in that of their columns; on rank 0 only.
  public let series: [SeriesForecast]

  /// What has become of rows in the steps of time.
  public let regular: RegularSummary

  /// What was read; nil where models were.
  public let input: InputDescription?

  /// How it was computed.
  public let run: RunDescription

  package init(
    _ request: ForecastRequest, seasons: [Int], timeZone: String?, groupNames: [String],
    series: [SeriesForecast], regular: RegularSummary, input: InputDescription?,
    run: RunDescription
  ) {
    step = request.regular.step
    horizons = request.horizons
    levels = request.levels
    self.seasons = seasons
    self.timeZone = timeZone
    self.groupNames = groupNames
    self.series = series
    self.regular = regular
    self.input = input
    self.run = run
  }
}

/// A series and its forecast.
public struct SeriesForecast: Sendable {
  /// The column, or the value, that is forecast.
  public let column: String

  /// The group: its keys by their names, nil where one is missing; empty without groups.
  public let group: [(name: String, text: String?)]

  /// What it is called in sentences: the column, and the group.
  public var name: String { Self.name(ofColumn: column, group) }

  /// What a series is called in sentences.
  package static func name(
    ofColumn column: String, _ group: [(name: String, text: String?)]
  ) -> String {
    ([column] + group.map { "\($0.name)=\($0.text ?? "(missing)")" }).joined(separator: ", ")
  }

  /// What the values are measured in; nil where nobody said it.
  public let unit: String?

  /// The last values of a series.
  public struct History: Sendable, Hashable {
    /// The steps, by their beginnings; the last is the one behind which the forecast begins.
    public let times: [String]

    /// The values, NaN where one is missing.
    public let values: [Double]

    package init(times: [String], values: [Double]) {
      self.times = times
      self.values = values
    }
  }

  /// The last values; nil if they weren't asked for, or aren't known.
  public let history: History?

  /// What is known of the series.
  public struct Extent: Sendable, Hashable {
    /// The step of the first value.
    public let first: String

    /// The step of the last value, behind which the forecast begins.
    public let origin: String

    /// How many steps there are from the one to the other, both included.
    public let steps: Int

    /// How many of them have no value.
    public let missing: Int

    /// The last value.
    public let last: Double

    package init(first: String, origin: String, steps: Int, missing: Int, last: Double) {
      self.first = first
      self.origin = origin
      self.steps = steps
      self.missing = missing
      self.last = last
    }
  }

  /// What is known of the series; nil if it has no value.
  public let extent: Extent?

  /// What was fitted.
  public struct Model: Sendable, Hashable {
    /// Its kind: `arima`, `autoregression`, `ets` …
    public let family: String

    /// Its name: `ARIMA(2,1,2)`.
    public let name: String

    /// Its parameters.
    public let parameters: [Parameter]

    /// The logarithm of the likelihood; nil where it has none.
    public let logLikelihood: Double?

    /// σ², the variance of the errors one step ahead; nil where it isn't estimated.
    public let variance: Double?

    /// Akaike's criterion, nil where there is no likelihood.
    public let aic: Double?

    /// Akaike's criterion for short series.
    public let aicc: Double?

    /// The Bayesian criterion.
    public let bic: Double?

    package init(
      family: String, name: String, parameters: [Parameter], logLikelihood: Double?,
      variance: Double?, aic: Double?, aicc: Double?, bic: Double?
    ) {
      self.family = family
      self.name = name
      self.parameters = parameters
      self.logLikelihood = logLikelihood
      self.variance = variance
      self.aic = aic
      self.aicc = aicc
      self.bic = bic
    }
  }

  /// A parameter of a model.
  public struct Parameter: Sendable, Hashable {
    /// Its name: `ar1`, `mean`.
    public let name: String

    /// Its value.
    public let value: Double

    /// Its standard deviation; nil where it isn't known.
    public let standardError: Double?

    package init(name: String, value: Double, standardError: Double?) {
      self.name = name
      self.value = value
      self.standardError = standardError
    }
  }

  /// The bounds between which values lie with some probability.
  public struct Interval: Sendable, Hashable {
    /// The probability, in percent.
    public let level: Double

    /// The lower bounds, one a step; NaN where nothing is known.
    public let lower: [Double]

    /// The upper bounds.
    public let upper: [Double]

    package init(level: Double, lower: [Double], upper: [Double]) {
      self.level = level
      self.lower = lower
      self.upper = upper
    }
  }

  /// The values that come next.
  public struct Ahead: Sendable {
    /// What was fitted.
    public let model: Model

    /// The steps, by their beginnings.
    public let times: [String]

    /// The expected values.
    public let means: [Double]

    /// The intervals, one for each level.
    public let intervals: [Interval]

    package init(model: Model, times: [String], means: [Double], intervals: [Interval]) {
      self.model = model
      self.times = times
      self.means = means
      self.intervals = intervals
    }
  }

  /// The forecast; nil if there is none.
  public let ahead: Ahead?

  /// Why there is no forecast, as a part of a sentence; nil if there is one.
  public let reason: String?

  /// How well methods would have forecast the series so far, the one that was asked for first; empty if that wasn't
  /// asked for, or the series is too short.
  public let accuracy: [MethodAccuracy]

  /// A model as the text of a file.
  public struct Saved: Sendable, Hashable {
    /// The name of the file.
    public let name: String

    /// The text, `caudal.model/1`.
    public let text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// The model as the text of a file; nil if that wasn't asked for.
  public let saved: Saved?

  package init(
    column: String, group: [(name: String, text: String?)], unit: String? = nil, extent: Extent?,
    ahead: Ahead?, reason: String?, accuracy: [MethodAccuracy], saved: Saved? = nil,
    history: History? = nil
  ) {
    self.saved = saved
    self.unit = unit
    self.history = history
    self.column = column
    self.group = group
    self.extent = extent
    self.ahead = ahead
    self.reason = reason
    self.accuracy = accuracy
  }
}

extension SeriesForecast {
  /// Whether repeating the last season, or the last value, would have been better so far.
  package var losesAgainstSeasonalNaive: Bool {
    guard accuracy.count > 1, let own = accuracy[0].horizons.last?.meanAbsoluteError,
      let naive = accuracy[1].horizons.last?.meanAbsoluteError
    else { return false }
    return own > naive
  }
}

/// How far a method's forecasts from origins in the past were from what came.
public struct MethodAccuracy: Sendable, Hashable {
  /// The method: its name in options.
  public let method: String

  /// From how many origins it forecast.
  public let origins: Int

  /// From how many it couldn't.
  public let failures: Int

  /// Measures of the first steps ahead, one for each horizon.
  public let horizons: [Measures]

  /// The mean absolute error of some steps ahead.
  public struct StepError: Sendable, Hashable {
    /// The steps, of which the first is 1.
    public let steps: ClosedRange<Int>

    /// The error, in the unit of the series; NaN where no value was known.
    public let meanAbsoluteError: Double

    package init(steps: ClosedRange<Int>, meanAbsoluteError: Double) {
      self.steps = steps
      self.meanAbsoluteError = meanAbsoluteError
    }
  }

  /// How errors grow with the steps ahead: at most 24 stretches of them, which follow one another. Empty if that
  /// wasn't asked for.
  public let stepErrors: [StepError]

  package init(
    method: String, origins: Int, failures: Int, horizons: [Measures], stepErrors: [StepError] = []
  ) {
    self.method = method
    self.origins = origins
    self.failures = failures
    self.horizons = horizons
    self.stepErrors = stepErrors
  }

  /// The measures of the first steps; nil where no value was known.
  public struct Measures: Sendable, Hashable {
    /// How many steps.
    public let horizon: Int

    /// How many values were compared.
    public let count: Int

    /// MAE, the mean absolute error, in the unit of the series.
    public let meanAbsoluteError: Double?

    /// RMSE, in the unit of the series.
    public let rootMeanSquaredError: Double?

    /// MASE: errors divided by those of a season's repetition before the origin.
    public let meanAbsoluteScaledError: Double?

    /// sMAPE, from 0 to 200.
    public let symmetricMeanAbsolutePercentageError: Double?

    /// For each level, which percentage of the values lay within the interval.
    public let coverage: [Double]

    package init(
      horizon: Int, count: Int, meanAbsoluteError: Double?, rootMeanSquaredError: Double?,
      meanAbsoluteScaledError: Double?, symmetricMeanAbsolutePercentageError: Double?,
      coverage: [Double]
    ) {
      self.horizon = horizon
      self.count = count
      self.meanAbsoluteError = meanAbsoluteError
      self.rootMeanSquaredError = rootMeanSquaredError
      self.meanAbsoluteScaledError = meanAbsoluteScaledError
      self.symmetricMeanAbsolutePercentageError = symmetricMeanAbsolutePercentageError
      self.coverage = coverage
    }
  }
}
