import Vocabulary

/// A series as a picture: its last values, the forecast, and the intervals around it as a fan.
struct ForecastChart {
  private let series: SeriesForecast
  private let ahead: SeriesForecast.Ahead
  private let horizons: [Int]
  private let plot: Plot
  /// The last values with the numbers of their steps, of which that of the origin is 0.
  private let history: [(step: Int, value: Double)]
  private let times: [String]

  /// How many steps ahead are drawn at most: there are no more pixels.
  private static let mostSteps = 600

  /// From how many last values on they are no dots.
  private static let dottedSteps = 80

  /// How many times as high as the values a picture may be, so that bounds don't hide them.
  private static let highestFan = 6.0

  /// Lays out a picture; nil if there is no forecast.
  ///
  /// - Parameters:
  ///   - series: the series.
  ///   - horizons: the steps ahead that were asked for.
  init?(_ series: SeriesForecast, horizons: [Int]) {
    guard let ahead = series.ahead, let extent = series.extent else { return nil }
    self.series = series
    self.ahead = ahead
    self.horizons = horizons
    // A saved model knows of the past where it ends.
    let known =
      series.history ?? SeriesForecast.History(times: [extent.origin], values: [extent.last])
    history = known.values.enumerated().map { ($0 + 1 - known.values.count, $1) }
    times = known.times + ahead.times
    let axis = NumberAxis(
      covering: Self.shown(known.values + ahead.means, ahead.intervals), ticks: 7)
    let left = Double(history.first?.step ?? 0) - 0.5
    let last = Double(ahead.means.count)
    // Room for the dot of the last step.
    plot = Plot(
      horizontal: left...last + max(0.5, 0.012 * (last - left)), vertical: axis, height: 280)
  }

  /// The values, and as much of the intervals as leaves room for them.
  private static func shown(
    _ values: [Double], _ intervals: [SeriesForecast.Interval]
  ) -> [Double] {
    let values = values.filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return values }
    let margin = max(high - low, abs(high) / 100) * (highestFan - 1) / 2
    let bounds = intervals.flatMap { $0.lower + $0.upper }
    return values + bounds.filter(\.isFinite).map { min(max($0, low - margin), high + margin) }
  }

  /// The number of steps from one that is drawn to the next.
  private var stride: Int { (ahead.means.count + Self.mostSteps - 1) / Self.mostSteps }

  /// The positions of the steps ahead that are drawn.
  private var drawn: [Int] {
    ahead.means.indices.filter { $0 % stride == 0 || $0 == ahead.means.count - 1 }
  }

  private func points(_ values: [Double]) -> [PathData.Point] {
    drawn.map { plot.point(Double($0 + 1), values[$0]) }
  }

  // MARK: - Layers

  /// The figure.
  ///
  /// - Parameter id: what its texts are named by, which is unique in the page.
  /// - Returns: the element `figure`.
  func figure(_ id: String) -> Markup {
    let picture = plot.picture(
      id, title: "\(series.name): the last values and the forecast", summary: summary,
      background + fan + values + mean, labels)
    let notes = self.notes
    return .element(
      "figure", [:],
      [.element("p", ["class": "legend"], legend), picture]
        + (notes.isEmpty ? [] : [.element("figcaption", notes.joined(separator: " "))]))
  }

  private var background: [Markup] {
    let (x, height) = (plot.x(0.5), plot.height)
    let width = PathData.text(Plot.width - x)
    return [
      .element(
        "rect",
        [
          "class": "ahead", "x": PathData.text(x), "y": "0", "width": width, "height": "\(height)",
        ]),
      .element("path", ["class": "origin", "d": "M\(PathData.text(x)) 0V\(height)"]),
    ]
  }

  private var fan: [Markup] {
    // The widest at the back: where they lie on each other, it is darker.
    ahead.intervals.reversed().flatMap { interval in
      Plot.path(.area(points(interval.upper), points(interval.lower)), "fan")
    }
  }

  private var values: [Markup] {
    let points = history.map { plot.point(Double($0.step), $0.value) }
    let isDotted = history.count <= Self.dottedSteps
    return Plot.path(.line(points), "observed") + (isDotted ? Plot.path(.dots(points), "dots") : [])
  }

  private var mean: [Markup] {
    let asked = PathData.dots(
      horizons.prefix(12).map { plot.point(Double($0), ahead.means[$0 - 1]) })
    return Plot.path(.line(points(ahead.means)), "mean") + Plot.path(asked, "asked")
      + Plot.path(asked, "asked-heart")
  }

  private var labels: [Plot.Label] {
    let first = history.first?.step ?? 0
    return TimeAxis(times, most: 10).ticks.enumerated().map { index, tick in
      Plot.Label(
        position: Double(tick.index + first), text: tick.label, context: tick.context,
        isOptional: !index.isMultiple(of: 2))
    }
  }

  // MARK: - Words

  private var legend: [Markup] {
    let intervals = ahead.intervals.enumerated().map { index, interval in
      let name = "\(interval.level.shortText) %" + (index == 0 ? " interval" : "")
      return Plot.areaLegend("fan", layers: ahead.intervals.count - index, name)
    }
    return [Plot.legend("observed", "observed"), Plot.legend("mean", "forecast")] + intervals
  }

  private var notes: [String] {
    var notes: [String] = []
    if series.history == nil {
      notes.append("A saved model keeps no values but the last.")
    } else if history.contains(where: { $0.value.isNaN }) {
      notes.append("Where the line is interrupted, values are missing.")
    }
    if stride > 1 { notes.append("Of the forecast, one step in \(stride) is drawn.") }
    let bounds = ahead.intervals.flatMap { $0.lower + $0.upper }
    if bounds.contains(where: { $0.isFinite && !plot.vertical.range.contains($0) }) {
      notes.append("The intervals reach farther than the picture.")
    }
    return notes
  }

  /// What the picture shows, in words.
  private var summary: String {
    let unit = series.unit.map { " \($0)" } ?? ""
    func text(_ value: Double) -> String { value.roundedText(digits: 4) + unit }
    let known = history.map(\.value).filter { !$0.isNaN }
    var sentences: [String] = []
    if let low = known.min(), let high = known.max(), known.count > 1 {
      sentences.append(
        "The last \(history.count) steps, from \(times[0]), lie between \(text(low)) and \(text(high))."
      )
    }
    let last = ahead.means.count - 1
    sentences.append(
      "The forecast goes from \(text(ahead.means[0])) at \(ahead.times[0]) to \(text(ahead.means[last])) at"
        + " \(ahead.times[last]).")
    for interval in ahead.intervals where interval.lower[last].isFinite {
      sentences.append(
        "There, the interval of \(interval.level.shortText) % is from \(text(interval.lower[last])) to"
          + " \(text(interval.upper[last])).")
    }
    return sentences.joined(separator: " ")
  }
}
