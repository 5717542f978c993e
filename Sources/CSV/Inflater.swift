internal import CZlib

/// zlib's decoder of gzip members, or of one stream without a frame.
@safe final class Inflater: Decoder {
  private let isRaw: Bool
  private var stream = unsafe z_stream()
  private(set) var isBetweenFrames = true
  private var hasFinishedFrame = false

  /// Zeros may stand behind members.
  var allowsPadding: Bool { isBetweenFrames && hasFinishedFrame && !isRaw }

  /// - Parameter isRaw: whether there is no frame, and nothing may follow the end.
  init(isRaw: Bool) {
    self.isRaw = isRaw
    let code =
      unsafe isRaw ? czlib_start_inflating_raw(&stream) : czlib_start_inflating(&stream)
    precondition(code == Z_OK, "zlib can't start")
  }

  deinit { _ = unsafe inflateEnd(&stream) }

  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    if unsafe isBetweenFrames && hasFinishedFrame && !input.isEmpty {
      if isRaw { return nil }
      guard unsafe inflateReset(&stream) == Z_OK else { return nil }
    }
    if unsafe !input.isEmpty { isBetweenFrames = false }
    // zlib doesn't change its input, though its type doesn't say so.
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
    unsafe stream.avail_in = uInt(min(input.count, 1 << 30))
    unsafe stream.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.avail_out = uInt(min(output.count, 1 << 30))
    let (given, room) = unsafe (Int(stream.avail_in), Int(stream.avail_out))
    let code = unsafe inflate(&stream, Z_NO_FLUSH)
    let isUsable = code == Z_OK || code == Z_STREAM_END
    guard unsafe isUsable || code == Z_BUF_ERROR && input.isEmpty else { return nil }
    if code == Z_STREAM_END {
      isBetweenFrames = true
      hasFinishedFrame = true
    }
    return unsafe DecoderStep(
      consumed: given - Int(stream.avail_in), produced: room - Int(stream.avail_out))
  }
}
