/// Something that is wrong.
public struct Finding: Sendable, Hashable {
  /// A kind of thing that can be wrong.
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

  /// The kind of thing that is wrong.
  public let kind: Kind

  /// One plain sentence, with the host, the figures and, where it is known, what to do.
  public let message: String

  /// The hosts that it concerns.
  public let hosts: [String]

  /// The ranks that it concerns.
  public let ranks: [Int]

  /// Puts the parts together.
  package init(
    kind: Kind, message: String, hosts: [String], ranks: [Int]
  ) {
    self.kind = kind
    self.message = message
    self.hosts = hosts
    self.ranks = ranks
  }

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
