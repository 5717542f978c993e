internal import COpenMPI

extension Communicator {
  /// Combines one value of every rank, and gives the result to the root.
  ///
  /// Collective. Wraps `MPI_Reduce`.
  ///
  /// - Parameters:
  ///   - value: This rank's operand.
  ///   - operation: How two values become one.
  ///   - root: The rank that gets the result.
  /// - Returns: The result at the root, `nil` elsewhere.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  public func reduce<T: BitwiseCopyable>(
    _ value: T,
    _ operation: ReduceOperation<T>,
    to root: Int
  ) throws(MPIError) -> T? {
    try reduce([value], operation, to: root)?[0]
  }

  /// Combines the arrays of all ranks element by element, and gives the result to the root.
  ///
  /// Collective. Arrays may have any length, but the same on all ranks. Wraps `MPI_Reduce`.
  ///
  /// - Parameters:
  ///   - values: This rank's operands.
  ///   - operation: How two values become one.
  ///   - root: The rank that gets the result.
  /// - Returns: The results at the root, `nil` elsewhere.
  /// - Throws: ``MPIError`` if the root is no rank of the communicator.
  public func reduce<T: BitwiseCopyable>(
    _ values: [T],
    _ operation: ReduceOperation<T>,
    to root: Int
  ) throws(MPIError) -> [T]? {
    let call: StaticString = "MPI_Reduce"
    try checkRoot(root, call)
    guard let handle = try unsafe active(call) else { return values }
    let isRoot = rank == root
    let result = try unsafe combine(values, isRoot ? values.count : 0, operation, call) {
      unsafe MPI_Reduce($0, isRoot ? $1 : nil, $2, $3, $4, Int32(root), handle)
    }
    return isRoot ? result : nil
  }

  /// Combines one value of every rank, and gives the result to all.
  ///
  /// Collective. All ranks get the same bits. Wraps `MPI_Allreduce`.
  ///
  /// - Parameters:
  ///   - value: This rank's operand.
  ///   - operation: How two values become one.
  /// - Returns: The result.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func allreduce<T: BitwiseCopyable>(
    _ value: T,
    _ operation: ReduceOperation<T>
  ) throws(MPIError) -> T {
    try allreduce([value], operation)[0]
  }

  /// Combines the arrays of all ranks element by element, and gives the result to all.
  ///
  /// Collective. Arrays may have any length, but the same on all ranks. Wraps `MPI_Allreduce`.
  ///
  /// - Parameters:
  ///   - values: This rank's operands.
  ///   - operation: How two values become one.
  /// - Returns: The results, as many as there are operands.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func allreduce<T: BitwiseCopyable>(
    _ values: [T],
    _ operation: ReduceOperation<T>
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Allreduce"
    guard let handle = try unsafe active(call) else { return values }
    return try unsafe combine(values, values.count, operation, call) {
      unsafe MPI_Allreduce($0, $1, $2, $3, $4, handle)
    }
  }

  /// Runs an element-wise reduction over `values`, chunk by chunk, into an array of `count`
  /// elements.
  ///
  /// `body` calls MPI with the operands, the place of the results, the number of elements, the
  /// datatype and the operation.
  @unsafe
  func combine<T: BitwiseCopyable>(
    _ values: [T],
    _ count: Int,
    _ operation: ReduceOperation<T>,
    _ call: StaticString,
    _ body: (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int32, MPI_Datatype, MPI_Op) -> Int32
  ) throws(MPIError) -> [T] {
    let limit = largestCount
    return try unsafe array(count: count) {
      (results: UnsafeMutableBufferPointer<T>) throws(MPIError) in
      let target = results.baseAddress
      try unsafe values.withUnsafeBufferPointer { (operands) throws(MPIError) in
        let source = operands.baseAddress
        try unsafe operation.withHandles(call) { (operation, datatype) throws(MPIError) in
          try forEachChunk(of: values.count, limit: limit) { (first, count) throws(MPIError) in
            let from = unsafe source.map { unsafe $0 + first }
            let into = unsafe target.map { unsafe $0 + first }
            try unsafe check(call, body(from, into, count, datatype, operation))
          }
        }
      }
    }
  }
}
