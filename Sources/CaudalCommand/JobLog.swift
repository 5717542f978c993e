import CSV
import Caudal
import Glibc
import Serve
import Status
import Synchronization
import Threads

/// Keeps the record of this job: as it begins, how far it is, and as it ends. That never fails a job.
final class JobLog: Sendable {
  /// The seconds from one sign of life to the next, for those who look from elsewhere.
  private static let pause: UInt32 = 5

  private let history: JobHistory
  private let isAskedFor: Bool
  private let output: String?
  private let current = Mutex(JobRecord?.none)
  /// Apart from the record, so that the job never waits for a disk.
  private let notes = Mutex([String]())
  private let start = ContinuousClock.now

  /// Prepares to keep a record.
  ///
  /// - Parameters:
  ///   - folder: where.
  ///   - isAskedFor: whether that was asked for, so that it is said if it can't be.
  ///   - output: where the job's result goes; nil for standard output.
  init(folder: String, isAskedFor: Bool, output: String?) {
    history = JobHistory(folder: folder)
    self.isAskedFor = isAskedFor
    self.output = output
  }

  /// Keeps that the job has begun.
  ///
  /// - Parameters:
  ///   - command: the command line, as it may be kept.
  ///   - hosts: the host of each rank.
  ///   - progress: how far it is.
  func begin(_ command: String, hosts: [String], _ progress: InputProgress) {
    let process = Int(getpid())
    let now = time(nil)
    var seen: Set<String> = []
    let each = hosts.filter { seen.insert($0).inserted }
    let host = hosts[0]
    var record = JobRecord(
      id: "\(UniversalTime(seconds: now).compact)-\(process)-\(host)", command: command,
      folder: Self.folder, version: ProgramVersion.current, host: host, process: process,
      processStart: JobHistory.processStart(process) ?? 0, start: now, ranks: hosts.count,
      hosts: each)
    record.processNamespace = JobHistory.processNamespace
    record.output = output.map(CommandText.withoutPassword)
    guard history.keep(record) else {
      if isAskedFor {
        printError("note: \(history.folder): no record of this job can be kept here")
      }
      return
    }
    history.countAndPrune()
    current.withLock { $0 = record }
    // Without a thread, the record is renewed when the job says something, and at its end.
    _ = startThread(takesSignals: false) { [weak self] in
      while true {
        sleep(Self.pause)
        guard let self, self.renew({ record in record.take(progress) }) else { return }
      }
    }
  }

  /// Keeps where the job's page is.
  func show(page: String) { _ = renew { $0.page = page } }

  /// Takes what the job says.
  func note(_ text: String) {
    let (count, characters) = JobRecord.noteLimits
    let words = text.hasPrefix("note: ") ? text.dropFirst("note: ".count) : text[...]
    notes.withLock { notes in
      notes.append(String(words.prefix(characters)))
      notes.removeFirst(max(0, notes.count - count))
    }
  }

  /// Keeps the record of the job as it now is, unless it has ended.
  private func renew(_ change: (inout JobRecord) -> Void) -> Bool {
    let notes = notes.withLock { $0 }
    return current.withLock { current in
      guard var record = current else { return false }
      change(&record)
      record.notes = notes
      history.keep(record)
      current = record
      return true
    }
  }

  /// Keeps how the job has ended.
  ///
  /// - Parameters:
  ///   - code: the exit code.
  ///   - message: the error; nil if there was none.
  ///   - progress: how far it is; nil if it hasn't begun.
  func end(code: CInt, message: String?, _ progress: InputProgress?) {
    let usage = ProcessUsage.current
    _ = renew { record in
      if let progress { record.take(progress) }
      record.state = code == EXIT_SUCCESS ? .done : .failed
      record.seconds = (ContinuousClock.now - start) / .seconds(1)
      (record.exitCode, record.error, record.page) = (Int(code), message, nil)
      record.peakMemory = usage.peakMemory
      record.processorSeconds = Double(usage.processorNanoseconds) / 1e9
    }
    current.withLock { $0 = nil }
  }

  private static var folder: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard unsafe getcwd(&buffer, buffer.count) != nil else { return "" }
    return unsafe String(path: buffer)
  }
}

extension JobRecord {
  /// Takes how far the job is.
  fileprivate mutating func take(_ progress: InputProgress) {
    (bytes, totalBytes) = (progress.bytesOfJob, progress.byteCount)
  }
}
