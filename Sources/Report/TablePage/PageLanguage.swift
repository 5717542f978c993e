import Vocabulary

/// The language of a page: its words, and how it writes numbers.
package enum PageLanguage: String, CaseIterable, Sendable {
  /// English: `12,345.6`.
  case english = "en"
  /// Spanish, as Colombia writes it: `12.345,6`.
  case spanish = "es"

  /// A text in this language.
  ///
  /// Both stand next to each other where they are used, so that neither is forgotten.
  func callAsFunction(_ english: String, _ spanish: String) -> String {
    self == .english ? english : spanish
  }

  /// The mark before decimals.
  private var decimalMark: Character { self == .english ? "." : "," }

  /// What stands between groups of three digits.
  private var groupMark: Character { self == .english ? "," : "." }

  /// How many digits numbers have that are computed.
  static let digits = 6

  /// A number as a page shows it, with six significant digits.
  func number(_ value: Double) -> String {
    number(text: value.roundedText(digits: Self.digits))
  }

  /// A number of things.
  func count(_ value: Int) -> String { number(text: String(value)) }

  /// A part of a whole: `12.3%`.
  func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let share = 100 * Double(part) / Double(whole)
    let text =
      part > 0 && share < 0.1
      ? "<0.1" : part < whole && share > 99.9 ? ">99.9" : ((share * 10).rounded() / 10).shortText
    return number(text: text) + self("%", " %")
  }

  /// A number in the language's way, from its text with a point.
  ///
  /// - Parameter text: the number; what is no digit stays.
  /// - Returns: the number, its digits in groups of three if there are more than four before the point.
  func number(text: String) -> String {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let sign = parts[0].hasPrefix("-") ? "\u{2212}" : ""
    let whole = parts[0].hasPrefix("-") ? parts[0].dropFirst() : parts[0]
    let rest = parts.count > 1 ? "\(decimalMark)\(parts[1])" : ""
    guard whole.count > 4, whole.allSatisfy({ $0.isNumber }) else { return sign + whole + rest }
    var grouped = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place).isMultiple(of: 3) { grouped.append(groupMark) }
      grouped.append(digit)
    }
    return sign + grouped + rest
  }

  /// An amount of data: `552 kB`.
  func bytes(_ count: Int) -> String { number(text: Amount.bytes(Double(count))) }

  /// A time as a page shows it: without a clock at midnight, and without seconds that are zero.
  func time(_ text: String) -> String {
    let isUTC = text.hasSuffix("Z")
    var text = isUTC ? String(text.dropLast()) : text
    if text.hasSuffix(" 00:00:00") {
      text = String(text.dropLast(9))
    } else if text.count == 19, text.hasSuffix(":00") {
      text = String(text.dropLast(3))
    }
    return isUTC ? text + " UTC" : text
  }

  /// A span of time: `10 min`, `3 d 4 h`.
  func span(_ seconds: Double) -> String { number(text: ProfileTable.span(seconds)) }

  /// A label of an axis of time, whose months have English names.
  func calendar(_ label: String) -> String {
    guard self == .spanish else { return label }
    let months = [
      "Jan": "ene", "Feb": "feb", "Mar": "mar", "Apr": "abr", "May": "may", "Jun": "jun",
      "Jul": "jul", "Aug": "ago", "Sep": "sep", "Oct": "oct", "Nov": "nov", "Dec": "dic",
    ]
    return label.split(separator: " ").map { months[String($0)] ?? String($0) }
      .joined(separator: " ")
  }

  /// What a column holds.
  func kind(_ kind: ColumnProfile.Kind) -> String {
    switch kind {
    case .integer: self("whole number", "número entero")
    case .number: self("number", "número")
    case .time: self("time", "tiempo")
    case .boolean: self("yes or no", "sí o no")
    case .text: self("text", "texto")
    case .empty: self("empty", "vacía")
    }
  }

  /// So many rows: `1 row`, `12 rows`.
  func rows(_ count: Int) -> String {
    self.count(count) + (count == 1 ? self(" row", " fila") : self(" rows", " filas"))
  }
}
