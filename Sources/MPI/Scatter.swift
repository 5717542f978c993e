internal import COpenMPI

extension Communicator {
  /// Gives every rank one of the root's values.
  ///
  /// Collective. Wraps `MPI_Scatter`.
  ///
  /// - Parameters:
  ///   - values: At the root, one value for each rank, in rank order; ignored elsewhere.
  ///   - root: The rank whose values they are.
  /// - Returns: This rank's value.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator; or, at the root alone, if
  ///   it doesn't have one value for each rank.
  public func scatter<T: BitwiseCopyable>(
    _ values: [T]?,
    from root: Int
  ) throws(MPIError) -> T {
    try scatter(values, count: 1, from: root)[0]
  }

  /// Gives every rank an equal share of the root's elements.
  ///
  /// Collective. Wraps `MPI_Scatter`.
  ///
  /// - Parameters:
  ///   - values: At the root, `count` elements for each rank, in rank order; ignored elsewhere.
  ///   - count: The number of elements that a rank gets; the same on all ranks.
  ///   - root: The rank whose elements they are.
  /// - Returns: This rank's share.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator or the count doesn't fit
  ///   into MPI's 32 bits; or, at the root alone, if it doesn't have `count` elements for each
  ///   rank.
  public func scatter<T: BitwiseCopyable>(
    _ values: [T]?,
    count: Int,
    from root: Int
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Scatter"
    try checkRoot(root, call)
    let count32 = try narrow(count, limit: largestCount, "the number of elements", call)
    let all = rank == root ? values ?? [] : []
    if rank == root { try checkShares(all.count, of: count, call) }
    guard let handle = try unsafe active(call) else { return all }
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    return try unsafe array(count: count) { (own) throws(MPIError) in
      let code = unsafe all.withUnsafeBufferPointer { all in
        unsafe MPI_Scatter(
          all.baseAddress,
          count32,
          datatype,
          own.baseAddress,
          count32,
          datatype,
          Int32(root),
          handle
        )
      }
      try check(call, code)
    }
  }

  /// Throws unless so many elements are `count` for each rank.
  private func checkShares(
    _ elementCount: Int,
    of count: Int,
    _ call: StaticString
  ) throws(MPIError) {
    let (expected, overflows) = count.multipliedReportingOverflow(by: size)
    guard !overflows, elementCount == expected else {
      throw MPIError(
        refusing: call,
        .count,
        "the root has \(elementCount) elements for \(size) ranks, and must have \(count) for each"
      )
    }
  }

  /// Gives every rank an array of the root's, each of its own length.
  ///
  /// Collective. Wraps `MPI_Scatterv`, after an `MPI_Bcast` of the lengths; in rounds where a count or
  /// the total is beyond MPI's 32 bits.
  ///
  /// - Parameters:
  ///   - parts: At the root, an array for each rank, in rank order; ignored elsewhere.
  ///   - root: The rank whose arrays they are.
  /// - Returns: This rank's array.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator; or, on every rank, if the
  ///   root doesn't have one array for each rank.
  public func scatter<T: BitwiseCopyable>(
    varying parts: [[T]]?,
    from root: Int
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Scatterv"
    try checkRoot(root, call)
    let parts = rank == root ? parts ?? [] : []
    let counts = try agreeOnCounts(parts.map(\.count), from: root, call)
    guard let handle = try unsafe active(call) else { return parts[0] }
    let layout = PartLayout(counts: counts)
    let all = concatenated(parts)
    guard isWithinLimit(layout.largest) else {
      return try unsafe scatterInRounds(all, layout, from: root, handle)
    }
    let narrowed = try layout.narrowed(limit: largestCount, call)
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    return try unsafe array(count: counts[rank]) { (own) throws(MPIError) in
      let code = unsafe all.withUnsafeBufferPointer { all in
        unsafe MPI_Scatterv(
          all.baseAddress,
          narrowed.counts,
          narrowed.displacements,
          datatype,
          own.baseAddress,
          narrowed.counts[rank],
          datatype,
          Int32(root),
          handle
        )
      }
      try check(call, code)
    }
  }

  /// The root's counts, on every rank.
  ///
  /// Throws on every rank if there isn't one for each.
  private func agreeOnCounts(
    _ counts: [Int],
    from root: Int,
    _ call: StaticString
  ) throws(MPIError) -> [Int] {
    // Negative counts tell all ranks that the root's argument is wrong.
    var agreed = [Int](repeating: -1, count: size)
    if rank == root && counts.count == size { agreed = counts }
    try broadcast(&agreed, from: root)
    guard agreed[0] >= 0 else {
      throw MPIError(refusing: call, .argument, "the root must have one array for each rank")
    }
    return agreed
  }
}
