import Vocabulary

/// How the numbers of a column are distributed, as a picture: bars, and above them a box with the percentiles.
struct HistogramChart {
  private let column: ColumnProfile
  private let numbers: ColumnDescription
  private let histogram: Histogram
  private let language: PageLanguage
  private let plot: Plot

  /// The height of the box above the bars, in pixels.
  private static let boxHeight = 24

  /// Lays out a picture; nil if there is nothing to draw.
  init?(_ column: ColumnProfile, _ language: PageLanguage) {
    guard let numbers = column.numbers, let histogram = numbers.histogram,
      let first = histogram.edges.first, let last = histogram.edges.last
    else { return nil }
    (self.column, self.numbers, self.histogram) = (column, numbers, histogram)
    self.language = language
    let isPoint = first == last
    let margin = isPoint ? max(abs(first) / 10, first == 0 ? 1 : 0) : 0
    guard (last + margin - (first - margin)).isFinite else { return nil }
    plot = Plot(
      horizontal: first - margin...last + margin,
      vertical: NumberAxis(covering: histogram.counts.map(Double.init), ticks: 4, hasZero: true)
        .labelled { language.number(text: $0) },
      height: 170, isInset: true)
  }

  /// The figure.
  ///
  /// - Parameters:
  ///   - id: what its texts are named by, which is unique in the page.
  ///   - isDetailed: whether a table stands beneath it.
  /// - Returns: the figure.
  func figure(_ id: String, isDetailed: Bool) -> Markup {
    let picture = plot.picture(
      id, title: language("Histogram of \(column.column)", "Histograma de \(column.column)"),
      summary: summary, [.element("path", ["class": "bar", "d": bars])], labels)
    let box =
      BoxPlot(numbers).map { [$0.strip(plot.horizontal, height: Self.boxHeight, plot.widthStyle)] }
      ?? []
    return .figure(
      language("How the values are distributed", "Cómo se distribuyen los valores"),
      [.element("p", ["class": "legend"], legend)] + box + [picture]
        + (isDetailed
          ? [
            .details(
              language("The histogram in numbers", "El histograma en cifras"), [table.markup])
          ]
          : []))
  }

  /// The bars as one path: rectangles with a little air between them.
  private var bars: String {
    let bottom = PathData.text(Double(plot.height))
    var path = ""
    for (bin, count) in histogram.counts.enumerated() where count > 0 {
      var (left, right) = (plot.x(histogram.edges[bin]), plot.x(histogram.edges[bin + 1]))
      if left == right { (left, right) = (left - 60, right + 60) }
      let air = min(2, (right - left) / 8)
      // What isn't zero is seen.
      let top = min(plot.y(Double(count)), Double(plot.height) - 1)
      path +=
        "M\(PathData.text(left + air)) \(bottom)V\(PathData.text(top))H\(PathData.text(right - air))V\(bottom)Z"
    }
    return path
  }

  private var labels: [Plot.Label] {
    if histogram.edges.count == 2, histogram.edges[0] == histogram.edges[1] {
      return [Plot.Label(position: histogram.edges[0], text: language.number(histogram.edges[0]))]
    }
    let bounds = [plot.horizontal.lowerBound, plot.horizontal.upperBound]
    let fine = NumberAxis(covering: bounds, ticks: 7)
    let isLong = fine.ticks.contains { $0.label.count > 5 }
    let axis = isLong ? NumberAxis(covering: bounds, ticks: 4) : fine
    let inside = axis.ticks.filter { plot.horizontal.contains($0.value) }
    return inside.enumerated().map { index, tick in
      Plot.Label(
        position: tick.value, text: language.number(text: tick.label.withHyphen),
        isOptional: !index.isMultiple(of: 2))
    }
  }

  private func percentile(_ percent: Double) -> Double? {
    numbers.percentiles.first { $0.percent == percent }?.value
  }

  private var legend: [Markup] {
    var entries: [Markup] = []
    if let low = percentile(25), let high = percentile(75) {
      entries.append(
        Plot.areaLegend(
          "box", layers: 1,
          language("middle half ", "mitad central ") + language.number(low)
            + language(" to ", " a ") + language.number(high)))
    }
    if let median = percentile(50) {
      entries.append(
        Plot.legend("median", language("median ", "mediana ") + language.number(median)))
    }
    if let mean = numbers.mean {
      entries.append(Plot.legend("average", language("mean ", "media ") + language.number(mean)))
    }
    if let mode = numbers.mode, mode.frequency > 1 {
      entries.append(
        Plot.dotLegend(
          "mode",
          language("mode ", "moda ") + language.number(mode.value) + " ("
            + language.count(mode.frequency) + " ×)"))
    }
    return entries
  }

  private var summary: String {
    guard let minimum = numbers.minimum, let maximum = numbers.maximum,
      let most = histogram.counts.max(), let bin = histogram.counts.firstIndex(of: most)
    else { return "" }
    let (low, high) = (language.number(minimum), language.number(maximum))
    let (from, to) = (histogram.edges[bin], histogram.edges[bin + 1])
    let range = "\(language.number(from)) \(language("to", "a")) \(language.number(to))"
    return language(
      "\(language.count(numbers.count)) values from \(low) to \(high); most, \(language.count(most)), lie in \(range).",
      "\(language.count(numbers.count)) valores de \(low) a \(high); la mayoría, \(language.count(most)), está en"
        + " \(range).")
  }

  private var table: PageTable {
    PageTable(
      caption: language("Values of \(column.column)", "Valores de \(column.column)"),
      columns: [
        .init(name: language("from", "desde")), .init(name: language("to", "hasta")),
        .init(name: language("values", "valores")),
      ],
      rows: histogram.counts.indices.map { bin in
        [
          .text(language.number(histogram.edges[bin])),
          .text(language.number(histogram.edges[bin + 1])),
          .text(language.count(histogram.counts[bin])),
        ]
      }, isTall: true)
  }
}

/// The percentiles of numbers as a box: the middle half, the median, the tenth and the ninetieth percentile, and the
/// extrema.
struct BoxPlot {
  private let values: [Double]
  private let mean: Double?
  private let mode: Double?

  /// Takes the numbers of a column; nil if there are none, or other percentiles were asked for.
  init?(_ numbers: ColumnDescription, hasMode: Bool = true) {
    let percentiles = [10.0, 25, 50, 75, 90].compactMap { percent in
      numbers.percentiles.first { $0.percent == percent }?.value
    }
    guard percentiles.count == 5, let minimum = numbers.minimum, let maximum = numbers.maximum
    else { return nil }
    values = [minimum] + percentiles + [maximum]
    mean = numbers.mean
    mode = hasMode ? numbers.mode.flatMap { $0.frequency > 1 ? $0.value : nil } : nil
  }

  /// The box along an axis that is as wide as what it stands in.
  ///
  /// - Parameters:
  ///   - range: what the axis reaches from and to.
  ///   - height: the height in pixels.
  ///   - style: more classes, each with a blank in front.
  /// - Returns: the element `svg`.
  func strip(_ range: ClosedRange<Double>, height: Int, _ style: String = "") -> Markup {
    func x(_ value: Double) -> Double {
      let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      return 1000 * (share.isFinite ? share : 0.5)
    }
    func line(_ from: Double, _ fromY: Double, _ to: Double, _ toY: Double) -> PathData {
      .line([.init(x: from, y: fromY), .init(x: to, y: toY)])
    }
    let (middle, places) = (Double(height) / 2, values.map(x))
    var layers = Plot.path(line(places[0], middle, places[6], middle), "whisker")
    for end in [0, 1, 5, 6] {
      let reach = end == 0 || end == 6 ? 3.0 : 6.0
      layers += Plot.path(line(places[end], middle - reach, places[end], middle + reach), "whisker")
    }
    let corners = [
      PathData.Point(x: places[2], y: 3), PathData.Point(x: places[4], y: 3),
    ]
    let below = corners.map { PathData.Point(x: $0.x, y: Double(height) - 3) }
    layers += Plot.path(.area(corners, below), "box")
    layers += Plot.path(line(places[3], 2, places[3], Double(height) - 2), "median")
    if let mean { layers += Plot.path(line(x(mean), 0, x(mean), Double(height)), "average") }
    if let mode { layers += Plot.path(.dots([.init(x: x(mode), y: middle)]), "mode") }
    return .element(
      "svg",
      [
        "class": "strip\(style)", "width": "100%", "height": "\(height)",
        "viewBox": "0 0 1000 \(height)", "preserveAspectRatio": "none", "aria-hidden": "true",
      ], layers)
  }
}

extension String {
  /// The same with a hyphen for the sign of minus, as numbers of programs have it.
  var withHyphen: String { hasPrefix("\u{2212}") ? "-" + dropFirst() : self }
}
