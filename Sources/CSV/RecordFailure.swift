/// A row that can't be used, and where it stands.
package struct RecordFailure: Error, Hashable, Sendable {
  /// A reason why a row can't be used.
  package enum Reason: Hashable, Sendable {
    /// The wanted field is not a number; with the text, cut if long.
    case notANumber(text: String)
    /// The wanted field is a number beyond the largest double.
    case outOfRange(text: String)
    /// The row has another number of fields than the header.
    case fieldCount(found: Int, expected: Int)
    /// The wanted field is something else than was expected there; with the text, cut if long.
    case unexpected(text: String, what: String)
    /// The wanted field is longer than what was expected there may be; with the text, cut.
    case tooLong(text: String, what: String)
    /// The wanted field is a time that means nothing on its column's clock.
    case clock(text: String, TimestampClock.Fault)
    /// A quoted field is still open at the end of the file.
    case unterminatedQuote
    /// It is longer than any row may be; see ``RowPolicy/longestRow``.
    case rowTooLong
    /// Something stands between a closing quote and the end of the field.
    case textBehindQuote

    /// Makes the reason of a row from that of one of its fields.
    init(_ reason: UnusableField.Reason, text: String) {
      self =
        switch reason {
        case .notANumber: .notANumber(text: text)
        case .outOfRange: .outOfRange(text: text)
        case .unexpected(let what): .unexpected(text: text, what: what)
        case .tooLong(let what): .tooLong(text: text, what: what)
        case .clock(let fault): .clock(text: text, fault)
        }
    }
  }

  /// The reason why this row can't be used.
  package let reason: Reason

  /// The offset in the file of the byte where the trouble starts.
  package let byteOffset: Int

  /// The number of rows in the scanned slice before this one.
  package let rowsBefore: Int

  /// The 0-based position of the field that can't be used, where it is a field.
  package let column: Int?

  /// Describes a failure.
  ///
  /// - Parameters:
  ///   - reason: what is wrong.
  ///   - byteOffset: the offset of the byte where the trouble starts.
  ///   - rowsBefore: the number of rows in the scanned slice before this one.
  ///   - column: the 0-based position of the field, where it is a field.
  init(reason: Reason, byteOffset: Int, rowsBefore: Int, column: Int? = nil) {
    self.reason = reason
    self.byteOffset = byteOffset
    self.rowsBefore = rowsBefore
    self.column = column
  }

  /// The same failure in a slice that begins some rows earlier.
  ///
  /// - Parameter rows: the number of those rows.
  /// - Returns: a failure with so many more rows before it.
  package func moved(byRows rows: Int) -> RecordFailure {
    RecordFailure(
      reason: reason, byteOffset: byteOffset, rowsBefore: rowsBefore + rows, column: column)
  }

  /// The same failure in bytes that stand behind others.
  ///
  /// - Parameter bytes: the number of those.
  /// - Returns: a failure so much farther behind.
  package func moved(byBytes bytes: Int) -> RecordFailure {
    RecordFailure(
      reason: reason, byteOffset: byteOffset + bytes, rowsBefore: rowsBefore, column: column)
  }

  /// The text of a field for a message: invalid UTF-8 repaired, control characters visible, cut at
  /// 40 characters.
  package static func excerpt(_ field: [UInt8]) -> String {
    let text = String(decoding: field.prefix(256), as: UTF8.self)
    let visible = text.unicodeScalars.prefix(41).map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return visible.prefix(40).joined() + (visible.count > 40 ? "…" : "")
  }
}
