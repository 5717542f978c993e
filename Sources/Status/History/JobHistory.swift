import CSV
import FoundationEssentials
import Glibc

/// The records of jobs: a folder with a file for each, which appears whole and is replaced whole, so that several
/// hosts can share it.
package struct JobHistory: Sendable {
  /// The records that are kept at least, and the most that are told of: the last ones.
  package static let limit = 1_000

  /// The jobs from one removal of old records to the next.
  package static let pruneInterval = 64

  /// The most bytes of a record that are read.
  private static let recordBytes = 1 << 20

  /// The seconds after which a job of another host is taken for lost if its record hasn't been touched.
  package static let silence = 120

  /// The folder.
  package let folder: String

  /// Names a folder.
  package init(folder: String) { self.folder = folder }

  /// The folder that is used unless one is given: `caudal/jobs` in `XDG_STATE_HOME`, or in `.local/state` of the home
  /// (XDG Base Directory Specification 0.8). Nil without a home.
  ///
  /// - Parameter variable: gives the value of a variable of the environment.
  /// - Returns: its path.
  package static func standardFolder(_ variable: (String) -> String?) -> String? {
    if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") {
      return state + "/caudal/jobs"
    }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.local/state/caudal/jobs"
  }

  // MARK: Writing

  /// Keeps a record, in the place of an earlier one of the same job.
  ///
  /// Only its owner can read it, as command lines may tell what others shouldn't know.
  ///
  /// - Parameter record: the record.
  /// - Returns: whether it could be kept.
  /// - Complexity: some system calls; nothing is made durable.
  @discardableResult
  package func keep(_ record: JobRecord) -> Bool {
    let path = path(of: record.id)
    let temporary = "\(folder)/.\(record.id).tmp"
    var file = unsafe open(temporary.systemPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    if file < 0, errno == ENOENT {
      makeFolder()
      file = unsafe open(temporary.systemPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    }
    guard file >= 0 else { return false }
    let bytes = record.json + [UInt8(ascii: "\n")]
    let count = unsafe write(file, bytes, bytes.count)
    close(file)
    guard count == bytes.count, unsafe rename(temporary.systemPath, path.systemPath) == 0 else {
      unsafe unlink(temporary.systemPath)
      return false
    }
    return true
  }

  /// Makes the folder, for its owner alone, and those above it.
  private func makeFolder() {
    var path = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: true) {
      path += (path.isEmpty && !folder.hasPrefix("/") ? "" : "/") + part
      unsafe mkdir(path.systemPath, 0o700)
    }
  }

  /// Counts a job, and removes the oldest records above the limit at the first one of a folder and each 64th after it.
  ///
  /// The count is the length of a file, to which each job adds a byte: jobs that begin together lose none, and nobody
  /// need know what time it is.
  ///
  /// - Complexity: some system calls; O(records) in one of 64 calls.
  package func countAndPrune() {
    let file = unsafe open(
      "\(folder)/.count", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    var status = stat()
    guard unsafe write(file, ".", 1) == 1, unsafe fstat(file, &status) == 0 else { return }
    guard status.st_size == 1 || status.st_size > Self.pruneInterval else { return }
    prune()
    if status.st_size > 1 { ftruncate(file, 1) }
  }

  /// Removes the oldest records above the limit.
  private func prune() {
    let names = names
    guard names.count > Self.limit else { return }
    for name in names.sorted().prefix(names.count - Self.limit) {
      unsafe unlink("\(folder)/\(name)".systemPath)
    }
  }

  // MARK: Reading

  private func path(of id: String) -> String { "\(folder)/\(id).json" }

  /// The names of the files of records.
  var names: [String] {
    guard let directory = unsafe opendir(folder.systemPath) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".json"), !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// The records, the last job first; those that can't be read are left out.
  ///
  /// - Parameters:
  ///   - limit: the most that are read, at most ``limit``.
  ///   - here: this host, of which it is known which processes there are.
  ///   - now: the seconds since 1970.
  /// - Returns: the records; those of jobs that have gone without an end are said to be lost.
  package func records(limit: Int = limit, here: String, now: Int = time(nil)) -> [JobRecord] {
    var records: [JobRecord] = []
    for name in names.sorted(by: >) {
      guard records.count < min(limit, Self.limit) else { break }
      guard let record = record(inFile: name, here: here, now: now) else { continue }
      records.append(record)
    }
    return records
  }

  /// The record in a file; nil if there is none.
  ///
  /// - Parameters:
  ///   - name: the name of the file.
  ///   - here: this host.
  ///   - now: the seconds since 1970.
  /// - Returns: the record, which is said to be lost if its job has gone without an end.
  func record(inFile name: String, here: String, now: Int) -> JobRecord? {
    let file = unsafe open("\(folder)/\(name)".systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= Self.recordBytes
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = unsafe read(file, &bytes, bytes.count)
    guard count == bytes.count,
      var record = try? JSONDecoder().decode(JobRecord.self, from: Data(bytes))
    else { return nil }
    if record.state == .running, isGone(record, touched: status.st_mtim.tv_sec, here, now) {
      record.state = .lost
    }
    return record
  }

  /// Whether the process of a job that hasn't ended is there no more.
  private func isGone(_ record: JobRecord, touched: Int, _ here: String, _ now: Int) -> Bool {
    // A number of another container says nothing here, though its host may have the same name.
    guard record.host == here,
      record.processNamespace ?? Self.processNamespace == Self.processNamespace
    else { return now - touched > Self.silence }
    return Self.processStart(record.process) != record.processStart
  }

  /// The processes that this one knows of, as Linux names them; those of a container are others than those of its host.
  package static let processNamespace: String? = {
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = unsafe readlink("/proc/self/ns/pid", &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }()

  /// When a process of this host began, in ticks since the host was started; nil if there is none.
  ///
  /// - Parameter process: its number.
  /// - Returns: field 22 of its `stat`.
  package static func processStart(_ process: Int) -> Int? {
    let file = unsafe open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 1_024)
    let count = unsafe read(file, &buffer, buffer.count)
    // The name of the program, in parentheses, may hold anything; the fields behind it are numbers.
    guard count > 0, let end = buffer[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = buffer[(end + 1)..<count].split(separator: UInt8(ascii: " "))
    // The first of them is field 3. A process that has died and waits for its parent is gone.
    guard fields.count > 19, fields[0] != [UInt8(ascii: "Z")] else { return nil }
    return Int(String(decoding: fields[19], as: UTF8.self))
  }
}
