/// The facts and findings about the ranks of a job, their hosts, the network between them, and the
/// file that they are to read.
public struct CheckReport: Sendable {
  /// The path of the file, if there is one.
  public let path: String?

  /// Whether the ranks were started by a launcher, so that MPI is in use.
  public let isParallel: Bool

  /// The facts that each rank found out by itself, in rank order.
  public let ranks: [RankFacts]

  /// The measurements between rank 0 and others, in the order of their ranks.
  public let links: [LinkFacts]

  /// The troubles that were found: first the errors, in the order of their exit codes, then the
  /// warnings.
  public let findings: [Finding]

  /// The seconds that each part of the check took on rank 0, in order.
  public let phases: [RunDescription.Phase]

  /// Puts the parts together.
  package init(
    path: String? = nil, isParallel: Bool, ranks: [RankFacts], links: [LinkFacts],
    findings: [Finding], phases: [RunDescription.Phase]
  ) {
    self.path = path
    self.isParallel = isParallel
    self.ranks = ranks
    self.links = links
    self.findings = findings
    self.phases = phases
  }

  /// The error with which the check ends, if something is so wrong that a job would fail.
  public var error: CaudalError? {
    findings.lazy.compactMap { finding in
      finding.errorKind.map { CaudalError($0, finding.message) }
    }.first
  }

  /// The hosts and their ranks, in the order of the first ranks.
  public var hosts: [HostFacts] { HostFacts.hosts(of: ranks) }

  /// The interface of rank 0's host that a connection goes over.
  ///
  /// - Parameter connection: one of rank 0's connections.
  /// - Returns: the interface; nil if none has the connection's address.
  public func interface(of connection: TCPConnection) -> NetworkInterface? {
    ranks[0].interfaces.first { $0.address == connection.local.address }
  }
}
