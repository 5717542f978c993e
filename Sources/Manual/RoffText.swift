/// Texts in the language of manual pages, which has meanings for points, dashes and backslashes.
///
/// The pages are in the language mdoc, which both groff and mandoc read: see mdoc(7) and groff_mdoc(7).
enum RoffText {
  /// Lines that print a text, each sentence on lines of its own, as pages are written so that lines can be compared.
  ///
  /// - Parameter text: a paragraph.
  /// - Returns: lines of the source.
  static func lines(_ text: String) -> [String] {
    sentences(of: text).flatMap { sentence in
      var lines = [""]
      for word in escaped(sentence).split(separator: " ") {
        let line = lines[lines.count - 1]
        if line.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if line.count + 1 + word.count <= width {
          lines[lines.count - 1] += " \(word)"
        } else {
          lines.append(String(word))
        }
      }
      return lines.map(textLine)
    }
  }

  /// A line that is printed as it stands, which no point at its beginning makes a macro.
  static func literal(_ line: String) -> String { textLine(escaped(line)) }

  private static func textLine(_ escaped: String) -> String {
    escaped.hasPrefix(".") ? "\\&" + escaped : escaped
  }

  /// How long the lines of a source are at most, unless a word is longer.
  private static let width = 78

  /// The characters of a text so that they stand for themselves.
  ///
  /// Letters beyond ASCII are named by their numbers, so that a page doesn't depend on how a terminal writes letters.
  static func escaped(_ text: String) -> String {
    var result = ""
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "'": result += "\\(aq"
      case "\"": result += "\\(dq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      // A dash that begins an option is to be copied as such; others are hyphens.
      case "-" where " '\"([-".unicodeScalars.contains(previous): result += "\\-"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default: result += "\\[u\(hexadecimal(scalar))]"
      }
      previous = scalar
    }
    return result
  }

  /// A word as an argument of a macro, where names of other macros would be called.
  static func argument(_ text: String) -> String {
    let escaped = escaped(text)
    let isCalled = text.count <= 3 && text.allSatisfy { $0.isLetter || $0.isPunctuation }
    return (isCalled ? "\\&" : "") + (escaped.contains(" ") ? "\"\(escaped)\"" : escaped)
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The sentences of a text: they end with a point or a colon, behind which stands a capital letter.
  private static func sentences(of text: String) -> [String] {
    var sentences: [String] = []
    var current = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if let last = current.last, ".?!".contains(last), word.first?.isUppercase == true {
        sentences.append(current)
        current = ""
      }
      current += current.isEmpty ? String(word) : " \(word)"
    }
    return current.isEmpty ? sentences : sentences + [current]
  }
}
