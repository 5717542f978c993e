import ArgumentParser
package import Caudal
import Glibc

/// A command line that a process does as often as it is told to, and lives on: for many small jobs in one process.
///
/// What the program would print is printed. The job isn't watched, and no record of it is kept. To parse a command line
/// takes longer than a small job, so it is done once.
package struct RepeatedCommand {
  /// What a command line comes to before any work.
  private enum Content {
    case command(any JobCommand)
    case complaint(Complaint, code: CInt)
    case nothing
  }

  private let content: Content

  /// Parses a command line.
  ///
  /// - Parameter words: what stands behind the program's name; the same on every rank.
  package init(_ words: [String]) {
    content = Self.content(of: ManyFiles.packed(OptionalValues.completed(words)))
  }

  private static func content(of arguments: [String]) -> Content {
    do {
      let parsed = try EntryPoint.namedFirst(in: arguments) ?? CaudalCommand.parseAsRoot(arguments)
      guard let command = parsed as? any JobCommand else { return .nothing }
      if let name = RepeatedOptions.first(in: arguments) {
        return .complaint(Complaint("\(name) is given twice", about: arguments), code: 64)
      }
      return .command(command)
    } catch {
      let code = CaudalCommand.exitCode(for: error).rawValue
      guard code != EXIT_SUCCESS else { return .nothing }
      let message = CaudalCommand.message(for: error)
      let better = Misspelling.sentence(for: message, about: arguments)
      return .complaint(Complaint(better ?? message, about: arguments), code: code)
    }
  }

  /// Does what the command line asks for.
  ///
  /// - Parameter job: this process's part of the job.
  /// - Returns: the exit code that the program would have, the same on every rank.
  /// - Throws: an error that concerns this rank alone, such as a `LostRank`: the others may wait for it for ever.
  package func exitCode(in job: borrowing Job) throws -> CInt {
    switch content {
    case .command(let command): return try Self.exitCode(of: command, in: job)
    case .complaint(let complaint, let code):
      if Job.isReporter { printError(complaint.sentence, [complaint.reference]) }
      return code
    case .nothing: return EXIT_SUCCESS
    }
  }

  private static func exitCode(
    of command: some JobCommand, in job: borrowing Job
  ) throws -> CInt {
    do {
      try command.run(command.request(), in: job)
    } catch let error as CaudalError {
      if Job.isReporter { printError(error) }
      return error.kind.exitCode
    }
    return EXIT_SUCCESS
  }

  /// Does something in a job whose notes are printed, as the program prints them.
  ///
  /// - Parameter body: what every rank does.
  /// - Returns: what the body returned.
  /// - Throws: what the body throws.
  package static func withJob<Value>(_ body: (borrowing Job) throws -> Value) throws -> Value {
    try Job.run(isTuned: true, notes: { printError($0) }, advising: { $0.options }, body)
  }
}
