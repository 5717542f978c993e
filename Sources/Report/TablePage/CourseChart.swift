import Vocabulary

/// Something along the rows of a table, or along time, as a picture.
struct CourseChart {
  /// What lies along the horizontal axis.
  struct Axis: Sendable {
    /// Where each part lies, and where it ends: one position more than there are parts.
    let positions: [Double]

    /// What is written below.
    let labels: [Plot.Label]

    /// What each part is called.
    let names: [String]

    /// What the parts are parts of.
    let title: String
  }

  private let column: ColumnProfile
  private let axis: Axis
  private let language: PageLanguage

  init(_ column: ColumnProfile, along axis: Axis, _ language: PageLanguage) {
    (self.column, self.axis, self.language) = (column, axis, language)
  }

  private var horizontal: ClosedRange<Double> {
    axis.positions[0]...axis.positions[axis.positions.count - 1]
  }

  private func middle(_ part: Int) -> Double {
    (axis.positions[part] + axis.positions[part + 1]) / 2
  }

  // MARK: - Means

  /// Means and standard deviations of the parts.
  ///
  /// - Parameters:
  ///   - id: what its texts are named by, which is unique in the page.
  ///   - parts: the numbers of the parts.
  ///   - isDetailed: whether a table stands beneath it.
  /// - Returns: the figure.
  func means(_ id: String, _ parts: [PartOfColumn], isDetailed: Bool) -> Markup {
    let bounds = parts.compactMap { part in
      part.mean.flatMap { mean in part.standardDeviation.map { [mean - $0, mean + $0] } }
    }.joined()
    let plot = Plot(
      horizontal: horizontal,
      vertical: NumberAxis(covering: bounds, ticks: 5).labelled {
        language.number(text: $0.withHyphen)
      }, height: 170, isInset: true)
    func line(_ deviations: Double) -> [PathData.Point] {
      parts.enumerated().map { number, part in
        let value = (part.mean ?? .nan) + deviations * (part.standardDeviation ?? .nan)
        return plot.point(middle(number), value)
      }
    }
    let mean = parts.enumerated().map { plot.point(middle($0), $1.mean ?? .nan) }
    let picture = plot.picture(
      id, title: "\(language("Mean of", "Media de")) \(column.column) \(axis.title)",
      summary: summary(parts),
      Plot.path(.area(line(1), line(-1)), "fan") + Plot.path(.line(mean), "mean"), axis.labels)
    let legend = [
      Plot.legend("mean", language("mean", "media")),
      Plot.areaLegend(
        "fan", layers: 1, language("one standard deviation", "una desviación estándar")),
    ]
    return .figure(
      language("Mean ", "Media ") + axis.title,
      [.element("p", ["class": "legend"], legend), picture]
        + (isDetailed
          ? [
            .details(
              language("The means in numbers", "Las medias en cifras"), [table(parts).markup])
          ]
          : []))
  }

  private func summary(_ parts: [PartOfColumn]) -> String {
    let means = parts.compactMap(\.mean)
    guard let least = means.min(), let greatest = means.max() else { return "" }
    return language(
      "Means of \(means.count) parts, from \(language.number(least)) to \(language.number(greatest)).",
      "Medias de \(means.count) partes, de \(language.number(least)) a \(language.number(greatest))."
    )
  }

  private func table(_ parts: [PartOfColumn]) -> PageTable {
    PageTable(
      caption: "\(column.column) \(axis.title)",
      columns: [
        .init(name: language("part from", "parte desde"), isNumber: false),
        .init(name: language("values", "valores")), .init(name: language("mean", "media")),
        .init(name: language("std", "desv. est.")),
      ],
      rows: parts.enumerated().map { number, part in
        [
          .text(axis.names[number]), .text(language.count(part.count)),
          .text(part.mean.map(language.number) ?? "–"),
          .text(part.standardDeviation.map(language.number) ?? "–"),
        ]
      }, isTall: true)
  }

  // MARK: - Counts

  /// What is missing in the parts.
  ///
  /// - Parameters:
  ///   - id: what its texts are named by, which is unique in the page.
  ///   - missing: how many rows of each part lack a value.
  ///   - rows: the number of rows of each part.
  /// - Returns: the figure.
  func missing(_ id: String, _ missing: [Int], of rows: [Int]) -> Markup {
    let shares = zip(missing, rows).map { 100 * Double($0) / Double(max($1, 1)) }
    let all = missing.reduce(0, +)
    let share = language.share(all, of: rows.reduce(0, +))
    return bars(
      id, heading: language("What is missing ", "Lo que falta ") + axis.title, shares, "gone",
      height: 64, ticks: 2,
      summary: language(
        "\(language.rows(all)) without a value, \(share) of all.",
        "\(language.rows(all)) sin valor, el \(share) de todas."),
      caption: language(
        "Per cent of the rows of each part.", "Por ciento de las filas de cada parte."))
  }

  /// How many rows there are in the parts.
  ///
  /// - Parameters:
  ///   - id: what its texts are named by, which is unique in the page.
  ///   - counts: the number of rows of each part.
  ///   - caption: what a part is.
  /// - Returns: the figure.
  func counts(_ id: String, _ counts: [Int], caption: String) -> Markup {
    let most = language.rows(counts.max() ?? 0)
    return bars(
      id, heading: language("Rows ", "Filas ") + axis.title, counts.map(Double.init), "bar",
      height: 150, ticks: 4,
      summary: language("Up to \(most) in a part.", "Hasta \(most) en una parte."), caption: caption
    )
  }

  private func bars(
    _ id: String, heading: String, _ values: [Double], _ style: String, height: Int, ticks: Int,
    summary: String, caption: String
  ) -> Markup {
    let plot = Plot(
      horizontal: horizontal,
      vertical: NumberAxis(covering: values, ticks: ticks, hasZero: true)
        .labelled { language.number(text: $0) }, height: height, isInset: true)
    var path = ""
    for (part, value) in values.enumerated() where value > 0 {
      let (left, right) = (plot.x(axis.positions[part]), plot.x(axis.positions[part + 1]))
      let air = min(1, (right - left) / 10)
      let top = min(plot.y(value), Double(height) - 1)
      path +=
        "M\(PathData.text(left + air)) \(height)V\(PathData.text(top))H\(PathData.text(right - air))V\(height)Z"
    }
    let layers: [Markup] = path.isEmpty ? [] : [.element("path", ["class": style, "d": path])]
    let picture = plot.picture(
      id, title: "\(column.column): \(heading)", summary: summary, layers, axis.labels)
    return .figure(heading, [picture], caption)
  }
}

extension CourseChart.Axis {
  /// The rows of a table, from the first to the last; nil if there is only one part.
  init?(_ course: CourseOfRows, _ language: PageLanguage) {
    guard course.rowCounts.count > 1 else { return nil }
    var ends: [Double] = [0]
    for count in course.rowCounts { ends.append(ends[ends.count - 1] + Double(count)) }
    let total = ends[ends.count - 1]
    let axis = NumberAxis(covering: [total], ticks: 6, hasZero: true)
    let inside = axis.ticks.filter { $0.value > 0 && $0.value <= total }
    let labels = inside.enumerated().map { index, tick in
      Plot.Label(
        position: tick.value, text: language.number(text: tick.label),
        context: index == inside.count - 1 ? language("row", "fila") : nil,
        isOptional: !(inside.count - 1 - index).isMultiple(of: 2))
    }
    self.init(
      positions: ends, labels: labels,
      names: ends.dropLast().map {
        language("row ", "fila ") + language.count(Int($0) + 1)
      },
      title: language("along the table", "a lo largo de la tabla"))
  }

  /// The times of a column; nil if there is only one part.
  init?(_ course: CourseOfTimes, _ language: PageLanguage) {
    guard course.begins.count > 1 else { return nil }
    let ticks = TimeAxis(course.begins, most: 6).ticks
    self.init(
      positions: (0...course.begins.count).map(Double.init),
      labels: ticks.map { tick in
        Plot.Label(
          position: Double(tick.index), text: language.calendar(tick.label),
          context: tick.context.map(language.calendar))
      }, names: course.begins.map(language.time),
      title: language("along time", "a lo largo del tiempo"))
  }
}

extension CourseOfTimes {
  /// The length of a part in words: `6 hours`.
  func spanWords(_ language: PageLanguage) -> String {
    let (one, more) =
      switch span.unit {
      case .second: (language("second", "segundo"), language("seconds", "segundos"))
      case .minute: (language("minute", "minuto"), language("minutes", "minutos"))
      case .hour: (language("hour", "hora"), language("hours", "horas"))
      case .day: (language("day", "día"), language("days", "días"))
      case .month: (language("month", "mes"), language("months", "meses"))
      case .year: (language("year", "año"), language("years", "años"))
      }
    return "\(span.count) \(span.count == 1 ? one : more)"
  }
}
