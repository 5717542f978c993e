/// The texts of some rows that no encoding explains: they have bytes that are no letter.
package struct UndecodedTexts: BitwiseCopyable, Sendable {
  /// The number of such fields, at least one.
  package var count: Int

  /// The number, in the batch, of the first row that has one.
  package let row: Int

  /// The 0-based position of the first such field in that row.
  package let column: Int
}

extension RowBatch {
  /// Counts the fields that have bytes which are no letter in the file's encoding.
  ///
  /// - Parameters:
  ///   - columns: the columns that are looked at, by their 0-based positions.
  ///   - rows: the rows that are looked at.
  /// - Returns: nil if there are none.
  /// - Complexity: O(bytes) of all rows, 64 at a time, as long as they are ASCII; else O(length) of the
  ///   fields.
  package borrowing func undecodedTexts(
    of columns: [Int], in rows: RowMask
  ) -> UndecodedTexts? {
    let upperHalf = self.columns?.encoding.upperHalf
    guard !columns.isEmpty, upperHalf?.contains(0) ?? true, hasBytesBeyondASCII else { return nil }
    var found: UndecodedTexts?
    var rest = rows & RowMask(first: count)
    while let row = rest.popFirst() {
      for column in columns where isUndecoded(column, inRow: row, upperHalf) {
        if found == nil { found = UndecodedTexts(count: 0, row: row, column: column) }
        found?.count += 1
      }
    }
    return found
  }

  /// Counts the same fields where it is known what is written of them: if that is UTF-8 as a whole, so is each
  /// field, as what stands between them is ASCII. That is found out sooner than for one field after the other.
  ///
  /// - Parameters:
  ///   - columns: the columns that are looked at, by their 0-based positions.
  ///   - rows: the rows that are looked at.
  ///   - text: the fields, with nothing but ASCII between them.
  /// - Returns: nil if there are none.
  /// - Complexity: O(length), 64 bytes at a time as long as they are ASCII; else as above.
  package borrowing func undecodedTexts(
    of columns: [Int], in rows: RowMask, writtenAs text: Span<UInt8>
  ) -> UndecodedTexts? {
    let isDecoded = self.columns?.encoding.upperHalf == nil ? text.isUTF8 : text.isASCII
    return isDecoded ? nil : undecodedTexts(of: columns, in: rows)
  }

  /// Whether a field has bytes that are no letter.
  private borrowing func isUndecoded(_ column: Int, inRow row: Int, _ upperHalf: [UInt32]?) -> Bool
  {
    let range = rawField(column, inRow: row)
    // Sound: the range lies between two separators, inside the bytes. Quotes are ASCII.
    let text = unsafe Span(_unsafeStart: bytes + range.lowerBound, count: range.count)
    guard let upperHalf else { return !text.isUTF8 }
    return text.indices.contains { text[$0] >= 0x80 && upperHalf[Int(text[$0]) - 0x80] == 0 }
  }

  /// Whether one of the bytes of the rows isn't ASCII.
  private var hasBytesBeyondASCII: Bool {
    // Sound: something stands in front of the first separator, and is 2³² − 1 where nothing does.
    let start = unsafe Int(ends[-1] &+ 1)
    // Sound: the rows' bytes lie between these separators.
    let text = unsafe Span(_unsafeStart: bytes + start, count: byteCount)
    return !text.isASCII
  }
}

extension Span<UInt8> {
  /// Whether bytes are UTF-8.
  ///
  /// - Complexity: O(length); 64 bytes at a time as long as they are ASCII.
  package var isUTF8: Bool { isASCII || (try? UTF8Span(validating: self)) != nil }

  /// Whether no byte has its high bit set.
  ///
  /// The loop over words is one that compilers make vectors of. They don't of an or of two `SIMD64`, which
  /// goes byte by byte and takes longer than all else that is done with a row.
  fileprivate var isASCII: Bool {
    var seen: UInt64 = 0
    let wordCount = count / 8
    for word in 0..<wordCount {
      // Sound: any bytes are a word, and so many words lie inside the span.
      seen |= unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: word &* 8, as: UInt64.self)
    }
    for index in 8 &* wordCount..<count { seen |= UInt64(self[index]) }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}
