/// Fields that a spreadsheet takes for formulas.
///
/// What begins with one of a few characters is computed when a CSV file is opened, and may read other cells, or send them
/// somewhere. With an apostrophe in front it is a text (OWASP, [CSV Injection](https://owasp.org/www-community/attacks/CSV_Injection)).
extension Span<UInt8> {
  /// Whether a spreadsheet would take the field for a formula: it begins with `=`, `+`, `-`, `@`, a tab or a CR, and is
  /// no number.
  ///
  /// - Complexity: O(1) of most fields, else O(length).
  package var isFormula: Bool {
    guard count > 0 else { return false }
    switch self[0] {
    case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isSignedNumber
    default: return false
    }
  }

  /// Whether behind the sign there are only digits and decimal marks, and perhaps an exponent.
  private var isSignedNumber: Bool {
    var index = 1
    var hasDigit = false
    func digitIsNext() -> Bool { index < count && self[index] &- UInt8(ascii: "0") <= 9 }
    while index < count, digitIsNext() || self[index] == Byte.point || self[index] == Byte.comma {
      hasDigit = hasDigit || digitIsNext()
      index += 1
    }
    guard hasDigit else { return false }
    guard index < count, self[index] | 0x20 == UInt8(ascii: "e") else { return index == count }
    index += 1
    if index < count, self[index] == UInt8(ascii: "+") || self[index] == UInt8(ascii: "-") {
      index += 1
    }
    guard digitIsNext() else { return false }
    while digitIsNext() { index += 1 }
    return index == count
  }
}
