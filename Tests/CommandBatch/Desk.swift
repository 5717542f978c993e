import Glibc

/// Where requests come in and answers go out, and the standard streams of rank 0 meanwhile.
final class Desk {
  private let requests: CInt
  private let answers: CInt?
  private let printed: [Capture]

  /// Opens the pipes in a folder, and has the standard streams of rank 0 written into files there, which say what was
  /// printed last if the process dies.
  init(in folder: String, rank: Int) {
    requests = Self.opened("\(folder)/requests.\(rank)", O_RDONLY)
    answers = rank == 0 ? Self.opened("\(folder)/answers", O_WRONLY) : nil
    let streams = [(STDOUT_FILENO, "output"), (STDERR_FILENO, "errors")]
    printed = rank == 0 ? streams.map { Capture($0, in: "\(folder)/\($1)") } : []
  }

  /// The next request; nil if there are no more.
  func next() -> [UInt8]? {
    guard let head = read(4) else { return nil }
    let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
    return count == 0 ? nil : read(count)
  }

  /// Lets standard input of rank 0 be a file's bytes, from a pipe, or nothing.
  func setStandardInput(_ source: String) {
    guard answers != nil else { return }
    guard !source.isEmpty else {
      return replace(STDIN_FILENO, by: Self.opened("/dev/null", O_RDONLY))
    }
    let file = Self.opened(source, O_RDONLY)
    let bytes = Capture.contents(of: file)
    close(file)
    var ends: [CInt] = [0, 0]
    // Sound: there is room for the two numbers.
    precondition(unsafe pipe(&ends) == 0, "no pipe")
    // There must be room for all of it: nobody reads yet.
    let setPipeSize: CInt = 1031
    precondition(fcntl(ends[1], setPipeSize, CInt(max(bytes.count, 4096))) >= bytes.count)
    write(bytes, to: ends[1])
    close(ends[1])
    replace(STDIN_FILENO, by: ends[0])
  }

  /// Answers on rank 0, with all that was printed.
  func answer(_ code: CInt) {
    guard let answers else { return }
    let texts = printed.map { $0.take() }
    var message: [UInt8] = []
    for number in [Int(code)] + texts.map(\.count) {
      message += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    write(message + texts.joined(), to: answers)
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = unsafe bytes.withUnsafeMutableBytes {
        // Sound: there is room for so many bytes.
        unsafe Glibc.read(requests, $0.baseAddress?.advanced(by: filled), count - filled)
      }
      guard got > 0 else { return nil }
      filled += got
    }
    return bytes
  }

  private func write(_ bytes: [UInt8], to descriptor: CInt) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let put = unsafe rest.withUnsafeBytes {
        // Sound: there are so many bytes.
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard put > 0 else { exit(EXIT_FAILURE) }
      rest = rest.dropFirst(put)
    }
  }

  private static func opened(_ path: String, _ flags: CInt) -> CInt {
    let descriptor = unsafe open(path, flags | O_CLOEXEC)
    precondition(descriptor >= 0, "\(path) can't be opened")
    return descriptor
  }
}

/// Lets a stream be another descriptor, which is closed.
private func replace(_ stream: CInt, by descriptor: CInt) {
  precondition(dup2(descriptor, stream) == stream)
  close(descriptor)
}

/// A file in the place of a standard stream.
private struct Capture {
  private let stream: CInt

  init(_ stream: CInt, in path: String) {
    self.stream = stream
    let file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    precondition(file >= 0, "\(path) can't be made")
    replace(stream, by: file)
  }

  /// All that was printed since this was called last.
  func take() -> [UInt8] {
    let bytes = Self.contents(of: stream)
    ftruncate(stream, 0)
    return bytes
  }

  /// All bytes of a file.
  static func contents(of file: CInt) -> [UInt8] {
    let count = Int(lseek(file, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes {
      // Sound: there is room for so many bytes.
      unsafe pread(file, $0.baseAddress, count, 0)
    }
    precondition(got == count)
    return bytes
  }
}
