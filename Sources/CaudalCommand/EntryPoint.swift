import ArgumentParser
import Caudal
import Glibc
import Output

/// The way from the command line to the exit code.
package enum EntryPoint {
  /// Does what the command line asks for, and exits unless that was help.
  package static func main() {
    MemoryExhaustion.prepare()
    let command: any JobCommand
    do throws(CaudalError) { try ProcessSetting.prepare() } catch {
      if Job.isReporter { printError(error) }
      leave(error.kind.exitCode)
    }
    let arguments = ProgramArguments.completed
    if let text = Help.text(asked: arguments) { exit(printing: text) }
    if let sentence = Help.complaint(about: arguments) {
      exit(complaining: Complaint(sentence, about: arguments), 64)
    }
    if let job = namedFirst(in: arguments) {
      command = job
    } else {
      do {
        var parsed = try CaudalCommand.parseAsRoot(arguments)
        guard let job = parsed as? any JobCommand else {
          // A command without work: to run it is to throw the help that was asked for.
          try parsed.run()
          return
        }
        command = job
      } catch {
        exit(withParserError: error)
      }
    }
    if let name = RepeatedOptions.first(in: arguments) {
      exit(complaining: Complaint("\(name) is given twice", about: arguments), 64)
    }
    run(command)
  }

  /// The command that the first argument names, with its options, unless there is anything to say about
  /// them.
  ///
  /// From the root, the parser would look through all options of the command once more, by reflection,
  /// for each level above it: 0.7 ms of each start. Help and complaints are left to
  /// the root, as they name the whole command line.
  static func namedFirst(in arguments: [String]) -> (any JobCommand)? {
    let command = CaudalCommand.configuration.subcommands.first { subcommand in
      subcommand.configuration.commandName == arguments.first
    }
    guard let command else { return nil }
    let parsed = try? command.parseAsRoot(Array(arguments.dropFirst()))
    return parsed as? any JobCommand
  }

  /// Makes a request of options that have been parsed, does what it asks for, and exits.
  private static func run(_ command: some JobCommand) -> Never {
    let watch = JobWatch(
      command.watching, ProgramArguments.words, output: command.resultPath)
    do {
      let (request, patience) = try request(of: command)
      let guardian = command.watching.map { _ in
        JobPatience(seconds: patience, fail: watch.fail, end: watch.end)
      }
      defer { guardian?.finish() }
      try Job.run(
        isTuned: true,
        notes: { note in
          printError(note)
          watch.note(note)
        }, advising: { $0.options },
        reporting: { error in
          printError(error)
          watch.fail(error.sentence)
        }
      ) { job in
        try guardian?.begin(in: job)
        try watch.begin(in: job)
        try command.run(request, in: job)
      }
    } catch let error as CaudalError {
      watch.end(code: error.kind.exitCode)
      leave(error.kind.exitCode)
    } catch let error as LostRank {
      printError(error.message)
      watch.fail(error.message)
      watch.end(code: 74)
      Job.abort(code: 74)
    } catch {
      printError("internal error: \(error)")
      watch.fail("internal error: \(error)")
      watch.end(code: 70)
      Job.abort(code: 70)
    }
    watch.end(code: EXIT_SUCCESS)
    Glibc.exit(EXIT_SUCCESS)
  }

  /// The options as one checked value, and the seconds for which a rank may make no progress. What is wrong with them
  /// is known to every rank without MPI.
  private static func request<Command: JobCommand>(
    of command: Command
  ) throws(CaudalError) -> (Command.Request, patience: Double?) {
    do throws(CaudalError) {
      return (try command.request(), try command.watching?.patienceSeconds())
    } catch {
      if Job.isReporter { printError(error) }
      throw error
    }
  }

  /// Prints help or a complaint about the options, and exits. MPI is not touched.
  private static func exit(withParserError error: any Error) -> Never {
    let code = CaudalCommand.exitCode(for: error).rawValue
    let arguments = ProgramArguments.completed
    if code == EXIT_SUCCESS {
      let message = CaudalCommand.fullMessage(for: error) + "\n"
      exit(printing: Help.brief(insteadOf: message, arguments) ?? message)
    }
    if Job.isReporter {
      let message = CaudalCommand.message(for: error)
      let better = Misspelling.sentence(for: message, about: arguments)
      let complaint = Complaint(better ?? message, about: arguments)
      exit(complaining: complaint, code)
    }
    leave(code)
  }

  /// Prints help, on one rank, and exits.
  private static func exit(printing text: String) -> Never {
    guard Job.isReporter else { leave(EXIT_SUCCESS) }
    let code = writeAll(text, to: STDOUT_FILENO)
    guard code == 0 else {
      printError("standard output: \(unsafe String(cString: strerror(code)))")
      leave(CaudalError.Kind.inputOutput.exitCode)
    }
    leave(EXIT_SUCCESS)
  }

  /// Prints a complaint about the options, on one rank, and exits.
  private static func exit(complaining complaint: Complaint, _ code: CInt) -> Never {
    if Job.isReporter { printError(complaint.sentence, [complaint.reference]) }
    leave(code)
  }

  /// Exits, rank 0 first.
  ///
  /// A launcher kills all ranks as soon as one leaves with an error, and may then lose what rank 0
  /// has just written. So the others, which have nothing to say, wait to be killed; if nobody does
  /// it, they leave by themselves.
  private static func leave(_ code: CInt) -> Never {
    let others = !Job.isReporter && code != EXIT_SUCCESS ? 2 : 0
    sleep(UInt32(Job.secondsToStay + others))
    Glibc.exit(code)
  }
}

extension CaudalError.Kind {
  /// The exit code of the program, one of those of `sysexits.h`.
  var exitCode: CInt {
    switch self {
    case .usage: 64
    case .badData: 65
    case .noInput: 66
    case .software: 70
    case .cannotCreate: 73
    case .inputOutput: 74
    }
  }
}
