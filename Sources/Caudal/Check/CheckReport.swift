/// What `check` looks at.
public struct CheckRequest: Sendable {
  /// The path of the file that every rank must see; nil to look at ranks and network only.
  public var path: String?

  /// How long a rank waits for the answer of another before it says so, in seconds.
  public var patience = 10.0

  /// The most that a rank reads of its slice of the file, in bytes.
  public var readLimit = 256 << 20

  /// The longest that a rank reads, in seconds.
  public var readSeconds = 1.0

  /// Creates a request with every option at its default.
  ///
  /// - Parameter path: the file's path, if there is a file.
  public init(path: String?) { self.path = path }
}

/// What was found about the ranks of a job, their hosts, the network between them, and the file
/// that they are to read.
public struct CheckReport: Sendable {
  /// The path of the file, if there is one.
  public let path: String?

  /// Whether the ranks were started by a launcher, so that MPI is in use.
  public let isParallel: Bool

  /// What each rank found out by itself, in rank order.
  public let ranks: [RankFacts]

  /// What was measured between rank 0 and others, in the order of their ranks.
  public let links: [LinkFacts]

  /// What is wrong: first the errors, in the order of their exit codes, then the warnings.
  public let findings: [Finding]

  /// The seconds that each part of the check took on rank 0, in order.
  public let phases: [RunDescription.Phase]

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

/// Something that is wrong.
public struct Finding: Sendable, Hashable {
  /// What kind of thing is wrong.
  public enum Kind: String, Sendable, CaseIterable {
    /// The file isn't there, or may not be opened.
    case fileMissing = "file_missing"
    /// The file can't be read.
    case fileUnreadable = "file_unreadable"
    /// Ranks see different files under the path.
    case fileDiffers = "file_differs"
    /// The file changed while it was looked at.
    case fileChanged = "file_changed"
    /// The file has no bytes.
    case fileEmpty = "file_empty"
    /// Hosts have different versions of Open MPI.
    case versionsDiffer = "versions_differ"
    /// Ranks have less than a processor each.
    case sharedCores = "shared_cores"
    /// A rank reads much slower than the others.
    case slowReading = "slow_reading"
    /// Messages take long to a rank.
    case slowLatency = "slow_latency"
    /// Few bytes a second go to a rank.
    case slowBandwidth = "slow_bandwidth"
    /// Packets are lost on the way to a rank.
    case packetLoss = "packet_loss"
    /// Two hosts are in no network together.
    case noCommonNetwork = "no_common_network"
    /// Hosts have different MTUs in one network.
    case mtuDiffers = "mtu_differs"
    /// Ranks of one host don't use shared memory.
    case noSharedMemory = "no_shared_memory"
  }

  /// What kind of thing is wrong.
  public let kind: Kind

  /// One plain sentence, with the host, the figures and, where it is known, what to do.
  public let message: String

  /// The hosts that it concerns.
  public let hosts: [String]

  /// The ranks that it concerns.
  public let ranks: [Int]

  /// The kind of error with which a job would fail; nil for a warning.
  public var errorKind: CaudalError.Kind? {
    switch kind {
    case .fileMissing: .noInput
    case .fileUnreadable, .fileDiffers, .fileChanged: .inputOutput
    case .fileEmpty, .versionsDiffer, .sharedCores, .slowReading, .slowLatency, .slowBandwidth,
      .packetLoss, .noCommonNetwork, .mtuDiffers, .noSharedMemory:
      nil
    }
  }
}

/// A host and the ranks on it.
public struct HostFacts: Sendable {
  /// The host's name.
  public let name: String

  /// Its ranks, ascending.
  public let ranks: [Int]

  /// The processors that its ranks may use together, a control group's quota counted as whole ones.
  public let processorCount: Int

  /// Its network interfaces that are up, loopback left out.
  public let interfaces: [NetworkInterface]

  /// Groups ranks by their hosts.
  static func hosts(of ranks: [RankFacts]) -> [HostFacts] {
    var order: [String] = []
    var members: [String: [RankFacts]] = [:]
    for rank in ranks {
      if members[rank.host] == nil { order.append(rank.host) }
      members[rank.host, default: []].append(rank)
    }
    return order.compactMap { name in
      members[name].map { group in
        HostFacts(
          name: name, ranks: group.map(\.rank), processorCount: processorCount(of: group),
          interfaces: group[0].interfaces.filter { !$0.isLoopback })
      }
    }
  }

  /// The number of processors that some ranks of one host may use together.
  static func processorCount(of ranks: [RankFacts]) -> Int {
    let all = ranks.reduce(into: Set<Int>()) { $0.formUnion($1.processors) }
    let quota = ranks.compactMap(\.processorQuota).max() ?? .infinity
    return max(1, min(all.count, Int(min(quota.rounded(.up), 1e6))))
  }
}

/// What a rank finds out by itself.
public struct RankFacts: Sendable {
  /// The rank's number.
  public var rank = 0

  /// The name of its host.
  public var host = ""

  /// The numbers of the processors that it may run on.
  public var processors: [Int] = []

  /// The processors that its control group's quota amounts to, if it has one.
  public var processorQuota: Double?

  /// The threads that a job would have on this rank.
  public var threads = 1

  /// The name and version of the MPI library.
  public var library = ""

  /// The layer of Open MPI that orders messages, as loaded: `ob1` as a rule. Empty without MPI.
  public var messaging: [String] = []

  /// What Open MPI has loaded to carry bytes: `self`, `tcp`, `vader` as a rule. Empty without MPI.
  public var transports: [String] = []

  /// The network interfaces of its host, or container, that are up.
  public var interfaces: [NetworkInterface] = []

  /// What it sees of the file, if there is one.
  public var file: FileFacts?
}

/// What a rank sees of the file.
public struct FileFacts: Sendable, Hashable {
  /// Why the file can't be used.
  public struct Failure: Sendable, Hashable {
    /// Whether opening it was refused already, rather than reading.
    public let isOpening: Bool

    /// The reason in words.
    public let reason: String
  }

  /// Why the file can't be used; nil if it can.
  public var failure: Failure?

  /// The size in bytes.
  public var byteCount = 0

  /// The time of the last modification, in whole seconds since 1970.
  public var modifiedSeconds = 0

  /// The nanoseconds of that time.
  public var modifiedNanoseconds = 0

  /// A digest of the first MiB, or of the whole file if it is shorter.
  public var firstDigest: UInt64 = 0

  /// A digest of the last MiB.
  public var lastDigest: UInt64 = 0

  /// Whether size or time changed during the check.
  public var hasChanged = false

  /// The bytes that the rank read of its slice.
  public var bytesRead = 0

  /// The seconds that this took.
  public var secondsRead = 0.0

  /// The reading speed; nil if nothing was read.
  public var bytesPerSecond: Double? {
    bytesRead > 0 && secondsRead > 0 ? Double(bytesRead) / secondsRead : nil
  }
}

/// What was measured between rank 0 and another rank.
public struct LinkFacts: Sendable {
  /// The other rank.
  public var peer: Int

  /// What carries the messages: `vader` (shared memory), `tcp`, or another of Open MPI's
  /// components; nil if it can't be told.
  public var transport: String?

  /// The TCP connections between the two, seen from rank 0.
  public var connections: [TCPConnection] = []

  /// Half the median time of a round trip of 8 bytes, in seconds.
  public var latency: Double

  /// The bytes that rank 0 sent to measure.
  public var bytesSent = 0

  /// The bytes a second of long messages, in one direction at a time; nil if the link is too slow
  /// to have measured it.
  public var bytesPerSecond: Double?

  /// The share of the packets from rank 0 that had to be sent again; nil without TCP.
  public var lossRate: Double? {
    guard !connections.isEmpty, bytesSent > 0 else { return nil }
    let again = connections.reduce(0) { $0 + $1.retransmissions * $1.segmentBytes }
    return Double(again) / Double(bytesSent)
  }
}
