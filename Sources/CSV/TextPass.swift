import Glibc

/// One scan of one slice of a plain text: the loop over its chunks, each of which goes to the sink
/// as one row of one field, up to its last ``TextCut``.
struct TextPass: ~Copyable {
  private let kernel: ByteKernel
  private let start: Int
  private let sliceEnd: Int
  private let fileEnd: Int
  private let longestWord: Int
  private let origin: Int
  private var chunk: ChunkBuffer
  private var collector: BlockCollector

  /// Prepares a scan.
  ///
  /// - Parameters:
  ///   - kernel: what batches of rows are made with.
  ///   - grid: the file's grid.
  ///   - origin: the offset in the table of the file's first byte.
  ///   - blocks: the slice.
  ///   - chunk: an empty buffer at the slice's first row, which is inside the slice.
  ///   - longestWord: the longest run of bytes that can't be cut.
  init(
    _ kernel: ByteKernel, _ grid: BlockGrid, origin: Int = 0, blocks: Range<Int>,
    chunk: consuming ChunkBuffer, longestWord: Int = 1 << 28
  ) {
    self.kernel = kernel
    self.longestWord = longestWord
    self.origin = origin
    sliceEnd = grid.bytes(of: blocks).upperBound
    fileEnd = grid.byteCount
    start = chunk.offset
    collector = BlockCollector(grid: grid, blocks: blocks)
    self.chunk = chunk
  }

  /// Scans the slice.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - sink: takes the rows, all of whose fields it must be able to use.
  /// - Returns: where the scan ended.
  /// - Throws: ``SourceError`` if the bytes can't be had, with the code `EOVERFLOW` if they can't be
  ///   cut for too long.
  consuming func run(
    from source: borrowing some ByteSource & ~Copyable, into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) -> SliceScan {
    while chunk.offset < sliceEnd {
      let next = chunk.offset + chunk.count
      // Behind the slice, only what its last row may need.
      try chunk.fill(from: source, upTo: next < sliceEnd ? min(fileEnd, sliceEnd + 4096) : fileEnd)
      if let length = rowLength {
        use(length, &sink)
        chunk.drop(length)
      } else if chunk.isFull {
        guard chunk.capacity <= longestWord else {
          throw SourceError(.wordTooLong, offset: chunk.offset)
        }
        chunk = chunk.enlarged(to: min(chunk.capacity * 2, longestWord + 1))
      }
    }
    collector.finish(at: chunk.offset, &sink)
    return SliceScan(start: start, end: chunk.offset, failure: nil)
  }

  /// The length of what can be used of the chunk; nil if it must have more bytes before.
  private var rowLength: Int? {
    chunk.withContents { text in
      // The last row of the slice ends behind its last byte, or later.
      let last = sliceEnd - 1 - chunk.offset
      if last < text.count,
        let end = TextCut.first(in: text.extracting(last..<text.count))
      {
        return last + end
      }
      if chunk.offset + text.count == fileEnd { return text.count }
      return TextCut.last(in: text)
    }
  }

  /// Hands the first bytes of the chunk on.
  private mutating func use(_ length: Int, _ sink: inout some RowSink & ~Copyable) {
    collector.advance(toRowAt: chunk.offset, &sink)
    let unusable = chunk.withRow(length, origin: origin, kernel: kernel) { sink.take($0) }
    precondition(unusable == nil, "a plain text has no fields that can't be used")
    collector.count(rows: 1)
  }
}

extension ChunkBuffer {
  /// Calls a closure with the first bytes, as one row of one field.
  ///
  /// - Parameters:
  ///   - length: their number, at most `count`.
  ///   - origin: the offset in the table of the file's first byte.
  ///   - kernel: how short numbers are read.
  ///   - body: what is done with the row.
  /// - Returns: what the closure returned.
  fileprivate mutating func withRow<Result>(
    _ length: Int, origin: Int, kernel: ByteKernel, _ body: (borrowing RowBatch) -> Result
  ) -> Result {
    precondition(length <= count, "a row of bytes that aren't there")
    // Sound: there is room for a position, the buffer outlives the call, and the batch doesn't
    // leave the closure.
    unsafe positions[0] = UInt32(length)
    let batch = unsafe RowBatch(
      count: 1, bytes: bytes, ends: positions, fieldCount: 1, isUnquoted: true, kernel: kernel,
      start: origin + offset, columns: nil)
    return body(batch)
  }
}
