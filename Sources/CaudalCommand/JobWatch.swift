import Caudal
import Glibc
import Output
import Status
import Synchronization

/// Shows this job to whoever watches it, if that was asked for, and keeps its record.
final class JobWatch: Sendable {
  private let address: StatusAddress?
  private let command: String
  private let monitor = Mutex(StatusMonitor?.none)
  private let failure = Mutex(String?.none)
  private let log: JobLog?

  /// Whether ranks have anything to tell each other for it: the same on every rank, whatever their environments are.
  private let isWanted: Bool
  private let progress = Mutex(InputProgress?.none)

  /// Prepares to show a job.
  ///
  /// - Parameters:
  ///   - options: where, and where its record is kept; nil if neither is done.
  ///   - arguments: the words of the command line, the program's name first.
  ///   - output: where the job's result goes; nil for standard output.
  init(_ options: WatchOptions?, _ arguments: [String], output: String?) {
    address = options?.status
    isWanted = options.map { $0.status != nil || $0.wantsRecord } ?? false
    log = options?.historyFolder.map {
      JobLog(folder: $0, isAskedFor: options?.history != nil, output: output)
    }
    let name = arguments.first.flatMap { $0.split(separator: "/").last }.map(String.init)
    command = CommandText.shown([name ?? "caudal"] + arguments.dropFirst())
  }

  /// Begins to show the job, on all ranks.
  ///
  /// - Parameter job: this process's part of the job.
  /// - Throws: an agreed ``CaudalError`` if the port can't be had.
  func begin(in job: borrowing Job) throws {
    guard isWanted else { return }
    let hosts = try job.hostsOfRanks()
    if job.rank == 0 {
      log?.begin(command, hosts: hosts, job.progress)
      progress.withLock { $0 = job.progress }
    }
    if let address { try show(at: address, hosts, in: job) }
  }

  /// Begins to show the job at an address, on all ranks.
  private func show(
    at address: StatusAddress, _ hosts: [String], in job: borrowing Job
  ) throws {
    let facts = JobBoard.Facts(
      command: command, version: ProgramVersion.current, start: time(nil), hosts: hosts)
    let (progress, hostName) = (job.progress, job.hostName)
    try job.onRankZero { () throws(CaudalError) in
      let opened = try Self.open(facts, progress, at: address, hostName: hostName)
      monitor.withLock { $0 = opened }
      printError("status: \(opened.url)")
      log?.show(page: opened.url)
    }
    let message = monitor.withLock { $0?.reportAddress?.message } ?? []
    let shared = try job.fromRankZero(message)
    guard job.rank > 0, let reports = ReportAddress(message: shared) else { return }
    RankReporter.start(rank: job.rank, progress, to: reports)
  }

  private static func open(
    _ facts: JobBoard.Facts, _ progress: InputProgress, at address: StatusAddress,
    hostName: String
  ) throws(CaudalError) -> StatusMonitor {
    do throws(StatusMonitor.Failure) {
      return try StatusMonitor(
        facts, progress, at: address, token: try StatusToken.given(), ownAddresses: Job.addresses,
        hostName: hostName)
    } catch {
      throw CaudalError(.cannotCreate, "--status: \(error.sentence)")
    }
  }

  /// Takes what the job says.
  func note(_ text: String) {
    monitor.withLock { $0 }?.note(text)
    log?.note(text)
  }

  /// Takes the error with which the job will end.
  func fail(_ message: String) { failure.withLock { $0 = message } }

  /// Shows how the job has ended.
  ///
  /// - Parameter code: the exit code.
  func end(code: CInt) {
    let message = failure.withLock { $0 }
    log?.end(code: code, message: message, progress.withLock { $0 })
    monitor.withLock { $0.take() }?.end(code: Int(code), message: message)
  }
}
