/// Why nothing can be read of a zip archive.
package enum ArchiveError: Sendable, Hashable {
  /// It has no files.
  case empty
  /// It has several files, and none was named.
  case severalMembers([String])
  /// It has no file of the name that was given; with those that it has.
  case missingMember(String, among: [String])
  /// Several of its files have this name.
  case repeatedMember(String)
  /// The file is encrypted.
  case encrypted(String)
  /// The file is compressed by a method that isn't known.
  case unknownMethod(String, Int)
  /// The archive is spread over several files.
  case split

  /// A sentence for the error.
  package var reason: String {
    switch self {
    case .empty: "the archive has no files"
    case .severalMembers(let names): "the archive has \(names.count) files"
    case .missingMember(let name, _): "the archive has no file \"\(name)\""
    case .repeatedMember(let name): "several files of the archive are called \"\(name)\""
    case .encrypted(let name): "\(name) is encrypted in the archive"
    case .unknownMethod(let name, let method):
      "\(name) is compressed by a method that isn't read, number \(method)"
    case .split: "the archive is spread over several files"
    }
  }
}

/// The directory of a zip archive.
///
/// It stands at the archive's end, so that an archive can't be read from a pipe. (The format:
/// PKWARE, *.ZIP File Format Specification*, 6.3.10, sections 4.3 and 4.5.3.)
struct ZipArchive {
  /// A file in the archive.
  struct Member: Sendable, Hashable {
    /// Its name, folders included; invalid UTF-8 is repaired.
    let name: String
    /// The number of the method by which it is compressed.
    let method: Int
    /// Whether it is encrypted.
    let isEncrypted: Bool
    /// The number of its bytes in the archive.
    let packedBytes: Int
    /// The number of its bytes.
    let byteCount: Int
    /// The CRC-32 of its bytes.
    let checksum: UInt32
    /// The offset in the archive of the header in front of its bytes.
    let headerOffset: Int
  }

  /// The files, without folders and what macOS says about files.
  let members: [Member]

  /// Whether bytes begin an archive: with a member, or with the end of an empty one.
  static func isArchive(_ head: [UInt8]) -> Bool {
    head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Reads the directory of an archive.
  ///
  /// - Parameter source: the archive.
  /// - Throws: ``SourceError`` if it can't be read, or makes no sense.
  /// - Complexity: O(members).
  init(_ source: borrowing some ByteSource & ~Copyable) throws(SourceError) {
    let directory = try ZipDirectory(of: source)
    var members: [Member] = []
    var next = 0
    for _ in 0..<directory.count {
      guard let (member, end) = Self.member(in: directory.bytes, at: next) else {
        throw SourceError(.compressedDamaged, offset: directory.start + next)
      }
      if Self.isFile(member.name) { members.append(member) }
      next = end
    }
    self.members = members
  }

  /// Whether a name is that of a file: not of a folder, nor of what macOS says about files and folders.
  private static func isFile(_ name: String) -> Bool {
    let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return !last.isEmpty && !last.hasPrefix("._") && last != ".DS_Store"
      && !name.hasPrefix("__MACOSX/")
  }

  /// Whether it is an Excel workbook.
  var isSpreadsheet: Bool {
    members.contains { $0.name == "[Content_Types].xml" }
      && members.contains { $0.name.hasPrefix("xl/") }
  }

  /// The file that is meant.
  ///
  /// - Parameter name: its name; nil for the only one.
  /// - Returns: the file.
  /// - Throws: ``SourceError`` if there is none, or more than one.
  func member(named name: String?) throws(SourceError) -> Member {
    let names = members.map(\.name)
    if let name {
      let found = members.filter { $0.name == name }
      guard let member = found.first else {
        throw SourceError(.archive(.missingMember(name, among: names)))
      }
      guard found.count == 1 else { throw SourceError(.archive(.repeatedMember(name))) }
      return member
    }
    if isSpreadsheet { throw SourceError(.foreign(.spreadsheet)) }
    guard let member = members.first else { throw SourceError(.archive(.empty)) }
    guard members.count == 1 else { throw SourceError(.archive(.severalMembers(names))) }
    return member
  }

  /// Reads an entry of a directory.
  ///
  /// - Returns: the entry, and where the next one begins; nil if it makes no sense.
  private static func member(in bytes: [UInt8], at start: Int) -> (Member, end: Int)? {
    guard bytes.number(at: start, bytes: 4) == 0x0201_4B50,
      let flags = bytes.number(at: start + 8, bytes: 2),
      let method = bytes.number(at: start + 10, bytes: 2),
      let checksum = bytes.number(at: start + 16, bytes: 4),
      let nameBytes = bytes.number(at: start + 28, bytes: 2),
      let extraBytes = bytes.number(at: start + 30, bytes: 2),
      let commentBytes = bytes.number(at: start + 32, bytes: 2)
    else { return nil }
    let nameEnd = start + 46 + nameBytes
    let end = nameEnd + extraBytes + commentBytes
    guard end <= bytes.count else { return nil }
    // What has no room in 4 bytes stands behind the name, in this order.
    var wide = ZipWideNumbers(bytes[nameEnd..<nameEnd + extraBytes])
    guard let byteCount = wide.number(bytes.number(at: start + 24, bytes: 4)),
      let packedBytes = wide.number(bytes.number(at: start + 20, bytes: 4)),
      let headerOffset = wide.number(bytes.number(at: start + 42, bytes: 4))
    else { return nil }
    let member = Member(
      name: String(decoding: bytes[start + 46..<nameEnd], as: UTF8.self), method: method,
      isEncrypted: flags & 1 != 0, packedBytes: packedBytes, byteCount: byteCount,
      checksum: UInt32(truncatingIfNeeded: checksum), headerOffset: headerOffset)
    return (member, end)
  }
}
