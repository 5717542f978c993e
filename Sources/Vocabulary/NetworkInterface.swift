/// An address of a network interface that is up.
public struct NetworkInterface: Sendable, Hashable {
  /// The interface's name, such as `eth0`.
  public let name: String

  /// The address as text: `10.0.1.3`, `fd00::2`.
  public let address: String

  /// The number of leading bits of the address that the whole network shares.
  public let prefixLength: Int

  /// The network's first address, as text.
  public let network: String

  /// The largest packet in bytes; 0 if it isn't known.
  public let mtu: Int

  /// Whether only processes of the same host can be reached by it.
  public let isLoopback: Bool

  /// Puts the parts together.
  package init(
    name: String, address: String, prefixLength: Int, network: String, mtu: Int, isLoopback: Bool
  ) {
    self.name = name
    self.address = address
    self.prefixLength = prefixLength
    self.network = network
    self.mtu = mtu
    self.isLoopback = isLoopback
  }

  /// The network as people write it: `10.0.1.0/24`.
  public var networkText: String { "\(network)/\(prefixLength)" }
}
