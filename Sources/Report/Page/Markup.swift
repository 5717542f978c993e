/// A part of a page: an element, or a text.
///
/// ```swift
/// Markup.element("td", ["class": "number"], [.text("< 5 & more")]).html
/// // <td class="number">&lt; 5 &amp; more</td>
/// ```
///
/// Names of elements and attributes stand in this program. Texts and values of attributes may come from a file, and a
/// file may hold anything: they are escaped, and what would turn the direction of the text around them, or can't be
/// shown, is written as ``VisibleText`` writes it.
struct Markup: Sendable {
  private indirect enum Content: Sendable {
    case text(String)
    case element(StaticString, [(name: StaticString, value: String)], [Markup])
    case style(String)
  }

  private let content: Content

  /// A text.
  static func text(_ text: String) -> Markup { Markup(content: .text(text)) }

  /// An element.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - attributes: its attributes, in the order in which they are written.
  ///   - children: what stands in it.
  /// - Returns: the element.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [Markup] = []
  ) -> Markup {
    Markup(content: .element(name, attributes.map { ($0.key, $0.value) }, children))
  }

  /// An element that holds a text only.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ text: String
  ) -> Markup {
    element(name, attributes, [.text(text)])
  }

  /// An element without attributes that holds a text only.
  static func element(_ name: StaticString, _ text: String) -> Markup {
    element(name, [:], [.text(text)])
  }

  /// The element `style`, whose text isn't escaped: it is this program's own.
  static func style(_ sheet: StaticString) -> Markup {
    Markup(content: .style("\(sheet)"))
  }

  /// The elements that have no content, and are written without an end.
  private static let empty: Set<String> = [
    "meta", "br", "path", "line", "rect", "circle",
  ]

  /// The part as HTML.
  ///
  /// - Complexity: O(its length).
  var html: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// Appends the part as HTML.
  ///
  /// - Parameter output: where it goes.
  func write(to output: inout String) {
    switch content {
    case .text(let text): Self.escape(text.visible, into: &output)
    case .style(let sheet): output += "<style>\(sheet)</style>"
    case .element(let name, let attributes, let children):
      output += "<\(name)"
      for (name, value) in attributes {
        output += " \(name)=\""
        Self.escape(value.visible, into: &output)
        output += "\""
      }
      if children.isEmpty, Self.empty.contains("\(name)") {
        output += "/>"
        return
      }
      output += ">"
      for child in children { child.write(to: &output) }
      output += "</\(name)>"
    }
  }

  private static func escape(_ text: String, into output: inout String) {
    guard text.utf8.contains(where: isSpecial) else {
      output += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}
