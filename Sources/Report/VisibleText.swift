import CSV

/// A text as a terminal may show it.
///
/// Names and keys come out of files, and a file may hold anything. Characters that would tell the
/// terminal something, or turn the direction of the text around them, are written as escapes: `\e`,
/// `\n`, `\r`, `\t`, or the number in hexadecimal as in `\u{9B}`. A backslash stays as it is, so that
/// `\n` may also stand for itself: to tell them apart, there are JSON and CSV. Of a file's name, bytes that are no part of
/// UTF-8 are written as `\xE9`.
///
/// Texts may be cut, so that one long key doesn't widen every line of a table.
struct VisibleText: Sendable, Hashable {
  /// The text, with a `…` at its end if it was cut.
  private(set) var text: String

  /// The cells of a terminal that the text takes.
  private(set) var width: Int

  /// Whether there is more of the text than is shown.
  private(set) var isCut = false

  /// The most bytes that a cell may take on average where texts are cut: marks that take no cell
  /// would make endless texts of no width.
  private static let bytesPerCell = 16

  /// Makes a text visible.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - limit: the most cells that it may take, the `…` included, at least one; nil for all of it.
  /// - Complexity: O(the text's length), or O(`limit`) if there is a limit.
  init(_ text: String, limit: Int? = nil) {
    if text.utf8.count <= limit ?? .max, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      (self.text, width) = (text, text.utf8.count)
      return
    }
    let limit = limit ?? .max
    let (bytes, overflows) = limit.multipliedReportingOverflow(by: Self.bytesPerCell)
    let byteLimit = overflows ? .max : bytes
    let text = text.replacingPathBytes { "\\x" + String($0, radix: 16, uppercase: true) }
    // All of the text that fits, and how much of that leaves a cell for the ellipsis.
    var (shown, width) = ("", 0)
    var cut = (end: shown.endIndex, width: 0)
    for scalar in text.unicodeScalars {
      if let escape = scalar.escape {
        shown += escape
        width += escape.utf8.count
      } else {
        shown.unicodeScalars.append(scalar)
        width += scalar.width
      }
      guard width <= limit, shown.utf8.count <= byteLimit else {
        (self.text, self.width, isCut) = (shown[..<cut.end] + "…", cut.width + 1, true)
        return
      }
      if width < limit { cut = (shown.endIndex, width) }
    }
    (self.text, self.width) = (shown, width)
  }
}

extension String {
  /// The text as a terminal may show it, all of it: see ``VisibleText``.
  package var visible: String { VisibleText(self).text }
}

extension Unicode.Scalar {
  /// Whether it does something instead of being seen: control characters (C0, DEL and C1),
  /// separators of lines and paragraphs, and the marks that turn the direction of writing (Unicode's
  /// `Bidi_Control`).
  ///
  /// That a terminal obeys control characters of both kinds is ECMA-48; what directions can hide is
  /// shown by N. Boucher and R. Anderson, [Trojan Source](https://trojansource.codes).
  var isCommand: Bool {
    switch value {
    case 0x00..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The escape that is shown instead, if it can't be shown: ASCII without control characters.
  fileprivate var escape: String? {
    guard isCommand else { return nil }
    switch self {
    case "\u{1B}": return "\\e"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: return "\\u{\(String(value, radix: 16, uppercase: true))}"
    }
  }
}
