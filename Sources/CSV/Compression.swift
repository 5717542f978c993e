/// How bytes are compressed.
package enum Compression: Sendable, Hashable {
  /// Not at all.
  case none
  /// By gzip, in one or several members.
  case gzip
  /// By Zstandard, in one or several frames.
  case zstandard
  /// By bzip2, in one or several streams.
  case bzip2
  /// By xz, in one or several streams.
  case xz
  /// By zlib's method alone, without a frame: as a member of a zip archive.
  case deflate

  /// The number of first bytes by which a compression is recognised.
  static let magicBytes = 10

  /// Recognises a compression.
  ///
  /// - Parameter head: a file's first bytes, ``magicBytes`` if it has so many.
  init(head: [UInt8]) {
    if head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.startsSkippableFrame(head) {
      self = .zstandard
    } else if Self.startsBzip2(head) {
      self = .bzip2
    } else if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]) {
      self = .xz
    } else {
      self = .none
    }
  }

  /// Whether bytes begin a frame without contents, which some tools (pzstd) put before the others.
  private static func startsSkippableFrame(_ head: [UInt8]) -> Bool {
    head.count >= 4 && head[0] & 0xF0 == 0x50 && head[1...].starts(with: [0x2A, 0x4D, 0x18])
  }

  /// Whether bytes begin a stream of bzip2: a mark of letters, which a name could have, too, and
  /// then a block or the end.
  private static func startsBzip2(_ head: [UInt8]) -> Bool {
    guard head.count >= 10, head.starts(with: Array("BZh".utf8)),
      (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(head[3])
    else { return false }
    let block: [UInt8] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
    let end: [UInt8] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
    return head[4...].starts(with: block) || head[4...].starts(with: end)
  }
}
