/// Single fields of a batch, read by the rules for whole columns.
extension RowBatch {
  /// Reads the number of one row to its place.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - row: the row's number in the batch.
  ///   - numbers: where the number goes, and that it is there.
  /// - Returns: the field if it is neither a number nor missing.
  package borrowing func readNumber(
    of column: NumericColumn, inRow row: Int, into numbers: inout NumberBatch
  ) -> UnusableField? {
    let column = local(column)
    let field = withText(of: column.index, inRow: row) { text in
      text.count <= RecordScanner.fieldLimit ? column.read(text) : .notANumber
    }
    switch field {
    case .number(let value):
      numbers.values[row] = value + 0  // minus zero becomes zero
      numbers.isPresent.insert(row)
    case .missing: break
    case .notANumber:
      return UnusableField(row: row, column: column.index, reason: .notANumber)
    case .outOfRange:
      return UnusableField(row: row, column: column.index, reason: .outOfRange)
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
    var rest = rows
    while let row = rest.popFirst() {
      if withText(of: column, inRow: row, isIncluded) { included.insert(row) }
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
