import CSV
import TimeSeries
import Vocabulary

/// What is done with each series, by one thread, in one order.
struct SeriesWork: Sendable {
  /// What was asked for.
  private let request: ForecastRequest

  /// The method that was asked for.
  let method: SeriesMethod

  /// How many steps are forecast.
  private var horizon: Int { request.horizons.last ?? 1 }

  private let naming: SeriesNaming

  /// Models that are taken instead of new ones; nil to fit them.
  private let models: SavedModels?

  /// Prepares the work.
  ///
  /// - Parameters:
  ///   - request: what was asked for.
  ///   - seasons: the steps of the seasons.
  ///   - naming: the names of columns and steps.
  ///   - models: models that are taken instead of new ones; nil to fit them.
  init(
    _ request: ForecastRequest, seasons: Seasons, _ naming: SeriesNaming, _ models: SavedModels?
  ) {
    self.request = request
    self.naming = naming
    self.models = models
    method = SeriesMethod(
      method: request.method, seasons: seasons, horizon: request.horizons.last ?? 1)
  }

  /// Forecasts a series.
  func outcome(of task: SeriesTask) -> SeriesOutcome {
    var outcome = SeriesOutcome(task.label, naming.extent(of: task))
    outcome.unit = naming.unit(task.label)
    var saved: ModelFile?
    if let models {
      saved = models.model(ofColumn: naming.column(task.label), naming.group(task.label))
      guard saved != nil else {
        outcome.reason = "there is no model of it in \(models.folder)"
        return outcome
      }
      outcome.unit = outcome.unit ?? saved?.unit
    }
    complete(&outcome, task.values) { () throws(ModelError) in try fit(task, saved) }
    if request.keepsHistory, let ahead = outcome.ahead {
      let count = request.historyLength(period: method.period)
      outcome.recent = naming.recent(task, to: ahead.origin, count: count)
    }
    return outcome
  }

  /// Forecasts a series of which there are only sums.
  ///
  /// - Parameters:
  ///   - sums: what is known of it.
  ///   - column: the number of its column.
  ///   - model: what was summed up for.
  /// - Returns: the same as of the series itself.
  func outcome(
    of sums: ColumnSums, column: Int, _ model: LongAutoregression
  ) -> SeriesOutcome {
    let label = SeriesTask.Label(orderKey: [], keys: [], column: column, ends: sums.ends)
    let extent = sums.extent.flatMap {
      naming.extent(sums.ends, steps: $0.steps, missing: $0.missing, last: $0.last)
    }
    var outcome = SeriesOutcome(label, extent)
    outcome.unit = naming.unit(label)
    complete(&outcome, []) { () throws(ModelError) in
      guard let part = sums.part, let ends = sums.ends else { throw .noValues }
      return Fit(
        model: .autoregression(try model.fit(part)), origin: ends.last,
        seasons: method.seasons.periods, data: request.keepsModels ? sums.checksum : "")
    }
    return outcome
  }

  /// Fits a model and forecasts by it.
  private func complete(
    _ outcome: inout SeriesOutcome, _ values: [Double], _ fit: () throws(ModelError) -> Fit
  ) {
    do throws(ModelError) {
      let fit = try fit()
      outcome.extent = fit.extent ?? outcome.extent
      let forecast = fit.model.forecast(steps: horizon)
      guard forecast.isUsable else {
        outcome.reason = "the model explodes: its forecasts are beyond all numbers"
        return
      }
      let backtests = backtests(of: values)
      outcome.accuracy = backtests.map(\.accuracy)
      outcome.ahead = SeriesOutcome.Ahead(
        origin: fit.origin, model: SeriesForecast.Model(fit.model), means: forecast.means,
        intervals: intervals(of: forecast, backtests.first?.run))
      outcome.saved = self.saved(fit, outcome)
    } catch {
      outcome.reason = error.words
    }
  }

  // MARK: - Models

  /// A model, and where it stands.
  private struct Fit {
    let model: FittedModel
    /// The step of the last value.
    let origin: Int
    /// What is known of the whole series; nil if it is what was read.
    var extent: SeriesForecast.Extent?
    /// The steps of the seasons.
    let seasons: [Int]
    /// The checksum of the values that were fitted.
    let data: String
  }

  private func fit(_ task: SeriesTask, _ saved: ModelFile?) throws(ModelError) -> Fit {
    guard let saved else {
      guard let ends = task.label.ends else { throw .noValues }
      let data = request.keepsModels ? ModelFile.checksum(of: task.values).text : ""
      return Fit(
        model: try method.fit(task.values), origin: ends.last, seasons: method.seasons.periods,
        data: data)
    }
    let (values, origin) = task.values(behind: saved.origin, naming.grid)
    return Fit(
      model: try saved.model.continued(with: values), origin: origin,
      extent: saved.extent(with: values, to: naming.grid.name(of: origin)),
      seasons: saved.seasons, data: saved.data)
  }

  private func saved(_ fit: Fit, _ outcome: SeriesOutcome) -> SeriesForecast.Saved? {
    guard request.keepsModels, let extent = outcome.extent else { return nil }
    let (column, group) = (naming.column(outcome.label), naming.group(outcome.label))
    return SeriesForecast.Saved(
      name: ModelFile.name(ofColumn: column, group),
      text: ModelFile.text(
        column: column, group, unit: outcome.unit, extent, step: request.regular.step,
        timeZone: naming.timeZone,
        seasons: fit.seasons, origin: fit.origin, data: fit.data, fit.model))
  }

  // MARK: - Intervals

  private func intervals(
    of forecast: Forecast, _ run: Backtest.Run?
  ) -> [SeriesForecast.Interval] {
    let quantiles = ErrorQuantiles((run?.forecasts ?? []).map(\.errors))
    return request.levels.map { level in
      guard request.intervals == .backtest else {
        let (lower, upper) = forecast.interval(level: level / 100)
        return SeriesForecast.Interval(level: level, lower: lower, upper: upper)
      }
      guard !quantiles.errors.isEmpty, quantiles.isKnown(level: level / 100) else {
        let unknown = [Double](repeating: .nan, count: forecast.means.count)
        return SeriesForecast.Interval(level: level, lower: unknown, upper: unknown)
      }
      let (lower, upper) = quantiles.interval(around: forecast.means, level: level / 100)
      return SeriesForecast.Interval(level: level, lower: lower, upper: upper)
    }
  }

  // MARK: - From origins in the past

  /// The method that was asked for, and the naive ones beside it.
  private func backtests(of values: [Double]) -> [(run: Backtest.Run, accuracy: MethodAccuracy)] {
    guard let count = request.origins else { return [] }
    let origins = RollingOrigins(
      steps: values.count, horizon: horizon, count: count, period: method.period)
    guard !origins.trainingEnds.isEmpty else { return [] }
    let backtest = Backtest(values, origins, period: method.period)
    let own = backtest.run { training, horizon in
      try method.fit(training).forecast(steps: horizon)
    }
    var runs = [(method.method.name, own)]
    if method.period > 1 { runs.append(("seasonal-naive", backtest.seasonalNaive())) }
    runs.append(("naive", backtest.naive()))
    return runs.map { name, run in (run, accuracy(of: run, name)) }
  }

  private func accuracy(of run: Backtest.Run, _ name: String) -> MethodAccuracy {
    let accuracy = run.accuracy(levels: request.levels.map { $0 / 100 })
    return MethodAccuracy(
      method: name, origins: run.forecasts.count, failures: run.failures.count,
      horizons: request.horizons.map { horizon in
        MethodAccuracy.Measures(
          horizon, accuracy.measures(ofSteps: 0..<min(horizon, accuracy.horizon)))
      }, stepErrors: request.keepsHistory ? Self.stepErrors(accuracy) : [])
  }

  /// How many stretches of steps errors are told of at most.
  private static let stretches = 24

  private static func stepErrors(_ accuracy: Accuracy) -> [MethodAccuracy.StepError] {
    let steps = accuracy.horizon
    let count = min(steps, stretches)
    return (0..<count).map { index in
      let range = index * steps / count..<(index + 1) * steps / count
      return MethodAccuracy.StepError(
        steps: range.lowerBound + 1...range.upperBound,
        meanAbsoluteError: accuracy.measures(ofSteps: range).meanAbsoluteError ?? .nan)
    }
  }
}

extension Forecast {
  /// Whether all means are numbers. Bounds may be infinite, where nothing is known.
  fileprivate var isUsable: Bool { means.allSatisfy(\.isFinite) }
}

extension MethodAccuracy.Measures {
  /// Takes over measures of some steps.
  fileprivate init(_ horizon: Int, _ measures: Accuracy.Measures) {
    self.init(
      horizon: horizon, count: measures.count, meanAbsoluteError: measures.meanAbsoluteError,
      rootMeanSquaredError: measures.rootMeanSquaredError,
      meanAbsoluteScaledError: measures.meanAbsoluteScaledError,
      symmetricMeanAbsolutePercentageError: measures.symmetricMeanAbsolutePercentageError,
      coverage: measures.coverage.map { 100 * $0 })
  }
}

extension ModelError {
  /// Why there is no forecast, as a part of a sentence.
  var words: String {
    switch self {
    case .noValues: "it has no value"
    case .tooFewValues(let known, let needed):
      "it has \(known) value\(known == 1 ? "" : "s"), and the method needs \(needed)"
    case .constantSeries: "all its values are equal; the naive method forecasts that value"
    case .notFinite(let index): "its value in step \(index + 1) is no number"
    case .collinearRegressor: "seasons, lags and trend explain each other in so few values"
    case .perfectFit: "the method explains every value exactly, and knows no error"
    case .noLikelihood: "no likelihood could be computed"
    case .seasonTooLong(let period, let limit):
      "a season of \(period) steps is too long for the method, which takes \(limit)"
    case .gapTooLong(let steps, let limit):
      "\(steps) steps are missing at its end, and the method bridges \(limit)"
    }
  }
}
