internal import CZstd

/// libzstd's encoder of frames.
@safe final class ZstandardEncoder {
  /// The library's own default.
  private static let level: CInt = 3

  private let context: OpaquePointer

  /// Prepares to compress.
  ///
  /// - Parameter hasChecksum: whether frames end with a check of their contents.
  init(hasChecksum: Bool) {
    guard let context = unsafe ZSTD_createCCtx() else {
      preconditionFailure("there is no memory for an encoder")
    }
    unsafe self.context = context
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
  }

  deinit { _ = unsafe ZSTD_freeCCtx(context) }

  /// Compresses bytes.
  ///
  /// - Parameter bytes: the bytes.
  /// - Returns: one frame, which says how many bytes there are.
  /// - Complexity: O(length).
  func frame(of bytes: Span<UInt8>) -> [UInt8] {
    let most = ZSTD_compressBound(bytes.count)
    // Sound: the buffers are as long as the library is told.
    return unsafe bytes.withUnsafeBytes { source in
      unsafe [UInt8](unsafeUninitializedCapacity: most) { room, count in
        count = unsafe ZSTD_compress2(
          context, room.baseAddress, room.count, source.baseAddress, source.count)
        precondition(ZSTD_isError(count) == 0, "libzstd has no room, or no memory")
      }
    }
  }
}
