import ArgumentParser
package import Caudal
import Glibc

extension EntryPoint {
  /// Does what a command line asks for, as ``main()`` does, and lives on: for many small jobs in one process.
  ///
  /// What the program would print is printed. The job isn't watched, and no record of it is kept.
  ///
  /// - Parameters:
  ///   - words: the command line behind the program's name; the same on every rank.
  ///   - job: this process's part of the job.
  /// - Returns: the exit code that the program would have, the same on every rank.
  /// - Throws: an error that concerns this rank alone, such as a `LostRank`: the others may wait for it for ever.
  package static func exitCode(of words: [String], in job: borrowing Job) throws -> CInt {
    let arguments = ManyFiles.packed(OptionalValues.completed(words))
    let command: any JobCommand
    do {
      let parsed = try namedFirst(in: arguments) ?? CaudalCommand.parseAsRoot(arguments)
      guard let named = parsed as? any JobCommand else { return EXIT_SUCCESS }
      command = named
    } catch {
      return report(parserError: error, arguments)
    }
    if let name = RepeatedOptions.first(in: arguments) {
      return report(Complaint("\(name) is given twice", about: arguments), 64)
    }
    return try exitCode(of: command, in: job)
  }

  /// Prints, on rank 0, what is wrong with the options.
  private static func report(parserError error: any Error, _ arguments: [String]) -> CInt {
    let code = CaudalCommand.exitCode(for: error).rawValue
    guard code != EXIT_SUCCESS else { return code }
    let message = CaudalCommand.message(for: error)
    let better = Misspelling.sentence(for: message, about: arguments)
    return report(Complaint(better ?? message, about: arguments), code)
  }

  private static func report(_ complaint: Complaint, _ code: CInt) -> CInt {
    if Job.isReporter { printError(complaint.sentence, [complaint.reference]) }
    return code
  }

  /// Makes a request of options that have been parsed, and does what it asks for.
  private static func exitCode(
    of command: some JobCommand, in job: borrowing Job
  ) throws -> CInt {
    do throws(CaudalError) { _ = try request(of: command) } catch { return error.kind.exitCode }
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
