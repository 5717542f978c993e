import Caudal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a result goes: standard output, or a file that appears complete or not at all.
struct Destination {
  /// The file's path; nil for standard output.
  let path: String?

  /// Makes sure, before the work begins, that the file can be created.
  func check() throws(CaudalError) {
    guard let path else { return }
    var status = stat()
    if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw CaudalError(.cannotCreate, "\(path): \(reason(EISDIR))")
    }
    guard unsafe access(Self.directory(of: path), W_OK | X_OK) == 0 else {
      throw CaudalError(.cannotCreate, "\(path): \(reason(errno))")
    }
  }

  /// Writes a result.
  ///
  /// A file is written under a temporary name beside its own, made durable, and renamed.
  func write(_ text: String) throws(CaudalError) {
    guard let path else {
      let code = writeAll(text, to: STDOUT_FILENO)
      if code != 0 { throw CaudalError(.inputOutput, "standard output: \(reason(code))") }
      return
    }
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CaudalError(.cannotCreate, "\(path): \(reason(errno))")
    }
    var code = writeAll(text, to: descriptor)
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, unsafe rename(temporary, path) != 0 { code = errno }
    if code != 0 {
      unsafe unlink(temporary)
      throw CaudalError(.inputOutput, "\(path): \(reason(code))")
    }
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func reason(_ code: CInt) -> String { unsafe String(cString: strerror(code)) }
}
