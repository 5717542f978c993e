import Vocabulary

/// How errors from origins in the past grow with the steps ahead, beside those of the naive methods, as a picture.
struct ErrorChart {
  private let series: SeriesForecast
  private let plot: Plot

  /// Lays out a picture; nil if there are no errors.
  init?(_ series: SeriesForecast) {
    let last = series.accuracy.first?.stepErrors.last?.steps.upperBound
    guard let last else { return nil }
    self.series = series
    let errors = series.accuracy.flatMap(\.stepErrors).map(\.meanAbsoluteError)
    plot = Plot(
      horizontal: 0.5...Double(last) * 1.01 + 0.5,
      vertical: NumberAxis(covering: errors, ticks: 5, hasZero: true), height: 180)
  }

  /// The class of the style sheet of a method.
  private static func style(_ index: Int, _ accuracy: MethodAccuracy) -> String {
    guard index > 0 else { return "mean" }
    return accuracy.method == "naive" ? "naive" : "seasonal"
  }

  /// The figure.
  ///
  /// - Parameter id: what its texts are named by, which is unique in the page.
  /// - Returns: the element `figure`.
  func figure(_ id: String) -> Markup {
    let methods = series.accuracy.enumerated().map { ($1, Self.style($0, $1)) }
    // The method that was asked for lies above the others.
    let layers = methods.reversed().flatMap { accuracy, style in
      Plot.path(.line(accuracy.stepErrors.map { point($0) }), style)
    }
    let unit = series.unit.map { ", in \($0)" } ?? ""
    let picture = plot.picture(
      id, title: "\(series.name): errors by steps ahead", summary: summary, layers, labels)
    return .element(
      "figure", [:],
      [
        .element(
          "p", ["class": "legend"], methods.map { Plot.legend($1, $0.method) }),
        picture, .element("figcaption", "Mean absolute error by the number of steps ahead\(unit)."),
      ])
  }

  private func point(_ error: MethodAccuracy.StepError) -> PathData.Point {
    let middle = Double(error.steps.lowerBound + error.steps.upperBound) / 2
    return plot.point(middle, error.meanAbsoluteError)
  }

  private var labels: [Plot.Label] {
    let axis = NumberAxis(
      covering: [plot.horizontal.upperBound], ticks: 8, hasZero: true)
    let whole = axis.ticks.filter {
      $0.value >= 1 && plot.horizontal.contains($0.value) && $0.value == $0.value.rounded()
    }
    return whole.enumerated().map { index, tick in
      Plot.Label(position: tick.value, text: tick.label, isOptional: !index.isMultiple(of: 2))
    }
  }

  private var summary: String {
    series.accuracy.compactMap { accuracy in
      guard let first = accuracy.stepErrors.first, let last = accuracy.stepErrors.last else {
        return nil
      }
      let (from, to) = (first.meanAbsoluteError, last.meanAbsoluteError)
      return
        "\(accuracy.method): from \(from.roundedText(digits: 3)) to \(to.roundedText(digits: 3))."
    }.joined(separator: " ")
  }
}
