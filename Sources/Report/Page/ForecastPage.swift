import CSV
import Vocabulary

/// Forecasts as a page for a browser: of each series a picture, and tables beneath it.
///
/// A page has at most ``HTMLPage/mostBytes``: of many series it has as many as there is room for, the first ones, and
/// says how many are left out. Its bytes don't depend on the number of ranks and threads.
struct ForecastPage {
  private let forecasts: Forecasts

  /// The most bytes of the table of all series.
  private static let overviewBytes = 150_000

  /// The bytes that are kept free for the head, the style and the foot.
  private static let restBytes = 40_000

  init(_ forecasts: Forecasts) { self.forecasts = forecasts }

  /// The page, in one part.
  var parts: [String] {
    let (whole, listed) = overview(drawn: forecasts.series.count)
    var room = HTMLPage.mostBytes - Self.restBytes - (whole?.html.utf8.count ?? 0)
    var sections: [Markup] = []
    for (number, series) in forecasts.series.enumerated() {
      let section = ForecastSection(series, number: number, of: forecasts).markup
      room -= section.html.utf8.count
      guard room >= 0 else { break }
      sections.append(section)
    }
    // Only what is there can be jumped to.
    let table = overview(drawn: sections.count).markup.map { [$0] } ?? []
    let body = [
      header(Self.left(sections.count, listed, of: forecasts.series.count)),
      .element("main", [:], table + sections), footer,
    ]
    return [HTMLPage(title: title, body: body).html]
  }

  /// What isn't in the page, and why; nil if all is.
  private static func left(_ drawn: Int, _ listed: Int, of all: Int) -> String? {
    guard drawn < all else { return nil }
    let list = listed < all ? " The table has the first \(listed)." : ""
    return
      "Pictures of the first \(drawn) of \(all) series: a page has at most 1 MB.\(list) All are in --format json and"
      + " csv; --columns and --where choose."
  }

  // MARK: - Head and foot

  private var steps: String {
    let words = forecasts.step.words(times: forecasts.horizons.last ?? 1)
    return "the next " + (words.hasPrefix("1 ") ? String(words.dropFirst(2)) : words)
  }

  private var title: String {
    let count = forecasts.series.count
    return count == 1
      ? "\(forecasts.series[0].name): \(steps)" : "\(count) series: \(steps)"
  }

  private func header(_ left: String?) -> Markup {
    .element(
      "header", [:],
      [
        .element("p", ["class": "kicker"], "Forecast"), .element("h1", title),
        .element("p", ["class": "soft"], lede),
      ] + (left.map { [.element("p", ["class": "warning"], $0)] } ?? []))
  }

  private var lede: String {
    let zone = forecasts.timeZone.map { "times of \($0)" } ?? "times on the clock of the file"
    let files = (forecasts.input?.files ?? []).map(\.repairedPath)
    let name =
      switch files.count {
      case 0: "saved models"
      case 1: files[0] == "-" ? "standard input" : files[0]
      default: "\(files[0]) and \(files.count - 1) more"
      }
    let seasons = forecasts.seasons.map { "\($0)" }.joined(separator: ", ")
    return "From \(name). Steps of \(forecasts.step), "
      + (seasons.isEmpty ? "no season" : "seasons of \(seasons) steps") + ", \(zone)."
  }

  private var footer: Markup {
    let levels = forecasts.levels.map { "\($0.shortText) %" }.joined(separator: ", ")
    var words = [
      (
        "Forecast",
        "The value that the model expects. It begins behind the last value of its own series."
      ),
      (
        "Intervals of \(levels)",
        "The value lies between the bounds with that probability, if the model is right."
      ),
    ]
    if forecasts.series.contains(where: { !$0.accuracy.isEmpty }) {
      words += [
        (
          "MAE, RMSE",
          "Mean absolute and root mean squared error from origins in the past, in the unit of the column."
        ),
        (
          "MASE",
          "The error divided by that of a repeated season before the origin: below 1 is better than repeating."
        ), ("sMAPE", "A percentage from 0 to 200."),
        ("seasonal-naive, naive", "The value of a season ago; the last value."),
      ]
    }
    let unusable = forecasts.input?.unusableRowSentences ?? []
    let list = words.flatMap { name, text in
      [Markup.element("dt", name), .element("dd", text)]
    }
    return .element(
      "footer", [:],
      [.element("h2", "What the words mean"), .element("dl", ["class": "words"], list)]
        + unusable.map { .element("p", $0) }
        + [.element("p", "Made by caudal forecast. The page needs no network and runs no script.")])
  }

  // MARK: - All series

  /// A table of all series, as far as there is room, and how many that are; nil for a single one.
  private func overview(drawn: Int) -> (markup: Markup?, listed: Int) {
    let all = forecasts.series
    guard all.count > 1 else { return (nil, all.count) }
    let hasUnits = all.contains { $0.unit != nil }
    let hasErrors = all.contains { !$0.accuracy.isEmpty }
    let interval =
      forecasts.levels.first.map { [PageTable.Column(name: "\($0.shortText) %")] } ?? []
    let columns =
      [PageTable.Column(name: "series", isNumber: false, isLong: true)]
      + (hasUnits ? [PageTable.Column(name: "unit", isNumber: false)] : [])
      + [.init(name: "last value"), .init(name: "of", isNumber: false)]
      + [.init(name: "in " + forecasts.step.words(times: forecasts.horizons.last ?? 1))] + interval
      + (hasErrors ? [.init(name: "MASE")] : [])
    var (rows, bytes): ([[Markup]], Int) = ([], 0)
    for (number, series) in all.enumerated() {
      let link = number < drawn ? "#s\(number + 1)" : nil
      let row = row(series, link, hasUnits: hasUnits, hasErrors: hasErrors)
      bytes += row.reduce(20) { $0 + $1.html.utf8.count + 30 }
      if bytes > Self.overviewBytes { break }
      rows.append(row)
    }
    let table = PageTable(caption: "All series", columns: columns, rows: rows, isTall: true)
    return (.element("section", ["class": "card"], [table.markup]), rows.count)
  }

  private func row(
    _ series: SeriesForecast, _ link: String?, hasUnits: Bool, hasErrors: Bool
  ) -> [Markup] {
    func text(_ number: Double?) -> String { number.map { $0.roundedText(digits: 5) } ?? "" }
    let name = VisibleText(series.name, limit: 60).text
    var cells: [Markup] = [link.map { .element("a", ["href": $0], name) } ?? .text(name)]
    if hasUnits { cells.append(.text(series.unit ?? "")) }
    cells += [.text(text(series.extent?.last)), .text(series.extent?.origin ?? "")]
    guard let ahead = series.ahead, let step = forecasts.horizons.last.map({ $0 - 1 }) else {
      return cells + [.text("no forecast")]
        + [Markup](
          repeating: .text(""), count: (forecasts.levels.isEmpty ? 0 : 1) + (hasErrors ? 1 : 0))
    }
    cells.append(.text(text(ahead.means[step])))
    if let interval = ahead.intervals.first {
      cells.append(.text(interval.words(step, digits: 5)))
    }
    if hasErrors {
      cells.append(
        .text(
          series.accuracy.first?.horizons.last?.meanAbsoluteScaledError?.roundedText(digits: 3)
            ?? ""))
    }
    return cells
  }
}

extension TimeSpan {
  /// So many such lengths in words: `72 hours`, `1 month`.
  func words(times count: Int) -> String {
    let parts = description.split(separator: " ")
    guard parts.count == 2, let own = Int(parts[0]) else { return "\(count) × \(self)" }
    let words = ["s": "second", "min": "minute", "h": "hour", "d": "day", "w": "week"]
    let isPlural = parts[1].hasSuffix("s") && parts[1].count > 1
    let singular = String(isPlural ? parts[1].dropLast() : parts[1])
    let total = own * count
    return "\(total) \(words[singular] ?? singular)" + (total == 1 ? "" : "s")
  }
}

extension SeriesForecast.Interval {
  /// The bounds of a step: `8.5 to 9.7`.
  func words(_ step: Int, digits: Int) -> String {
    guard !lower[step].isNaN, !upper[step].isNaN else { return "unknown" }
    return
      "\(lower[step].roundedText(digits: digits)) to \(upper[step].roundedText(digits: digits))"
  }
}
