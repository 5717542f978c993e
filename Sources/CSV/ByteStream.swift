import Glibc

/// Bytes that can be had once, one after the other: a pipe, or what is decompressed.
package protocol ByteStream: ~Copyable {
  /// Fills a region of memory with the next bytes.
  ///
  /// - Parameter region: where to; as many bytes are read as it holds, fewer only at the end.
  /// - Returns: the number of bytes read.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  mutating func read(into region: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int
}

/// The bytes of standard input, or of any file that can be opened, pipes included.
///
/// A regular file must be at its end what it was at its beginning: bytes that were cut off, added or
/// written over meanwhile would be rows that nobody ever wrote.
package struct DescriptorStream: ~Copyable, ByteStream {
  private let descriptor: CInt
  private let isOwned: Bool
  private var offset = 0

  /// What a regular file was when it was opened; nil of a pipe or a device.
  private let identity: FileSource.Identity?

  /// The bytes of standard input.
  package init() {
    descriptor = STDIN_FILENO
    isOwned = false
    identity = FileSource.Identity(ofOpen: descriptor)
  }

  /// Opens a file; waits for a writer if it is a named pipe.
  ///
  /// - Parameter path: the file's path.
  /// - Throws: ``SourceError`` if it can't be opened.
  package init(path: String) throws(SourceError) {
    descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC)
    isOwned = true
    guard descriptor >= 0 else { throw SourceError(.cannotOpen(errno)) }
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw SourceError(.cannotOpen(EISDIR))
    }
    identity = FileSource.Identity(ofOpen: descriptor)
  }

  deinit { if isOwned, descriptor >= 0 { close(descriptor) } }

  /// Fills a region of memory with the next bytes; see ``ByteStream``.
  package mutating func read(
    into region: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    var filled = 0
    while filled < region.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: region[filled...])
      #if canImport(Glibc)
        let count = unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
      #elseif canImport(Musl)
        let count = unsafe Musl.read(descriptor, rest.baseAddress, rest.count)
      #else
        let count = unsafe Darwin.read(descriptor, rest.baseAddress, rest.count)
      #endif
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw SourceError(.cannotRead(errno), offset: offset)
      }
      if count == 0 {
        try checkUnchanged()
        break
      }
      filled += count
      offset += count
    }
    return filled
  }

  /// Throws if a regular file isn't what it was when it was opened.
  private func checkUnchanged() throws(SourceError) {
    guard let identity, let now = FileSource.Identity(ofOpen: descriptor), now != identity else {
      return
    }
    throw SourceError(now.byteCount < identity.byteCount ? .shortened : .changed, offset: offset)
  }
}
