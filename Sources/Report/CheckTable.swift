import Vocabulary

/// A report as tables for people, and a sentence for each thing that is wrong.
enum CheckTable {
  /// The text.
  static func text(of report: CheckReport) -> String {
    let parts = [head(report), hosts(report), ranks(report), links(report), notes(report)]
    return (parts.filter { !$0.isEmpty } + [verdict(report)]).joined(separator: "\n")
  }

  private static func head(_ report: CheckReport) -> String {
    let first = report.ranks[0]
    let hostCount = report.hosts.count
    let ranks =
      "\(count(report.ranks.count, "rank", "ranks")) on \(count(hostCount, "host", "hosts"))"
    let mpi =
      report.isParallel
      ? "\(first.library) (pml \(first.messaging.joined(separator: ", "));"
        + " btl \(first.transports.joined(separator: ", ")))"
      : "no launcher, so MPI is not in use (installed: \(first.library))"
    return "\(file(report))\(ranks), \(mpi.visible)\n"
  }

  /// The line about the file, if there is one.
  private static func file(_ report: CheckReport) -> String {
    guard let path = report.path?.visible else { return "" }
    guard let file = report.ranks[0].file, file.failure == nil, report.error == nil else {
      return "\(path): not the same file on every rank, or none; see below\n"
    }
    let time = UTC.text(seconds: file.modifiedSeconds, nanoseconds: file.modifiedNanoseconds)
    let agreed = report.ranks.count == 1 ? "" : ", the same on every rank"
    return "\(path): \(count(file.byteCount, "byte", "bytes")), modified \(time)\(agreed)\n"
  }

  private static func hosts(_ report: CheckReport) -> String {
    TextTable(
      [.text("host"), .text("ranks"), .number("cores"), .text("interfaces")],
      report.hosts.map { host in
        [
          host.name, ranges(host.ranks), String(host.processorCount),
          host.interfaces.map(interface).joined(separator: ", "),
        ]
      }
    ).text
  }

  private static func interface(_ interface: NetworkInterface) -> String {
    let mtu = interface.mtu > 0 ? " MTU \(interface.mtu)" : ""
    return "\(interface.name) \(interface.address)/\(interface.prefixLength)\(mtu)"
  }

  private static func ranks(_ report: CheckReport) -> String {
    TextTable(
      [.number("rank"), .text("host"), .number("cores"), .number("threads")]
        + (report.path == nil ? [] : [.text("file"), .text("read")]),
      report.ranks.map { rank in
        [String(rank.rank), rank.host, String(rank.processors.count), String(rank.threads)]
          + (rank.file.map { [size($0), speed($0)] } ?? [])
      }
    ).text
  }

  private static func size(_ file: FileFacts) -> String {
    file.failure == nil ? count(file.byteCount, "byte", "bytes") : file.failure?.reason ?? ""
  }

  private static func speed(_ file: FileFacts) -> String {
    guard let speed = file.bytesPerSecond else { return "–" }
    return "\(Amount.bytes(Double(file.bytesRead))) at \(Amount.rate(speed))"
  }

  private static func links(_ report: CheckReport) -> String {
    guard !report.links.isEmpty else { return "" }
    return TextTable(
      [
        .text("ranks"), .text("transport"), .number("latency"), .number("bandwidth"),
        .text("addresses"),
      ],
      report.links.map { link in
        [
          "0–\(link.peer)", transport(link), Amount.time(link.latency),
          link.bytesPerSecond.map(Amount.rate) ?? "unknown",
          link.connections.map { address($0, report) }.joined(separator: ", "),
        ]
      }
    ).text
  }

  private static func transport(_ link: LinkFacts) -> String {
    switch link.transport {
    case "vader", "sm": "\(link.transport ?? "") (shared memory)"
    default: link.transport ?? "unknown"
    }
  }

  private static func address(_ connection: TCPConnection, _ report: CheckReport) -> String {
    let interface = report.interface(of: connection).map { "\($0.name) " } ?? ""
    return "\(interface)\(connection.local.address) to \(connection.remote.address)"
  }

  private static func notes(_ report: CheckReport) -> String {
    var notes = ""
    if report.ranks.contains(where: { $0.file?.bytesPerSecond != nil }) {
      notes += "All ranks read at once; the bytes may have come from the page cache.\n"
    }
    if report.links.count < report.ranks.count - 1 {
      let others = report.ranks.count - 1
      notes += "The network was measured to \(report.links.count) of \(others) ranks.\n"
    }
    return notes
  }

  private static func verdict(_ report: CheckReport) -> String {
    if report.findings.isEmpty { return "Nothing is wrong.\n" }
    return report.findings.map { finding in
      "\(finding.errorKind == nil ? "warning" : "error"): \(finding.message.visible)\n"
    }.joined()
  }

  private static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  /// Ascending numbers as people write them: `0–3, 7`.
  private static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
    }.joined(separator: ", ")
  }
}
