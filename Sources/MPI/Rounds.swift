internal import COpenMPI

/// V-collectives whose counts or displacements are beyond MPI's 32 bits, in rounds.
///
/// In each round a rank sends a piece to one rank only, and receives one from one rank only, so that
/// every displacement is 0 and every count as small as wanted. Nothing is copied. The rounds are the
/// same on all ranks.
extension Communicator {
  /// The bytes that a rank sends at a time, in rounds. Open MPI would take more; but not every
  /// transport has been tried with more than 2 GiB in one message.
  private static var roundBytes: Int { 1 << 30 }

  /// The elements that a rank sends at a time, in rounds.
  private func roundCount<T>(of type: T.Type) -> Int {
    min(largestCount, max(1, Self.roundBytes / MemoryLayout<T>.stride))
  }

  /// Whether MPI can be given a count or a displacement as it is.
  func isWithinLimit(_ number: Int) -> Bool { number <= min(largestCount, Int(Int32.max)) }

  /// Sends and receives parts, of which the largest of any rank has `largest` elements.
  ///
  /// In step *s* every rank sends to the rank that is *s* places behind it.
  func exchangeInRounds<T: BitwiseCopyable>(
    _ values: [T], _ outgoing: PartLayout, _ incoming: PartLayout, largest: Int, _ handle: MPI_Comm
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Alltoallv"
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    let nothing = [Int32](repeating: 0, count: size)
    return try unsafe array(count: incoming.total) { (received) throws(MPIError) in
      try unsafe values.withUnsafeBufferPointer { (sent) throws(MPIError) in
        for step in 0..<size {
          let target = (rank + step) % size
          let source = (rank + size - step) % size
          try forEachChunk(of: largest, limit: roundCount(of: T.self)) {
            (first, limit) throws(MPIError) in
            let mine = outgoing.piece(of: target, from: first, atMost: Int(limit))
            let theirs = incoming.piece(of: source, from: first, atMost: Int(limit))
            var (sendCounts, receiveCounts) = (nothing, nothing)
            sendCounts[target] = Int32(mine.count)
            receiveCounts[source] = Int32(theirs.count)
            // Sound: pieces are inside the buffers.
            let code = unsafe MPI_Alltoallv(
              sent.baseAddress.map { unsafe $0 + mine.lowerBound }, sendCounts, nothing, datatype,
              received.baseAddress.map { unsafe $0 + theirs.lowerBound }, receiveCounts, nothing,
              datatype, handle)
            try check(call, code)
          }
        }
      }
    }
  }

  /// Collects the parts of all ranks at the root, one rank's after the other's.
  ///
  /// - Returns: the parts, concatenated; nothing on other ranks.
  func gatherInRounds<T: BitwiseCopyable>(
    _ values: [T], _ layout: PartLayout, to root: Int, _ handle: MPI_Comm
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Gatherv"
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    let nothing = [Int32](repeating: 0, count: size)
    return try unsafe array(count: rank == root ? layout.total : 0) {
      (received) throws(MPIError) in
      try unsafe values.withUnsafeBufferPointer { (own) throws(MPIError) in
        for source in 0..<size {
          try forEachChunk(of: layout.counts[source], limit: roundCount(of: T.self)) {
            (first, count) throws(MPIError) in
            var counts = nothing
            counts[source] = count
            let start = layout.displacements[source] + first
            // Sound: pieces are inside the buffers, of which only the root has one to receive in.
            let code = unsafe MPI_Gatherv(
              own.baseAddress.map { unsafe rank == source ? $0 + first : $0 }, counts[rank],
              datatype, received.baseAddress.map { unsafe rank == root ? $0 + start : $0 }, counts,
              nothing, datatype, Int32(root), handle)
            try check(call, code)
          }
        }
      }
    }
  }

  /// Collects the parts of all ranks at every rank: each rank broadcasts its own.
  func allgatherInRounds<T: BitwiseCopyable>(
    _ values: [T], _ layout: PartLayout, _ handle: MPI_Comm
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Bcast"
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    return try unsafe array(count: layout.total) { (all) throws(MPIError) in
      let mine = layout.piece(of: rank, from: 0, atMost: values.count)
      _ = unsafe UnsafeMutableBufferPointer(rebasing: all[mine]).initialize(from: values)
      for source in 0..<size {
        try forEachChunk(of: layout.counts[source], limit: roundCount(of: T.self)) {
          (first, count) throws(MPIError) in
          let start = layout.displacements[source] + first
          // Sound: the piece is inside the buffer.
          let code = unsafe MPI_Bcast(
            all.baseAddress.map { unsafe $0 + start }, count, datatype, Int32(source), handle)
          try check(call, code)
        }
      }
    }
  }

  /// Gives every rank its part, one rank after the other.
  ///
  /// - Parameters:
  ///   - all: at the root, all parts as the layout has them; nothing elsewhere.
  ///   - layout: the parts of all ranks, known to all.
  ///   - root: the rank that has them.
  ///   - handle: the communicator.
  /// - Returns: this rank's part.
  /// - Throws: ``MPIError`` if MPI fails.
  func scatterInRounds<T: BitwiseCopyable>(
    _ all: [T], _ layout: PartLayout, from root: Int, _ handle: MPI_Comm
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Scatterv"
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    let nothing = [Int32](repeating: 0, count: size)
    return try unsafe array(count: layout.counts[rank]) { (own) throws(MPIError) in
      try unsafe all.withUnsafeBufferPointer { (all) throws(MPIError) in
        for target in 0..<size {
          try forEachChunk(of: layout.counts[target], limit: roundCount(of: T.self)) {
            (first, count) throws(MPIError) in
            var counts = nothing
            counts[target] = count
            let start = layout.displacements[target] + first
            // Sound: pieces are inside the buffers, of which only the root has one to send from.
            let code = unsafe MPI_Scatterv(
              all.baseAddress.map { unsafe rank == root ? $0 + start : $0 }, counts, nothing,
              datatype, own.baseAddress.map { unsafe rank == target ? $0 + first : $0 },
              counts[rank], datatype, Int32(root), handle)
            try check(call, code)
          }
        }
      }
    }
  }
}

extension PartLayout {
  /// Where a piece of a rank's part lies in the buffer.
  ///
  /// - Parameters:
  ///   - rank: the rank.
  ///   - first: the first element, counted from the part's beginning; beyond its end, the piece is
  ///     empty.
  ///   - limit: the most elements.
  /// - Returns: indices of the buffer.
  func piece(of rank: Int, from first: Int, atMost limit: Int) -> Range<Int> {
    let start = displacements[rank] + min(first, counts[rank])
    return start..<start + min(limit, counts[rank] - min(first, counts[rank]))
  }
}
