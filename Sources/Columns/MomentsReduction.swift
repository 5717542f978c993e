import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Summary and moments of a column, from the slices of all ranks.
///
/// Two passes over the numbers in memory: the first for the mean, the second for the powers of the
/// deviations from it. Both are merged in the tree of the file's blocks, so the bits are the same
/// for every number of ranks.
struct MomentsReduction {
  /// Sums of numbers near the largest double are formed in units of 2⁶⁴.
  static let smallScale = 0x1p-64

  /// Count, extrema and sum of the column.
  let summary: Summary

  /// The moments; nil if the column has no values.
  let moments: Moments?

  /// The mean; nil if the column has no values.
  let mean: Double?

  /// Computes the mean alone, for which no values need to be kept.
  ///
  /// - Parameters:
  ///   - slice: this rank's part of the column.
  ///   - ranks: all ranks; the result is the same on each.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(
    summaryOf slice: borrowing ColumnSlice, on ranks: borrowing Communicator
  ) throws(MPIError) {
    let plain = try ranks.merge(slice.summaryTree()).root
    moments = nil
    summary = plain
    guard plain.sumOverflowed else {
      mean = Centre(plain)?.mean
      return
    }
    let scaled = try ranks.merge(slice.summaryTree(isScaled: true)).root
    mean = Centre(scaled, summaryScale: Self.smallScale)?.mean
  }

  /// Computes the moments.
  ///
  /// - Parameters:
  ///   - slice: this rank's part of the column.
  ///   - memory: the memory of this rank's host.
  ///   - ranks: all ranks; the result is the same on each.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  /// - Complexity: O(values) time; two allreduces, or three where the sum is beyond the largest
  ///   double.
  init(
    _ slice: borrowing ColumnSlice, _ memory: HostMemory, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws {
    try ranks.checkMemory(
      for: slice.decodingBytes(on: workers), besides: slice.byteCount, in: memory,
      "computing the moments")
    var summary = try ranks.merge(slice.summaryTree()).root
    var scale = 1.0
    if summary.sumOverflowed {
      scale = Self.smallScale
      let scaled = slice.blockTree(on: workers) { Summary(of: $1, scale: Self.smallScale) }
      summary = try ranks.merge(scaled).root
    }
    self.summary = summary
    guard let centre = Centre(summary, summaryScale: scale) else {
      moments = nil
      mean = nil
      return
    }
    let powers = slice.blockTree(on: workers) { PowerSums(of: $1, about: centre) }
    let sums = try ranks.merge(powers).root
    moments = Moments(count: summary.count, centre: centre, sums: sums)
    mean = centre.mean
  }
}
