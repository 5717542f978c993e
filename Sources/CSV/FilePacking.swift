/// How the bytes of a file are packed, and how many there are, as far as its beginning, and the directory of an
/// archive, tell.
package struct FilePacking: Sendable, Hashable {
  /// The bytes that there are on the disk: of a member of an archive, those that it takes there.
  package let byteCount: Int

  /// How they are compressed: `gzip`, `zstd`, `bzip2`, `xz`, `zip`; nil if they aren't.
  package let compression: String?

  /// The bytes of the rows in UTF-8; nil where that isn't known before they are read.
  package let contentBytes: Int?

  /// Looks at a file.
  ///
  /// - Parameters:
  ///   - path: the path; see ``FilePlace``.
  ///   - encoding: the name of its encoding, if it was given.
  /// - Throws: ``SourceError`` if it can't be read, or isn't a regular file.
  package init(path: String, encoding: String?) throws(SourceError) {
    let place = FilePlace(path: path)
    let source = try FileSource(path: place.file)
    let head = try source.firstBytes(TextEncoding.headBytes)
    if ZipArchive.isArchive(head) {
      let member = try ZipArchive(source).member(named: place.member)
      (byteCount, compression) = (member.packedBytes, "zip")
      // What has two bytes a letter isn't known to have them before it is unpacked.
      contentBytes = encoding.map(TextEncoding.isUTF8) == false ? nil : member.byteCount
      return
    }
    byteCount = source.byteCount
    compression = Compression(head: head).name
    let isAsItStands =
      compression == nil && !TextEncoding.isConverted(head: head, given: encoding)
    contentBytes = isAsItStands ? byteCount : nil
  }
}

extension Compression {
  /// The name of the program that packs so; nil if nothing is packed.
  fileprivate var name: String? {
    switch self {
    case .none: nil
    case .gzip: "gzip"
    case .zstandard: "zstd"
    case .bzip2: "bzip2"
    case .xz: "xz"
    case .deflate: "deflate"
    }
  }
}
