import Caudal
import Glibc
import Output
import Report

/// Where results go that come one behind the other: the terminal, where a table takes the place of the one before;
/// standard output; or a file that grows.
final class ResultLog: FollowSink {
  private let format: FollowFormat
  private let request: FollowRequest
  private let file: GrowingFile?
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
    // A launcher gives ranks a terminal wherever it writes to itself.
    isTerminal = output == nil && !Job.isLaunched && isatty(STDOUT_FILENO) == 1
    file = try output.map { (path) throws(CaudalError) in try GrowingFile(path, goesOn: goesOn) }
  }

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
    if let file { return try file.write(text) }
    let code = writeAll(text, to: STDOUT_FILENO)
    if code != 0 {
      throw CaudalError(
        .inputOutput, "standard output: \(unsafe String(cString: strerror(code)))")
    }
  }

  func position() throws(CaudalError) -> Int? { try file?.position() }

  func cutBack(to position: Int) throws(CaudalError) -> Bool {
    guard let file, file.isRegular else { return false }
    try file.cutBack(to: position)
    hasHeader = position > 0
    return false
  }
}
