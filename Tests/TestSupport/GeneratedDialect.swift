package import Foundation

/// A table in a random dialect, as loggers and spreadsheets of the world write theirs, with what was
/// meant by it.
package struct GeneratedDialect: CustomStringConvertible {
  /// The marks by which it is written.
  package let marks: Marks

  /// For each row, the two numbers as plain decimals; nil where one is missing.
  package let numbers: [[String?]]

  /// For each row, its text.
  package let texts: [String]

  /// The file.
  package let bytes: [UInt8]

  /// The columns' names.
  package static let names = ["fecha", "estación", "valor", "nivel, m"]

  /// The positions of the columns of numbers.
  package static let numberColumns = [2, 3]

  /// The position of the column of texts.
  package static let textColumn = 1

  private static let words = [
    "Bogotá", "BOLÍVAR", "a, b", "c;d", "Peña 3", "x|y", "e\"f", "núm. 1,5", "it's", "z",
  ]

  /// The dialect and the beginning of the file, for messages.
  package var description: String {
    "\(marks)\n" + (String(data: Data(bytes), encoding: marks.encoding) ?? "").prefix(700)
  }

  /// Writes a table.
  ///
  /// - Parameter random: what chooses.
  package init(using random: inout SeededGenerator) {
    let marks = Marks(using: &random)
    let decimals = (0..<2).map { _ in Int.random(in: 0...4, using: &random) }
    let magnitudes = (0..<2).map { _ in Int.random(in: 1...7, using: &random) }
    var numbers: [[String?]] = []
    var texts: [String] = []
    var text = ""
    for line in 0..<marks.preamble { text += "Informe \(line + 1) de la red" + marks.lineEnd }
    if marks.hasHeader { text += marks.row(Self.names) }
    for row in 0..<Int.random(in: 1...30, using: &random) {
      let values = (0..<2).map { column -> Number? in
        guard Int.random(in: 0..<12, using: &random) > 0 else { return nil }
        let digits = Int.random(in: 0...magnitudes[column] + decimals[column], using: &random)
        let limit = (0..<digits).reduce(1) { power, _ in power * 10 }
        return Number(
          digits: Int.random(in: -limit...limit, using: &random), decimals: decimals[column])
      }
      numbers.append(values.map { $0?.plain })
      texts.append(Self.words.randomElement(using: &random) ?? "")
      text += marks.row(
        [marks.date(row), texts[row]] + values.map { $0?.text(marks) ?? "" })
    }
    self.marks = marks
    self.numbers = numbers
    self.texts = texts
    var data = text.data(using: marks.encoding) ?? Data()
    if marks.hasByteOrderMark { data = ("\u{FEFF}".data(using: marks.encoding) ?? Data()) + data }
    bytes = Array(data)
  }

  /// A number as digits with so many decimals.
  private struct Number {
    let digits: Int
    let decimals: Int

    private var parts: (integer: String, fraction: String) {
      var text = String(digits.magnitude)
      text = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
      return (String(text.dropLast(decimals)), String(text.suffix(decimals)))
    }

    private var sign: String { digits < 0 ? "-" : "" }

    /// The number with a decimal point.
    var plain: String { sign + parts.integer + (decimals > 0 ? "." + parts.fraction : "") }

    /// The number as it stands in the file.
    func text(_ marks: Marks) -> String {
      var integer = parts.integer
      if let thousands = marks.thousands {
        var groups: [Substring] = []
        var rest = integer[...]
        while rest.count > 3 {
          groups.insert(rest.suffix(3), at: 0)
          rest = rest.dropLast(3)
        }
        integer = ([rest] + groups).joined(separator: thousands)
      }
      return sign + integer + (decimals > 0 ? marks.decimal + parts.fraction : "")
    }
  }

  /// How a table is written.
  package struct Marks {
    package let delimiter: String
    package let quote: String
    package let decimal: String
    package let thousands: String?
    package let encoding: String.Encoding
    package let hasByteOrderMark: Bool
    package let lineEnd: String
    package let hasHeader: Bool
    package let preamble: Int
    package let dateStyle: Int
    package let quotesAll: Bool

    /// Whether the delimiter is one that is found out.
    package var isUsualDelimiter: Bool { [",", ";", "\t", "|"].contains(delimiter) }

    /// Chooses.
    init(using random: inout SeededGenerator) {
      func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
      }
      delimiter = one(of: [",", ",", ",", ";", ";", "\t", "\t", "|", "||", "::", "~", "^"])
      let hasComma = one(of: delimiter == "," ? [true, false, false, false] : [true, false])
      decimal = hasComma ? "," : "."
      thousands = one(of: [nil, nil, nil, hasComma ? "." : ",", " ", "\u{A0}", "'"])
      encoding = one(of: [
        .utf8, .utf8, .utf8, .isoLatin1, .windowsCP1252, .utf16LittleEndian, .utf16BigEndian,
        .utf32LittleEndian,
      ])
      let isOneByte = encoding == .isoLatin1 || encoding == .windowsCP1252
      hasByteOrderMark = isOneByte ? false : one(of: [true, false])
      lineEnd = one(of: ["\n", "\n", "\r\n", "\r"])
      hasHeader = one(of: [true, true, true, false])
      preamble = hasHeader ? one(of: [0, 0, 0, 1, 3]) : 0
      dateStyle = one(of: [0, 1, 2, 3])
      quotesAll = one(of: [true, false, false, false])
      quote = one(of: ["\"", "\"", "\"", "'"])
    }

    /// A row.
    func row(_ fields: [String]) -> String {
      let written = fields.map { field in
        guard quotesAll || field.contains(delimiter) || field.hasPrefix(quote) else { return field }
        return quote + field.replacingOccurrences(of: quote, with: quote + quote) + quote
      }
      return written.joined(separator: delimiter) + lineEnd
    }

    /// The date of a row.
    func date(_ row: Int) -> String {
      func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
      let (month, day) = (two(row / 28 + 1), two(row % 28 + 1))
      switch dateStyle {
      case 0: return "2023-\(month)-\(day)"
      case 1: return "2023-\(month)-\(day) 12:30:00"
      case 2: return "\(month)/\(day)/2023 12:30:00 AM"
      default: return "\(day)/\(month)/2023"
      }
    }
  }
}
