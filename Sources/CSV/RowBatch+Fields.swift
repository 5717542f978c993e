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
      return UnusableField(row: row, column: column, reason: .tooLong(what: what))
    }
    return nil
  }

  /// The first field that is no UTF-8, in a file that is taken to be.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - rows: the rows that are looked at.
  /// - Returns: nil if all are, or the file is in another encoding.
  /// - Complexity: O(length) of the fields.
  package borrowing func firstForeignText(
    of column: Int, in rows: RowMask
  ) -> UnusableField? {
    guard !isTranslated else { return nil }
    var rest = rows
    while let row = rest.popFirst() {
      guard withText(of: column, inRow: row, { !$0.isUTF8 }) else { continue }
      let what = "UTF-8, in which the file seemed to be written; say how it is encoded"
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

/// Where a field lies in the bytes of a batch, as it stands there.
package struct RawField: BitwiseCopyable, Sendable {
  /// The position of its first byte.
  package var start: UInt32 = 0

  /// The number of its bytes.
  package var length: UInt32 = 0

  /// Creates a place for a field.
  package init() {}
}

extension RowBatch {
  /// Finds the fields of a column.
  ///
  /// - Parameters:
  ///   - column: the column's 0-based position.
  ///   - rows: the rows whose fields are wanted.
  ///   - fields: where they are noted, each at the place of its row; ``limit`` of them. Those of
  ///     other rows stay as they were.
  package borrowing func findFields(
    of column: Int, in rows: RowMask, into fields: inout [RawField]
  ) {
    var fields = fields.mutableSpan
    (rows & RowMask(first: count)).forEach { row in
      let range = rawField(column, inRow: row)
      fields[row].start = UInt32(truncatingIfNeeded: range.lowerBound)
      fields[row].length = UInt32(truncatingIfNeeded: range.count)
    }
  }
}

extension NumericColumn {
  /// Whether a field's content means a missing value, whatever the column is read as: it is empty
  /// or blank, or a null token, or the number that a null token is.
  package func isMissing(_ field: Span<UInt8>) -> Bool {
    // Where no number means a missing value, none needs to be read.
    nullNumbers.isEmpty ? isEmptyOrNullToken(field) : read(field) == .missing
  }

  /// Whether a number means a missing value, because a null token is the same number.
  package func isMissing(_ number: Double) -> Bool { numberOrMissing(number) == .missing }
}
