import Glibc

/// Writes a text to a file descriptor, all of it.
///
/// - Parameters:
///   - text: what is written, in UTF-8.
///   - descriptor: where to.
/// - Returns: 0, or the system's error number.
package func writeAll(_ text: String, to descriptor: CInt) -> CInt {
  writeAll(Array(text.utf8), to: descriptor)
}

/// Writes bytes to a file descriptor, all of them.
///
/// - Parameters:
///   - bytes: what is written.
///   - descriptor: where to.
/// - Returns: 0, or the system's error number.
package func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> CInt {
  unsafe bytes.withUnsafeBytes { bytes in
    var written = 0
    while let base = bytes.baseAddress, written < bytes.count {
      // Sound: written < bytes.count, so the region lies inside the buffer.
      let count = unsafe write(descriptor, base + written, bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return errno }
      written += count
    }
    return 0
  }
}
