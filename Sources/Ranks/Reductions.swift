package import MPI
package import Statistics
import Vocabulary

extension Communicator {
  /// Merges a partial result of every rank, in the order of the ranks; the result is on all ranks.
  ///
  /// - Parameter partial: this rank's result, about the values behind those of the ranks below.
  /// - Returns: the result about all values.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: one allreduce of one element.
  package borrowing func merge<Partial: Mergeable & BitwiseCopyable & Sendable>(
    _ partial: Partial
  ) throws(MPIError) -> Partial {
    let operation = ReduceOperation<Partial>(commutative: false) { $0.merged(with: $1) }
    return try allreduce(partial, operation)
  }
}
