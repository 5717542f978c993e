import FoundationEssentials
import Serve

/// What is kept of a job: the document `caudal.job/1`.
package struct JobRecord: Sendable, Equatable, Codable {
  /// What has become of a job.
  package enum State: String, Sendable, Codable, CaseIterable {
    /// It runs.
    case running
    /// It has ended without an error.
    case done
    /// It has ended with an error.
    case failed
    /// It has gone without an end: it was killed, or its host was switched off.
    case lost
  }

  /// When it began, its process and its host: `20261130T024754-4711-node7`.
  package var id: String
  package var state = State.running
  /// The command line, without passwords.
  package var command: String
  /// The folder in which it was started.
  package var folder: String
  package var version: String
  /// The host of rank 0, and its process.
  package var host: String
  package var process: Int
  /// When that process began, in ticks since the host was started: its number may be given again.
  package var processStart: Int
  /// When the job began, in seconds since 1970.
  package var start: Int
  /// The seconds that it took; nil as long as it runs.
  package var seconds: Double?
  package var ranks: Int
  /// The hosts of its ranks, each once.
  package var hosts: [String]
  /// The bytes of the input that were read, about.
  package var bytes = 0
  /// The bytes of the whole input; nil if that isn't known.
  package var totalBytes: Int?
  /// The most memory of rank 0, in bytes.
  package var peakMemory = 0
  package var processorSeconds = 0.0
  package var exitCode: Int?
  package var error: String?
  /// What it has said, the last notes.
  package var notes: [String]?
  /// The file or the database to which its result goes; nil for standard output.
  package var output: String?
  /// The address of its own page, with the token; nil if it has none, or none any more.
  package var page: String?
  /// The processes among which its number counts, as those of a container; nil in records of earlier versions.
  package var processNamespace: String?

  /// The notes that are kept, and the characters of each.
  package static let noteLimits = (count: 20, characters: 500)

  /// The record of a job that begins.
  package init(
    id: String, command: String, folder: String, version: String, host: String, process: Int,
    processStart: Int, start: Int, ranks: Int, hosts: [String]
  ) {
    (self.id, self.command, self.folder, self.version) = (id, command, folder, version)
    (self.host, self.process, self.processStart) = (host, process, processStart)
    (self.start, self.ranks, self.hosts) = (start, ranks, hosts)
  }

  private enum CodingKeys: String, CodingKey {
    case id, state, command, folder, version, host, process
    case processStart = "process_start"
    case start, seconds, ranks, hosts, bytes
    case peakMemory = "peak_memory"
    case processorSeconds = "processor_seconds"
    case exitCode = "exit_code"
    case error, notes, output, page
    case totalBytes = "total_bytes"
    case processNamespace = "process_namespace"
  }

  /// The document, on one line.
  package var json: [UInt8] {
    var json = JSONText()
    write(to: &json)
    return json.bytes
  }

  /// Writes the document.
  func write(to json: inout JSONText) {
    json.object { json in
      json.member("schema", "caudal.job/1")
      json.member("id", id)
      json.member("state", state.rawValue)
      json.member("command", command)
      json.member("folder", folder)
      json.member("version", version)
      json.member("host", host)
      json.member("process", process)
      json.member("process_start", processStart)
      json.member("start", start)
      json.member("seconds", seconds.map { ($0 * 1000).rounded() / 1000 })
      json.member("ranks", ranks)
      json.member("hosts", hosts)
      json.member("bytes", bytes)
      json.member("total_bytes", totalBytes)
      json.member("peak_memory", peakMemory)
      json.member("processor_seconds", (processorSeconds * 1000).rounded() / 1000)
      json.member("exit_code", exitCode)
      json.member("error", error)
      if let notes { json.member("notes", notes) }
      json.member("output", output)
      json.member("page", page)
      json.member("process_namespace", processNamespace)
    }
  }
}
