/// A row as the state machine has read it, laid out so that it can be handed on like those that a
/// vector kernel has found.
@safe struct UnquotedRow: ~Copyable {
  private let fieldCount: Int
  private let wantedFields: [Int]
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []

  /// Prepares for rows.
  ///
  /// - Parameters:
  ///   - fieldCount: the number of fields that each has.
  ///   - wantedFields: the 0-based numbers of those whose contents are kept, ascending.
  init(fieldCount: Int, wantedFields: [Int]) {
    self.fieldCount = fieldCount
    self.wantedFields = wantedFields
  }

  /// Calls a closure with a row.
  ///
  /// - Parameters:
  ///   - contents: the contents of the wanted fields that the row has; the others are left empty.
  ///   - start: the offset of the row in all files of the table together.
  ///   - columns: where the table's columns stand, if not as in its first file.
  ///   - kernel: how short numbers are read.
  ///   - body: what is done with the row.
  /// - Returns: what the closure returned.
  mutating func withBatch<Result>(
    of contents: [[UInt8]], start: Int, _ columns: ColumnPlaces?, _ kernel: ByteKernel,
    _ body: (borrowing RowBatch) -> Result
  ) -> Result {
    bytes.removeAll(keepingCapacity: true)
    ends = [.max]
    var next = 0
    for field in 0..<fieldCount {
      if next < wantedFields.count, wantedFields[next] == field {
        if next < contents.count { bytes += contents[next] }
        next += 1
      }
      ends.append(UInt32(bytes.count))
      bytes.append(0)
    }
    bytes.append(contentsOf: repeatElement(0, count: ByteKernel.padding))
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe ends.withUnsafeBufferPointer { ends in
        // Sound: neither array is empty, and the batch doesn't leave the closure.
        let row = unsafe RowBatch(
          count: 1, bytes: bytes.baseAddress.unsafelyUnwrapped,
          ends: ends.baseAddress.unsafelyUnwrapped + 1, fieldCount: fieldCount, isUnquoted: true,
          kernel: kernel, start: start, columns: columns)
        return body(row)
      }
    }
  }
}
