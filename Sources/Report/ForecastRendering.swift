import Algorithms
package import Vocabulary

/// How forecasts are printed.
package enum ForecastFormat: String, CaseIterable, Sendable {
  /// A table for people.
  case table
  /// The contract `caudal.forecast/1`.
  case json
  /// A header, and a row for each step of each series.
  case csv
  /// A page with charts for a browser.
  case html

  /// The format of a file by the end of its name; nil if that says nothing.
  package init?(fileName: String) {
    let name = fileName.lowercased()
    let ends = [".json": Self.json, ".csv": .csv, ".html": .html, ".htm": .html]
    guard let format = ends.first(where: { name.hasSuffix($0.key) })?.value else { return nil }
    self = format
  }

  /// The text of a result, its last line ended, in parts.
  package func render(_ forecasts: Forecasts) -> any Sequence<[UInt8]> {
    switch self {
    case .table: ForecastTable(forecasts).parts.asBytes
    case .json: ForecastJSON(forecasts).parts.asBytes
    case .csv: Self.csv(forecasts)
    case .html: ForecastPage(forecasts).parts.asBytes
    }
  }

  private static func csv(_ forecasts: Forecasts) -> some Sequence<[UInt8]> {
    let levels = forecasts.levels.flatMap {
      ["lower_\($0.shortText)", "upper_\($0.shortText)"]
    }
    let header = CSVText.row(
      forecasts.groupNames + ["column", "step", "time", "mean"] + levels)
    let rows = forecasts.series.lazy.flatMap { series -> [[UInt8]] in
      guard let ahead = series.ahead else { return [] }
      return ahead.times.indices.map { step in
        CSVText.row(
          series.group.map { $0.text ?? "" }
            + [series.column, "\(step + 1)", ahead.times[step], ahead.means[step].shortText]
            + ahead.intervals.flatMap { [text($0.lower[step]), text($0.upper[step])] })
      }
    }
    return chain([header], rows)
  }

  private static func text(_ bound: Double) -> String { bound.isFinite ? bound.shortText : "" }
}

/// Forecasts as the JSON document `caudal.forecast/1`.
///
/// Everything but `run` has the same bits for every way of running.
struct ForecastJSON {
  private let forecasts: Forecasts

  init(_ forecasts: Forecasts) { self.forecasts = forecasts }

  /// The document, in parts.
  var parts: some Sequence<String> {
    JSON.document(
      [
        ("schema", .string("caudal.forecast/1")), ("step", .string(forecasts.step.description)),
        ("time_zone", Self.text(forecasts.timeZone)),
        ("seasons", .array(forecasts.seasons.map(JSON.integer))),
        ("horizons", .array(forecasts.horizons.map(JSON.integer))),
      ], list: "series", forecasts.series.lazy.map(Self.series),
      [
        ("input", forecasts.input.map(JSONRendering.input) ?? .null),
        ("run", JSONRendering.run(forecasts.run)),
      ])
  }

  private static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  private static func series(_ series: SeriesForecast) -> JSON {
    var members: [(key: String, value: JSON)] = [("column", .string(series.column))]
    if !series.group.isEmpty {
      members.append(("group", .object(series.group.map { ($0.name, text($0.text)) })))
    }
    members += [
      ("unit", text(series.unit)), ("first", text(series.extent?.first)),
      ("origin", text(series.extent?.origin)),
      ("steps", .integer(series.extent?.steps ?? 0)),
      ("missing", .integer(series.extent?.missing ?? 0)),
      ("last", .optional(series.extent?.last)),
    ]
    if let reason = series.reason { members.append(("no_forecast", .string(reason))) }
    if let ahead = series.ahead { members += forecast(ahead) }
    if !series.accuracy.isEmpty {
      members.append(("backtest", .array(series.accuracy.map(accuracy))))
    }
    return .object(members)
  }

  private static func forecast(_ ahead: SeriesForecast.Ahead) -> [(key: String, value: JSON)] {
    [
      ("model", model(ahead.model)), ("times", .array(ahead.times.map(JSON.string))),
      ("mean", .array(ahead.means.map { .optional($0) })),
      (
        "intervals",
        .array(
          ahead.intervals.map { interval in
            .object([
              ("level", .number(interval.level)),
              ("lower", .array(interval.lower.map { .optional($0) })),
              ("upper", .array(interval.upper.map { .optional($0) })),
            ])
          })
      ),
    ]
  }

  private static func model(_ model: SeriesForecast.Model) -> JSON {
    .object([
      ("family", .string(model.family)), ("name", .string(model.name)),
      ("loglikelihood", .optional(model.logLikelihood)), ("sigma2", .optional(model.variance)),
      ("aic", .optional(model.aic)), ("aicc", .optional(model.aicc)),
      ("bic", .optional(model.bic)),
      (
        "parameters",
        .array(
          model.parameters.map { parameter in
            .object([
              ("name", .string(parameter.name)), ("value", .optional(parameter.value)),
              ("standard_error", .optional(parameter.standardError)),
            ])
          })
      ),
    ])
  }

  private static func accuracy(_ accuracy: MethodAccuracy) -> JSON {
    .object([
      ("method", .string(accuracy.method)), ("origins", .integer(accuracy.origins)),
      ("failures", .integer(accuracy.failures)),
      (
        "horizons",
        .array(
          accuracy.horizons.map { measures in
            .object([
              ("horizon", .integer(measures.horizon)), ("values", .integer(measures.count)),
              ("mae", .optional(measures.meanAbsoluteError)),
              ("rmse", .optional(measures.rootMeanSquaredError)),
              ("mase", .optional(measures.meanAbsoluteScaledError)),
              ("smape", .optional(measures.symmetricMeanAbsolutePercentageError)),
              ("coverage", .array(measures.coverage.map { .optional($0) })),
            ])
          })
      ),
    ])
  }
}
