import ArgumentParser
import Caudal

/// The options that say how files are written.
struct DialectArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What stands between fields, such as ; or tab. Any characters may; blanks stands for runs of blanks and tabs.",
      valueName: "text"))
  var delimiter: DelimiterOption?

  @Option(
    help: ArgumentHelp(
      "What encloses fields: a character, or none. Default: \".", valueName: "mark"))
  var quote: QuoteOption?

  @Option(
    help: ArgumentHelp(
      "What stands before a character that means itself, such as \\.", valueName: "mark"))
  var escape: CharacterOption?

  @Option(
    help: ArgumentHelp(
      "What a line begins with that is no row, such as #. Those above the header are found out.",
      valueName: "mark"))
  var comment: CharacterOption?

  @Option(help: "The decimal mark: . or ,")
  var decimal: DecimalMark?

  @Option(
    help: ArgumentHelp(
      "The mark between groups of digits: comma, point, blank, apostrophe or none.",
      valueName: "mark"))
  var thousands: ThousandsOption?

  @Option(
    help: ArgumentHelp(
      "What is a number: plain; loose, with a percent sign or a currency, which is left out; hex, 0x1F,"
        + " too; or several.",
      valueName: "style,…"))
  var numberStyle: NumberStyles?

  @Option(
    help: ArgumentHelp(
      "How letters are encoded, such as UTF-8, ISO-8859-1, Windows-1252, UTF-16; see iconv --list.",
      valueName: "name"))
  var encoding: String?

  @Option(help: "Whether the first row names the columns: auto, yes or no.")
  var header: HeaderOption?

  @Flag(help: "The same as --header no: columns are called by their numbers from 1.")
  var noHeader = false

  @Option(
    help: ArgumentHelp("Leave out the first lines of each file.", valueName: "lines"))
  var skipRows: Int?

  @Option(
    help: ArgumentHelp(
      "Leave out rows behind the header, such as one with units.", valueName: "rows"))
  var skipAfterHeader: Int?

  func validate() throws {
    if noHeader, header != nil {
      throw ValidationError("--no-header and --header can't go together")
    }
    for (name, count) in [("--skip-rows", skipRows), ("--skip-after-header", skipAfterHeader)] {
      if let count, !(0...1000).contains(count) {
        throw ValidationError("\(name) must be from 0 to 1000")
      }
    }
    if let encoding, encoding.isEmpty || encoding.contains("/") {
      throw ValidationError("--encoding takes a name, such as ISO-8859-1")
    }
    try validateRoles()
  }

  /// Refuses a character with two roles.
  private func validateRoles() throws {
    var roles: [(name: String, byte: UInt8)] = []
    if case .character(let byte)? = quote?.quote { roles.append(("--quote", byte)) }
    if quote == nil { roles.append(("the quote", 0x22)) }
    if let escape { roles.append(("--escape", escape.byte)) }
    if let comment { roles.append(("--comment", comment.byte)) }
    if case .text(let text)? = delimiter?.delimiter {
      for byte in Set(text.utf8) { roles.append(("--delimiter", byte)) }
    }
    for (index, role) in roles.enumerated() {
      if let other = roles[..<index].first(where: { $0.byte == role.byte }) {
        throw ValidationError("\(role.name) and \(other.name) can't be the same character")
      }
    }
  }

  /// Whether anything is said that makes sense only for a table.
  var given: [(name: String, isGiven: Bool)] {
    [
      ("--no-header", noHeader), ("--header", header != nil), ("--delimiter", delimiter != nil),
      ("--quote", quote != nil), ("--escape", escape != nil), ("--comment", comment != nil),
      ("--decimal", decimal != nil), ("--thousands", thousands != nil),
      ("--number-style", numberStyle != nil), ("--skip-rows", skipRows != nil),
      ("--skip-after-header", skipAfterHeader != nil),
    ]
  }

  /// What these options say.
  var request: DialectRequest {
    var request = DialectRequest()
    request.delimiter = delimiter?.delimiter
    request.quote = quote?.quote
    request.escape = escape?.byte
    request.comment = comment?.byte
    request.decimal = decimal?.mark
    request.thousands = thousands?.mark
    request.numberForms = numberStyle?.forms ?? []
    request.encoding = encoding
    request.header = noHeader ? .absent : header?.header ?? .automatic
    request.skippedRows = skipRows
    request.skippedAfterHeader = skipAfterHeader
    return request
  }
}

/// What stands between fields.
struct DelimiterOption: ExpressibleByArgument {
  let delimiter: DialectRequest.Delimiter

  init?(argument: String) {
    let names = [
      "tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "bar": "|",
      "space": " ",
    ]
    if ["blanks", "whitespace"].contains(argument.lowercased()) {
      delimiter = .blanks
      return
    }
    let text = names[argument.lowercased()] ?? argument
    let isPossible =
      !text.isEmpty && text.utf8.count <= 16
      && !text.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
    guard isPossible, !text.contains(where: { $0.isNumber }) else { return nil }
    delimiter = .text(text)
  }
}

/// A character of ASCII that is neither a letter nor a digit.
struct CharacterOption: ExpressibleByArgument {
  let byte: UInt8

  init?(argument: String) {
    guard argument.utf8.count == 1, let byte = argument.utf8.first, byte > 0x20, byte < 0x7F,
      !Character(Unicode.Scalar(byte)).isLetter, !Character(Unicode.Scalar(byte)).isNumber
    else { return nil }
    self.byte = byte
  }
}

/// What encloses fields.
struct QuoteOption: ExpressibleByArgument {
  let quote: DialectRequest.Quote

  init?(argument: String) {
    if argument.lowercased() == "none" {
      quote = .none
    } else {
      guard let character = CharacterOption(argument: argument) else { return nil }
      quote = .character(character.byte)
    }
  }
}

/// The mark between a number's digits and its decimals.
struct DecimalMark: ExpressibleByArgument {
  let mark: DialectRequest.DecimalMark

  init?(argument: String) {
    let names = ["point": ".", "comma": ","]
    let text = names[argument.lowercased()] ?? argument
    guard let mark = DialectRequest.DecimalMark(rawValue: text) else { return nil }
    self.mark = mark
  }
}

/// The mark between groups of digits.
struct ThousandsOption: ExpressibleByArgument {
  let mark: DialectRequest.ThousandsMark

  init?(argument: String) {
    let names = [",": "comma", ".": "point", " ": "blank", "space": "blank", "'": "apostrophe"]
    let text = names[argument.lowercased()] ?? argument.lowercased()
    guard let mark = DialectRequest.ThousandsMark(rawValue: text) else { return nil }
    self.mark = mark
  }

  static var allValueStrings: [String] { DialectRequest.ThousandsMark.allCases.map(\.rawValue) }
}

/// What is a number.
struct NumberStyles: ExpressibleByArgument {
  let forms: Set<DialectRequest.NumberForm>

  init?(argument: String) {
    var forms: Set<DialectRequest.NumberForm> = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let name = ListOption.trimmed(name)
      if name == "plain" { continue }
      guard let form = DialectRequest.NumberForm(rawValue: name) else { return nil }
      forms.insert(form)
    }
    self.forms = forms
  }

  static var allValueStrings: [String] {
    ["plain"] + DialectRequest.NumberForm.allCases.map(\.rawValue)
  }
}

/// Whether the first row names the columns.
struct HeaderOption: ExpressibleByArgument {
  let header: DialectRequest.Header

  init?(argument: String) {
    guard let header = DialectRequest.Header(rawValue: argument.lowercased()) else { return nil }
    self.header = header
  }

  static var allValueStrings: [String] { DialectRequest.Header.allCases.map(\.rawValue) }
}
