internal import CSV
internal import CZlib

/// Compresses pieces of a text, each by itself: what stands one behind the other is read as one text.
///
/// A piece becomes a member of gzip (RFC 1952, of which section 2.2 allows several) or a frame of Zstandard
/// (RFC 8878, section 3: "one or more frames"). The bytes depend on the piece and the library alone: there is
/// no time and no name in them.
///
/// ```swift
/// let encoder = FrameEncoder(.gzip)
/// let file = encoder.frame(of: first) + encoder.frame(of: second)
/// ```
package struct FrameEncoder: Sendable {
  /// How pieces are compressed.
  package enum Format: Sendable, Hashable, CaseIterable {
    /// Members of gzip.
    case gzip
    /// Frames of Zstandard.
    case zstandard
  }

  /// The bytes of a piece, but for the last: enough for the compressors to find what repeats, and few
  /// enough that threads and ranks have some each.
  package static let standardPieceBytes = 4 << 20

  /// gzip's own default.
  private static let gzipLevel: CInt = 6

  /// A member's head: two bytes that identify it, the method, no flags, no time, no hint, and a system that
  /// isn't known.
  private static let gzipHead: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

  private let format: Format

  /// Chooses a way to compress.
  package init(_ format: Format) { self.format = format }

  /// Compresses a piece.
  ///
  /// - Parameter piece: less than 2 GiB; an empty one becomes an empty frame.
  /// - Returns: one frame, with a check of its contents.
  /// - Complexity: O(length).
  package func frame(of piece: [UInt8]) -> [UInt8] {
    precondition(piece.count < 1 << 31, "a frame of 2 GiB")
    switch format {
    case .gzip: return Self.member(of: piece)
    case .zstandard: return ZstandardEncoder(hasChecksum: true).frame(of: piece.span)
    }
  }

  private static func member(of piece: [UInt8]) -> [UInt8] {
    var stream = unsafe z_stream()
    precondition(unsafe czlib_start_deflating_raw(&stream, gzipLevel) == Z_OK, "zlib can't start")
    defer { _ = unsafe deflateEnd(&stream) }
    let most = Int(unsafe deflateBound(&stream, uLong(piece.count)))
    // Sound: the buffers are as long as the stream is told, and the input isn't changed, though its type
    // doesn't say so.
    var member = unsafe piece.withUnsafeBufferPointer { source in
      unsafe [UInt8](unsafeUninitializedCapacity: gzipHead.count + most + 8) { room, count in
        for byte in gzipHead {
          unsafe room[count] = byte
          count += 1
        }
        unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.avail_in = uInt(source.count)
        unsafe stream.next_out = room.baseAddress.unsafelyUnwrapped + count
        unsafe stream.avail_out = uInt(most)
        let code = unsafe deflate(&stream, Z_FINISH)
        precondition(code == Z_STREAM_END, "zlib has room for all that it says")
        unsafe count += most - Int(stream.avail_out)
      }
    }
    member.appendLittleEndian(CRC32(piece.span).value)
    member.appendLittleEndian(UInt32(truncatingIfNeeded: piece.count))
    return member
  }
}

extension [UInt8] {
  /// Appends a number, the lowest byte first.
  @inline(__always)
  mutating func appendLittleEndian<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    // Sound: any number is bytes.
    unsafe Swift.withUnsafeBytes(of: number.littleEndian) { unsafe append(contentsOf: $0) }
  }
}
