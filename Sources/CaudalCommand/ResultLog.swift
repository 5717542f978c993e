import Caudal
import Glibc
import Output
import Report

/// Where results go that come one behind the other: the terminal, where a table takes the place of the one before;
/// standard output; or a file that grows.
final class ResultLog: FollowSink {
  private let format: FollowFormat
  private let request: FollowRequest
  private let name: String
  private let descriptor: CInt
  private let isFile: Bool
  private let isTerminal: Bool
  private var hasHeader = false

  /// Opens the log.
  ///
  /// - Parameters:
  ///   - format: how results are printed.
  ///   - request: what is asked for.
  ///   - output: the file; nil for standard output.
  ///   - goesOn: whether a file that is there is gone on with. Otherwise it must be empty: nothing is replaced.
  /// - Throws: a ``CaudalError`` that says why not.
  init(
    _ format: FollowFormat, of request: FollowRequest, to output: String?, goesOn: Bool
  ) throws(CaudalError) {
    (self.format, self.request) = (format, request)
    name = output ?? "standard output"
    guard let output else {
      (descriptor, isFile) = (STDOUT_FILENO, false)
      isTerminal = isatty(STDOUT_FILENO) == 1
      return
    }
    isTerminal = false
    descriptor = unsafe open(output, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CaudalError(.cannotCreate, "\(output): \(unsafe String(cString: strerror(errno)))")
    }
    var status = stat()
    unsafe fstat(descriptor, &status)
    isFile = status.st_mode & S_IFMT == S_IFREG
    if isFile, status.st_size > 0, !goesOn {
      close(descriptor)
      throw CaudalError(
        .cannotCreate,
        "\(output): the file is there, and has \(status.st_size) bytes; remove it, or name another")
    }
  }

  deinit { if descriptor != STDOUT_FILENO { close(descriptor) } }

  /// Whether there is a file, such as a checkpoint.
  static func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  func take(_ result: FollowResult) throws(CaudalError) {
    // Programs want to know that it was the last one; people have seen it.
    guard result.isNew || format == .jsonl else { return }
    var text: [UInt8] = []
    if !hasHeader {
      text = format.header(result, of: request)
      hasHeader = !text.isEmpty
    }
    text += format.render(result, of: request)
    if format == .table {
      // The screen is emptied, and what had scrolled away stays there.
      text = isTerminal ? Array("\u{1B}[H\u{1B}[J".utf8) + text : text + [UInt8(ascii: "\n")]
    }
    let code = writeAll(text, to: descriptor)
    if code != 0 { throw failure(code) }
  }

  func position() throws(CaudalError) -> Int? {
    guard isFile else { return nil }
    guard fdatasync(descriptor) == 0 else { throw failure(errno) }
    return Int(lseek(descriptor, 0, SEEK_END))
  }

  func cutBack(to position: Int) throws(CaudalError) {
    guard isFile else { return }
    guard lseek(descriptor, 0, SEEK_END) >= position else {
      throw CaudalError(
        .inputOutput,
        "\(name): shorter than the \(position) bytes of which the checkpoint tells; remove both to begin anew"
      )
    }
    guard ftruncate(descriptor, position) == 0 else { throw failure(errno) }
    hasHeader = position > 0
  }

  private func failure(_ code: CInt) -> CaudalError {
    CaudalError(.inputOutput, "\(name): \(unsafe String(cString: strerror(code)))")
  }
}
