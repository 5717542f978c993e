/// The bytes of a zip archive's directory, found from the archive's end.
struct ZipDirectory {
  /// The largest directory that is read, in bytes.
  private static let largest = 1 << 30

  /// The number of entries.
  let count: Int

  /// The offset of the first entry.
  let start: Int

  /// The entries.
  let bytes: [UInt8]

  /// Finds and reads the directory.
  ///
  /// - Parameter source: the archive.
  /// - Throws: ``SourceError`` if the archive can't be read, has no end, or a directory that makes
  ///   no sense.
  init(of source: borrowing some ByteSource & ~Copyable) throws(SourceError) {
    // The last record has 22 bytes and a comment of less than 64 KiB.
    let tailBytes = min(source.byteCount, 22 + 0xFFFF)
    let tailStart = source.byteCount - tailBytes
    let tail = try source.readBytes(tailBytes, at: tailStart)
    guard let place = Self.lastRecord(in: tail) else {
      throw SourceError(.compressedShortened, offset: source.byteCount)
    }
    let damage = SourceError(.compressedDamaged, offset: tailStart + place)
    guard let disk = tail.number(at: place + 4, bytes: 2),
      let narrowCount = tail.number(at: place + 10, bytes: 2),
      let narrowSize = tail.number(at: place + 12, bytes: 4),
      let narrowStart = tail.number(at: place + 16, bytes: 4)
    else { throw damage }
    var (count, size, start) = (narrowCount, narrowSize, narrowStart)
    if let wide = try Self.wideRecord(before: tailStart + place, in: source) {
      guard let wideCount = wide.number(at: 32, bytes: 8),
        let wideSize = wide.number(at: 40, bytes: 8), let wideStart = wide.number(at: 48, bytes: 8)
      else { throw damage }
      (count, size, start) = (wideCount, wideSize, wideStart)
    } else if disk != 0 {
      throw SourceError(.archive(.split))
    }
    let (end, overflows) = start.addingReportingOverflow(size)
    guard !overflows, end <= tailStart + place, size <= Self.largest, count <= size / 46 else {
      throw damage
    }
    self.count = count
    self.start = start
    bytes = try source.readBytes(size, at: start)
  }

  /// Where the last record of an archive begins among its last bytes; nothing but zeros may stand
  /// behind it and its comment.
  private static func lastRecord(in tail: [UInt8]) -> Int? {
    var place = tail.count - 22
    while place >= 0 {
      defer { place -= 1 }
      guard tail[place] == 0x50, tail.number(at: place, bytes: 4) == 0x0605_4B50,
        let commentBytes = tail.number(at: place + 20, bytes: 2)
      else { continue }
      let end = place + 22 + commentBytes
      if end <= tail.count, tail[end...].allSatisfy({ $0 == 0 }) { return place }
    }
    return nil
  }

  /// The record of an archive that is too large for the last one (zip64); nil if there is none.
  private static func wideRecord(
    before lastRecord: Int, in source: borrowing some ByteSource & ~Copyable
  ) throws(SourceError) -> [UInt8]? {
    guard lastRecord >= 20 else { return nil }
    let locator = try source.readBytes(20, at: lastRecord - 20)
    guard locator.number(at: 0, bytes: 4) == 0x0706_4B50 else { return nil }
    guard let start = locator.number(at: 8, bytes: 8), start <= lastRecord - 56 else {
      throw SourceError(.compressedDamaged, offset: lastRecord - 20)
    }
    let record = try source.readBytes(56, at: start)
    guard record.number(at: 0, bytes: 4) == 0x0606_4B50 else {
      throw SourceError(.compressedDamaged, offset: start)
    }
    return record
  }
}

/// The numbers of 8 bytes that stand behind an entry of a directory (zip64), in their order.
struct ZipWideNumbers {
  private var bytes: ArraySlice<UInt8>

  /// Finds them among an entry's extra fields.
  init(_ extra: ArraySlice<UInt8>) {
    var rest = Array(extra)
    bytes = []
    while let kind = rest.number(at: 0, bytes: 2), let size = rest.number(at: 2, bytes: 2) {
      if kind == 1 {
        bytes = rest.dropFirst(4).prefix(size)
        return
      }
      rest = Array(rest.dropFirst(4 + size))
    }
  }

  /// The number that is meant by one of 4 bytes: itself, or the next wide one.
  mutating func number(_ narrow: Int?) -> Int? {
    guard narrow == 0xFFFF_FFFF else { return narrow }
    defer { bytes = bytes.dropFirst(8) }
    return Array(bytes).number(at: 0, bytes: 8)
  }
}

extension [UInt8] {
  /// A number, the lowest byte first; nil if it isn't all there, or too large to be one of ours.
  func number(at offset: Int, bytes count: Int) -> Int? {
    guard offset >= 0, offset <= self.count - count else { return nil }
    var value: UInt64 = 0
    for index in (offset..<offset + count).reversed() { value = value << 8 | UInt64(self[index]) }
    return Int(exactly: value)
  }
}
