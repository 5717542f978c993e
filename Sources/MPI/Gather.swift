internal import COpenMPI

extension Communicator {
  /// Collects one value of every rank at the root.
  ///
  /// Collective. Wraps `MPI_Gather`.
  ///
  /// - Parameters:
  ///   - value: This rank's contribution.
  ///   - root: The rank that gets all values.
  /// - Returns: At the root, one value for each rank, in rank order; `nil` elsewhere.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  public func gather<T: BitwiseCopyable>(
    _ value: T,
    to root: Int
  ) throws(MPIError) -> [T]? {
    try gather([value], to: root)
  }

  /// Collects arrays of equal length at the root, one after the other.
  ///
  /// Collective. Wraps `MPI_Gather`.
  ///
  /// - Parameters:
  ///   - values: This rank's contribution; the same number of elements on all ranks.
  ///   - root: The rank that gets all arrays.
  /// - Returns: At the root, the arrays in rank order, concatenated; `nil` elsewhere.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator, or if a count doesn't fit
  ///   into MPI's 32 bits.
  public func gather<T: BitwiseCopyable>(
    _ values: [T],
    to root: Int
  ) throws(MPIError) -> [T]? {
    let call: StaticString = "MPI_Gather"
    try checkRoot(root, call)
    guard let handle = try unsafe active(call) else { return values }
    let count = try narrow(values.count, limit: largestCount, "the number of elements", call)
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    let isRoot = rank == root
    let all: [T] = try unsafe array(count: isRoot ? values.count * size : 0) {
      (all) throws(MPIError) in
      let code = unsafe values.withUnsafeBufferPointer { own in
        unsafe MPI_Gather(
          own.baseAddress,
          count,
          datatype,
          all.baseAddress,
          count,
          datatype,
          Int32(root),
          handle
        )
      }
      try check(call, code)
    }
    return isRoot ? all : nil
  }

  /// Collects arrays of any lengths at the root.
  ///
  /// Collective. Wraps `MPI_Gatherv`, after an `MPI_Allgather` of the lengths; in rounds where a count
  /// or the total is beyond MPI's 32 bits.
  ///
  /// - Parameters:
  ///   - values: This rank's contribution, of which the other ranks need not know the length.
  ///   - root: The rank that gets all arrays.
  /// - Returns: At the root, every rank's array, in rank order; `nil` elsewhere.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  public func gather<T: BitwiseCopyable>(
    varying values: [T],
    to root: Int
  ) throws(MPIError) -> [[T]]? {
    let call: StaticString = "MPI_Gatherv"
    try checkRoot(root, call)
    guard let handle = try unsafe active(call) else { return [values] }
    // Everybody learns all counts, so that all ranks go in rounds or none does.
    let layout = PartLayout(counts: try allgather(values.count))
    let isRoot = rank == root
    guard isWithinLimit(layout.largest) else {
      let all = try unsafe gatherInRounds(values, layout, to: root, handle)
      return isRoot ? layout.cut(all) : nil
    }
    let parts = try layout.narrowed(limit: largestCount, call)
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    let all: [T] = try unsafe array(count: isRoot ? layout.total : 0) { (all) throws(MPIError) in
      let code = unsafe values.withUnsafeBufferPointer { own in
        unsafe MPI_Gatherv(
          own.baseAddress,
          parts.counts[rank],
          datatype,
          all.baseAddress,
          parts.counts,
          parts.displacements,
          datatype,
          Int32(root),
          handle
        )
      }
      try check(call, code)
    }
    return isRoot ? layout.cut(all) : nil
  }

  /// Collects one value of every rank, at every rank.
  ///
  /// Collective. Wraps `MPI_Allgather`.
  ///
  /// - Parameter value: This rank's contribution.
  /// - Returns: One value for each rank, in rank order.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func allgather<T: BitwiseCopyable>(_ value: T) throws(MPIError) -> [T] {
    try allgather([value])
  }

  /// Collects arrays of equal length at every rank, one after the other.
  ///
  /// Collective. Wraps `MPI_Allgather`.
  ///
  /// - Parameter values: This rank's contribution; the same number of elements on all ranks.
  /// - Returns: The arrays in rank order, concatenated.
  /// - Throws: ``MPIError`` if a count doesn't fit into MPI's 32 bits.
  public func allgather<T: BitwiseCopyable>(_ values: [T]) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Allgather"
    guard let handle = try unsafe active(call) else { return values }
    let count = try narrow(values.count, limit: largestCount, "the number of elements", call)
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    return try unsafe array(count: values.count * size) { (all) throws(MPIError) in
      let code = unsafe values.withUnsafeBufferPointer { own in
        unsafe MPI_Allgather(
          own.baseAddress,
          count,
          datatype,
          all.baseAddress,
          count,
          datatype,
          handle
        )
      }
      try check(call, code)
    }
  }

  /// Collects arrays of any lengths at every rank.
  ///
  /// Collective. Wraps `MPI_Allgatherv`, after an `MPI_Allgather` of the lengths; where a count or the
  /// total is beyond MPI's 32 bits, `MPI_Bcast` for each rank's array.
  ///
  /// - Parameter values: This rank's contribution, of which the other ranks need not know the
  ///   length.
  /// - Returns: Every rank's array, in rank order.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func allgather<T: BitwiseCopyable>(varying values: [T]) throws(MPIError) -> [[T]] {
    let call: StaticString = "MPI_Allgatherv"
    guard let handle = try unsafe active(call) else { return [values] }
    let layout = PartLayout(counts: try allgather(values.count))
    guard isWithinLimit(layout.largest) else {
      return layout.cut(try unsafe allgatherInRounds(values, layout, handle))
    }
    let parts = try layout.narrowed(limit: largestCount, call)
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    let all: [T] = try unsafe array(count: layout.total) { (all) throws(MPIError) in
      let code = unsafe values.withUnsafeBufferPointer { own in
        unsafe MPI_Allgatherv(
          own.baseAddress,
          parts.counts[rank],
          datatype,
          all.baseAddress,
          parts.counts,
          parts.displacements,
          datatype,
          handle
        )
      }
      try check(call, code)
    }
    return layout.cut(all)
  }
}
