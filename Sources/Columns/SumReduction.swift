import MPI
import Ranks
import Statistics

extension ColumnSlice {
  /// The sum of the slice's numbers, which are kept, without rounding errors.
  ///
  /// - Parameter workers: the threads that add.
  /// - Returns: the sum.
  /// - Complexity: O(values) time.
  func exactTotal(on workers: Workers) -> ExactTotal {
    struct Adder {
      var total = ExactTotal()
      var scratch: [Double] = []
    }
    let adders = fold(on: workers, into: { Adder() }) { adder, store, run in
      store.withNumbers(at: run, &adder.scratch) { adder.total.add($0) }
    }
    return adders.reduce(into: ExactTotal()) { $0.add($1.total) }
  }
}

extension SortedSegments {
  /// The sum of the values without rounding errors.
  ///
  /// - Parameter workers: the threads that add.
  /// - Returns: the sum.
  /// - Complexity: O(values) time.
  func exactTotal(on workers: Workers) -> ExactTotal {
    let segments = segments
    let totals = workers.fold(segments.count, into: { ExactTotal() }) { total, segment in
      let values = segments[segment]
      total.add(values.span)
    }
    return totals.reduce(into: ExactTotal()) { $0.add($1) }
  }
}

extension Communicator {
  /// The sum of all ranks' sums, rounded once.
  ///
  /// - Parameter total: this rank's sum.
  /// - Returns: the double that is nearest, the same on every rank; infinite beyond the largest.
  /// - Throws: `MPIError` if the ranks can't be reached.
  borrowing func rounded(_ total: ExactTotal) throws(MPIError) -> Double {
    try merge(total.widened).rounded
  }
}
