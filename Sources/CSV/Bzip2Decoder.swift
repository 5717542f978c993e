internal import CBzip2

/// libbz2's decoder of streams.
@safe final class Bzip2Decoder: Decoder {
  private var stream = unsafe bz_stream()
  private var isOpen = false
  private var hasFinishedStream = false

  var isBetweenFrames: Bool { !isOpen }

  var allowsPadding: Bool { !isOpen && hasFinishedStream }

  deinit { if isOpen { _ = unsafe BZ2_bzDecompressEnd(&stream) } }

  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    if !isOpen {
      guard unsafe !input.isEmpty else { return DecoderStep(consumed: 0, produced: 0) }
      unsafe stream = bz_stream()
      let code = unsafe BZ2_bzDecompressInit(&stream, 0, 0)
      precondition(code == BZ_OK, "libbz2 can't start")
      isOpen = true
    }
    // libbz2 doesn't change its input, though its type doesn't say so.
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: input.assumingMemoryBound(to: CChar.self).baseAddress)
    unsafe stream.avail_in = CUnsignedInt(min(input.count, 1 << 30))
    unsafe stream.next_out = output.assumingMemoryBound(to: CChar.self).baseAddress
    unsafe stream.avail_out = CUnsignedInt(min(output.count, 1 << 30))
    let (given, room) = unsafe (Int(stream.avail_in), Int(stream.avail_out))
    let code = unsafe BZ2_bzDecompress(&stream)
    guard code == BZ_OK || code == BZ_STREAM_END else { return nil }
    let step = unsafe DecoderStep(
      consumed: given - Int(stream.avail_in), produced: room - Int(stream.avail_out))
    if code == BZ_STREAM_END {
      // A stream can't be begun again, as one of zlib can.
      _ = unsafe BZ2_bzDecompressEnd(&stream)
      isOpen = false
      hasFinishedStream = true
    }
    return step
  }
}
