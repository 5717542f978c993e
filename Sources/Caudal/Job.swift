internal import MPI
internal import Ranks

/// This process's part of a job: its rank among the ranks that work together.
///
/// ```swift
/// let outcome = Job.run { job in
///   let description = try job.describe(request)
///   try job.onRankZero { try write(description) }
/// }
/// ```
///
/// Under a launcher the ranks are those of the MPI world. Without one there is a single rank and
/// MPI is never initialised, which saves some tenths of a second.
public struct Job: ~Copyable {
  private let ranks: Communicator

  /// How a job ended: the same on every rank.
  public enum Outcome: Sendable, Hashable {
    /// Everything was done.
    case done
    /// All ranks agreed on this error.
    case failed(CaudalError)
  }

  /// Whether this process is the one that prints: rank 0, as far as the launcher tells.
  ///
  /// It is known before, and without, initialising MPI.
  public static var isReporter: Bool { (Launcher.current.rank ?? 0) == 0 }

  /// Whether the process was started by a launcher, with others or alone.
  public static var isLaunched: Bool { Launcher.current.kind != .none }

  /// Does something on all ranks of the job.
  ///
  /// - Parameter body: what every rank does. It must communicate on all ranks alike. A
  ///   ``CaudalError`` that it throws is one that all ranks have agreed on; any other error is a
  ///   bug, or the loss of a rank, and aborts the whole job with exit code 70 after one line on
  ///   standard error; with 74 if a rank doesn't answer.
  /// - Returns: how the job ended. When this returns, every rank has returned from `body`, and rank
  ///   0 has written all that it writes, the line about an error included.
  public static func run(_ body: (borrowing Job) throws -> Void) -> Outcome {
    let launcher = Launcher.current
    if let accident = launcher.accidentalSingleton() { return refused(accident) }
    do {
      guard launcher.startsMPI else {
        return outcome(on: Job(ranks: .solo()), body)
      }
      Tuning.prepare()
      let environment = try Environment()
      Tuning.finish()
      if let accident = launcher.accidentalSingleton(worldSize: environment.world.size) {
        return refused(accident)
      }
      let outcome = outcome(on: Job(ranks: environment.world), body)
      try environment.finalize()
      return outcome
    } catch {
      abort(error)
    }
  }

  /// Ends the whole job because of an error that only this rank knows of.
  private static func abort(_ error: any Error) -> Never {
    if let error = error as? Unanswered {
      printError(error.message)
      Environment.abort(code: 74)
    }
    printError("internal error: \(error)")
    Environment.abort(code: 70)
  }

  /// The outcome of a job whose ranks don't know of each other; the first of them says so.
  private static func refused(_ accident: AccidentalSingleton) -> Outcome {
    if isReporter { printError(accident.description) }
    return .failed(CaudalError(.usage, accident.description))
  }

  private static func outcome(
    on job: consuming Job, _ body: (borrowing Job) throws -> Void
  ) -> Outcome {
    // Errors that aren't agreed on don't leave this function: at the end of its life, the
    // environment finalises MPI, which would wait for the other ranks before the job is aborted.
    do {
      var outcome = Outcome.done
      do {
        try body(job)
      } catch let error as CaudalError {
        outcome = .failed(error)
        // Before any rank can leave: the first that does so with an error has the others killed.
        if job.ranks.rank == 0 { printError(error.message, error.illustration) }
      }
      try job.ranks.barrier()
      return outcome
    } catch {
      abort(error)
    }
  }

  /// The files that names stand for: themselves, or patterns such as `part_*.csv`.
  ///
  /// - Parameter names: paths and patterns, the same on every rank. A pattern is looked up by rank
  ///   0; what is the name of a file is no pattern.
  /// - Returns: the paths, in the order of the names, those of a pattern in the order of their
  ///   bytes.
  /// - Throws: an agreed ``CaudalError`` if no file matches a pattern.
  public borrowing func files(named names: [String]) throws -> [String] {
    try ranks.expandPatterns(names)
  }

  /// Computes the statistics of a column, on all ranks together; see `describe(_:on:)`.
  ///
  /// - Parameter request: what is to be computed, of what; the same on every rank.
  /// - Returns: the statistics; those of groups on rank 0 only.
  /// - Throws: an agreed ``CaudalError``, or an error that concerns this rank alone.
  public borrowing func describe(_ request: DescribeRequest) throws -> Description {
    try Caudal.describe(request, on: ranks)
  }

  /// Counts how often keys occur, on all ranks together; see `countFrequencies(_:on:)`.
  ///
  /// - Parameter request: what is counted, of what; the same on every rank.
  /// - Returns: the counts; the entries on rank 0 only.
  /// - Throws: an agreed ``CaudalError``, or an error that concerns this rank alone.
  public borrowing func countFrequencies(_ request: FrequencyRequest) throws -> Frequencies {
    try Caudal.countFrequencies(request, on: ranks)
  }

  /// Looks at ranks, network and file before a job, on all ranks together; see `check(_:on:_:)`.
  ///
  /// - Parameters:
  ///   - request: what to look at; the same on every rank.
  ///   - prepare: what rank 0 does first, as soon as the ranks are known to reach each other: before
  ///     that even ``onRankZero(_:)`` might wait for ever.
  /// - Returns: what was found, the same on every rank.
  /// - Throws: the error of `prepare`, on every rank, or one that concerns this rank alone.
  public borrowing func check(
    _ request: CheckRequest, prepare: () throws(CaudalError) -> Void
  ) throws -> CheckReport {
    var clock = PhaseClock()
    try ranks.probe(seconds: request.patience)
    clock.endPhase("reach")
    try onRankZero(prepare)
    clock.endPhase("prepare")
    return try Caudal.check(request, on: ranks, clock)
  }

  /// Does something on rank 0 while the others wait, and fails on all ranks if it fails.
  ///
  /// - Parameter body: what rank 0 does.
  /// - Throws: the error of rank 0, on every rank.
  public borrowing func onRankZero(_ body: () throws(CaudalError) -> Void) throws {
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0 else { return }
      do throws(CaudalError) {
        try body()
      } catch {
        throw LocalFailure(error: error)
      }
    }
  }
}
