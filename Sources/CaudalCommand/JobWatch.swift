import Caudal
import Glibc
import Output
import Status
import Synchronization

/// Shows this job to whoever watches it, if that was asked for, and keeps its record.
final class JobWatch: Sendable {
  /// The variable of the environment that says which token the page needs, for those who must know it before.
  private static let tokenVariable = "CAUDAL_STATUS_TOKEN"

  /// The fewest characters of such a token.
  private static let tokenLength = 16

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
  init(_ options: WatchOptions?, _ arguments: [String]) {
    address = options?.status
    isWanted = options.map { $0.status != nil || $0.wantsRecord } ?? false
    log = options?.historyFolder.map { JobLog(folder: $0, isAskedFor: options?.history != nil) }
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
      log?.begin(command, hosts: hosts)
      progress.withLock { $0 = job.progress }
    }
    if let address { try show(at: address, hosts, in: job) }
  }

  /// Begins to show the job at an address, on all ranks.
  private func show(
    at address: StatusAddress, _ hosts: [String], in job: borrowing Job
  ) throws {
    let facts = JobBoard.Facts(
      command: command, version: CaudalCommand.version, start: time(nil), hosts: hosts)
    let (progress, hostName) = (job.progress, job.hostName)
    try job.onRankZero { () throws(CaudalError) in
      let opened = try Self.open(facts, progress, at: address, hostName: hostName)
      monitor.withLock { $0 = opened }
      printError("status: \(opened.url)")
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
        facts, progress, at: address, token: try token(), ownAddresses: Job.addresses,
        hostName: hostName)
    } catch {
      throw CaudalError(.cannotCreate, "--status: \(error.sentence)")
    }
  }

  /// The token that the environment gives; nil for a new one.
  private static func token() throws(StatusMonitor.Failure) -> String? {
    guard let value = unsafe getenv(tokenVariable) else { return nil }
    let token = unsafe String(cString: value)
    guard !token.isEmpty else { return nil }
    let isPlain = token.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    guard isPlain, token.utf8.count >= tokenLength else {
      throw StatusMonitor.Failure(
        sentence: "\(tokenVariable) must have at least \(tokenLength) letters, digits, - or _.")
    }
    return token
  }

  /// Takes what the job says.
  func note(_ text: String) { monitor.withLock { $0 }?.note(text) }

  /// Takes the error with which the job will end.
  func fail(_ message: String) { failure.withLock { $0 = message } }

  /// Shows how the job has ended.
  ///
  /// - Parameter code: the exit code.
  func end(code: CInt) {
    let message = failure.withLock { $0 }
    log?.end(code: code, message: message, bytes: progress.withLock { $0 }?.bytesOfJob ?? 0)
    monitor.withLock { $0.take() }?.end(code: Int(code), message: message)
  }
}
