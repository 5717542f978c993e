import Vocabulary

/// How a table looks where people see it at once: on a terminal.
package struct TableStyle: Sendable {
  /// How many significant digits numbers have; nil for all that they have.
  package var digits: Int?

  /// The cells of a line; nil where lines may be of any length.
  package var width: Int?

  /// Whether heads are bold and notes are dim.
  package var isColoured = false

  /// All digits, lines of any length, no colours: for files and pipes.
  package static let plain = TableStyle()

  /// Describes how a table looks.
  package init(digits: Int? = nil, width: Int? = nil, isColoured: Bool = false) {
    (self.digits, self.width, self.isColoured) = (digits, width, isColoured)
  }

  /// A number in words of this style.
  func text(_ number: Double) -> String {
    digits.map { number.roundedText(digits: $0) } ?? number.shortText
  }

  /// A line, ended or not, as a head.
  func head(_ line: String) -> String { wrapped(line, "1") }

  /// Lines, each ended, as a note.
  func note(_ lines: String) -> String { wrapped(lines, "2") }

  /// A text between the codes of ECMA-48 that begin and end a rendition, its line end behind them.
  private func wrapped(_ text: String, _ code: String) -> String {
    guard isColoured, !text.isEmpty else { return text }
    let end = text.hasSuffix("\n") ? "\n" : ""
    return "\u{1B}[\(code)m\(text.dropLast(end.count))\u{1B}[0m\(end)"
  }
}
