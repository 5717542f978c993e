import Vocabulary

/// The part of a page that one series has: what matters in figures, the pictures, and the tables beneath them.
struct ForecastSection {
  private let series: SeriesForecast
  private let number: Int
  private let forecasts: Forecasts

  /// The most steps of a forecast's table.
  private static let mostRows = 100

  /// Up to how many series tables have every step.
  private static let detailedSeries = 12

  /// The most horizons that are told in large figures.
  private static let mostFacts = 5

  /// Prepares a section.
  ///
  /// - Parameters:
  ///   - series: the series.
  ///   - number: its number in the page, of which the first is 0.
  ///   - forecasts: all of them.
  init(_ series: SeriesForecast, number: Int, of forecasts: Forecasts) {
    self.series = series
    self.number = number
    self.forecasts = forecasts
  }

  private var id: String { "s\(number + 1)" }

  /// The unit behind a comma; nothing without one.
  private var unit: String { series.unit.map { ", \($0)" } ?? "" }

  /// The section.
  var markup: Markup {
    let unit =
      series.unit.map { [Markup.text(" "), .element("span", ["class": "unit"], $0)] } ?? []
    let head = [Markup.element("h2", [:], [.text(series.name)] + unit)]
    guard let ahead = series.ahead,
      let chart = ForecastChart(series, horizons: forecasts.horizons)
    else {
      let reason = "No forecast: \(series.reason ?? "")."
      return section(head + [.element("p", ["class": "warning"], reason)])
    }
    return section(
      head + [
        .element("p", ["class": "soft"], origin(ahead)), facts(ahead), chart.figure("\(id)f"),
      ]
        + steps(ahead) + accuracy + parameters(ahead.model))
  }

  private func section(_ content: [Markup]) -> Markup {
    .element("section", ["class": "card", "id": id], content)
  }

  private func origin(_ ahead: SeriesForecast.Ahead) -> String {
    guard let extent = series.extent else { return ahead.model.name }
    let missing = extent.missing == 0 ? "none missing" : "\(extent.missing) missing"
    return
      "\(ahead.model.name), from \(extent.steps) steps, \(extent.first) to \(extent.origin), \(missing)"
  }

  private func facts(_ ahead: SeriesForecast.Ahead) -> Markup {
    func fact(_ name: String, _ value: Double, _ note: String) -> Markup {
      let text = value.roundedText(digits: 4)
      return .element(
        "div", [:],
        [
          .element("dt", name),
          .element("dd", [:], [.text(text), .element("small", note)]),
        ])
    }
    let last = series.extent.map { [fact("last value", $0.last, $0.origin)] } ?? []
    let next = forecasts.horizons.suffix(Self.mostFacts).map { horizon in
      let interval = ahead.intervals.first.map { $0.words(horizon - 1, digits: 4) } ?? ""
      return fact("in " + forecasts.step.words(times: horizon), ahead.means[horizon - 1], interval)
    }
    return .element("dl", ["class": "facts"], last + next)
  }

  // MARK: - Tables

  private func steps(_ ahead: SeriesForecast.Ahead) -> [Markup] {
    let isDetailed = forecasts.series.count <= Self.detailedSeries
    let all = ahead.means.indices
    let shown =
      isDetailed ? Array(all.prefix(Self.mostRows)) : forecasts.horizons.map { $0 - 1 }
    let table = PageTable(
      caption: "Forecast of \(series.name)\(unit)",
      columns: [.init(name: "time", isNumber: false), .init(name: "forecast")]
        + ahead.intervals.flatMap {
          [
            PageTable.Column(name: "lower \($0.level.shortText) %"),
            PageTable.Column(name: "upper \($0.level.shortText) %"),
          ]
        },
      rows: shown.prefix(Self.mostRows).map { step in
        [.text(ahead.times[step]), .text(ahead.means[step].roundedText(digits: 6))]
          + ahead.intervals.flatMap { [bound($0.lower[step]), bound($0.upper[step])] }
      })
    let count = min(shown.count, Self.mostRows)
    let rest =
      count < all.count
      ? [
        Markup.element(
          "p", ["class": "soft"], "\(count) of \(all.count) steps; --format csv has all.")
      ] : []
    return [details("The forecast in numbers", [table.markup] + rest)]
  }

  private func bound(_ value: Double) -> Markup {
    .text(value.isNaN ? "unknown" : value.roundedText(digits: 6))
  }

  private func details(_ summary: String, _ content: [Markup]) -> Markup {
    .element("details", [:], [.element("summary", summary)] + content)
  }

  private func parameters(_ model: SeriesForecast.Model) -> [Markup] {
    guard !model.parameters.isEmpty else { return [] }
    let known: [(String, Double?)] = [
      ("log-likelihood", model.logLikelihood), ("σ²", model.variance), ("AICc", model.aicc),
    ]
    let facts = known.compactMap { name, value in
      value.map { "\(name) \($0.roundedText(digits: 6))" }
    }
    let table = PageTable(
      caption: facts.isEmpty ? "Parameters" : "Parameters; " + facts.joined(separator: ", "),
      columns: [
        .init(name: "parameter", isNumber: false), .init(name: "value"),
        .init(name: "standard error"),
      ],
      rows: model.parameters.prefix(Self.mostRows).map { parameter in
        [
          .text(parameter.name), .text(parameter.value.roundedText(digits: 6)),
          .text(parameter.standardError.map { $0.roundedText(digits: 3) } ?? ""),
        ]
      })
    let rest = model.parameters.count - Self.mostRows
    let note =
      rest > 0
      ? [Markup.element("p", ["class": "soft"], "And \(rest) more; --format json has all.")] : []
    return [details("The model's parameters", [table.markup] + note)]
  }

  // MARK: - Accuracy

  private var accuracy: [Markup] {
    guard let own = series.accuracy.first else { return [] }
    let origins = own.origins + own.failures
    let words = origins == 1 ? "an origin" : "\(origins) origins"
    let figure = ErrorChart(series).map { [$0.figure("\(id)e")] } ?? []
    let warning =
      series.losesAgainstSeasonalNaive
      ? [
        Markup.element(
          "p", ["class": "warning"],
          "So far, \(series.accuracy[1].method) would have been better than \(own.method).")
      ] : []
    return [.element("h3", "How far off it would have been, from \(words) in the past")] + warning
      + figure + [details("The errors in numbers", [errors.markup])]
  }

  private var errors: PageTable {
    let measures = ["steps", "MAE", "RMSE", "MASE", "sMAPE"]
    return PageTable(
      caption: "Errors of \(series.name)\(unit)",
      columns: [.init(name: "method", isNumber: false)] + measures.map { .init(name: $0) }
        + forecasts.levels.map { .init(name: "in \($0.shortText) %") },
      rows: series.accuracy.flatMap { accuracy in
        accuracy.horizons.map { [.text(accuracy.method)] + Self.cells($0) }
      })
  }

  private static func cells(_ measures: MethodAccuracy.Measures) -> [Markup] {
    func text(_ number: Double?) -> Markup {
      .text(number.map { $0.roundedText(digits: 4) } ?? "")
    }
    return [
      .text("\(measures.horizon)"), text(measures.meanAbsoluteError),
      text(measures.rootMeanSquaredError), text(measures.meanAbsoluteScaledError),
      text(measures.symmetricMeanAbsolutePercentageError),
    ] + measures.coverage.map { .text($0.isNaN ? "" : "\($0.roundedText(digits: 3)) %") }
  }
}
