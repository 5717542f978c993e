/// The nodes that have been there lately: one that is lost is no more in a name's list of addresses, and should be seen to be
/// missing.
package struct NodeMemory: Sendable {
  /// The seconds for which a node is remembered.
  package static let patience = 600.0

  /// What was known last, and when each node was listed last.
  private var known: [String: (node: ClusterNode, seconds: Double)] = [:]

  /// Knows no nodes.
  package init() {}

  /// Takes what has been found, and adds those that are missing.
  ///
  /// - Parameters:
  ///   - listed: the nodes of the list; those without a name of their own have their address for one, and are not remembered.
  ///   - now: the seconds of some clock.
  /// - Returns: the nodes in the order of their names, with those of earlier lists as silent.
  package mutating func take(_ listed: [ClusterNode], now: Double) -> [ClusterNode] {
    known = known.filter { now - $0.value.seconds < Self.patience }
    for node in listed where node.name != node.address { known[node.name] = (node, now) }
    let names = Set(listed.map(\.name))
    let missing = known.values.map(\.node).filter { !names.contains($0.name) }
      .map { ClusterNode(name: $0.name, state: .silent) }
    return (listed + missing).sorted { ($0.name, $0.address ?? "") < ($1.name, $1.address ?? "") }
  }

  /// The name that the node at an address had; nil if none is known.
  package func name(at address: String) -> String? {
    known.values.first { $0.node.address == address }?.node.name
  }
}
