import Glibc

/// What a path names: a file, or a file in a zip archive.
///
/// A member of an archive is named by the archive's path, a colon and the member's name, as in
/// `archive.zip:folder/data.csv`. A file of that very name comes first.
package struct FilePlace: Sendable, Hashable {
  /// The path of the file, or of the archive.
  package let file: String

  /// The member's name; nil for the file itself, or the only file of an archive.
  package let member: String?

  /// Looks what a path names.
  ///
  /// - Parameter path: the path. What neither is there nor has an archive before a colon is a file.
  package init(path: String) {
    if unsafe access(path, F_OK) != 0 {
      for colon in path.indices where path[colon] == ":" {
        let file = String(path[..<colon])
        guard Self.isArchive(file) else { continue }
        self.file = file
        member = String(path[path.index(after: colon)...])
        return
      }
    }
    file = path
    member = nil
  }

  /// Whether there is a zip archive at a path.
  private static func isArchive(_ path: String) -> Bool {
    guard let source = try? FileSource(path: path), let head = try? source.firstBytes(4) else {
      return false
    }
    return ZipArchive.isArchive(head)
  }

  /// The names of the files of the archive that is named before a colon.
  ///
  /// - Returns: the names; nil if the path names no member of an archive.
  /// - Throws: ``SourceError`` if the archive can't be read.
  package func memberNames() throws(SourceError) -> [String]? {
    guard member != nil else { return nil }
    return try ZipArchive(try FileSource(path: file)).members.map(\.name)
  }
}

/// The bytes of what a path names, one after the other: a file, a pipe, or a file in a zip archive.
package struct FileStream: ~Copyable, ByteStream {
  private var descriptor: DescriptorStream?
  private var member: ZipMemberStream?

  /// The bytes of standard input.
  package init() { descriptor = DescriptorStream() }

  /// Opens what a path names; waits for a writer if it is a named pipe.
  ///
  /// - Parameter path: the path; see ``FilePlace``.
  /// - Throws: ``SourceError`` if it can't be opened.
  package init(path: String) throws(SourceError) {
    let place = FilePlace(path: path)
    var archive: FileSource?
    do throws(SourceError) {
      let source = try FileSource(path: place.file)
      if ZipArchive.isArchive(try source.firstBytes(4)) { archive = consume source }
    } catch {
      guard error.kind == .notRegular else { throw error }
    }
    if let archive = archive.take() {
      member = try ZipMemberStream(archive, named: place.member)
    } else {
      descriptor = try DescriptorStream(path: place.file)
    }
  }

  /// Fills a region of memory with the next bytes; see ``ByteStream``.
  package mutating func read(
    into region: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    if let count = try unsafe member?.read(into: region) { return count }
    guard let count = try unsafe descriptor?.read(into: region) else {
      preconditionFailure("something has been opened")
    }
    return count
  }

  /// Whether a file can be read in parts, as it stands: neither an archive, nor compressed, nor in an
  /// encoding that is turned into UTF-8.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - encoding: the name of its encoding, if it was given.
  /// - Returns: false if it must be read from its beginning to its end.
  /// - Throws: ``SourceError`` if its first bytes can't be had.
  package static func isPlain(
    _ source: borrowing FileSource, encoding: String?
  ) throws(SourceError) -> Bool {
    let head = try source.firstBytes(TextEncoding.headBytes)
    return Compression(head: head) == .none && !ZipArchive.isArchive(head)
      && !TextEncoding.isConverted(head: head, given: encoding)
  }
}
