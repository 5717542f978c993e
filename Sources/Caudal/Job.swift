import Check
import Keys
import MPI
import Ranks
import Scan
import Streams
public import Vocabulary

/// This process's part of a job: its rank among the ranks that work together.
///
/// ```swift
/// let request = DescribeRequest(path: "observations.csv", column: "ValorObservado")
/// let description = try Job.run { job in try job.describe(request) }
/// print(description.columns[0].mean ?? .nan)
/// ```
///
/// Under a launcher, such as `mpirun`, the ranks are those of the MPI world: the same program runs in
/// every one, and each gets the result. Without one there is a single rank and MPI is never
/// initialised, which saves some tenths of a second.
///
/// A job prints nothing and ends no process. What it has to say while it runs goes to a handler.
public struct Job: ~Copyable {
  private let ranks: Communicator
  private let notes: Notes

  /// How far this process's part is. Requests that take it say so there.
  package let progress = InputProgress()

  /// Whether this process is the one that reports: rank 0, as far as the launcher tells.
  ///
  /// It is known before, and without, initialising MPI.
  public static var isReporter: Bool { (Launcher.current.rank ?? 0) == 0 }

  /// Whether a launcher, such as `mpirun`, has started this process, and passes on what it prints.
  public static var isLaunched: Bool { Launcher.current.startsMPI }

  /// The seconds for which a process that has run no job should stay, so that its launcher takes notice of its end.
  package static var secondsToStay: Int { Environment.isBegun ? 0 : Launcher.current.secondsToStay }

  /// Does something on all ranks of the job.
  ///
  /// A job can be run once in the life of a process that a launcher has started, as MPI can be
  /// initialised once only.
  ///
  /// - Parameters:
  ///   - isTuned: whether environment variables and the connection to the launcher's daemon may be set
  ///     so that Open MPI starts sooner, in a fifth of the time. What the user has set stays.
  ///   - notes: is given each note, a line of text, on the rank that has it.
  ///   - advise: how notes say what to change in a request, where that may help.
  ///   - failure: is given the error that all ranks have agreed on, on rank 0, while no rank has left
  ///     yet. A launcher ends all ranks when the first leaves with an error, so this is where such an
  ///     error is best written.
  ///   - body: what every rank does. It must communicate on all ranks alike.
  /// - Returns: what the body returned. By then every rank has returned from it.
  /// - Throws: a `CaudalError`, the same on every rank. An error of any other type, such
  ///   as a `LostRank`, concerns this rank alone, and other ranks may wait for it for
  ///   ever: whoever gets one should ``abort(code:)``.
  public static func run<Value>(
    isTuned: Bool = false,
    notes: @escaping @Sendable (String) -> Void = { _ in },
    advising advise: @escaping @Sendable (CaudalError.Advice) -> String = { $0.words },
    reporting failure: (CaudalError) -> Void = { _ in },
    _ body: (borrowing Job) throws -> Value
  ) throws -> Value {
    let launcher = Launcher.current
    if let accident = launcher.accidentalSingleton() { throw refusal(accident, failure) }
    let notes = Notes(notes, advising: advise)
    guard launcher.startsMPI else {
      return try run(on: Job(ranks: .solo(), notes: notes), failure, body).get()
    }
    if isTuned { Tuning.prepare() }
    let environment = try Environment()
    if isTuned { Tuning.finish() }
    if let accident = launcher.accidentalSingleton(worldSize: environment.world.size) {
      throw refusal(accident, failure)
    }
    let job = Job(ranks: environment.world, notes: notes)
    let outcome: Result<Value, CaudalError>
    do {
      outcome = try run(on: job, failure) { job in
        try job.shareHashSeed()
        return try body(job)
      }
    } catch {
      // MPI stays as it is: to finalise it would be to wait for the other ranks.
      environment.abandon()
      throw error
    }
    try environment.finalize()
    return try outcome.get()
  }

  /// Ends the whole job, all ranks of it, because of an error that only this rank knows of.
  ///
  /// - Parameter code: the exit code, from 1 to 125.
  public static func abort(code: Int) -> Never { Environment.abort(code: code) }

  /// Takes the seed of rank 0: hashes name ranks.
  private borrowing func shareHashSeed() throws(MPIError) {
    var seed = HashSeed.current
    try ranks.broadcast(&seed, from: 0)
    HashSeed.adopt(seed)
  }

  /// The error of a job whose ranks don't know of each other; the first of them reports it.
  private static func refusal(
    _ accident: AccidentalSingleton, _ report: (CaudalError) -> Void
  ) -> CaudalError {
    let error = CaudalError(.usage, accident.description)
    if isReporter { report(error) }
    return error
  }

  /// Does the work, and reports an error that all ranks have agreed on.
  private static func run<Value>(
    on job: consuming Job, _ report: (CaudalError) -> Void,
    _ body: (borrowing Job) throws -> Value
  ) throws -> Result<Value, CaudalError> {
    let outcome: Result<Value, CaudalError>
    do {
      outcome = .success(try body(job))
    } catch let error as CaudalError {
      if job.ranks.rank == 0 { report(error) }
      outcome = .failure(error)
    }
    try job.ranks.barrier()
    return outcome
  }
}

// MARK: - What a job can do

extension Job {
  /// The files that names stand for: themselves, or patterns such as `part_*.csv`.
  ///
  /// - Parameter names: paths and patterns, the same on every rank. A pattern is looked up by rank
  ///   0; what is the name of a file, or the address of a database, is no pattern.
  /// - Returns: the paths, in the order of the names, those of a pattern in the order of their
  ///   bytes.
  /// - Throws: an agreed `CaudalError` if no file matches a pattern.
  public borrowing func files(named names: [String]) throws -> [String] {
    try ranks.expandPatterns(names, but: Self.isDatabase)
  }

  /// Computes the statistics of columns, on all ranks together.
  ///
  /// The bits of the result, but for `run`, don't depend on the number of ranks.
  ///
  /// - Parameter request: what is to be computed, of what; the same on every rank.
  /// - Returns: the statistics; those of groups on rank 0 only.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func describe(_ request: DescribeRequest) throws -> Description {
    try Caudal.describe(request, notes, on: ranks)
  }

  /// Looks at every column of a table, of whatever kind, on all ranks together.
  ///
  /// The bits of the result, but for `run`, don't depend on the number of ranks.
  ///
  /// - Parameter request: what is looked at; the same on every rank.
  /// - Returns: what the columns hold; texts and times on rank 0 only.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func profile(_ request: ProfileRequest) throws -> TableProfile {
    try Caudal.profile(request, notes, on: ranks)
  }

  /// Makes a report on a table, on all ranks together: what a page shows of it.
  ///
  /// The bits of the result, but for `run`, don't depend on the number of ranks.
  ///
  /// - Parameter request: what the report has; the same on every rank.
  /// - Returns: the report; most of it on rank 0 only.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func report(_ request: ReportRequest) throws -> TableReport {
    try Caudal.report(request, notes, on: ranks)
  }

  /// Finds out the columns of a table, as some of its rows show them.
  ///
  /// - Parameters:
  ///   - table: the table; the same on every rank.
  ///   - columns: the columns; nil for all.
  /// - Returns: the columns, on rank 0.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func outline(
    _ table: TableRequest, columns: ColumnSelection? = nil
  ) throws -> TableOutline {
    try Caudal.outline(table, columns, notes, on: ranks)
  }

  /// Reads the first rows of a table that its condition lets pass.
  ///
  /// - Parameters:
  ///   - count: how many at most.
  ///   - table: the table; the same on every rank.
  ///   - columns: the columns; nil for all.
  /// - Returns: the rows, on rank 0.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func firstRows(
    _ count: Int, of table: TableRequest, columns: ColumnSelection? = nil
  ) throws -> FirstRows {
    try Caudal.firstRows(count, of: table, columns, notes, on: ranks)
  }

  /// Counts how often keys occur, on all ranks together.
  ///
  /// - Parameter request: what is counted, of what; the same on every rank.
  /// - Returns: the counts, which don't depend on the number of ranks; the entries on rank 0 only.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func countFrequencies(_ request: FrequencyRequest) throws -> Frequencies {
    try Caudal.countFrequencies(request, notes, on: ranks)
  }

  /// Writes rows of a table, on all ranks together.
  ///
  /// - Parameter request: which rows and columns, and where to; the same on every rank.
  /// - Returns: what was written; its bytes don't depend on the number of ranks.
  /// - Throws: an agreed `CaudalError`, after which nothing is left of what was written; or an error
  ///   that concerns this rank alone.
  public borrowing func select(_ request: SelectRequest) throws -> SelectedRows {
    try Caudal.select(request, notes, on: ranks)
  }

  /// Writes a statistic of the windows that move along a column, on all ranks together.
  ///
  /// - Parameter request: which statistic of which windows, and where to; the same on every rank.
  /// - Returns: what was written; its bytes don't depend on the number of ranks.
  /// - Throws: an agreed `CaudalError`, after which nothing is left of what was written; or an error
  ///   that concerns this rank alone.
  public borrowing func writeRolling(_ request: RollingRequest) throws -> SelectedRows {
    try Caudal.writeRolling(request, notes, on: ranks)
  }

  /// Forecasts series, on all ranks together.
  ///
  /// - Parameter request: which series, how far, and by what; the same on every rank.
  /// - Returns: the forecasts, whose bits don't depend on the number of ranks; the series on rank 0 only.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func forecast(_ request: ForecastRequest) throws -> Forecasts {
    try Caudal.forecast(request, notes, on: ranks)
  }

  /// Forecasts by saved models alone: those of the request's folder.
  ///
  /// - Parameter request: which folder, and how far; what it says of a table doesn't count.
  /// - Returns: the forecasts; the series on rank 0 only.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func forecastSaved(_ request: ForecastRequest) throws -> Forecasts {
    try Caudal.forecastSaved(request, on: ranks)
  }

  /// Finds out what ``forecastSaved(_:)`` would do, on all ranks together: reads the models, and forecasts nothing.
  ///
  /// - Parameters:
  ///   - request: which folder, and how far.
  ///   - output: where the caller would write the result to, and as what.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``forecastSaved(_:)`` would throw; or an error that concerns this rank alone.
  public borrowing func explainSaved(
    _ request: ForecastRequest,
    to output: Plan.Output = Plan.Output("a value", to: "the program")
  ) throws -> Plan {
    try Caudal.explainSaved(request, to: output, on: ranks)
  }

  /// Follows rows as they come, until they end or a signal ends it, on all ranks together.
  ///
  /// Rank 0 reads the sources and shares the rows out. The results don't depend on the number of ranks.
  ///
  /// - Parameters:
  ///   - request: which rows, and what is made of them; the same on every rank.
  ///   - makeSink: makes what takes the results, as the request's interval wants them; called on rank 0 alone.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  public borrowing func follow(
    _ request: FollowRequest, into makeSink: () throws(CaudalError) -> any FollowSink
  ) throws {
    try Streams.follow(request, into: makeSink, notes, on: ranks)
  }

  /// Finds out what ``describe(_:)`` would do, on all ranks together: reads the heads of files, and no rows.
  ///
  /// - Parameters:
  ///   - request: what would be computed, of what; the same on every rank.
  ///   - output: where the caller would write the result to, and as what.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``describe(_:)`` would throw before it reads rows; or an error that
  ///   concerns this rank alone.
  public borrowing func explain(
    _ request: DescribeRequest,
    to output: Plan.Output = Plan.Output("a value", to: "the program")
  ) throws -> Plan {
    try Caudal.explain(request, to: output, notes, on: ranks)
  }

  /// Finds out what ``countFrequencies(_:)`` would do, on all ranks together; see ``explain(_:to:)``.
  public borrowing func explain(
    _ request: FrequencyRequest,
    to output: Plan.Output = Plan.Output("a value", to: "the program")
  ) throws -> Plan {
    try Caudal.explain(request, to: output, notes, on: ranks)
  }

  /// Finds out what ``forecast(_:)`` would do, on all ranks together; see ``explain(_:to:)``.
  public borrowing func explain(
    _ request: ForecastRequest,
    to output: Plan.Output = Plan.Output("a value", to: "the program")
  ) throws -> Plan {
    try Caudal.explain(request, to: output, notes, on: ranks)
  }

  /// Finds out what ``select(_:)`` would do, on all ranks together: reads the heads of files, writes nothing, and
  /// connects to no database but those that rows come from.
  ///
  /// - Parameter request: which rows and columns, and where to; the same on every rank.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``select(_:)`` would throw before it reads rows; or an error that
  ///   concerns this rank alone.
  public borrowing func explain(_ request: SelectRequest) throws -> Plan {
    try Caudal.explain(request, notes, on: ranks)
  }

  /// Looks at ranks, network and file before a job, on all ranks together.
  ///
  /// - Parameters:
  ///   - request: what to look at; the same on every rank.
  ///   - prepare: what rank 0 does first, as soon as the ranks are known to reach each other: before
  ///     that even ``onRankZero(_:)`` might wait for ever.
  /// - Returns: what was found, the same on every rank.
  /// - Throws: the error of `prepare`, on every rank, or one that concerns this rank alone.
  public borrowing func check(
    _ request: CheckRequest, prepare: () throws(CaudalError) -> Void = {}
  ) throws -> CheckReport {
    try Caudal.check(request, notes, on: ranks) { try onRankZero(prepare) }
  }

  /// The number of this process among the ranks of the job.
  package var rank: Int { ranks.rank }

  /// The host of each rank, on every rank.
  ///
  /// - Returns: the names, in the order of the ranks.
  /// - Throws: an error that concerns this rank alone.
  package borrowing func hostsOfRanks() throws -> [String] {
    try ranks.allgather(encoded: ranks.processorName)
  }

  /// Gives a message of rank 0 to all ranks.
  ///
  /// - Parameter message: the message; only that of rank 0 matters.
  /// - Returns: that of rank 0.
  /// - Throws: an error that concerns this rank alone.
  package borrowing func fromRankZero(_ message: [UInt8]) throws -> [UInt8] {
    var message = message
    try ranks.broadcast(encoded: &message, from: 0)
    return message
  }

  /// The name of this host.
  package var hostName: String { ranks.processorName }

  /// The addresses of this host at which others may reach it.
  package static var addresses: [String] {
    NetworkInterface.current().filter { !$0.isLoopback }.map(\.address)
  }

  /// Does something on rank 0, which may fail, and fails on all ranks if it fails.
  ///
  /// - Parameter body: what rank 0 does, such as writing a result. It must not communicate.
  /// - Throws: the error of the body, on every rank.
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
