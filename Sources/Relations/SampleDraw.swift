import Algorithms
import CSV
import MPI
import Ranks
import Synchronization
import Vocabulary

/// Draws a number of rows: those of which a hash of the place is smallest.
///
/// The hashes of all rows are those of a random order of them, so that every set of rows is as likely as any
/// other (bottom-k sampling: Cohen and Kaplan, Summarizing data using bottom-k sketches, 2007,
/// doi:10.1145/1281100.1281133). No two rows have the same hash, so there is nothing to decide between.
///
/// While rows are read, some more are kept. As soon as one rank has as many as are wanted, the largest of
/// their hashes is a bound for all: rows above it can't be among those that are drawn, and aren't kept.
///
/// - Complexity: memory for twice the rows that are wanted on each rank, and for a round of others.
final class SampleDraw: Sendable {
  /// Beyond twice the rows that are wanted, so many are kept before any is left out.
  private static let slack = 1024

  private let count: Int
  private let hash: PlaceHash

  /// The largest hash of rows that may still be drawn.
  private let bound = Atomic<UInt64>(.max)

  /// Draws a number of rows; nil if the sample is a share of them.
  init?(_ sample: RowSample) {
    guard case .rows(let count) = sample.size else { return nil }
    self.count = count
    hash = PlaceHash(seed: sample.seed)
  }

  /// Those of some rows that may be drawn.
  func candidates(of rows: borrowing RowBatch, _ mask: RowMask) -> RowMask {
    let bound = bound.load(ordering: .relaxed)
    guard count > 0 else { return RowMask() }
    guard bound < .max else { return mask }
    var candidates = RowMask()
    var rest = mask
    while let row = rest.popFirst() {
      if hash(rows.start(ofRow: row)) <= bound { candidates.insert(row) }
    }
    return candidates
  }

  /// Leaves out rows that won't be drawn, if there are many.
  ///
  /// - Parameters:
  ///   - units: the candidates that this rank has read.
  ///   - rowCount: the number of their rows, before and after.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: whether rows were left out.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func thin(
    _ units: inout [KeepingSink.Unit], rowCount: inout Int, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws(MPIError) -> Bool {
    var own = bound.load(ordering: .relaxed)
    let isFull = count > 0 && rowCount > 2 * count.clamped + Self.slack
    if isFull { own = hashes(of: units, workers).sorted()[count - 1] }
    bound.store(try ranks.allreduce(own, .minimum), ordering: .relaxed)
    guard isFull else { return false }
    leaveOut(from: &units, workers)
    rowCount = units.reduce(0) { $0 + $1.rows.count }
    return true
  }

  /// Leaves out all rows but those that are drawn.
  ///
  /// - Parameters:
  ///   - units: the candidates that this rank has read.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: 64 allreduces of a number, if there are too many rows.
  func finish(
    _ units: inout [KeepingSink.Unit], on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) {
    let hashes = hashes(of: units, workers).sorted()
    guard try ranks.allreduce(hashes.count, .sum) > count else { return }
    // The least bound up to which there are so many rows on all ranks.
    var (low, high) = (UInt64.min, UInt64.max)
    while low < high {
      let middle = low + (high - low) / 2
      let own = hashes.partitioningIndex { $0 > middle }
      if try ranks.allreduce(own, .sum) >= count { high = middle } else { low = middle + 1 }
    }
    bound.store(low, ordering: .relaxed)
    leaveOut(from: &units, workers)
  }

  /// The hashes of all rows, in no order.
  private func hashes(of units: [KeepingSink.Unit], _ workers: Workers) -> [UInt64] {
    workers.map(units.count) { unit in units[unit].rows.places.array.map { self.hash($0) } }
      .flatMap { $0 }
  }

  /// Leaves out rows beyond the bound, and units without rows.
  private func leaveOut(from units: inout [KeepingSink.Unit], _ workers: Workers) {
    let bound = bound.load(ordering: .relaxed)
    let thinned = workers.map(units.count) { [units] unit in
      units[unit].filtered { self.hash(units[unit].rows.places[$0]) <= bound }
    }
    units = thinned.filter { $0.rows.count > 0 }
  }
}

extension Int {
  /// A number of which there may be twice as many.
  fileprivate var clamped: Int { Swift.min(self, .max / 4) }
}
