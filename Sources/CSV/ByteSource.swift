#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Something whose bytes can be read at any offset.
package protocol ByteSource: ~Copyable {
  /// The number of bytes.
  var byteCount: Int { get }

  /// Fills a region of memory with the bytes from an offset on.
  ///
  /// - Parameters:
  ///   - region: as many bytes are read as it holds, fewer only at the end of the source.
  ///   - offset: the offset of the first byte.
  /// - Returns: the number of bytes read.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  borrowing func read(
    into region: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceError) -> Int
}

extension ByteSource where Self: ~Copyable {
  /// Reads bytes into a new array.
  ///
  /// - Parameters:
  ///   - count: the most bytes that are read; fewer are at the end of the source.
  ///   - offset: the offset of the first byte.
  /// - Returns: the bytes.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  borrowing func readBytes(_ count: Int, at offset: Int) throws(SourceError) -> [UInt8] {
    var failure: SourceError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(0, count)) { region, filled in
      do throws(SourceError) {
        filled = try unsafe read(into: UnsafeMutableRawBufferPointer(region), at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// Why a file could not be opened or read.
package struct SourceError: Error, Hashable, Sendable {
  /// What was being done.
  package enum Operation: String, Sendable {
    /// The file was being opened or looked at.
    case open
    /// Bytes were being read.
    case read
    /// Bytes were being decompressed.
    case decompress
  }

  /// What was being done.
  package let operation: Operation

  /// The offset that was being read, or 0.
  package let offset: Int

  /// The system's error number; 0 if the file ended before its size was reached, or what was
  /// compressed before its end. Of a decompression that failed otherwise, −1; `EFBIG` if it asks
  /// for more memory than is given it.
  package let code: CInt

  /// The file isn't the one any more that it was when it was opened first.
  package static var changed: SourceError {
    SourceError(operation: .read, offset: 0, code: ESTALE)
  }

  /// Whether the file is a pipe or a device, which can be read from its beginning only.
  package var isOfPipe: Bool { operation == .open && code == EINVAL }

  /// Whether the trouble is what the file says, not that it can't be read.
  package var isOfContents: Bool { operation == .decompress || code == E2BIG || code == EOVERFLOW }

  /// The system's sentence for the error.
  package var reason: String {
    switch (operation, code) {
    case (.read, E2BIG): "a row of more than 256 MiB begins here; is a quote unclosed?"
    case (.read, EOVERFLOW): "a word of more than 256 MiB begins here; is this a text?"
    case (.read, ESTALE): "the file changed while it was read; run again"
    case (.read, 0): "the file became shorter while it was read"
    case (.decompress, 0): "the compressed data ends in the middle; is the file complete?"
    case (.decompress, EFBIG):
      "the compressed data needs more than 128 MiB of memory;"
        + " pipe it in from zstd -dc --long=31, with - for the file"
    case (.decompress, _): "the compressed data is damaged"
    case (.open, EINVAL): "not a regular file; pipes and devices can't be read in parts"
    default: unsafe String(cString: strerror(code))
    }
  }
}

/// A file, read by `pread`.
///
/// Nothing is mapped and nothing is locked: reads of a file on NFS are ordinary large reads, and a
/// file that shrinks is an error, not a signal.
package struct FileSource: ~Copyable, Sendable, ByteSource {
  /// What a file is known by: if it is the same on two hosts or at two times, the bytes are taken
  /// to be the same.
  package struct Identity: BitwiseCopyable, Sendable, Hashable {
    /// The size in bytes.
    package let byteCount: Int

    /// The time of the last modification: whole seconds since 1970.
    package let modifiedSeconds: Int

    /// The nanoseconds of that time.
    package let modifiedNanoseconds: Int
  }

  /// The file's identity when it was opened.
  package let identity: Identity

  /// The number of bytes that the file system would like to be asked for at a time: a page for
  /// most, usually 1 MiB over NFS.
  package let preferredReadBytes: Int

  private let descriptor: CInt

  /// Opens a file for reading.
  ///
  /// - Parameter path: the file's path.
  /// - Throws: ``SourceError`` if it can't be opened, or isn't a regular file.
  package init(path: String) throws(SourceError) {
    // A pipe isn't even opened: who waits to write into it would go on, and find nobody that reads.
    // Without O_NONBLOCK, opening one that was not there yet would wait.
    var found = stat()
    if unsafe stat(path, &found) == 0 { try Self.checkKind(of: found) }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw SourceError(operation: .open, offset: 0, code: errno)
    }
    do throws(SourceError) {
      let status = try Self.status(of: descriptor)
      identity = Identity(status)
      preferredReadBytes = Int(status.st_blksize)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Whether there is something at a path that the process can find.
  package static func exists(at path: String) -> Bool {
    unsafe access(path, F_OK) == 0 || errno != ENOENT && errno != ENOTDIR
  }

  /// The file's first bytes.
  ///
  /// - Parameter count: their number; fewer if the file has fewer.
  /// - Returns: the bytes.
  /// - Throws: ``SourceError`` if they can't be had.
  package borrowing func firstBytes(_ count: Int) throws(SourceError) -> [UInt8] {
    try readBytes(min(count, byteCount), at: 0)
  }

  /// The file's size in bytes when it was opened.
  package var byteCount: Int { identity.byteCount }

  /// The file's identity now.
  ///
  /// - Returns: size and modification time.
  /// - Throws: ``SourceError`` if the system doesn't tell.
  package borrowing func currentIdentity() throws(SourceError) -> Identity {
    Identity(try Self.status(of: descriptor))
  }

  /// Fills a region of memory with the bytes from an offset on; see ``ByteSource``.
  package borrowing func read(
    into region: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceError) -> Int {
    let wanted = max(0, min(region.count, byteCount - offset))
    var filled = 0
    while filled < wanted {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: region[filled..<wanted])
      let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let code = count == 0 ? 0 : errno
        throw SourceError(operation: .read, offset: offset + filled, code: code)
      }
      filled += count
    }
    return wanted
  }

  /// What the system says of a regular file.
  private static func status(of descriptor: CInt) throws(SourceError) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw SourceError(operation: .open, offset: 0, code: errno)
    }
    try checkKind(of: status)
    return status
  }

  /// Throws unless a file is a regular one.
  private static func checkKind(of status: stat) throws(SourceError) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      let code = status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
      throw SourceError(operation: .open, offset: 0, code: code)
    }
  }
}

extension FileSource.Identity {
  fileprivate init(_ status: stat) {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    self.init(
      byteCount: Int(status.st_size), modifiedSeconds: Int(time.tv_sec),
      modifiedNanoseconds: Int(time.tv_nsec))
  }
}
