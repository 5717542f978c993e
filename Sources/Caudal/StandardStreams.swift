#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Prints one line on standard error, with the program's name in front.
///
/// - Parameters:
///   - message: the line; control characters, which names of files and columns may hold, are made
///     visible.
///   - illustration: lines below it, in which they are made visible, too.
public func printError(_ message: String, illustration: [String] = []) {
  let lines = ["caudal: " + message] + illustration
  let visible = lines.map { line in
    line.unicodeScalars.map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined() + "\n"
  }
  _ = writeAll(visible.joined(), to: STDERR_FILENO)
}

/// Writes a text to a file descriptor, all of it.
///
/// - Parameters:
///   - text: what is written, in UTF-8.
///   - descriptor: where to.
/// - Returns: 0, or the system's error number.
public func writeAll(_ text: String, to descriptor: CInt) -> CInt {
  var text = text
  return text.withUTF8 { bytes in
    var written = 0
    while let base = bytes.baseAddress, written < bytes.count {
      // Sound: written < bytes.count, so the region lies inside the buffer.
      let count = unsafe write(descriptor, base + written, bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return errno }
      written += count
    }
    return 0
  }
}
