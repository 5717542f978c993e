import CSV
import Pages
package import Vocabulary

/// A report on a table as a page for a browser: what it is, every column, and how columns go with each other.
///
/// A page has at most ``HTMLPage/mostBytes``: of many columns it shows the first ones, as many as there is room for, and
/// says how many are left out. Its bytes depend on the files and the request alone, but for the last section, which says
/// how the job was run.
package struct TablePage {
  private let report: TableReport
  private let language: PageLanguage
  private let title: String?

  /// Up to how many columns all tables stand beneath their pictures.
  private static let detailedColumns = 24

  /// The most bytes of the table of all columns.
  private static let overviewBytes = 260_000

  /// The bytes that are kept free for the head, the styles and the foot.
  private static let restBytes = 60_000

  /// A text in the head of every page, by which it is known again.
  package static let mark = "<meta name=\"generator\" content=\"caudal\"/>"

  /// Prepares a page.
  ///
  /// - Parameters:
  ///   - report: what it shows.
  ///   - title: what it is called; nil for the name of the file.
  ///   - language: the language of its words and numbers.
  package init(_ report: TableReport, title: String? = nil, in language: PageLanguage = .english) {
    self.report = report
    self.title = title
    self.language = language
  }

  /// The page, in one part.
  package var parts: [String] {
    let overview = TableOverview(report, language)
    let others = others
    let (whole, _) = overview.card(linked: report.profile.columns.count, room: Self.overviewBytes)
    var room = HTMLPage.mostBytes - Self.restBytes - whole.html.utf8.count
    room -= others.reduce(0) { $0 + $1.html.utf8.count }
    let isDetailed = report.profile.columns.count <= Self.detailedColumns
    var cards: [Markup] = []
    for place in report.profile.columns.indices {
      let card = ColumnCard(report, place, language, isDetailed: isDetailed).markup
      room -= card.html.utf8.count
      guard room >= 0 else { break }
      cards.append(card)
    }
    // Only what is there can be jumped to.
    let (table, listed) = overview.card(linked: cards.count, room: Self.overviewBytes)
    let body = [
      header(left(cards.count, listed)),
      .element("main", [:], Findings(report, language).card + [table] + cards + others), footer,
    ]
    let page = HTMLPage(
      title: name, body: body, language: language.rawValue,
      sheets: [PageStyle.sheet, ReportStyle.sheet])
    return [page.html]
  }

  /// What isn't about a single column.
  private var others: [Markup] {
    let map = report.places.map { [PlaceMap($0, language).card] } ?? []
    let correlations =
      report.correlations.map { [CorrelationCard($0, report.profile, language).markup] } ?? []
    let groups = report.groups.map { GroupCards($0, language).cards } ?? []
    return map + correlations + groups
  }

  /// What isn't in the page, and why; nil if all is.
  private func left(_ drawn: Int, _ listed: Int) -> String? {
    let all = report.profile.columns.count
    guard drawn < all else { return nil }
    let list =
      listed < all
      ? language(
        " The table has the first \(listed).", " La tabla tiene las primeras \(listed).") : ""
    return language(
      "The first \(drawn) of \(all) columns have a card: a page has at most 1 MB.\(list) --column chooses others.",
      "Las primeras \(drawn) de \(all) columnas tienen ficha: una página tiene 1 MB como máximo.\(list) Con"
        + " --column se eligen otras.")
  }

  // MARK: - Head

  /// What the page is called.
  private var name: String {
    if let title { return title }
    let files = report.profile.input.files.map(\.repairedPath)
    guard let first = files.first else { return "" }
    if files.count == 1, first == "-" {
      return language("Standard input", "Entrada estándar")
    }
    // Of an address the query is a part.
    let name = first.contains("://") ? first : String(first.split(separator: "/").last ?? "")
    let more = files.count - 1
    return more == 0 ? name : language("\(name) and \(more) more", "\(name) y \(more) más")
  }

  private func header(_ left: String?) -> Markup {
    .element(
      "header", [:],
      [
        .element("p", ["class": "kicker"], language("Table report", "Informe de una tabla")),
        .element("h1", name), .element("p", ["class": "lede"], lede), facts,
      ] + (left.map { [.element("p", ["class": "warning"], $0)] } ?? [])
        + unusable.map { .element("p", ["class": "warning"], $0) })
  }

  private var lede: String {
    let all = report.profile.input.rows ?? rows
    let chosen =
      rows == all
      ? language(
        all == 1 ? "its only row" : "all \(language.rows(all))",
        all == 1 ? "su única fila" : "las \(language.rows(all))")
      : language(
        "the \(language.rows(rows)) that were chosen of \(language.count(all))",
        "las \(language.rows(rows)) elegidas de \(language.count(all))")
    return language(
      "Made from \(chosen). All figures are exact; nothing is sampled or estimated.",
      "Hecho con \(chosen). Todas las cifras son exactas; nada es muestra ni estimación.")
  }

  /// The number of rows that were looked at.
  private var rows: Int { report.profile.columns.first?.rows ?? 0 }

  private var facts: Markup {
    let columns = report.profile.columns
    let missing = columns.reduce(0) { $0 + $1.missing }
    let cells = columns.reduce(0) { $0 + $1.rows - $1.rejected }
    let kinds = ColumnProfile.Kind.allCases.compactMap { kind -> String? in
      let count = columns.count { $0.kind == kind }
      return count == 0 ? nil : "\(count)\u{A0}×\u{A0}\(language.kind(kind))"
    }
    var facts = [
      PageFact(language("rows", "filas"), language.count(rows)),
      PageFact(
        language("columns", "columnas"), language.count(columns.count),
        kinds.joined(separator: ", ")),
      PageFact(
        language("cells without a value", "celdas sin valor"), language.share(missing, of: cells),
        language.count(missing)),
      PageFact(
        language("size", "tamaño"), language.bytes(report.profile.input.bytes),
        dialect.joined(separator: ", ")),
    ]
    if let times = columns.lazy.compactMap(\.times).first {
      facts.append(
        PageFact(
          language("first day", "primer día"), String(times.first.prefix(10)),
          language("the last is ", "el último es ") + times.last.prefix(10)))
    }
    return PageFact.list(facts)
  }

  /// How the file is written, in few words.
  private var dialect: [String] {
    guard let dialect = report.profile.input.dialect else { return [] }
    func mark(_ text: String?) -> String {
      text.map { $0 == "\t" ? language("tab", "tabulador") : "“\($0)”" }
        ?? language("blanks", "espacios")
    }
    return [
      language("delimiter ", "separador ") + mark(dialect.delimiter)
    ] + (dialect.decimal.map { [language("decimal mark ", "decimales con ") + mark($0)] } ?? [])
      + (dialect.encoding == "UTF-8" ? [] : [dialect.encoding])
  }

  /// What was done with rows that can't be used.
  private var unusable: [String] {
    guard language == .spanish else { return report.profile.input.unusableRowSentences }
    let unusable = report.profile.input.unusable
    guard unusable.rejectedRows > 0 else { return [] }
    return ["Filas omitidas por no poderse usar: \(language.count(unusable.rejectedRows))."]
  }

  // MARK: - Foot

  private var footer: Markup {
    let list = Definitions(report, language).list.flatMap { name, text in
      [Markup.element("dt", name), .element("dd", text)]
    }
    return .element(
      "footer", [:],
      [
        .element("h2", language("What the words mean", "Qué significan las palabras")),
        .element("dl", ["class": "words"], list), run,
      ])
  }

  /// How the job was run: the only part that depends on it.
  private var run: Markup {
    let run = report.run
    func number(_ count: Int, _ one: String, _ more: String) -> String {
      "\(language.count(count)) \(count == 1 ? one : more)"
    }
    let seconds = run.phases.reduce(0) { $0 + $1.seconds }
    let way =
      run.input == .shared
      ? language("every rank read its own part", "cada proceso leyó su parte")
      : language("rank 0 read the file", "el proceso 0 leyó el archivo")
    let text =
      language("Made by caudal report with ", "Hecho por caudal report con ")
      + number(run.ranks, language("rank", "proceso"), language("ranks", "procesos"))
      + language(" of ", " de ")
      + number(run.threads, language("thread", "hilo"), language("threads", "hilos"))
      + language(" on ", " en ") + run.hosts.joined(separator: ", ") + "; \(way); "
      + language.number(text: seconds.roundedText(digits: 2)) + " s. "
      + language(
        "The page needs no network and runs no script. Another number of ranks or threads gives the same figures, to"
          + " the last digit.",
        "La página no necesita red ni ejecuta programas. Otro número de procesos o hilos da las mismas cifras, hasta"
          + " el último dígito.")
    return .element(
      "section", ["id": "run"],
      [
        .element("h2", language("How it was made", "Cómo se hizo")), .element("p", text),
      ])
  }
}

/// A figure that is told in large letters.
struct PageFact {
  private let name: String
  private let value: String
  private let note: String

  /// Puts a figure together.
  init(_ name: String, _ value: String, _ note: String = "") {
    (self.name, self.value, self.note) = (name, value, note)
  }

  /// Figures next to each other.
  ///
  /// - Parameters:
  ///   - facts: the figures.
  ///   - isSmall: whether they are many, and less large.
  /// - Returns: the list.
  static func list(_ facts: [PageFact], isSmall: Bool = false) -> Markup {
    .element(
      "dl", ["class": isSmall ? "facts small" : "facts"],
      facts.map { fact in
        let note = fact.note.isEmpty ? [] : [Markup.element("small", fact.note)]
        return .element(
          "div", [:],
          [.element("dt", fact.name), .element("dd", [:], [.text(fact.value)] + note)])
      })
  }
}

extension Markup {
  /// A part of a page that is unfolded when it is wanted.
  static func details(_ summary: String, _ content: [Markup]) -> Markup {
    .element("details", [:], [.element("summary", summary)] + content)
  }

  /// A figure with a heading.
  ///
  /// - Parameters:
  ///   - heading: what stands above it.
  ///   - content: the picture and what belongs to it.
  ///   - caption: what it means.
  /// - Returns: the element `figure`.
  static func figure(_ heading: String, _ content: [Markup], _ caption: String = "") -> Markup {
    .element(
      "figure", [:],
      [.element("h3", heading)] + content
        + (caption.isEmpty ? [] : [.element("figcaption", caption)]))
  }
}
