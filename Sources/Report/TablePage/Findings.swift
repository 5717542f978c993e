import Vocabulary

/// What strikes in a table, in sentences.
struct Findings {
  private let report: TableReport
  private let language: PageLanguage

  /// The most sentences of one kind.
  private static let most = 4

  init(_ report: TableReport, _ language: PageLanguage) {
    (self.report, self.language) = (report, language)
  }

  /// The card, if there is anything to say.
  var card: [Markup] {
    let sentences = kinds.flatMap { kind in
      let rest = kind.count - Self.most
      let more =
        rest > 0
        ? [language("And \(rest) more of this kind.", "Y \(rest) más de este tipo.")] : []
      return kind.prefix(Self.most) + more
    }
    guard !sentences.isEmpty else { return [] }
    return [
      .element(
        "section", ["class": "card"],
        [
          .element("h2", language("Worth knowing", "Conviene saber")),
          .element("ul", ["class": "notes"], sentences.map { .element("li", $0) }),
        ])
    ]
  }

  private var columns: [ColumnProfile] { report.profile.columns }

  /// The sentences, kind by kind.
  private var kinds: [[String]] {
    [misfits, empty, constant, incomplete, gaps, related]
  }

  private func name(_ column: ColumnProfile) -> String {
    VisibleText(column.column, limit: 60).text
  }

  private var misfits: [String] {
    columns.compactMap { column in
      column.misfit.map { misfit in
        let text = VisibleText(misfit.text, limit: 40).text
        let row = language.count(misfit.row)
        return language(
          "\(name(column)) is \(language.kind(column.kind)): row \(row) of \(misfit.file) has “\(text)”, which is no"
            + " \(misfit.expected).",
          "\(name(column)) es \(language.kind(column.kind)): la fila \(row) de \(misfit.file) tiene «\(text)», que no es"
            + " \(misfit.expected == "time" ? "un tiempo" : "un número").")
      }
    }
  }

  private var empty: [String] {
    columns.filter { $0.kind == .empty && $0.rows > 0 }.map {
      language(
        "\(name($0)) has no value in any row.", "\(name($0)) no tiene valor en ninguna fila.")
    }
  }

  private var constant: [String] {
    columns.filter { $0.distinct == 1 && $0.count > 1 }.map {
      language(
        "\(name($0)) has the same value in every row that has one.",
        "\(name($0)) tiene el mismo valor en todas las filas que tienen alguno.")
    }
  }

  private var incomplete: [String] {
    let found = columns.filter { $0.count > 0 && 20 * $0.missing >= $0.rows - $0.rejected }
    return found.sorted { $0.missing > $1.missing }.map { column in
      let share = language.share(column.missing, of: column.rows - column.rejected)
      return language(
        "\(name(column)) lacks a value in \(share) of the rows.",
        "A \(name(column)) le falta el valor en el \(share) de las filas.")
    }
  }

  private var gaps: [String] {
    columns.compactMap { column in
      guard let times = column.times, times.gaps > 0, let step = times.step,
        let longest = times.longestGap, let begin = times.longestGapBegin
      else { return nil }
      let (count, every) = (language.count(times.gaps), language.span(step))
      return language(
        "\(name(column)): every \(every), with \(count) \(times.gaps == 1 ? "gap" : "gaps"); the longest,"
          + " \(language.span(longest)), begins after \(language.time(begin)).",
        "\(name(column)): cada \(every), con \(count) \(times.gaps == 1 ? "hueco" : "huecos"); el más largo,"
          + " de \(language.span(longest)), empieza después de \(language.time(begin)).")
    }
  }

  private var related: [String] {
    guard let table = report.correlations else { return [] }
    var found: [(Double, String)] = []
    for second in table.columns.indices.dropFirst() {
      for first in 0..<second {
        guard let coefficient = table.pair(first, second)?.coefficient, abs(coefficient) >= 0.9
        else { continue }
        let names = [first, second].map { name(columns[table.columns[$0]]) }
        let number = language.number(text: coefficient.roundedText(digits: 2))
        found.append(
          (
            abs(coefficient),
            language(
              "\(names[0]) and \(names[1]) go together: correlation \(number).",
              "\(names[0]) y \(names[1]) van juntas: correlación \(number).")
          ))
      }
    }
    return found.sorted { $0.0 > $1.0 }.map(\.1)
  }
}
