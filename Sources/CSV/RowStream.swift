import Glibc

/// A run of neighbouring blocks with the whole rows that begin in them, taken out of a stream.
package struct RowUnit: Sendable {
  /// The blocks.
  package let blocks: Range<Int>

  /// The offset in the stream of the first row.
  package let start: Int

  /// The rows, from the first byte of the first to the last byte of the last; none if no row begins
  /// in the blocks.
  package let bytes: [UInt8]

  /// Creates a unit.
  package init(blocks: Range<Int>, start: Int, bytes: [UInt8]) {
    self.blocks = blocks
    self.start = start
    self.bytes = bytes
  }
}

extension RowUnit: ByteSource {
  /// The offset behind the unit's last byte.
  package var byteCount: Int { start + bytes.count }

  /// Copies bytes of the unit; see ``ByteSource``.
  package borrowing func read(
    into region: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceError) -> Int {
    let first = offset - start
    precondition((0...bytes.count).contains(first), "the bytes are not in the unit")
    let count = min(region.count, bytes.count - first)
    unsafe bytes.withUnsafeBytes { bytes in
      // Sound: first + count ≤ bytes.count, and count ≤ region.count.
      let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[first..<first + count])
      unsafe region.copyMemory(from: part)
    }
    return count
  }
}

/// Cuts a stream into units of blocks, between rows.
///
/// Other than a file, a stream is seen from its first byte, so nothing need be guessed: the quotes
/// are followed from the beginning, by the vector kernel where they stand as it expects, by the
/// state machine elsewhere. Each unit can then be scanned by itself, by any thread of any rank.
///
/// - Complexity: O(bytes) time, a small part of what scanning takes; memory for one unit and the
///   longest row.
package struct RowStream<Base: ByteStream & ~Copyable>: ~Copyable {
  /// The blocks in a unit.
  package static var standardUnitBlocks: Int { 4 }

  /// The bytes that are read at a time, and of which a kernel looks for rows.
  private static var chunkBytes: Int { 1 << 18 }

  private var base: DecodedStream<DecompressedStream<Base>>
  private let unitBytes: Int
  private let blockBytes: Int

  /// The longest row that is accepted, in bytes: a row is kept in one piece.
  private let longestRow: Int
  private var finder: RowFinder
  private var isPlainText = false

  /// Whether all bytes have been read.
  package private(set) var isAtEnd = false

  /// The bytes read that aren't in a unit yet; they begin with a row. Behind them stand as many
  /// bytes as a kernel may touch.
  private(set) var buffer: [UInt8] = []
  private(set) var count = 0

  /// The offset of the first byte of the buffer.
  private var offset = 0

  /// The number of the first block that isn't in a unit yet.
  private var nextBlock = 0

  /// The number of bytes read so far.
  package var byteCount: Int { offset + count }

  /// The name of the encoding that the stream is turned into UTF-8 from, if it is.
  package var encodingName: String? { base.encodingName }

  /// Prepares to cut a stream.
  ///
  /// - Parameters:
  ///   - base: the stream, which may be compressed.
  ///   - blockBytes: the bytes in a block of the grid.
  ///   - unitBlocks: the blocks in a unit.
  ///   - encoding: the name of the encoding; nil to find out whether it is UTF-16 or UTF-32.
  ///   - longestRow: the longest row that is accepted, in bytes.
  /// - Throws: ``SourceError`` if the first bytes can't be had.
  package init(
    _ base: consuming Base, blockBytes: Int, unitBlocks: Int = standardUnitBlocks,
    encoding: String? = nil, longestRow: Int = RowPolicy.longestRow
  ) throws(SourceError) {
    self.base = try DecodedStream(DecompressedStream(base), encoding: encoding)
    self.blockBytes = blockBytes
    self.longestRow = longestRow
    unitBytes = blockBytes * unitBlocks
    finder = RowFinder(RowSyntax())
  }

  /// Reads the head of a stream of a table: the first thing to do with it.
  ///
  /// - Parameters:
  ///   - reader: how the head is read.
  ///   - role: what the stream is in its table.
  /// - Returns: what the head says.
  /// - Throws: ``LayoutReader/Failure`` if the bytes can't be had or make no sense.
  package mutating func readLayout(
    by reader: LayoutReader, as role: FileRole
  ) throws(LayoutReader.Failure) -> FileHead {
    var size = LayoutReader.sampleBytes
    while true {
      do throws(SourceError) {
        // One byte more, to know whether there is one.
        while !isAtEnd, count <= size { try readMore() }
      } catch {
        throw .source(error)
      }
      let head = Array(buffer[..<min(count, size)])
      let isWhole = head.count == count && isAtEnd
      if isWhole || reader.isEnough(head) {
        var result: FileHead
        do throws(LayoutError) {
          result = try reader.layout(FileSample(head: head, isWhole: isWhole), as: role)
        } catch {
          throw .layout(error)
        }
        if let encodingName { result.layout.dialect.encoding = TextEncoding(name: encodingName) }
        try begin(result.layout)
        return result
      }
      size *= 4
    }
  }

  /// Goes to the first row of data of a stream whose head is known: the first thing to do with it.
  ///
  /// - Parameter layout: what the head says.
  /// - Throws: ``LayoutReader/Failure`` if the bytes can't be had.
  package mutating func begin(_ layout: FileLayout) throws(LayoutReader.Failure) {
    let dialect = layout.dialect
    finder = RowFinder(dialect.rows, isPlainText: dialect.isPlainText)
    isPlainText = dialect.isPlainText
    do throws(SourceError) {
      while !isAtEnd, count < layout.dataStart { try readMore() }
    } catch {
      throw .source(error)
    }
    drop(min(count, layout.dataStart))
    try readSamples()
  }

  /// Reads as many bytes of the first rows as samples are taken from.
  private mutating func readSamples() throws(LayoutReader.Failure) {
    do throws(SourceError) {
      while !isAtEnd, count <= LayoutReader.sampleBytes { try readMore() }
    } catch {
      throw .source(error)
    }
  }

  /// Takes the next unit.
  ///
  /// - Returns: the unit; nil at the end of the stream.
  /// - Throws: ``SourceError`` if the bytes can't be had, with the code `E2BIG` if a row is too
  ///   long.
  package mutating func nextUnit() throws(SourceError) -> RowUnit? {
    // The unit in which the first row begins, and those without rows that it jumps over.
    let border = (offset / unitBytes + 1) * unitBytes
    var end = finder.firstRow(from: border - offset, in: buffer, count: count)
    var lastRow = finder.lastRow
    while end == nil, !isAtEnd {
      lastRow = finder.lastRow
      guard count - lastRow <= longestRow else { break }
      try readMore()
      end = finder.firstRow(from: border - offset, in: buffer, count: count)
    }
    let used = end ?? count
    // The rows before the last one end in front of the border.
    if end == nil { lastRow = finder.lastRow }
    if used - lastRow > longestRow {
      throw SourceError(isPlainText ? .wordTooLong : .rowTooLong, offset: offset + lastRow)
    }
    let isLast = end == nil
    let endBlock =
      isLast
      ? (byteCount + blockBytes - 1) / blockBytes
      : (offset + used) / unitBytes * (unitBytes / blockBytes)
    guard used > 0 || endBlock > nextBlock else { return nil }
    let unit = RowUnit(
      blocks: nextBlock..<max(nextBlock, endBlock), start: offset, bytes: Array(buffer[..<used]))
    nextBlock = unit.blocks.upperBound
    drop(used)
    return unit
  }

  private mutating func readMore() throws(SourceError) {
    let wanted = count + Self.chunkBytes
    if buffer.count < wanted + ByteKernel.padding {
      let size = max(wanted + ByteKernel.padding, buffer.count * 2)
      var larger = [UInt8](repeating: 0, count: size)
      larger.replaceSubrange(..<count, with: buffer[..<count])
      buffer = larger
    }
    var failure: SourceError?
    unsafe buffer.withUnsafeMutableBytes { memory in
      do throws(SourceError) {
        // Sound: count ≤ wanted ≤ buffer.count.
        let region = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count..<wanted])
        count += try unsafe base.read(into: region)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    isAtEnd = count < wanted
  }

  /// Forgets the first bytes.
  private mutating func drop(_ used: Int) {
    unsafe buffer.withUnsafeMutableBytes { memory in
      // Sound: used ≤ count ≤ the buffer's size; the regions may overlap.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: memory[used..<count])
      unsafe memory.copyMemory(from: rest)
    }
    count -= used
    offset += used
    finder.drop(used)
  }
}
