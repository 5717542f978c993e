import CSV
import Glibc

extension Harness {
  /// Archives: the bytes of their only file, or an error.
  static let zip = Harness(bytes: [
    archive(method: 0), archive(method: 8), archive(method: 0) + [0],
  ]) {
    bytes in
    read(bytes) { (path) throws(SourceError) in
      var stream = try ZipMemberStream(FileSource(path: path), named: nil)
      return try unsafe drain { region throws(SourceError) in try unsafe stream.read(into: region) }
    }
  }

  /// What may be compressed in any way: its bytes, or an error.
  static let packed = Harness(bytes: [
    Array("a,b\n1,2\n".utf8),
    // An `x` and a line feed: gzip, bzip2, Zstandard, xz.
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xAB, 0xE0, 2, 0, 0x1F, 8, 0xEA, 0x46, 2, 0, 0, 0],
    [
      0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x2B, 0x3E, 0xCF, 0x7F, 0, 0, 0,
      0xC0, 0x80, 0, 0x10, 0, 0x40, 0x20, 0, 0x21, 0, 0x82, 0xB1, 0x77, 0x24, 0x53, 0x85, 9, 2,
      0xB3, 0xEC, 0xF7, 0xF0,
    ],
    [0x28, 0xB5, 0x2F, 0xFD, 0, 0x58, 0x11, 0, 0, 0x78, 0x0A],
    [
      0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4, 0xE6, 0xD6, 0xB4, 0x46, 2, 0, 0x21, 1, 0x16, 0, 0, 0,
      0x74, 0x2F, 0xE5, 0xA3, 1, 0, 1, 0x78, 0x0A, 0, 0, 0, 0x37, 0x4A, 0x51, 0xDC, 0x33, 0xA2,
      0xCA, 0xB0, 0, 1, 0x1A, 2, 0xDC, 0x2E, 0xA5, 0x7E, 0x1F, 0xB6, 0xF3, 0x7D, 1, 0, 0, 0, 0, 4,
      0x59, 0x5A,
    ],
  ]) { bytes in
    read(bytes) { (path) throws(SourceError) in
      var stream = try DecompressedStream(FileStream(path: path))
      return try unsafe drain { region throws(SourceError) in try unsafe stream.read(into: region) }
    }
  }

  /// More than that a few bytes don't become in these tests.
  private static let mostBytes = 1 << 24

  /// Reads all that a stream has, or as much as is enough.
  @unsafe
  private static func drain(
    _ read: (UnsafeMutableRawBufferPointer) throws(SourceError) -> Int
  ) throws(SourceError) -> Int {
    let region = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 8)
    defer { unsafe region.deallocate() }
    var count = 0
    while count < mostBytes {
      let filled = try unsafe read(region)
      count += filled
      if filled < region.count { break }
    }
    return count
  }

  /// Lets something read bytes from a file in memory.
  private static func read(
    _ bytes: [UInt8], _ body: (String) throws(SourceError) -> Int
  ) -> Outcome {
    let descriptor = unsafe open("/dev/shm", O_RDWR | O_CLOEXEC | 0o20_200_000, 0o600)
    guard descriptor >= 0 else { return .wrong("no file in memory") }
    defer { close(descriptor) }
    // Sound: there are so many bytes.
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else {
      return .wrong("no room")
    }
    return (try? body("/proc/self/fd/\(descriptor)")) == nil ? .refused : .taken
  }

  /// An archive with one file, an `x` and a line feed.
  private static func archive(method: UInt8) -> [UInt8] {
    let packed: [UInt8] = method == 0 ? [0x78, 0x0A] : [0xAB, 0xE0, 2, 0]
    let facts: [UInt8] =
      [20, 0, 0, 0, method, 0, 0, 0, 0, 0, 0x1F, 8, 0xEA, 0x46]
      + [UInt8(packed.count), 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0]
    let local = [0x50, 0x4B, 3, 4] + facts + [0x61] + packed
    let directory =
      [0x50, 0x4B, 1, 2, 20, 0] + facts + [UInt8](repeating: 0, count: 14) + [0x61]
    let end: [UInt8] =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(directory.count), 0, 0, 0]
      + [UInt8(local.count), 0, 0, 0, 0, 0]
    return local + directory + end
  }
}
