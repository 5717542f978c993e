import Vocabulary

/// The correlations of columns of numbers as a table, coloured by their size.
struct CorrelationCard {
  private let table: CorrelationTable
  private let profile: TableProfile
  private let language: PageLanguage

  init(_ table: CorrelationTable, _ profile: TableProfile, _ language: PageLanguage) {
    (self.table, self.profile, self.language) = (table, profile, language)
  }

  /// The card.
  var markup: Markup {
    let words = language(
      "Pearson’s correlation of each two columns of numbers, over the rows that have both.",
      "Correlación de Pearson de cada dos columnas de números, con las filas que tienen ambas.")
    let rest =
      table.leftOut > 0
      ? language(
        " These are the first \(table.columns.count) of \(table.columns.count + table.leftOut) columns that vary;"
          + " --column chooses others.",
        " Son las primeras \(table.columns.count) de \(table.columns.count + table.leftOut) columnas que varían; con"
          + " --column se eligen otras.") : ""
    return .element(
      "section", ["class": "card", "id": "correlations"],
      [
        .element("h2", language("How columns go together", "Cómo van juntas las columnas")),
        .element("p", ["class": "soft"], words + rest), grid,
      ])
  }

  private func name(_ number: Int) -> String {
    VisibleText(profile.columns[table.columns[number]].column, limit: 40).text
  }

  private var grid: Markup {
    let caption = language("Correlations", "Correlaciones")
    let numbers = table.columns.indices
    let head =
      [Markup.element("td", [:], [Markup]())]
      + numbers.map { .element("th", ["scope": "col"], name($0)) }
    let rows = numbers.map { row in
      Markup.element(
        "tr", [:],
        [.element("th", ["scope": "row"], name(row))] + numbers.map { cell(row, $0) })
    }
    let markup = Markup.element(
      "table", [:],
      [
        .element("caption", caption), .element("thead", [:], [.element("tr", [:], head)]),
        .element("tbody", [:], rows),
      ])
    return .element(
      "div",
      ["class": "scroll heat", "tabindex": "0", "role": "region", "aria-label": caption], [markup])
  }

  private func cell(_ row: Int, _ column: Int) -> Markup {
    guard let pair = table.pair(row, column) else { return .element("td", "1") }
    guard let coefficient = pair.coefficient else {
      return .element("td", ["class": "soft"], language("undefined", "indefinida"))
    }
    // Two decimals, which a table of many is read by; what isn't 1 isn't shown as 1.
    let isNearlyOne = abs(coefficient) >= 0.995 && abs(coefficient) < 1
    let text = coefficient.fixedText(decimals: 2)
    let step = min(4, Int(abs(coefficient) * 5))
    let style = step == 0 ? "" : "\(coefficient > 0 ? "up" : "down")\(step)"
    let shown =
      isNearlyOne
      ? (coefficient < 0 ? "< " : "> ") + language.number(text: coefficient < 0 ? "-0.99" : "0.99")
      : language.number(text: text)
    return style.isEmpty ? .element("td", shown) : .element("td", ["class": style], shown)
  }
}
