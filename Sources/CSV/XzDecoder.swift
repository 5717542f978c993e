internal import CLzma

/// liblzma's decoder of the streams of xz.
@safe final class XzDecoder: Decoder {
  private var stream = unsafe lzma_stream()
  private var hasFinishedStream = false
  private(set) var isBetweenFrames = true

  /// Whether the last step failed only because the dictionary is larger than is granted.
  private(set) var wantsMoreMemory = false

  /// xz itself wants zeros in fours.
  var allowsPadding: Bool { isBetweenFrames && hasFinishedStream }

  deinit { unsafe lzma_end(&stream) }

  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    if isBetweenFrames {
      guard unsafe !input.isEmpty else { return DecoderStep(consumed: 0, produced: 0) }
      // Begins anew with the memory of the stream before it.
      let code = unsafe lzma_stream_decoder(&stream, UInt64(Compression.memoryLimit), 0)
      precondition(code == LZMA_OK, "liblzma can't start")
      isBetweenFrames = false
    }
    unsafe stream.next_in = input.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.avail_in = input.count
    unsafe stream.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.avail_out = output.count
    let code = unsafe lzma_code(&stream, LZMA_RUN)
    wantsMoreMemory = code == LZMA_MEMLIMIT_ERROR
    // It could do nothing: more is to come, or to be taken.
    guard code == LZMA_OK || code == LZMA_STREAM_END || code == LZMA_BUF_ERROR else { return nil }
    if code == LZMA_STREAM_END {
      isBetweenFrames = true
      hasFinishedStream = true
    }
    return unsafe DecoderStep(
      consumed: input.count - stream.avail_in, produced: output.count - stream.avail_out)
  }
}
