/// A TCP connection that this process has.
public struct TCPConnection: Sendable, Hashable {
  /// One end of a connection.
  public struct End: Sendable, Hashable {
    /// The address as text.
    public let address: String

    /// The port.
    public let port: Int

    /// Puts the parts together.
    package init(
      address: String, port: Int
    ) {
      self.address = address
      self.port = port
    }
  }

  /// This process's end.
  public let local: End

  /// The other end.
  public let remote: End

  /// The largest number of bytes that a packet of this connection carries: the MTU less 40 to 100
  /// bytes of headers.
  public let segmentBytes: Int

  /// The packets that were sent again because no answer came.
  public let retransmissions: Int

  /// Puts the parts together.
  package init(
    local: End, remote: End, segmentBytes: Int, retransmissions: Int
  ) {
    self.local = local
    self.remote = remote
    self.segmentBytes = segmentBytes
    self.retransmissions = retransmissions
  }

  /// Whether another process's connection is this one, seen from its other end.
  package func isOtherEnd(of other: TCPConnection) -> Bool {
    local == other.remote && remote == other.local
  }
}
