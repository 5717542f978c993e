package import Ranks
import TimeSeries
package import Vocabulary

/// What became of a series: what travels to rank 0.
struct SeriesOutcome: Sendable {
  /// What the series is.
  let label: SeriesTask.Label

  /// What is known of it; nil if it has no value.
  var extent: SeriesForecast.Extent?

  /// The forecast; nil if there is none.
  var ahead: Ahead?

  /// Why there is none.
  var reason: String?

  /// How well methods would have forecast it so far.
  var accuracy: [MethodAccuracy] = []

  /// The model as the text of a file; nil if that wasn't asked for.
  var saved: SeriesForecast.Saved?

  /// The last values; nil if they weren't asked for.
  var recent: Recent?

  /// What the values are measured in; nil where nobody said it.
  var unit: String?

  /// The last values of a series, without times.
  struct Recent: Sendable {
    /// The beginning of the step of the first.
    let start: Int
    /// The values, NaN where one is missing.
    let values: [Double]
  }

  /// A forecast without times.
  struct Ahead: Sendable {
    /// The step behind which it begins.
    let origin: Int
    let model: SeriesForecast.Model
    let means: [Double]
    let intervals: [SeriesForecast.Interval]
  }

  /// The step in which the series ends: that behind which it is forecast, or that of its last value; nil if it
  /// has none.
  var origin: Int? { ahead?.origin ?? label.ends?.last }

  init(_ label: SeriesTask.Label, _ extent: SeriesForecast.Extent?) {
    self.label = label
    self.extent = extent
  }
}

extension SeriesForecast.Model {
  /// What there is to say of a model.
  init(_ model: FittedModel) {
    let facts = model.facts
    self.init(
      family: model.family, name: model.name,
      parameters: facts.parameters.map {
        SeriesForecast.Parameter(
          name: $0.name, value: $0.value, standardError: $0.standardError)
      },
      logLikelihood: facts.logLikelihood, variance: facts.variance, aic: facts.aic,
      aicc: facts.aicc, bic: facts.bic)
  }
}

// MARK: - As bytes

extension SeriesOutcome: WireCodable {
  func write(to message: inout WireWriter) {
    message.write(label, extent, ahead, reason, accuracy, saved, recent, unit)
  }

  init(from message: inout WireReader) {
    (label, extent) = (message.read(), message.read())
    (ahead, reason) = (message.read(), message.read())
    (accuracy, saved) = (message.read(), message.read())
    (recent, unit) = (message.read(), message.read())
  }
}

extension SeriesOutcome.Recent: WireCodable {
  func write(to message: inout WireWriter) { message.write(start, values) }

  init(from message: inout WireReader) {
    self.init(start: message.read(), values: message.read())
  }
}

extension SeriesOutcome.Ahead: WireCodable {
  func write(to message: inout WireWriter) { message.write(origin, model, means, intervals) }

  init(from message: inout WireReader) {
    self.init(
      origin: message.read(), model: message.read(), means: message.read(),
      intervals: message.read())
  }
}

extension SeriesForecast.Extent: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(first, origin, steps, missing, last)
  }

  package init(from message: inout WireReader) {
    self.init(
      first: message.read(), origin: message.read(), steps: message.read(),
      missing: message.read(), last: message.read())
  }
}

extension SeriesForecast.Saved: WireCodable {
  package func write(to message: inout WireWriter) { message.write(name, text) }

  package init(from message: inout WireReader) {
    self.init(name: message.read(), text: message.read())
  }
}

extension SeriesForecast.Model: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(family, name, parameters, logLikelihood, variance, aic, aicc, bic)
  }

  package init(from message: inout WireReader) {
    self.init(
      family: message.read(), name: message.read(), parameters: message.read(),
      logLikelihood: message.read(), variance: message.read(), aic: message.read(),
      aicc: message.read(), bic: message.read())
  }
}

extension SeriesForecast.Parameter: WireCodable {
  package func write(to message: inout WireWriter) { message.write(name, value, standardError) }

  package init(from message: inout WireReader) {
    self.init(name: message.read(), value: message.read(), standardError: message.read())
  }
}

extension SeriesForecast.Interval: WireCodable {
  package func write(to message: inout WireWriter) { message.write(level, lower, upper) }

  package init(from message: inout WireReader) {
    self.init(level: message.read(), lower: message.read(), upper: message.read())
  }
}

extension MethodAccuracy: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(method, origins, failures, horizons, stepErrors)
  }

  package init(from message: inout WireReader) {
    self.init(
      method: message.read(), origins: message.read(), failures: message.read(),
      horizons: message.read(), stepErrors: message.read())
  }
}

extension MethodAccuracy.StepError: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(steps.lowerBound, steps.upperBound, meanAbsoluteError)
  }

  package init(from message: inout WireReader) {
    let (first, last): (Int, Int) = (message.read(), message.read())
    self.init(steps: first...last, meanAbsoluteError: message.read())
  }
}

extension MethodAccuracy.Measures: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(
      horizon, count, meanAbsoluteError, rootMeanSquaredError, meanAbsoluteScaledError,
      symmetricMeanAbsolutePercentageError, coverage)
  }

  package init(from message: inout WireReader) {
    self.init(
      horizon: message.read(), count: message.read(), meanAbsoluteError: message.read(),
      rootMeanSquaredError: message.read(), meanAbsoluteScaledError: message.read(),
      symmetricMeanAbsolutePercentageError: message.read(), coverage: message.read())
  }
}
