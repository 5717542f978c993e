import Pages

/// A page that needs nothing else: no network, no script, its own style sheets, and a policy that allows nothing more.
///
/// ```swift
/// let page = HTMLPage(title: "Forecast of Bogota", body: [.element("h1", "Forecast of Bogota")])
/// page.html
/// ```
///
/// The policy (Content Security Policy Level 3, <https://www.w3.org/TR/CSP3/>) names the style sheets by their hashes:
/// whatever a file may smuggle into a page, a browser doesn't obey it.
struct HTMLPage {
  /// The name of the page in the browser.
  let title: String

  /// What stands in it.
  let body: [Markup]

  /// The language that it is in, as BCP 47 names it.
  var language = "en"

  /// The style sheets, in their order.
  var sheets = [PageStyle.sheet]

  /// The most bytes of a page: more is nothing to send to anybody.
  static let mostBytes = 1_000_000

  /// The policy of a page with style sheets.
  static func policy(_ sheets: String...) -> String { policy(sheets) }

  private static func policy(_ sheets: [String]) -> String {
    let sources = sheets.map { "'sha256-\(SHA256.base64(of: $0))'" }.joined(separator: " ")
    return "default-src 'none'; style-src \(sources); base-uri 'none'; form-action 'none'"
  }

  /// The page, its last line ended.
  var html: String {
    let head = Markup.element(
      "head", [:],
      [
        .element("meta", ["charset": "utf-8"]),
        .element(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": Self.policy(sheets.map { "\($0)" }),
          ]),
        .element(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .element("meta", ["name": "color-scheme", "content": "light dark"]),
        .element("meta", ["name": "referrer", "content": "no-referrer"]),
        .element("meta", ["name": "generator", "content": "caudal"]),
        .element("title", title),
      ] + sheets.map { .style($0) })
    let page = Markup.element("html", ["lang": language], [head, .element("body", [:], body)])
    return "<!DOCTYPE html>\n" + page.html + "\n"
  }
}

/// A table of a page.
struct PageTable {
  /// A column.
  struct Column {
    /// What stands above it.
    let name: String

    /// Whether it holds numbers, which stand at the right.
    var isNumber = true

    /// Whether it holds texts of any length, which take several lines where there is little room.
    var isLong = false

    /// Another class of its cells; nil for that of texts or numbers.
    var style: String?

    /// The classes of its cells; none where that is empty.
    fileprivate var classes: KeyValuePairs<StaticString, String> {
      if let style { return ["class": style] }
      return isNumber ? ["class": "n"] : isLong ? ["class": "wrap"] : [:]
    }
  }

  /// What it is, for those who don't see where it stands.
  let caption: String

  /// The columns, of which the first names the row.
  let columns: [Column]

  /// The cells of each row.
  let rows: [[Markup]]

  /// Whether it may be longer than a screen, and is scrolled in a box of its own.
  var isTall = false

  /// The table, in a box of its own that is scrolled where the table is wider than the page.
  var markup: Markup {
    let head = columns.map { column in
      column.name.isEmpty
        ? Markup.element("td")
        : .element("th", ["scope": "col", "class": column.isNumber ? "n" : "t"], column.name)
    }
    let body = rows.map { row in
      Markup.element("tr", [:], zip(row.indices, row).map(cell))
    }
    let table = Markup.element(
      "table", [:],
      [
        .element("caption", caption), .element("thead", [:], [.element("tr", [:], head)]),
        .element("tbody", [:], body),
      ])
    // A box that is scrolled must be reached by the keyboard.
    return .element(
      "div",
      [
        "class": isTall ? "scroll tall" : "scroll", "tabindex": "0", "role": "region",
        "aria-label": caption,
      ], [table])
  }

  private func cell(_ index: Int, _ content: Markup) -> Markup {
    let column = columns[index]
    guard index == 0 else { return .element("td", column.classes, [content]) }
    return .element("th", ["scope": "row", "class": column.isLong ? "wrap" : "t"], [content])
  }
}
