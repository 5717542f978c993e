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

  /// Puts the parts together.
  package init(
    name: String, ranks: [Int], processorCount: Int, interfaces: [NetworkInterface]
  ) {
    self.name = name
    self.ranks = ranks
    self.processorCount = processorCount
    self.interfaces = interfaces
  }

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
  package static func processorCount(of ranks: [RankFacts]) -> Int {
    let all = ranks.reduce(into: Set<Int>()) { $0.formUnion($1.processors) }
    let quota = ranks.compactMap(\.processorQuota).max() ?? .infinity
    return max(1, min(all.count, Int(min(quota.rounded(.up), 1e6))))
  }
}

/// The facts that a rank finds out by itself.
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

  /// The components of Open MPI that carry bytes, as loaded: `self`, `tcp`, `vader` as a rule.
  /// Empty without MPI.
  public var transports: [String] = []

  /// The network interfaces of its host, or container, that are up.
  public var interfaces: [NetworkInterface] = []

  /// The file as this rank sees it, if there is one.
  public var file: FileFacts?

  /// Puts the parts together.
  package init(
    rank: Int = 0, host: String = "", processors: [Int] = [], processorQuota: Double? = nil,
    threads: Int = 1, library: String = "", messaging: [String] = [], transports: [String] = [],
    interfaces: [NetworkInterface] = [], file: FileFacts? = nil
  ) {
    self.rank = rank
    self.host = host
    self.processors = processors
    self.processorQuota = processorQuota
    self.threads = threads
    self.library = library
    self.messaging = messaging
    self.transports = transports
    self.interfaces = interfaces
    self.file = file
  }
}

/// The file as a rank sees it.
public struct FileFacts: Sendable, Hashable {
  /// Why the file can't be used.
  public struct Failure: Sendable, Hashable {
    /// Whether opening it was refused already, rather than reading.
    public let isOpening: Bool

    /// The reason in words.
    public let reason: String

    /// Puts the parts together.
    package init(
      isOpening: Bool, reason: String
    ) {
      self.isOpening = isOpening
      self.reason = reason
    }
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

  /// Puts the parts together.
  package init(
    failure: Failure? = nil, byteCount: Int = 0, modifiedSeconds: Int = 0,
    modifiedNanoseconds: Int = 0, firstDigest: UInt64 = 0, lastDigest: UInt64 = 0,
    hasChanged: Bool = false, bytesRead: Int = 0, secondsRead: Double = 0.0
  ) {
    self.failure = failure
    self.byteCount = byteCount
    self.modifiedSeconds = modifiedSeconds
    self.modifiedNanoseconds = modifiedNanoseconds
    self.firstDigest = firstDigest
    self.lastDigest = lastDigest
    self.hasChanged = hasChanged
    self.bytesRead = bytesRead
    self.secondsRead = secondsRead
  }

  /// The reading speed; nil if nothing was read.
  public var bytesPerSecond: Double? {
    bytesRead > 0 && secondsRead > 0 ? Double(bytesRead) / secondsRead : nil
  }
}

/// The measurements between rank 0 and another rank.
public struct LinkFacts: Sendable {
  /// The other rank.
  public var peer: Int

  /// The component of Open MPI that carries the messages: `vader` (shared memory), `tcp`, or
  /// another; nil if it can't be told.
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

  /// Puts the parts together.
  package init(
    peer: Int, transport: String? = nil, connections: [TCPConnection] = [], latency: Double,
    bytesSent: Int = 0, bytesPerSecond: Double? = nil
  ) {
    self.peer = peer
    self.transport = transport
    self.connections = connections
    self.latency = latency
    self.bytesSent = bytesSent
    self.bytesPerSecond = bytesPerSecond
  }

  /// The share of the packets from rank 0 that had to be sent again; nil without TCP.
  public var lossRate: Double? {
    guard !connections.isEmpty, bytesSent > 0 else { return nil }
    let again = connections.reduce(0) { $0 + $1.retransmissions * $1.segmentBytes }
    return Double(again) / Double(bytesSent)
  }
}
