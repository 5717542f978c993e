import Caudal
import Glibc
import Serve
import Status
import Synchronization

/// Keeps the record of this job: as it begins, and as it ends. That never fails a job.
final class JobLog: Sendable {
  /// The seconds from one sign of life to the next, for those who look from another host.
  private static let pause: UInt32 = 30

  private let history: JobHistory
  private let isAskedFor: Bool
  private let current = Mutex(JobRecord?.none)
  private let start = ContinuousClock.now

  /// Prepares to keep a record.
  ///
  /// - Parameters:
  ///   - folder: where.
  ///   - isAskedFor: whether that was asked for, so that it is said if it can't be.
  init(folder: String, isAskedFor: Bool) {
    history = JobHistory(folder: folder)
    self.isAskedFor = isAskedFor
  }

  /// Keeps that the job has begun.
  ///
  /// - Parameters:
  ///   - command: the command line, as it may be kept.
  ///   - hosts: the host of each rank.
  func begin(_ command: String, hosts: [String]) {
    let process = Int(getpid())
    let now = time(nil)
    var seen: Set<String> = []
    let each = hosts.filter { seen.insert($0).inserted }
    let host = hosts[0]
    let record = JobRecord(
      id: "\(UniversalTime(seconds: now).compact)-\(process)-\(host)", command: command,
      folder: Self.folder, version: CaudalCommand.version, host: host, process: process,
      processStart: JobHistory.processStart(process) ?? 0, start: now, ranks: hosts.count,
      hosts: each)
    guard history.keep(record) else {
      if isAskedFor {
        printError("note: \(history.folder): no record of this job can be kept here")
      }
      return
    }
    history.prune()
    current.withLock { $0 = record }
    startThread(takesSignals: false) { [weak self] in
      while true {
        sleep(Self.pause)
        guard let self, let record = self.current.withLock({ $0 }) else { return }
        self.history.touch(record.id)
      }
    }
  }

  /// Keeps how the job has ended.
  ///
  /// - Parameters:
  ///   - code: the exit code.
  ///   - message: the error; nil if there was none.
  ///   - bytes: the bytes of the input that were read, about.
  func end(code: CInt, message: String?, bytes: Int) {
    guard var record = current.withLock({ $0.take() }) else { return }
    let usage = ProcessUsage.current
    record.state = code == EXIT_SUCCESS ? .done : .failed
    record.seconds = (ContinuousClock.now - start) / .seconds(1)
    (record.exitCode, record.error) = (Int(code), message)
    (record.bytes, record.peakMemory) = (bytes, usage.peakMemory)
    record.processorSeconds = Double(usage.processorNanoseconds) / 1e9
    history.keep(record)
  }

  private static var folder: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard unsafe getcwd(&buffer, buffer.count) != nil else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
