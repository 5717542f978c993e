import MPI

/// A part of what all ranks write in a round: whose it is, and how long.
struct RoundPart: BitwiseCopyable, Sendable {
  /// The rank that has it.
  var owner = 0

  /// The number of its bytes.
  var byteCount = 0

  /// The number of its rows.
  var rowCount = 0
}

extension Communicator {
  /// Hands parts to rank 0 in their order.
  ///
  /// - Parameters:
  ///   - order: the parts of all ranks, in the order in which they are taken.
  ///   - tag: what tells these messages from others.
  ///   - make: makes one of this rank's parts, by its number among these.
  ///   - take: takes the bytes of a part, on rank 0; those without bytes are left out.
  /// - Throws: `MPIError` if the ranks can't be reached.
  borrowing func handToRankZero(
    _ order: [RoundPart], tag: Int, making make: (Int) -> [UInt8],
    _ take: (RoundPart, [UInt8]) -> Void
  ) throws(MPIError) {
    var own = 0
    for part in order {
      var bytes: [UInt8] = []
      if part.owner == rank {
        bytes = make(own)
        own += 1
      }
      guard part.byteCount > 0 else { continue }
      if rank == 0, part.owner != 0 {
        bytes = try receive(UInt8.self, atMost: part.byteCount, from: part.owner, tag: tag)
      }
      if rank == 0 {
        take(part, bytes)
      } else if part.owner == rank {
        try send(bytes, to: 0, tag: tag)
      }
    }
  }
}
