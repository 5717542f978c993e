import Report
import Serve
import Vocabulary

/// How records of jobs are printed.
package enum JobListFormat: String, CaseIterable, Sendable {
  /// A table for people.
  case table
  /// The document `caudal.jobs/1`.
  case json
  /// A row of each job.
  case csv

  /// The text of some records, its last line ended.
  package func render(_ records: [JobRecord]) -> [UInt8] {
    switch self {
    case .table: Array(Self.table(records).utf8)
    case .json: Self.json(records)
    case .csv: Self.csv(records)
    }
  }

  private static func json(_ records: [JobRecord]) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.member("schema", "caudal.jobs/1")
      json.member("jobs") { json in
        json.list { json in for record in records { json.element { record.write(to: &$0) } } }
      }
    }
    return json.bytes + [UInt8(ascii: "\n")]
  }

  private static func csv(_ records: [JobRecord]) -> [UInt8] {
    let names = [
      "id", "state", "start", "seconds", "ranks", "hosts", "bytes", "peak_memory",
      "processor_seconds", "exit_code", "error", "folder", "command", "version",
    ]
    return CSVText.row(names)
      + records.flatMap { record in
        CSVText.row([
          record.id, record.state.rawValue, UTC.text(seconds: record.start, nanoseconds: 0),
          record.seconds.map { "\($0)" } ?? "", "\(record.ranks)",
          record.hosts.joined(separator: " "), "\(record.bytes)", "\(record.peakMemory)",
          "\(record.processorSeconds)", record.exitCode.map { "\($0)" } ?? "", record.error ?? "",
          record.folder, record.command, record.version,
        ])
      }
  }

  private static func table(_ records: [JobRecord]) -> String {
    guard !records.isEmpty else { return "no jobs\n" }
    let columns: [TextTable.Column] = [
      .text("job"), .text("state"), .text("begun (UTC)"), .number("time"), .number("ranks"),
      .number("read"), .number("memory"), .number("exit"), .key("command"),
    ]
    let rows = records.map { record in
      [
        record.id, record.state.rawValue,
        UTC.text(seconds: record.start, nanoseconds: 0).replacing(" UTC", with: ""),
        record.seconds.map(Amount.time) ?? "", "\(record.ranks)",
        record.bytes > 0 ? Amount.bytes(Double(record.bytes)) : "",
        record.peakMemory > 0 ? Amount.bytes(Double(record.peakMemory)) : "",
        record.exitCode.map { "\($0)" } ?? "", record.command,
      ]
    }
    return TextTable(columns, rows).text
  }

  /// All that is known of a job, for people.
  package static func detail(_ record: JobRecord) -> String {
    let state = record.state.rawValue + (record.exitCode.map { ", exit code \($0)" } ?? "")
    let seconds = record.processorSeconds
    let entries: [(name: String, value: String)] = [
      ("job", record.id), ("state", state),
      ("error", record.error ?? ""), ("result", record.output ?? ""), ("page", record.page ?? ""),
      ("command", record.command), ("folder", record.folder),
      ("begun", UTC.text(seconds: record.start, nanoseconds: 0)),
      ("time", record.seconds.map(Amount.time) ?? ""),
      ("ranks", "\(record.ranks) on \(record.hosts.joined(separator: ", "))"),
      ("read", record.bytes > 0 ? Amount.bytes(Double(record.bytes)) : ""),
      ("memory of rank 0", record.peakMemory > 0 ? Amount.bytes(Double(record.peakMemory)) : ""),
      ("processors of rank 0", seconds > 0 ? Amount.time(seconds) : ""),
      ("version", record.version),
    ]
    let notes = (record.notes ?? []).map { (name: "note", value: $0) }
    let rows = (entries + notes).filter { !$0.value.isEmpty }.map { [$0.name, $0.value] }
    return TextTable([.text(), .text()], rows, hasHeader: false).text
  }
}
