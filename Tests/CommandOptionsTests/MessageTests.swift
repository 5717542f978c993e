import ArgumentParser
import Caudal
import Testing

@testable import CaudalCommand

/// Messages about options, in the style of all messages.
@Suite struct MessageTests {
  @Test(arguments: [
    ("Unknown option '--nonsense'", "unknown option '--nonsense'"),
    (
      "Unknown option '--colum'. Did you mean '--column'?",
      "unknown option '--colum'; did you mean '--column'?"
    ),
    ("--window must be at least 1", "--window must be at least 1"),
    (
      "The value 'x' is invalid for '--format <format>'. Please provide one of 'a' and 'b'.",
      "the value 'x' is invalid for '--format <format>'; please provide one of 'a' and 'b'"
    ),
    (
      "The value 'é. Más' is invalid for '--sort <order>'. Please provide one of the following:\n"
        + "  - first\n  - key\n  - rows",
      "the value 'é. Más' is invalid for '--sort <order>'; please provide one of the following:"
        + " first, key, rows"
    ),
    (
      "Unknown option '-xy'\n   or: Missing value for '-x'",
      "unknown option '-xy' or: Missing value for '-x'"
    ),
    ("", ""),
  ])
  func sentences(_ message: String, _ sentence: String) {
    #expect(Complaint(message, about: []).sentence == sentence)
  }

  @Test(arguments: [
    ([], "  see caudal --help"), (["describe", "f"], "  see caudal describe --help"),
    (["nonsense"], "  see caudal --help"), (["help", "check"], "  see caudal check --help"),
  ])
  func references(_ arguments: [String], _ line: String) {
    #expect(Complaint("No", about: arguments).reference == line)
  }

  /// The parser's message about a command line, from its first letter to the last.
  @Test(arguments: [
    (["describe", "f", "--column", "x", "--window", "0"], "--window must be at least 1"),
    (
      ["describe", "f", "--all", "--colum", "x"],
      "unknown option '--colum'; did you mean '--column'?"
    ),
    (["nonsense"], "unexpected argument 'nonsense'"),
    (["frequency", "--words"], "missing expected argument '<file> ...'"),
    (
      ["describe", "f", "--column", "x", "--window", "many"],
      "the value 'many' is invalid for '--window <n>'"
    ),
    (
      ["frequency", "f", "--column", "x", "--sort", "x"],
      "the value 'x' is invalid for '--sort <order>'; please provide one of 'count' and 'key'"
    ),
    (["frequency", "f"], "--column is missing; only --words can do without, for a plain text"),
  ])
  func complaints(_ arguments: [String], _ sentence: String) throws {
    let error = try #require(throws: (any Error).self) {
      try CaudalCommand.parseAsRoot(arguments)
    }
    let complaint = Complaint(CaudalCommand.message(for: error), about: arguments)
    #expect(complaint.sentence == sentence)
    #expect(CaudalCommand.exitCode(for: error).rawValue == 64)
  }

  /// The library speaks of requests, the command of options.
  @Test(
    arguments: [
      (.decimalMark(","), "give --decimal ,", "say so"),
      (.decimalMark("."), "give --decimal .", "say so"),
      (.decimalMark("'"), "give --decimal '", "say so"),
      (.nullTokens, "by --null", "among the null tokens"),
      (.finiteNumbers, "by --on-error skip", "or have such rows left out"),
      (.dateOrder, "by --date-format mdy, dmy or ymd", "say which comes first"),
      (
        .dateFormats(["dmy", "%y-%m-%d"]), "by --date-format dmy or '%y-%m-%d'",
        "\"dmy\" or \"%y-%m-%d\""
      ),
      (
        .timeZone, "without an offset by --time-zone",
        "in which time zone the times without an offset are"
      ),
      (
        .fixedTimeZone, "by --time-zone, such as Etc/GMT-1 for UTC+1", "such as Etc/GMT-1 for UTC+1"
      ),
      (.lessToKeep, "by --where, or use more hosts", "by a condition, or use more hosts"),
      (.scratch, "more room by --scratch", "a folder with more room"),
      (.sortedRows, "--sort, or leave --in-order out", "sort them, or have series held"),
      (.fewerGroups, "by --top, or choose rows by --where", "or choose rows by a condition"),
    ] as [(CaudalError.Advice, String, String)])
  func advice(_ advice: CaudalError.Advice, _ options: String, _ words: String) {
    let error = CaudalError(.badData, "f.csv: no", advice: advice)
    let line = error.message(naming: \.option, advising: \.options)
    #expect(line.hasPrefix("f.csv: no; ") && line.hasSuffix(options))
    #expect(error.message.hasPrefix("f.csv: no; ") && error.message.hasSuffix(words))
    #expect(!error.message.contains("--"))
  }

  @Test(arguments: CaudalError.Subject.allCases)
  func subjects(_ subject: CaudalError.Subject) {
    let error = CaudalError(.usage, "takes one column", subject: subject)
    let line = error.message(naming: \.option, advising: \.options)
    #expect(line.hasPrefix("--") && line.hasSuffix(" takes one column"))
    #expect(!error.message.contains("--") && error.message.hasSuffix(" takes one column"))
  }
}
