/// The bytes of another stream, decompressed if they are compressed.
///
/// The compression is recognised by the first bytes. What follows a gzip member, a frame of
/// Zstandard or a stream of bzip2 or xz must be another one; zeros behind the last, as some tapes and
/// tools leave them, are passed over, but for Zstandard.
///
/// - Complexity: O(bytes) time; a fixed buffer.
package struct DecompressedStream<Base: ByteStream & ~Copyable>: ~Copyable, ByteStream {
  private static var bufferBytes: Int { 1 << 18 }

  private var base: Base
  private var decoder: any Decoder = CopyDecoder()

  /// Bytes of the base that aren't decoded yet: `buffer[next..<end]`.
  private var buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
  private var next = 0
  private var end = 0
  private var baseOffset = 0

  /// Whether the decoder may have bytes left for which there was no room.
  private var holdsOutput = false

  /// How the bytes are compressed.
  package private(set) var compression = Compression.none

  /// Reads the first bytes of a stream to see whether it is compressed.
  ///
  /// - Parameter base: the stream, at its first byte.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package init(_ base: consuming Base) throws(SourceError) {
    self.base = base
    try refill()
    compression = Compression(head: Array(buffer[..<min(end, Compression.magicBytes)]))
    decoder = compression.makeDecoder()
  }

  /// Decompresses the bytes of a stream in a way that is known.
  ///
  /// - Parameters:
  ///   - base: the stream, at its first byte.
  ///   - compression: how it is compressed.
  ///   - offset: the offset of its first byte in a file, for errors.
  init(_ base: consuming Base, _ compression: Compression, at offset: Int) {
    self.base = base
    baseOffset = offset
    self.compression = compression
    decoder = compression.makeDecoder()
  }

  /// Fills a region of memory with the next bytes; see ``ByteStream``.
  package mutating func read(
    into region: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    var filled = 0
    while filled < region.count {
      if next == end, !holdsOutput {
        try refill()
        if end == 0 {
          guard decoder.isBetweenFrames else { throw failure(.compressedShortened) }
          break
        }
      }
      if decoder.allowsPadding, skipZeros() { continue }
      let output = unsafe UnsafeMutableRawBufferPointer(rebasing: region[filled...])
      let step = unsafe buffer.withUnsafeBytes { input in
        unsafe decoder.decode(UnsafeRawBufferPointer(rebasing: input[next..<end]), into: output)
      }
      guard let step else {
        throw failure(
          decoder.wantsMoreMemory ? .compressedTooLarge(compression) : .compressedDamaged)
      }
      next += step.consumed
      filled += step.produced
      holdsOutput = step.produced == output.count && !decoder.isBetweenFrames
    }
    return filled
  }

  /// Passes over zeros; false if the next byte is another.
  private mutating func skipZeros() -> Bool {
    guard buffer[next] == 0 else { return false }
    while next < end, buffer[next] == 0 { next += 1 }
    return true
  }

  private mutating func refill() throws(SourceError) {
    baseOffset += end
    next = 0
    end = 0
    var failure: SourceError?
    var count = 0
    unsafe buffer.withUnsafeMutableBytes { region in
      do throws(SourceError) {
        count = try unsafe base.read(into: region)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    end = count
  }

  private func failure(_ kind: SourceError.Kind) -> SourceError {
    SourceError(kind, offset: baseOffset + next)
  }
}
