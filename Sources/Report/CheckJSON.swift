import CSV
import Vocabulary

/// A report as the JSON document `caudal.check/1`.
enum CheckJSON {
  /// The document.
  static func text(of report: CheckReport) -> String {
    let document = JSON.object([
      ("schema", .string("caudal.check/1")),
      ("ok", .boolean(report.error == nil)),
      ("findings", .array(report.findings.map(finding))),
      ("file", file(report)),
      ("mpi", mpi(report)),
      ("hosts", .array(report.hosts.map(host))),
      ("ranks", .array(report.ranks.map(rank))),
      ("links", .array(report.links.map { link($0, report) })),
      ("seconds", .object(report.phases.map { ($0.name, .number($0.seconds)) })),
    ])
    return document.text + "\n"
  }

  private static func finding(_ finding: Finding) -> JSON {
    .object([
      ("severity", .string(finding.errorKind == nil ? "warning" : "error")),
      ("kind", .string(finding.kind.rawValue)),
      ("message", .string(finding.message)),
      ("hosts", .array(finding.hosts.map(JSON.string))),
      ("ranks", .array(finding.ranks.map(JSON.integer))),
    ])
  }

  private static func file(_ report: CheckReport) -> JSON {
    guard let path = report.path else { return .null }
    return .object([("path", .string(path.repairedPath)), ("same", .boolean(report.error == nil))])
  }

  private static func mpi(_ report: CheckReport) -> JSON {
    .object([
      ("library", .string(report.ranks[0].library)),
      ("initialized", .boolean(report.isParallel)),
      ("pml", .array(report.ranks[0].messaging.map(JSON.string))),
      ("btl", .array(report.ranks[0].transports.map(JSON.string))),
    ])
  }

  private static func host(_ host: HostFacts) -> JSON {
    .object([
      ("host", .string(host.name)),
      ("ranks", .array(host.ranks.map(JSON.integer))),
      ("cores", .integer(host.processorCount)),
      ("interfaces", .array(host.interfaces.map(interface))),
    ])
  }

  private static func interface(_ interface: NetworkInterface) -> JSON {
    .object([
      ("name", .string(interface.name)),
      ("address", .string(interface.address)),
      ("network", .string(interface.networkText)),
      ("mtu", interface.mtu > 0 ? .integer(interface.mtu) : .null),
    ])
  }

  private static func rank(_ rank: RankFacts) -> JSON {
    .object([
      ("rank", .integer(rank.rank)),
      ("host", .string(rank.host)),
      ("library", .string(rank.library)),
      ("cores", .integer(rank.processors.count)),
      ("core_quota", .optional(rank.processorQuota)),
      ("threads", .integer(rank.threads)),
      ("file", rank.file.map(file) ?? .null),
    ])
  }

  private static func file(_ file: FileFacts) -> JSON {
    if let failure = file.failure { return .object([("error", .string(failure.reason))]) }
    return .object([
      ("error", .null),
      ("bytes", .integer(file.byteCount)),
      (
        "modified",
        .string(UTC.text(seconds: file.modifiedSeconds, nanoseconds: file.modifiedNanoseconds))
      ),
      ("first_block", .string(String(file.firstDigest, radix: 16))),
      ("last_block", .string(String(file.lastDigest, radix: 16))),
      ("bytes_read", .integer(file.bytesRead)),
      ("bytes_per_second", .optional(file.bytesPerSecond)),
    ])
  }

  private static func link(_ link: LinkFacts, _ report: CheckReport) -> JSON {
    .object([
      ("ranks", .array([.integer(0), .integer(link.peer)])),
      ("transport", link.transport.map(JSON.string) ?? .null),
      ("latency_seconds", .number(link.latency)),
      ("bytes_per_second", .optional(link.bytesPerSecond)),
      ("connections", .array(link.connections.map { connection($0, report) })),
    ])
  }

  private static func connection(_ connection: TCPConnection, _ report: CheckReport) -> JSON {
    .object([
      ("interface", report.interface(of: connection).map { .string($0.name) } ?? .null),
      ("local", .string(connection.local.address)),
      ("remote", .string(connection.remote.address)),
      ("segment_bytes", .integer(connection.segmentBytes)),
      ("retransmissions", .integer(connection.retransmissions)),
    ])
  }
}
