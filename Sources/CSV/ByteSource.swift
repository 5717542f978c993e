import Glibc

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

/// A file, read by `pread`.
///
/// Nothing is mapped and nothing is locked: reads of a file on NFS are ordinary large reads, and a
/// file that shrinks is an error, not a signal.
package struct FileSource: ~Copyable, Sendable, ByteSource {
  /// The marks by which a file is known: if they are the same on two hosts or at two times, the
  /// bytes are taken to be the same.
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
    if unsafe stat(path.systemPath, &found) == 0 { try Self.checkKind(of: found) }
    let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw SourceError(.cannotOpen(errno))
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
    unsafe access(path.systemPath, F_OK) == 0 || errno != ENOENT && errno != ENOTDIR
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
        throw SourceError(count == 0 ? .shortened : .cannotRead(errno), offset: offset + filled)
      }
      filled += count
    }
    return wanted
  }

  /// The status of a regular file, as the system tells it.
  private static func status(of descriptor: CInt) throws(SourceError) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw SourceError(.cannotOpen(errno))
    }
    try checkKind(of: status)
    return status
  }

  /// Throws unless a file is a regular one.
  private static func checkKind(of status: stat) throws(SourceError) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SourceError(
        status.st_mode & S_IFMT == S_IFDIR ? .cannotOpen(EISDIR) : .notRegular)
    }
  }
}

extension FileSource.Identity {
  /// The marks of a file that is open; nil if it isn't a regular one.
  init?(ofOpen descriptor: CInt) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    self.init(status)
  }

  fileprivate init(_ status: stat) {
    let time = status.st_mtim
    self.init(
      byteCount: Int(status.st_size), modifiedSeconds: Int(time.tv_sec),
      modifiedNanoseconds: Int(time.tv_nsec))
  }
}
