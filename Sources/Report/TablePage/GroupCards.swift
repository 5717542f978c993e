import Vocabulary

/// Groups of rows, compared by boxes on one axis: a card for each column of numbers.
struct GroupCards {
  private let groups: DescribedColumns
  private let language: PageLanguage

  init(_ groups: DescribedColumns, _ language: PageLanguage) {
    (self.groups, self.language) = (groups, language)
  }

  /// The cards.
  var cards: [Markup] {
    let all = Array(groups)
    var seen: Set<Int> = []
    let numbers = all.map(\.columnNumber).filter { seen.insert($0).inserted }
    return numbers.enumerated().map { place, number in
      card(all.filter { $0.columnNumber == number }, number, isFirst: place == 0)
    }
  }

  private var keys: String { groups.keyNames.joined(separator: ", ") }

  private func name(_ group: ColumnDescription) -> String {
    let texts = group.group.map { part in
      part.text.isEmpty ? language("(missing)", "(sin valor)") : part.text
    }
    return VisibleText(texts.joined(separator: ", "), limit: 60).text
  }

  private func card(_ groups: [ColumnDescription], _ number: Int, isFirst: Bool) -> Markup {
    let column = groups.first?.column ?? ""
    let count = self.groups.groupCount ?? groups.count
    let shown =
      groups.count < count
      ? language(
        "\(groups.count) of \(language.count(count)) groups, those with the most rows.",
        "\(groups.count) de \(language.count(count)) grupos, los que tienen más filas.")
      : language("\(language.count(count)) groups.", "\(language.count(count)) grupos.")
    let words = language(
      " A box is the middle half, its line the median, the dotted line the mean; whiskers reach to the extrema, with"
        + " marks at the percentiles 10 and 90.",
      " Una caja es la mitad central, su línea la mediana, la línea de puntos la media; los bigotes llegan a los extremos,"
        + " con marcas en los percentiles 10 y 90.")
    let extrema = groups.flatMap { [$0.minimum, $0.maximum].compactMap { $0 } }
    let fine = NumberAxis(covering: extrema, ticks: 6)
    let isLong = fine.ticks.contains { $0.label.count > 6 }
    let axis = isLong ? NumberAxis(covering: extrema, ticks: 3) : fine
    let table = PageTable(
      caption: language("\(column) by \(keys)", "\(column) por \(keys)"),
      columns: [
        .init(name: keys, isNumber: false, isLong: true),
        .init(name: "", isNumber: false, style: "plots"),
        .init(name: language("values", "valores")),
        .init(name: language("median", "mediana")), .init(name: language("mean", "media")),
        .init(name: language("least", "mínimo")), .init(name: language("greatest", "máximo")),
      ], rows: groups.map { row($0, axis.range) } + [scale(axis)])
    return .element(
      "section", ["class": "card", "id": "g\(number)"],
      [
        .element(
          "h2",
          VisibleText(language("\(column) by \(keys)", "\(column) por \(keys)"), limit: 120).text),
        .element("p", ["class": "soft"], isFirst ? shown + words : shown),
        .element("div", ["class": "wide"], [table.markup]),
      ])
  }

  private func row(_ group: ColumnDescription, _ range: ClosedRange<Double>) -> [Markup] {
    func text(_ value: Double?) -> Markup { .text(value.map(language.number) ?? "–") }
    let median = group.percentiles.first { $0.percent == 50 }?.value
    let box = BoxPlot(group, hasMode: false).map { $0.strip(range, height: 22) } ?? .text("")
    return [
      .text(name(group)), box, .text(language.count(group.count)), text(median), text(group.mean),
      text(group.minimum), text(group.maximum),
    ]
  }

  /// The last line: what the axis of the boxes is.
  private func scale(_ axis: NumberAxis) -> [Markup] {
    let labels = axis.ticks.enumerated().map { index, tick in
      let share = 100 * axis.position(of: tick.value)
      return Markup.element(
        "text",
        [
          "class": index.isMultiple(of: 2) ? "time" : "time optional",
          "x": PathData.text(share) + "%", "y": "16",
          "text-anchor": share < 8 ? "start" : share > 92 ? "end" : "middle",
        ], language.number(text: tick.label.withHyphen))
    }
    let picture = Markup.element(
      "svg", ["class": "plot", "width": "100%", "height": "20", "aria-hidden": "true"], labels)
    return [.text(language("scale", "escala")), picture] + [Markup](repeating: .text(""), count: 5)
  }
}
