/// The bytes of an input, one after the other: a file, a pipe, a file in a zip archive, or what somebody
/// else has opened.
package struct FileStream: ~Copyable, ByteStream {
  private var descriptor: DescriptorStream?
  private var member: ZipMemberStream?
  private var other: (any ByteStream)?

  /// The bytes of standard input.
  package init() { descriptor = DescriptorStream() }

  /// The bytes of an input that isn't a file.
  ///
  /// - Parameter other: the bytes, from the first on.
  package init(_ other: any ByteStream) { self.other = other }

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
    if let count = try unsafe other?.read(into: region) { return count }
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
