import Caudal
import CaudalCommand
import Glibc

/// Answers command lines of `caudal` in one process, or in the ranks of one job: what each would print, and its exit
/// code. `Tests/fuzz` asks hundreds a second.
///
/// The argument is a folder with named pipes: `requests.0` and so on, one for each rank, which all get the same, and
/// `answers`, which rank 0 writes. A request is the number of its bytes, in 4 bytes, and so many bytes: words that end
/// with a zero, of which the first is what standard input is, `pipe PATH` for a file's bytes from a pipe, or empty. No
/// bytes end the batch. An answer is the exit code, the number of bytes on standard output, that on standard error, and
/// both.
func answerAll(in folder: String) throws {
  guard Job.isLaunched else {
    let desk = Desk(in: folder, rank: 0)
    while let request = desk.next() {
      try EntryPoint.withJob { job in try answer(request, at: desk, in: job) }
    }
    return
  }
  // MPI can be initialised once only.
  try EntryPoint.withJob { job in
    let desk = Desk(in: folder, rank: job.rank)
    while let request = desk.next() { try answer(request, at: desk, in: job) }
  }
}

/// Does what a request asks for, on every rank, and answers on rank 0.
func answer(_ request: [UInt8], at desk: Desk, in job: borrowing Job) throws {
  let words = request.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
    String(decoding: $0, as: UTF8.self)
  }
  desk.setStandardInput(words[0])
  let code = try EntryPoint.exitCode(of: Array(words.dropFirst()), in: job)
  // Whoever asks removes the file as soon as there is an answer.
  try job.onRankZero {}
  desk.answer(code)
}

guard CommandLine.arguments.count == 2 else { fatalError("usage: CommandBatch FOLDER") }
do { try answerAll(in: CommandLine.arguments[1]) } catch {
  print("internal error: \(error)")
  Job.abort(code: 70)
}
