import Algorithms
import Vocabulary

/// Forecasts as tables for people: of one series every step, of several those that were asked for.
struct ForecastTable {
  private let forecasts: Forecasts

  init(_ forecasts: Forecasts) { self.forecasts = forecasts }

  /// The tables, in parts: the line that says what was read, the forecasts, how good they would have been, and what
  /// the times are.
  var parts: some Sequence<String> {
    let isOne = forecasts.series.count == 1
    let tables = isOne ? [one(forecasts.series[0])] : [several]
    return (forecasts.input.map { [TableRendering.head($0), "\n"] } ?? []) + tables + accuracy
      + ["\n" + footer, forecasts.input.map(TableRendering.unusableRows) ?? ""]
  }

  /// Digits enough for people; CSV and JSON have all.
  private static func digits(_ number: Double) -> String { number.roundedText(digits: 6) }

  private static func interval(_ interval: SeriesForecast.Interval, _ step: Int) -> String {
    guard !interval.lower[step].isNaN else { return "unknown" }
    return "\(digits(interval.lower[step])) to \(digits(interval.upper[step]))"
  }

  private var levelColumns: [TextTable.Column] {
    forecasts.levels.map { .number("\($0.shortText) %") }
  }

  private var groupColumns: [TextTable.Column] { forecasts.groupNames.map { .key($0) } }

  // MARK: - Forecasts

  private func one(_ series: SeriesForecast) -> String {
    guard let ahead = series.ahead, let extent = series.extent else {
      return "\(series.name.visible): no forecast, \(series.reason ?? "")\n"
    }
    let missing = extent.missing == 0 ? "" : ", \(extent.missing) missing"
    let head =
      "\(series.name.visible): \(ahead.model.name), from \(extent.steps) steps to \(extent.origin)\(missing)\n"
    let unit = series.unit.map { ", \($0)" } ?? ""
    let table = TextTable(
      [.text("time"), .number("forecast\(unit)")] + levelColumns,
      ahead.times.indices.map { step in
        [ahead.times[step], Self.digits(ahead.means[step])]
          + ahead.intervals.map { Self.interval($0, step) }
      }, indent: 2)
    return head + table.text
  }

  private var hasUnits: Bool { forecasts.series.contains { $0.unit != nil } }

  private var several: String {
    let table = TextTable(
      groupColumns + [.key("column")] + (hasUnits ? [.key("unit")] : []) + [
        .text("origin"), TextTable.Column(name: "model", isRight: false, limit: 30),
        .text("time"), .number("forecast"),
      ] + levelColumns,
      forecasts.series.flatMap { series -> [[String]] in
        let key =
          series.group.map { $0.text ?? "(missing)" } + [series.column]
          + (hasUnits ? [series.unit ?? ""] : [])
        guard let ahead = series.ahead, let extent = series.extent else {
          return [key + [series.extent?.origin ?? "", "no forecast: \(series.reason ?? "")"]]
        }
        return forecasts.horizons.enumerated().map { index, horizon in
          let step = horizon - 1
          let label =
            index == 0
            ? key + [extent.origin, ahead.model.name]
            : [String](repeating: "", count: key.count + 2)
          return label + [ahead.times[step], Self.digits(ahead.means[step])]
            + ahead.intervals.map { Self.interval($0, step) }
        }
      }, indent: 2)
    return table.text + (table.isCut ? TextTable.cutNote : "")
  }

  private var footer: String {
    let zone = forecasts.timeZone.map { "times of \($0)" } ?? "times on the clock of the file"
    let periods = forecasts.seasons.map { "\($0)" }.joined(separator: ", ")
    let seasons = periods.isEmpty ? "no season" : "seasons of \(periods) steps"
    let steps = forecasts.horizons.last ?? 0
    let all = forecasts.series.count > 1 && steps > forecasts.horizons.count
    return "steps of \(forecasts.step), \(seasons), \(zone)\n"
      + (all ? "Every step is in --format csv and json.\n" : "")
  }

  // MARK: - Accuracy

  private var accuracy: [String] {
    let measured = forecasts.series.filter { !$0.accuracy.isEmpty }
    guard let first = measured.first?.accuracy.first else { return [] }
    let rows = measured.flatMap { series in
      series.accuracy.enumerated().flatMap { index, accuracy in
        lines(of: accuracy, series, isFirst: index == 0)
      }
    }
    let table = TextTable(
      groupColumns + [.key("column"), .text("method"), .number("steps"), .number("MAE")]
        + [.number("RMSE"), .number("MASE"), .number("sMAPE")]
        + forecasts.levels.map { .number("in \($0.shortText) %") },
      rows + (measured.count > 1 ? overall(measured) : []), indent: 2)
    let origins = first.origins + first.failures
    return ["\nFrom \(origins) origins in the past:\n", table.text]
  }

  private func lines(
    of accuracy: MethodAccuracy, _ series: SeriesForecast, isFirst: Bool
  ) -> [[String]] {
    let key = series.group.map { $0.text ?? "(missing)" } + [series.column]
    return accuracy.horizons.enumerated().map { index, measures in
      let label =
        (isFirst && index == 0 ? key : key.map { _ in "" }) + [index == 0 ? accuracy.method : ""]
      return label + Self.cells(measures)
    }
  }

  private static func cells(_ measures: MethodAccuracy.Measures) -> [String] {
    func text(_ number: Double?) -> String { number.map { $0.roundedText(digits: 4) } ?? "" }
    return [
      "\(measures.horizon)", text(measures.meanAbsoluteError), text(measures.rootMeanSquaredError),
      text(measures.meanAbsoluteScaledError), text(measures.symmetricMeanAbsolutePercentageError),
    ] + measures.coverage.map { $0.isNaN ? "" : "\($0.roundedText(digits: 3)) %" }
  }

  /// The means over all series of what can be compared between them.
  private func overall(_ measured: [SeriesForecast]) -> [[String]] {
    let blank = forecasts.groupNames.map { _ in "" }
    let methods = measured[0].accuracy.map(\.method)
    return methods.indices.flatMap { method in
      forecasts.horizons.indices.map { horizon in
        let all = measured.map { $0.accuracy[method].horizons[horizon] }
        func mean(_ value: (MethodAccuracy.Measures) -> Double?) -> String {
          let known = all.compactMap(value)
          guard known.count == all.count else { return "" }
          return (known.reduce(0, +) / Double(known.count)).roundedText(digits: 4)
        }
        let isFirst = (method, horizon) == (0, 0)
        return blank + [isFirst ? "(mean of all)" : "", horizon == 0 ? methods[method] : ""]
          + ["\(forecasts.horizons[horizon])", "", ""]
          + [mean(\.meanAbsoluteScaledError), mean(\.symmetricMeanAbsolutePercentageError)]
      }
    }
  }
}
