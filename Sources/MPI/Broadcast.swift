internal import COpenMPI

extension Communicator {
  /// Waits until every rank has come here.
  ///
  /// Collective. Wraps `MPI_Barrier`.
  public func barrier() throws(MPIError) {
    let call: StaticString = "MPI_Barrier"
    guard let handle = try unsafe active(call) else { return }
    try unsafe check(call, MPI_Barrier(handle))
  }

  /// Gives every rank the root's value.
  ///
  /// Collective. Wraps `MPI_Bcast`.
  ///
  /// - Parameters:
  ///   - value: At the root, what the others get; elsewhere, is overwritten.
  ///   - root: The rank whose value it is.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  public func broadcast<T: BitwiseCopyable>(_ value: inout T, from root: Int) throws(MPIError) {
    var one = [value]
    try broadcast(&one, from: root)
    value = one[0]
  }

  /// Gives every rank the root's elements, all ranks having arrays of the same length.
  ///
  /// Collective. Arrays may have any length, beyond 2³¹ elements too; what happens if lengths
  /// differ between ranks is undefined, as in MPI. Wraps `MPI_Bcast`.
  ///
  /// - Parameters:
  ///   - values: At the root, what the others get; elsewhere, is overwritten.
  ///   - root: The rank whose elements they are.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  public func broadcast<T: BitwiseCopyable>(_ values: inout [T], from root: Int) throws(MPIError) {
    var span = values.mutableSpan
    try broadcast(0..<span.count, of: &span, from: root)
  }

  /// Gives every rank some of the root's elements, in memory of whatever kind.
  ///
  /// Collective, otherwise as for arrays of the same length. Wraps `MPI_Bcast`.
  ///
  /// - Parameters:
  ///   - range: Which elements; as many on all ranks.
  ///   - values: At the root, what the others get; elsewhere, is overwritten.
  ///   - root: The rank whose elements they are.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  /// - Precondition: The range is inside the span.
  public func broadcast<T: BitwiseCopyable>(
    _ range: Range<Int>, of values: inout MutableSpan<T>, from root: Int
  ) throws(MPIError) {
    precondition(range.upperBound <= values.count && range.lowerBound >= 0, "no such elements")
    let call: StaticString = "MPI_Bcast"
    try checkRoot(root, call)
    guard let handle = try unsafe active(call) else { return }
    let datatype = try unsafe DatatypeCache.datatype(of: T.self)
    let limit = largestCount
    try unsafe values.withUnsafeMutableBufferPointer { (buffer) throws(MPIError) in
      // Sound: the range is inside the buffer.
      let base = unsafe buffer.baseAddress.map { unsafe $0 + range.lowerBound }
      try forEachChunk(of: range.count, limit: limit) { (first, count) throws(MPIError) in
        let start = unsafe base.map { unsafe $0 + first }
        try unsafe check(call, MPI_Bcast(start, count, datatype, Int32(root), handle))
      }
    }
  }

  /// Gives every rank the root's array, whose length only the root needs to know.
  ///
  /// Collective. Wraps two calls of `MPI_Bcast`, the first one for the length.
  ///
  /// - Parameters:
  ///   - values: At the root, what the others get; elsewhere, is replaced.
  ///   - root: The rank whose array it is.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  public func broadcast<T: BitwiseCopyable>(
    varying values: inout [T],
    from root: Int
  ) throws(MPIError) {
    var count = values.count
    try broadcast(&count, from: root)
    if rank != root {
      values = try unsafe array(count: count) { (buffer) throws(MPIError) in
        unsafe UnsafeMutableRawBufferPointer(buffer).initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
    try broadcast(&values, from: root)
  }
}
