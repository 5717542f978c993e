import Caudal
import Glibc
import Output
import Report

/// Prints one line on standard error, with the program's name in front.
///
/// - Parameters:
///   - message: the line; control characters, which names of files and columns may hold, are made
///     visible.
///   - illustration: lines that follow it as they are, their control characters made visible, too.
func printError(_ message: String, _ illustration: [String] = []) {
  let lines = ["caudal: \(message)"] + illustration
  _ = writeAll(lines.map { $0.visible + "\n" }.joined(), to: STDERR_FILENO)
}

/// Prints an error on standard error, with the names of the options.
func printError(_ error: CaudalError) {
  printError(error.sentence, error.illustration)
}

extension CaudalError {
  /// The error in one line, with the names of the options.
  var sentence: String { message(naming: \.option, advising: \.options) }
}
