internal import CZstd

/// libzstd's decoder of frames.
@safe final class ZstandardDecoder: Decoder {
  private let context: OpaquePointer
  private(set) var isBetweenFrames = true

  /// Whether the last step failed because a frame wants a larger window than libzstd grants.
  private(set) var wantsMoreMemory = false

  init() {
    guard let context = unsafe ZSTD_createDCtx() else {
      preconditionFailure("there is no memory for a decoder")
    }
    unsafe self.context = context
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  @unsafe
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep? {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let hint = unsafe ZSTD_decompressStream(context, &target, &source)
    wantsMoreMemory = ZSTD_getErrorCode(hint) == ZSTD_error_frameParameter_windowTooLarge
    guard ZSTD_isError(hint) == 0 else { return nil }
    isBetweenFrames = hint == 0
    return unsafe DecoderStep(consumed: source.pos, produced: target.pos)
  }
}
