/// One saved model of one series, as it is served.
///
/// Everything in it is a function of the model's file, so that an answer can be made once and kept.
package struct ServedSeries: Sendable {
  /// What the series is asked for by: its column, and its groups where there are some, such as
  /// `San Francisco, station=12`. Several models may be of a series of one name.
  package var name: String

  /// The column that the series was read from.
  package var column: String

  /// The groups that the series is of, outermost first; a value that is missing is nil.
  package var groups: [(name: String, value: String?)]

  /// The unit of the values; nil where nobody said one.
  package var unit: String?

  /// The kind of model, such as `arima`, `autoregression` and `ets`.
  package var modelFamily: String

  /// The model with its orders, such as `ARIMA(2,1,2)`.
  package var modelName: String

  /// The checksum of the model's file.
  package var version: String

  /// The time from one value to the next, such as `1 h`.
  package var step: String

  /// The time of the last value that the model has seen.
  package var origin: String

  /// The name of the time zone of all times, or `unknown`.
  package var timeZone: String

  /// The time of a step, of which the first, 1, is the one behind the origin.
  package var time: @Sendable (_ step: Int) -> String

  /// The hour of a step on the clock of the series, such as `14:00`.
  package var hourOfDay: @Sendable (_ step: Int) -> String

  /// The means and the standard errors of the steps from 1 to a number.
  package var forecast: @Sendable (_ steps: Int) -> (means: [Double], standardErrors: [Double])

  /// The bounds of the intervals of a level in per cent, as many as there are means.
  package var interval:
    @Sendable (_ level: Double, _ means: [Double], _ standardErrors: [Double]) -> (
      lower: [Double], upper: [Double]
    )

  /// Describes a model; the parameters are the properties of the same names.
  package init(
    name: String, column: String, groups: [(name: String, value: String?)] = [],
    unit: String? = nil, modelFamily: String, modelName: String, version: String, step: String,
    origin: String, timeZone: String, time: @escaping @Sendable (Int) -> String,
    hourOfDay: @escaping @Sendable (Int) -> String,
    forecast: @escaping @Sendable (Int) -> (means: [Double], standardErrors: [Double]),
    interval:
      @escaping @Sendable (Double, [Double], [Double]) -> (
        lower: [Double], upper: [Double]
      )
  ) {
    self.name = name
    self.column = column
    self.groups = groups
    self.unit = unit
    self.modelFamily = modelFamily
    self.modelName = modelName
    self.version = version
    self.step = step
    self.origin = origin
    self.timeZone = timeZone
    self.time = time
    self.hourOfDay = hourOfDay
    self.forecast = forecast
    self.interval = interval
  }
}

/// Where the models come from.
///
/// Both members are called from one thread that does nothing else, never while a request waits.
package protocol ServedModels: Sendable {
  /// Reads all models.
  ///
  /// - Throws: an error whose description is one sentence.
  func load() throws -> [ServedSeries]

  /// A text that changes when the models do: cheap enough to be asked for every second.
  var fingerprint: String { get throws }
}
