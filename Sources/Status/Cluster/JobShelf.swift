import Glibc

/// The records of a folder, for those who look at it often: what has ended is read once.
struct JobShelf {
  private let history: JobHistory
  private let here: String

  /// The records of jobs that have ended, by the names of their files.
  private var ended: [String: JobRecord] = [:]

  /// A shelf of the records of a folder, as this host sees them.
  init(_ history: JobHistory, here: String) {
    (self.history, self.here) = (history, here)
  }

  /// The records, the last job first, as they are now.
  ///
  /// - Parameter now: the seconds since 1970.
  /// - Returns: at most ``JobHistory/limit``.
  /// - Complexity: O(names) to list them; only jobs that are new, run or are lost are read.
  mutating func records(now: Int = time(nil)) -> [JobRecord] {
    let names = history.names.sorted(by: >).prefix(JobHistory.limit)
    var kept: [String: JobRecord] = [:]
    var records: [JobRecord] = []
    for name in names {
      guard let record = ended[name] ?? history.record(inFile: name, here: here, now: now) else {
        continue
      }
      // One that is lost may turn out to have only been silent.
      if record.state == .done || record.state == .failed { kept[name] = record }
      records.append(record)
    }
    ended = kept
    return records
  }
}
