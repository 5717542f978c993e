/// Single fields of a batch, read by the rules for whole columns.
extension RowBatch {
  /// The first field that is too long to be used as a text.
  ///
  /// The state machine cuts long fields, and which rows it reads depends on where chunks end; so no
  /// more may be made of such a field than that it is too long.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - rows: the rows that are looked at.
  ///   - use: what it is used as, for the message.
  /// - Returns: the first of their fields with more than 65,536 bytes of content.
  /// - Complexity: O(1) where all rows together are shorter than that.
  package borrowing func firstLongText(
    of column: Int, in rows: RowMask, as use: String
  ) -> UnusableField? {
    let limit = RecordScanner.fieldLimit
    guard byteCount > limit else { return nil }
    var rest = rows
    while let row = rest.popFirst() {
      guard withText(of: column, inRow: row, { $0.count > limit }) else { continue }
      let what = "a \(use) of at most \(limit) bytes"
      return UnusableField(row: row, column: column, reason: .unexpected(what: what))
    }
    return nil
  }

  /// The rows whose field passes a test.
  ///
  /// - Parameters:
  ///   - rows: the rows that are tested.
  ///   - column: the field's 0-based position.
  ///   - isIncluded: the test of a field's content.
  /// - Returns: those of the rows for which it returns true.
  package borrowing func rows(
    _ rows: RowMask, whose column: Int, _ isIncluded: (Span<UInt8>) -> Bool
  ) -> RowMask {
    var included = RowMask()
    for word in 0..<4 {
      var (rest, bits) = (rows.words[word], UInt64(0))
      while rest != 0 {
        // No branch depends on the outcome, which nobody could predict.
        let bit = UInt64(rest.trailingZeroBitCount)
        bits |= (withText(of: column, inRow: 64 * word + Int(bit), isIncluded) ? 1 : 0) << bit
        rest &= rest - 1
      }
      included.words[word] = bits
    }
    return included
  }
}

extension RowMask {
  /// Takes the first row out.
  ///
  /// - Returns: the row; nil if there is none.
  @inlinable
  package mutating func popFirst() -> Int? {
    for word in 0..<4 where words[word] != 0 {
      let row = 64 * word + words[word].trailingZeroBitCount
      words[word] &= words[word] - 1
      return row
    }
    return nil
  }
}

extension NumericColumn {
  /// Whether a field's content means a missing value, whatever the column is read as: it is empty
  /// or blank, or a null token, or the number that a null token is.
  package func isMissing(_ field: Span<UInt8>) -> Bool { read(field) == .missing }

  /// Whether a number means a missing value, because a null token is the same number.
  package func isMissing(_ number: Double) -> Bool { numberOrMissing(number) == .missing }
}
