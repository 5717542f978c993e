import Vocabulary

/// What a page tells of a column: what matters in figures, pictures, and tables beneath them.
struct ColumnCard {
  private let report: TableReport
  private let place: Int
  private let language: PageLanguage
  private let isDetailed: Bool

  /// Prepares a card.
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - place: the place of the column in its profile.
  ///   - language: the language of the page.
  ///   - isDetailed: whether tables stand beneath pictures.
  init(_ report: TableReport, _ place: Int, _ language: PageLanguage, isDetailed: Bool) {
    (self.report, self.place) = (report, place)
    (self.language, self.isDetailed) = (language, isDetailed)
  }

  private var column: ColumnProfile { report.profile.columns[place] }

  private var id: String { "c\(place + 1)" }

  /// The card.
  var markup: Markup {
    let pictures = pictures
    let content: [Markup] =
      pictures.isEmpty
      ? [facts]
      : column.texts == nil || pictures.count > 1
        ? [facts, .element("div", ["class": "pair"], pictures)]
        : [.element("div", ["class": "split"], [facts] + pictures)]
    return .element("section", ["class": "card", "id": id], [head] + misfit + content)
  }

  private var head: Markup {
    let number = language(
      "column \(column.columnNumber)", "columna \(column.columnNumber)")
    return .element(
      "div", ["class": "name"],
      [
        .element("h2", VisibleText(column.column, limit: 120).text),
        .element("span", ["class": "chip"], language.kind(column.kind)),
        .element("span", ["class": "soft"], number),
      ])
  }

  private var misfit: [Markup] {
    guard let misfit = column.misfit else { return [] }
    let text = VisibleText(misfit.text, limit: 60).text
    return [
      .element(
        "p", ["class": "warning"],
        language(
          "Its first rows have \(misfit.expected)s, but row \(language.count(misfit.row)) of \(misfit.file) has “\(text)”.",
          "Sus primeras filas tienen \(misfit.expected == "time" ? "tiempos" : "números"), pero la fila"
            + " \(language.count(misfit.row)) de \(misfit.file) tiene «\(text)»."))
    ]
  }

  // MARK: - Figures

  private var facts: Markup {
    let rows = column.rows - column.rejected
    let missing = PageFact(
      language("missing", "sin valor"),
      column.missing == 0 ? "0" : language.share(column.missing, of: rows),
      column.missing == 0 ? language.rows(rows) : language.rows(column.missing))
    let distinct = PageFact(
      language("distinct", "distintos"), column.distinct.map(language.count) ?? "–")
    let own = column.numbers.map(facts(of:)) ?? column.times.map(facts(of:)) ?? textFacts
    return PageFact.list(
      column.kind == .empty ? [missing] : [missing, distinct] + own, isSmall: true)
  }

  private func facts(of numbers: ColumnDescription) -> [PageFact] {
    func text(_ statistic: Statistic) -> String {
      let text = numbers[statistic].text(TableStyle(digits: PageLanguage.digits))
      return text.isEmpty ? "–" : language.number(text: text)
    }
    let median = numbers.percentiles.first { $0.percent == 50 }?.value
    return [
      PageFact(language("least", "mínimo"), text(.min)),
      PageFact(language("median", "mediana"), median.map(language.number) ?? "–"),
      PageFact(language("mean", "media"), text(.mean), language("sum ", "suma ") + text(.sum)),
      PageFact(language("greatest", "máximo"), text(.max)),
      PageFact(language("std", "desv. est."), text(.std)),
    ]
  }

  private func facts(of times: ColumnProfile.Times) -> [PageFact] {
    var facts = [
      PageFact(language("first", "primero"), language.time(times.first)),
      PageFact(language("last", "último"), language.time(times.last)),
    ]
    if let step = times.step {
      facts.append(PageFact(language("step", "paso"), language.span(step)))
      let longest = times.gaps > 0 ? times.longestGap.map(language.span) : nil
      facts.append(
        PageFact(
          language("gaps", "huecos"), language.count(times.gaps),
          longest.map { language("the longest \($0)", "el mayor, \($0)") } ?? ""))
    }
    return facts
  }

  private var textFacts: [PageFact] {
    guard let texts = column.texts else { return [] }
    func letters(_ count: Int) -> String {
      language.count(count)
        + (count == 1 ? language(" letter", " letra") : language(" letters", " letras"))
    }
    return [
      PageFact(language("shortest", "más corto"), letters(texts.shortest)),
      PageFact(language("longest", "más largo"), letters(texts.longest)),
    ]
  }

  // MARK: - Pictures

  private var pictures: [Markup] {
    var figures: [Markup] = []
    if let chart = HistogramChart(column, language) {
      figures.append(chart.figure("\(id)h", isDetailed: isDetailed))
    }
    if !column.frequent.isEmpty { figures.append(frequent) }
    if let times = report.times, times.column == place,
      let axis = CourseChart.Axis(times, language)
    {
      let part = times.spanWords(language)
      figures.append(
        CourseChart(column, along: axis, language).counts(
          "\(id)t", times.rowCounts,
          caption: language("Each bar is \(part).", "Cada barra es \(part).")))
    }
    return figures + [course].compactMap { $0 } + [missing].compactMap { $0 }
  }

  /// The means along time, or along the rows if no column has times.
  private var course: Markup? {
    if let times = report.times, !times.numbers[place].isEmpty,
      let axis = CourseChart.Axis(times, language)
    {
      return CourseChart(column, along: axis, language).means(
        "\(id)m", times.numbers[place], isDetailed: isDetailed)
    }
    guard let rows = report.rows, !rows.numbers[place].isEmpty,
      let axis = CourseChart.Axis(rows, language)
    else { return nil }
    return CourseChart(column, along: axis, language).means(
      "\(id)m", rows.numbers[place], isDetailed: isDetailed)
  }

  private var missing: Markup? {
    guard column.missing > 0, column.count > 0, let rows = report.rows,
      !rows.missing[place].isEmpty, let axis = CourseChart.Axis(rows, language)
    else { return nil }
    return CourseChart(column, along: axis, language).missing(
      "\(id)g", rows.missing[place], of: rows.rowCounts)
  }

  /// The most frequent texts, with bars.
  private var frequent: Markup {
    let most = column.frequent.first?.count ?? 1
    let table = PageTable(
      caption: language(
        "Most frequent values of \(column.column)", "Valores más frecuentes de \(column.column)"),
      columns: [
        .init(name: language("value", "valor"), isNumber: false, isLong: true),
        .init(name: "", isNumber: false, style: "meter"),
        .init(name: language("rows", "filas")), .init(name: language("share", "parte")),
      ],
      rows: column.frequent.map { text in
        [
          .text(
            text.text.isEmpty
              ? language("(empty)", "(vacío)") : VisibleText(text.text, limit: 60).text),
          Self.meter(Double(text.count) / Double(most)), .text(language.count(text.count)),
          .text(language.share(text.count, of: column.count)),
        ]
      })
    let rest = column.count - column.frequent.reduce(0) { $0 + $1.count }
    let others = (column.distinct ?? 0) - column.frequent.count
    let note =
      rest > 0 && others > 0
      ? language(
        "\(language.count(others)) other values have \(language.rows(rest)), \(language.share(rest, of: column.count)).",
        "Otros \(language.count(others)) valores tienen \(language.rows(rest)), el \(language.share(rest, of: column.count))."
      )
      : ""
    return .figure(
      language("Most frequent values", "Valores más frecuentes"),
      [.element("div", ["class": "frequent"], [table.markup])], note)
  }

  /// A bar as long as a share, 0 to 1.
  private static func meter(_ share: Double) -> Markup {
    .element(
      "svg",
      [
        "class": "long", "height": "10", "viewBox": "0 0 1000 10", "preserveAspectRatio": "none",
        "aria-hidden": "true",
      ],
      [
        .element("rect", ["class": "track", "width": "1000", "height": "10"]),
        .element("rect", ["class": "bar", "width": PathData.text(1000 * share), "height": "10"]),
      ])
  }
}
