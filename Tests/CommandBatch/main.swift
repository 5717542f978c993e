import Caudal
import CaudalCommand
import Glibc

/// Answers command lines of `caudal` in one process, or in the ranks of one job: what each would print, and its exit
/// code. `Tests/fuzz` asks hundreds a second.
///
/// The argument is a folder with named pipes: `requests.0` and so on, one for each rank, which all get the same, and
/// `answers`, which rank 0 writes. A request is the number of its bytes, in 4 bytes, and so many bytes: words that end
/// with a zero. The first is the folder in which the command is run, the second what standard input is, a file whose
/// bytes come from a pipe, or empty; the others are the command line. No bytes end the batch. An answer is the exit code,
/// the number of bytes on standard output, that on standard error, and both.
struct Batch {
  /// So many command lines are kept as they were parsed.
  private static let mostCommands = 2000

  private var commands: [[String]: RepeatedCommand] = [:]

  mutating func answerAll(in folder: String) throws {
    guard Job.isLaunched else {
      let desk = Desk(in: folder, rank: 0)
      while let request = desk.next() {
        try RepeatedCommand.withJob { job in try answer(request, at: desk, in: job) }
      }
      return
    }
    // MPI can be initialised once only.
    try RepeatedCommand.withJob { job in
      let desk = Desk(in: folder, rank: job.rank)
      while let request = desk.next() { try answer(request, at: desk, in: job) }
    }
  }

  /// Does what a request asks for, on every rank, and answers on rank 0.
  private mutating func answer(
    _ request: [UInt8], at desk: Desk, in job: borrowing Job
  ) throws {
    let words = request.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
      String(decoding: $0, as: UTF8.self)
    }
    precondition(unsafe chdir(words[0]) == 0, "no folder \(words[0])")
    desk.setStandardInput(words[1])
    let code = try command(Array(words.dropFirst(2))).exitCode(in: job)
    // Whoever asks changes the files as soon as there is an answer.
    try job.onRankZero {}
    desk.answer(code)
  }

  private mutating func command(_ words: [String]) -> RepeatedCommand {
    if let known = commands[words] { return known }
    if commands.count == Self.mostCommands { commands = [:] }
    let command = RepeatedCommand(words)
    commands[words] = command
    return command
  }
}

guard CommandLine.arguments.count == 2 else { fatalError("usage: CommandBatch FOLDER") }
var batch = Batch()
do { try batch.answerAll(in: CommandLine.arguments[1]) } catch {
  print("internal error: \(error)")
  Job.abort(code: 70)
}
