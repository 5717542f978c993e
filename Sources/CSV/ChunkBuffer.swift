/// The memory into which a slice's bytes are read, chunk by chunk, and where the separators in it
/// are noted.
///
/// The bytes in it always begin with a row. What is left of a chunk when its whole rows have been
/// used moves to the front, and the next chunk is read behind it.
@safe package struct ChunkBuffer: ~Copyable {
  /// The bytes, and behind them as many as a kernel may touch.
  let bytes: UnsafeMutablePointer<UInt8>

  /// The positions of the separators that the kernel found last. In front of them stands
  /// `UInt32.max`, so that the field after a separator begins one byte behind it without exception.
  let positions: UnsafeMutablePointer<UInt32>

  /// The most bytes that are held.
  let capacity: Int

  /// The number of bytes held.
  private(set) var count = 0

  /// The offset in the file of the first byte held.
  private(set) var offset: Int

  /// Creates an empty buffer.
  ///
  /// - Parameters:
  ///   - capacity: the most bytes that are held, at least one.
  ///   - offset: the offset in the file of the first byte that will be read.
  package init(capacity: Int, offset: Int) {
    let padded = capacity + ByteKernel.padding
    self.capacity = capacity
    self.offset = offset
    unsafe bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: padded)
    unsafe bytes.initialize(repeating: 0, count: padded)
    unsafe positions = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 + padded) + 1
    unsafe (positions - 1).initialize(to: .max)
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe (positions - 1).deallocate()
  }

  /// Whether there is no room for more bytes.
  var isFull: Bool { count == capacity }

  /// Calls a closure with the bytes held.
  borrowing func withContents<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    // Sound: the first `count` bytes are initialised, and the span doesn't leave the closure.
    body(unsafe Span(_unsafeStart: bytes, count: count))
  }

  /// Reads bytes behind those held, as many as there is room for.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - end: the offset at which reading stops.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package mutating func fill(
    from source: borrowing some ByteSource & ~Copyable, upTo end: Int
  ) throws(SourceError) {
    let next = offset + count
    let wanted = min(capacity - count, end - next)
    guard wanted > 0 else { return }
    // Sound: count + wanted ≤ capacity, so the region lies inside the buffer.
    let region = unsafe UnsafeMutableRawBufferPointer(start: bytes + count, count: wanted)
    count += try unsafe source.read(into: region, at: next)
  }

  /// A buffer that holds the same bytes, and has room for more.
  ///
  /// - Parameter capacity: the most bytes that it holds, at least as many as this one.
  /// - Returns: the larger buffer.
  /// - Complexity: O(capacity).
  borrowing func enlarged(to capacity: Int) -> ChunkBuffer {
    precondition(capacity >= self.capacity, "a larger buffer is smaller")
    var result = ChunkBuffer(capacity: capacity, offset: offset)
    // Sound: count ≤ self.capacity ≤ capacity.
    unsafe result.bytes.update(from: bytes, count: count)
    result.count = count
    return result
  }

  /// Forgets the first bytes.
  ///
  /// - Parameter used: their number, at most `count`.
  package mutating func drop(_ used: Int) {
    precondition((0...count).contains(used), "more bytes dropped than held")
    // Sound: both regions lie inside the buffer; update(from:) allows them to overlap.
    unsafe bytes.update(from: bytes + used, count: count - used)
    count -= used
    offset += used
  }
}
