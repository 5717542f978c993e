import Vocabulary

extension DialectDescription {
  /// The dialect in words: delimiter and decimal mark always, everything else where it is unusual.
  var words: [String] {
    let usual = DialectDescription()
    var words = ["delimiter \(delimiter.map(Self.name) ?? "blanks")"]
    words.append(decimal.map { "decimal mark \(Self.name($0))" } ?? "decimal mark not known")
    if let thousands { words.append("thousands mark \(thousands.rawValue)") }
    if quote != usual.quote { words.append(quote.map { "quote \($0)" } ?? "no quotes") }
    if let escape { words.append("escape \(escape)") }
    if let comment { words.append("comments behind \(comment)") }
    if encoding != usual.encoding { words.append("encoding \(encoding)") }
    if endsRowsAtReturn { words.append("line ends CR") }
    if !hasHeader { words.append("no header") }
    if skippedRows > 0 {
      words.append(
        "\(Self.lines(skippedRows)) before the \(hasHeader ? "header" : "data") left out")
    }
    if skippedAfterHeader > 0 {
      words.append("\(Self.lines(skippedAfterHeader)) behind the header left out")
    }
    return words
  }

  private static func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }

  /// A delimiter or decimal mark in a word, the one that the options take; in quotes if it has none.
  private static func name(_ mark: String) -> String {
    switch mark {
    case ",": "comma"
    case ";": "semicolon"
    case "\t": "tab"
    case "|": "pipe"
    case ".": "point"
    default: "\"\(mark.visible)\""
    }
  }
}
