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
  fileprivate var isASCII: Bool {
    var index = 0
    var wide = SIMD64<UInt8>(repeating: 0)
    while index + 64 <= count {
      // Sound: any bytes are a vector, and the bounds are checked; so below.
      wide |= unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: SIMD64<UInt8>.self)
      index += 64
    }
    let words = unsafe unsafeBitCast(wide, to: SIMD8<UInt64>.self)
    var seen = words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7]
    while index + 8 <= count {
      seen |= unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      index += 8
    }
    while index < count {
      seen |= UInt64(self[index])
      index += 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}
