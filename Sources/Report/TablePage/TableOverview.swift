import Vocabulary

/// All columns of a table below each other, each in a line.
struct TableOverview {
  private let report: TableReport
  private let language: PageLanguage

  init(_ report: TableReport, _ language: PageLanguage) {
    (self.report, self.language) = (report, language)
  }

  /// The card.
  ///
  /// - Parameters:
  ///   - linked: how many of the columns, the first ones, have a card that can be jumped to.
  ///   - room: the most bytes of the lines.
  /// - Returns: the card, and how many columns are in it.
  func card(linked: Int, room: Int) -> (markup: Markup, listed: Int) {
    var (rows, bytes): ([[Markup]], Int) = ([], 0)
    for (place, column) in report.profile.columns.enumerated() {
      let row = row(column, place, isLinked: place < linked)
      bytes += row.reduce(20) { $0 + $1.html.utf8.count + 30 }
      if bytes > room { break }
      rows.append(row)
    }
    let heading = language("All columns", "Todas las columnas")
    let table = PageTable(caption: heading, columns: heads, rows: rows, isTall: rows.count > 30)
    return (
      .element(
        "section", ["class": "card", "id": "columns"],
        [.element("h2", heading), .element("div", ["class": "wide"], [table.markup])]), rows.count
    )
  }

  private var heads: [PageTable.Column] {
    [
      .init(name: language("column", "columna"), isNumber: false, isLong: true),
      .init(name: language("type", "tipo"), isNumber: false),
      .init(name: language("missing", "sin valor")),
      .init(name: language("distinct", "distintos")),
      .init(name: language("distribution", "distribución"), isNumber: false),
      .init(name: language("least", "mínimo"), isNumber: false, isLong: true),
      .init(name: language("typical", "típico"), isNumber: false, isLong: true),
      .init(name: language("greatest", "máximo"), isNumber: false, isLong: true),
    ]
  }

  private func row(_ column: ColumnProfile, _ place: Int, isLinked: Bool) -> [Markup] {
    let name = VisibleText(column.column, limit: 60).text
    let link: Markup =
      isLinked ? .element("a", ["href": "#c\(place + 1)"], name) : .text(name)
    let missing =
      column.missing == 0
      ? "0" : language.share(column.missing, of: column.rows - column.rejected)
    return [
      link, .text(language.kind(column.kind)), .text(missing),
      .text(column.distinct.map(language.count) ?? "–"),
      Spark(column, report, place).markup, .text(extreme(column, .min)), .text(typical(column)),
      .text(extreme(column, .max)),
    ]
  }

  private func extreme(_ column: ColumnProfile, _ statistic: Statistic) -> String {
    if let numbers = column.numbers {
      return language.number(text: numbers[statistic].text(TableStyle(digits: PageLanguage.digits)))
    }
    if let times = column.times {
      return language.time(statistic == .min ? times.first : times.last)
    }
    let text = statistic == .min ? column.texts?.first : column.texts?.last
    return text.map { VisibleText($0, limit: 28).text } ?? ""
  }

  private func typical(_ column: ColumnProfile) -> String {
    if let numbers = column.numbers {
      let median = numbers.percentiles.first { $0.percent == 50 }?.value
      return median.map(language.number) ?? ""
    }
    guard let first = column.frequent.first, first.count > 1 else { return "" }
    let share = language.share(first.count, of: column.count)
    return "\(VisibleText(first.text, limit: 28).text) (\(share))"
  }
}

/// A picture as small as a word: how values are distributed, from left to right.
struct Spark {
  private let counts: [Int]

  /// Takes the counts of a column: in the bins of numbers, of the most frequent texts, along time.
  init(_ column: ColumnProfile, _ report: TableReport, _ place: Int) {
    if let histogram = column.numbers?.histogram {
      counts = histogram.counts
    } else if let times = report.times, times.column == place {
      counts = times.rowCounts
    } else {
      counts = column.frequent.map(\.count)
    }
  }

  /// The picture; nothing if there are no counts.
  var markup: Markup {
    guard let most = counts.max(), most > 0 else { return .text("") }
    let width = 100.0 / Double(max(counts.count, 8))
    var path = ""
    for (number, count) in counts.enumerated() where count > 0 {
      let height = max(1, 22 * Double(count) / Double(most))
      let x = PathData.text(width * Double(number))
      path += "M\(x) 24V\(PathData.text(24 - height))h\(PathData.text(width * 0.86))V24Z"
    }
    return .element(
      "svg",
      [
        "class": "spark", "width": "100", "height": "24", "viewBox": "0 0 100 24",
        "aria-hidden": "true",
      ],
      [.element("path", ["class": "bar", "d": path])])
  }
}
