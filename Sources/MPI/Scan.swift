internal import COpenMPI

extension Communicator {
  /// Combines the values of the ranks up to and including this one.
  ///
  /// Collective. Wraps `MPI_Scan`.
  ///
  /// - Parameters:
  ///   - value: This rank's operand.
  ///   - operation: How two values become one.
  /// - Returns: The result.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func scan<T: BitwiseCopyable>(
    _ value: T,
    _ operation: ReduceOperation<T>
  ) throws(MPIError) -> T {
    try scan([value], operation)[0]
  }

  /// Combines the arrays of the ranks up to and including this one, element by element.
  ///
  /// Collective. Arrays may have any length, but the same on all ranks. Wraps `MPI_Scan`.
  ///
  /// - Parameters:
  ///   - values: This rank's operands.
  ///   - operation: How two values become one.
  /// - Returns: The results, as many as there are operands.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func scan<T: BitwiseCopyable>(
    _ values: [T],
    _ operation: ReduceOperation<T>
  ) throws(MPIError) -> [T] {
    let call: StaticString = "MPI_Scan"
    guard let handle = try unsafe active(call) else { return values }
    return try unsafe combine(values, values.count, operation, call) {
      unsafe MPI_Scan($0, $1, $2, $3, $4, handle)
    }
  }

  /// Combines the values of the ranks before this one.
  ///
  /// Collective. Wraps `MPI_Exscan`.
  ///
  /// - Parameters:
  ///   - value: This rank's operand, which counts for later ranks only.
  ///   - operation: How two values become one.
  /// - Returns: `nil` on rank 0, before which there is none.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func exscan<T: BitwiseCopyable>(
    _ value: T,
    _ operation: ReduceOperation<T>
  ) throws(MPIError) -> T? {
    try exscan([value], operation)?[0]
  }

  /// Combines the arrays of the ranks before this one, element by element.
  ///
  /// Collective. Arrays may have any length, but the same on all ranks. Wraps `MPI_Exscan`.
  ///
  /// - Parameters:
  ///   - values: This rank's operands, which count for later ranks only.
  ///   - operation: How two values become one.
  /// - Returns: `nil` on rank 0, before which there is none.
  /// - Throws: ``MPIError`` if MPI fails, or has been finalised.
  public func exscan<T: BitwiseCopyable>(
    _ values: [T],
    _ operation: ReduceOperation<T>
  ) throws(MPIError) -> [T]? {
    let call: StaticString = "MPI_Exscan"
    guard let handle = try unsafe active(call) else { return nil }
    let result = try unsafe combine(values, values.count, operation, call) {
      unsafe MPI_Exscan($0, $1, $2, $3, $4, handle)
    }
    return rank == 0 ? nil : result
  }
}
