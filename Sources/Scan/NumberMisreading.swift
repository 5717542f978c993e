import CSV
import Vocabulary

/// What may be meant by a text that is no number as the file's numbers are written.
struct NumberMisreading {
  private let text: String
  private let layout: FileLayout
  private let shape: NumberShape

  /// Looks at a text.
  ///
  /// - Parameters:
  ///   - text: the field's content, cut if long.
  ///   - layout: how the file is read.
  init(_ text: String, _ layout: FileLayout) {
    self.text = text
    self.layout = layout
    shape = NumberShape(Array(text.utf8), isLoose: false)
  }

  /// The error.
  ///
  /// - Parameters:
  ///   - field: where the field is.
  ///   - isFirstRow: whether it is in the first row behind the header, where units may stand.
  /// - Returns: what is wrong, and what to do.
  func error(_ field: String, isFirstRow: Bool) -> CaudalError {
    if layout.isOfDatabase, hasMarks {
      // Numbers of a database have one form, so this is none.
      return CaudalError(
        .badData, "\(field): \"\(text)\" is a text, not a number; convert it in a query")
    }
    switch shape {
    case .decimal(let mark), .grouped(_, decimal: let mark?):
      return wrongDecimal(mark, field)
    case .ambiguous(let mark):
      // Nothing has told the decimal mark.
      if layout.evidence == nil { return undecided(mark, field) }
      return notANumber(field, .thousandsMark(Character(Unicode.Scalar(mark))))
    case .grouped(let mark, decimal: nil):
      let character: Character =
        switch mark {
        case .comma: ","
        case .point: "."
        case .blank: " "
        case .apostrophe: "'"
        }
      return notANumber(field, .thousandsMark(character))
    case .plain, .none:
      if isNotFinite {
        return CaudalError(
          .badData, "\(field): \"\(text)\" is not a finite number, as statistics need them",
          advice: .finiteNumbers)
      }
      return notANumber(
        field, otherAdvice(isFirstRow: isFirstRow && !layout.isOfDatabase))
    }
  }

  /// Whether the text would be a number if its marks were those of decimals or thousands.
  private var hasMarks: Bool {
    switch shape {
    case .decimal, .grouped, .ambiguous: true
    case .plain, .none: false
    }
  }

  /// Whether the text is an infinity, or not a number, as programs write them.
  private var isNotFinite: Bool {
    let name = text.trimmingPrefix { $0 == "-" || $0 == "+" }.lowercased()
    return ["inf", "infinity", "nan"].contains(name)
  }

  private func notANumber(_ field: String, _ advice: CaudalError.Advice) -> CaudalError {
    CaudalError(.badData, "\(field): \"\(text)\" is not a number", advice: advice)
  }

  private func name(_ mark: UInt8?) -> String { mark == Byte.comma ? "comma" : "point" }

  /// The error for a number with a decimal mark that isn't the file's.
  private func wrongDecimal(_ mark: UInt8, _ field: String) -> CaudalError {
    let advice = CaudalError.Advice.decimalMark(Character(Unicode.Scalar(mark)))
    if layout.dialect.numbers.decimal == nil {
      if !layout.otherEvidence.isEmpty { return contradiction(field) }
      return CaudalError(
        .usage,
        "\(field): \"\(text)\" has a decimal \(name(mark)), which the rows looked at don't tell",
        advice: advice)
    }
    guard let seen = layout.evidence else { return notANumber(field, advice) }
    return CaudalError(
      .badData,
      "\(field): \"\(text)\" has a decimal \(name(mark)), but \"\(seen.text)\" in the row at byte"
        + " \(seen.byteOffset) has a \(name(layout.dialect.numbers.decimal))", advice: advice)
  }

  /// The error for a number that can be read in two ways.
  private func undecided(_ mark: UInt8, _ field: String) -> CaudalError {
    if !layout.otherEvidence.isEmpty { return contradiction(field) }
    let digits = text.filter { $0 != "," && $0 != "." }
    let decimal = text.replacing(",", with: ".")
    return CaudalError(
      .usage, "\(field): \"\(text)\" may be \(decimal) or \(digits)",
      advice: .decimalOrThousands(Character(Unicode.Scalar(mark))))
  }

  /// The error for a number in a file that has numbers with either decimal mark.
  private func contradiction(_ field: String) -> CaudalError {
    let places = layout.otherEvidence.map { "\"\($0.text)\" (row at byte \($0.byteOffset))" }
    return CaudalError(
      .usage,
      "\(field): the decimal mark isn't clear: the file has \(places.joined(separator: " and "))",
      advice: .eitherDecimalMark)
  }

  private func otherAdvice(isFirstRow: Bool) -> CaudalError.Advice {
    let bytes = Array(text.utf8)
    if NumberShape(bytes, isLoose: true) != .none { return .looseNumbers }
    let digits =
      bytes.first == Byte.minus || bytes.first == Byte.plus ? bytes.dropFirst() : bytes[...]
    if digits.count > 2, digits.starts(with: Array("0x".utf8)) { return .hexadecimalNumbers }
    let isUnit = isFirstRow && bytes.first.map { $0 &- Byte.zero > 9 } ?? false
    return isUnit ? .rowBehindHeader : .nullTokens
  }
}
