package import MPI
package import Vocabulary

// What collectives move, for plans.

extension Communicator {
  /// The share of evenly spread data that changes hands where each piece may belong to any rank: one of as many as
  /// there are ranks stays where it is.
  package var movedShare: Double { Double(size - 1) / Double(size) }

  /// The bytes that an allreduce moves: those of all other ranks go up a tree, and the result comes down.
  ///
  /// - Parameter bytes: those of a rank.
  /// - Returns: about as many as go from one rank to another, all together.
  package borrowing func plannedAllreduce(of bytes: Int) -> Plan.Quantity {
    size == 1 ? .exactly(0) : .about(2 * (size - 1) * bytes)
  }
}
