import CSV
import Formats
import Glibc

/// One of the files among which rows are divided, on the rank that writes it.
///
/// What it gets is kept until it is a piece, so that there are few writes, and frames of a fixed length that
/// don't depend on who has sent what.
struct PartitionFile: Sendable {
  /// The bytes of a piece: each file may have as many in memory.
  static let standardPieceBytes = 256 << 10

  /// What all files have in common.
  struct Kind: Sendable {
    /// The folder in which they stand until the end.
    let folder: String

    /// What each begins with.
    let header: [UInt8]

    /// What compresses pieces; nil to write them as they are.
    let encoder: FrameEncoder?

    /// The bytes of a piece.
    let pieceBytes: Int
  }

  private let kind: Kind

  /// The file's number, which is its name.
  let number: Int

  /// What isn't written yet.
  private var kept: [UInt8]

  /// The number of bytes that have been written.
  private(set) var writtenBytes = 0

  /// A file that has nothing but a header.
  init(_ kind: Kind, number: Int) {
    self.kind = kind
    self.number = number
    kept = kind.header
  }

  /// Whether there is a piece to write.
  var isFull: Bool { kept.count >= kind.pieceBytes }

  /// The number of bytes that aren't written yet, if they could be.
  var writableBytes: Int { kind.encoder == nil ? kept.count : 0 }

  /// Adds bytes.
  mutating func append(_ bytes: ArraySlice<UInt8>) { kept += bytes }

  /// Writes what there is, or as many pieces if they are compressed.
  ///
  /// - Parameter isLast: whether the rest is a piece, too, and the file is made durable.
  /// - Returns: 0, or the error number.
  mutating func flush(isLast: Bool) -> CInt {
    let isWhole = isLast || kind.encoder == nil
    let length = isWhole ? kept.count : kept.count / kind.pieceBytes * kind.pieceBytes
    var bytes = Array(kept[..<length])
    kept.removeSubrange(..<length)
    if let encoder = kind.encoder {
      let pieces = stride(from: 0, to: length, by: kind.pieceBytes).map { start in
        encoder.frame(of: Array(bytes[start..<min(start + kind.pieceBytes, length)]))
      }
      bytes = Array(pieces.joined())
    }
    return write(bytes, isLast: isLast)
  }

  private mutating func write(_ bytes: [UInt8], isLast: Bool) -> CInt {
    let path = "\(kind.folder)/\(number)"
    let descriptor = unsafe open(path.systemPath, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return errno }
    var code = bytes.span.write(to: descriptor, at: writtenBytes)
    if code == 0, isLast, fsync(descriptor) != 0 { code = errno }
    // On a network, errors of writes may show only when a file is closed.
    if close(descriptor) != 0, code == 0 { code = errno }
    writtenBytes += bytes.count
    return code
  }

  /// Whether this host sees a folder.
  ///
  /// - Parameters:
  ///   - path: its path.
  ///   - isAwaited: whether another host has just made it: a network file system may not know it for some
  ///     seconds.
  /// - Returns: whether files can be written to it.
  static func isFolder(_ path: String, isAwaited: Bool) -> Bool {
    for look in 0..<(isAwaited ? 100 : 1) {
      if look > 0 { usleep(50_000) }
      if unsafe access((path + "/").systemPath, W_OK | X_OK) == 0 { return true }
      guard errno == ENOENT else { return false }
    }
    return false
  }
}

extension Span<UInt8> {
  /// Writes the bytes to a file.
  ///
  /// - Parameters:
  ///   - descriptor: the file.
  ///   - offset: the place in the file of the first.
  /// - Returns: 0, or the error number.
  func write(to descriptor: CInt, at offset: Int) -> CInt {
    unsafe withUnsafeBytes { bytes in
      var written = 0
      while let base = bytes.baseAddress, written < bytes.count {
        // Sound: written < bytes.count, so the region lies inside the buffer.
        let count = unsafe pwrite(
          descriptor, base + written, bytes.count - written, off_t(offset + written))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : ENOSPC }
        written += count
      }
      return 0
    }
  }
}

extension CInt {
  /// The system's words for an error number.
  var errorText: String { unsafe String(cString: strerror(self)) }
}
