/// The bytes of one file of a zip archive, decompressed, and held against their check sum.
package struct ZipMemberStream: ~Copyable, ByteStream {
  private var contents: DecompressedStream<RangeStream>
  private let member: ZipArchive.Member
  private let start: Int
  private var count = 0
  private var checksum = CRC32()

  /// Opens a file of an archive.
  ///
  /// - Parameters:
  ///   - source: the archive.
  ///   - name: the file's name; nil for the only one.
  /// - Throws: ``SourceError`` if there is no such file, or it can't be read.
  package init(_ source: consuming FileSource, named name: String?) throws(SourceError) {
    let found = try FoundMember(name, in: source)
    let packed = RangeStream(source, found.bytes)
    contents = DecompressedStream(packed, found.compression, at: found.bytes.lowerBound)
    start = found.bytes.lowerBound
    member = found.member
  }

  /// Fills a region of memory with the next bytes; see ``ByteStream``.
  package mutating func read(
    into region: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    let filled = try unsafe contents.read(into: region)
    unsafe checksum.add(UnsafeRawBufferPointer(rebasing: region[..<filled]))
    count += filled
    let isAtEnd = filled < region.count
    let isWhole = count == member.byteCount && checksum.value == member.checksum
    guard count <= member.byteCount, !isAtEnd || isWhole else {
      throw SourceError(.compressedDamaged, offset: start)
    }
    return filled
  }
}

/// A file of an archive, and where its bytes are.
private struct FoundMember {
  let member: ZipArchive.Member
  let compression: Compression
  let bytes: Range<Int>

  init(_ name: String?, in source: borrowing FileSource) throws(SourceError) {
    member = try ZipArchive(source).member(named: name)
    guard !member.isEncrypted else { throw SourceError(.archive(.encrypted(member.name))) }
    guard let compression = Compression(zipMethod: member.method) else {
      throw SourceError(.archive(.unknownMethod(member.name, member.method)))
    }
    self.compression = compression
    // Its name and what is said of it may be of other lengths here than in the directory.
    let header = try source.readBytes(30, at: min(member.headerOffset, source.byteCount))
    guard header.number(at: 0, bytes: 4) == 0x0403_4B50,
      let nameBytes = header.number(at: 26, bytes: 2),
      let extraBytes = header.number(at: 28, bytes: 2)
    else { throw SourceError(.compressedDamaged, offset: member.headerOffset) }
    let start = member.headerOffset + 30 + nameBytes + extraBytes
    guard start <= source.byteCount, member.packedBytes <= source.byteCount - start else {
      throw SourceError(.compressedDamaged, offset: member.headerOffset)
    }
    bytes = start..<start + member.packedBytes
  }
}

extension Compression {
  /// The compression of a file of a zip archive; nil if it isn't known.
  ///
  /// - Parameter method: the method's number.
  fileprivate init?(zipMethod method: Int) {
    switch method {
    case 0: self = .none
    case 8: self = .deflate
    case 12: self = .bzip2
    case 93: self = .zstandard
    case 95: self = .xz
    default: return nil
    }
  }
}

/// Some bytes of a file, one after the other.
struct RangeStream: ~Copyable, ByteStream {
  private let source: FileSource
  private var rest: Range<Int>

  /// - Parameters:
  ///   - source: the file.
  ///   - range: the bytes' offsets, within the file.
  init(_ source: consuming FileSource, _ range: Range<Int>) {
    self.source = source
    rest = range
  }

  mutating func read(into region: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let part = unsafe UnsafeMutableRawBufferPointer(
      rebasing: region[..<min(region.count, rest.count)])
    let count = try unsafe source.read(into: part, at: rest.lowerBound)
    rest = rest.lowerBound + count..<rest.upperBound
    return count
  }
}
