import Statistics
import TestSupport

/// The way from values to moments that a job takes, with the values cut in blocks.
struct ColumnPipeline {
  /// Sums of numbers near the largest double are formed in units of 2⁶⁴.
  private static let smallScale = 0x1p-64

  /// Count, extrema and sum.
  let summary: Summary

  /// The moments; nil if there are no values.
  let moments: Moments?

  /// Computes the moments.
  ///
  /// - Parameters:
  ///   - values: the column.
  ///   - blocks: neighbouring ranges that cover it.
  ///   - runs: neighbouring ranges of block numbers that cover the blocks, each merged by itself
  ///     first.
  init(_ values: [Double], blocks: [Range<Int>], runs: [Range<Int>]) {
    func root<Partial: Mergeable & BitwiseCopyable & Sendable>(
      _ result: (Span<Double>) -> Partial
    ) -> Partial {
      let trees = runs.map { run in
        var tree = MergeTree<Partial>(firstLeaf: run.lowerBound)
        for block in run { tree.append(result(values.span.extracting(blocks[block]))) }
        return tree
      }
      return trees.reduce(MergeTree<Partial>.identity) { $0.merged(with: $1) }.root
    }
    var summary = root { Summary(of: $0) }
    var scale = 1.0
    if summary.sumOverflowed {
      scale = Self.smallScale
      summary = root { Summary(of: $0, scale: scale) }
    }
    self.summary = summary
    guard let centre = Centre(summary, summaryScale: scale) else {
      moments = nil
      return
    }
    let sums = root { PowerSums(of: $0, about: centre) }
    moments = Moments(count: summary.count, centre: centre, sums: sums)
  }

  /// Computes the moments in one piece.
  ///
  /// - Parameter values: the column.
  init(_ values: [Double]) {
    self.init(values, blocks: [0..<values.count], runs: [0..<1])
  }

  /// The bits of everything, nil for what is undefined.
  var bits: [UInt64?] {
    let numbers = [
      moments?.mean, moments?.variance(ddof: 0), moments?.variance(ddof: 1),
      moments?.standardDeviation(ddof: 0), moments?.standardDeviation(ddof: 1),
      moments?.skewness, moments?.kurtosis, summary.minimum, summary.maximum,
    ]
    return numbers.map { $0?.bitPattern }
  }
}

/// Cuts a range into neighbouring ranges at random, some of which may be empty.
///
/// - Parameters:
///   - count: the length of the range, which starts at 0.
///   - most: the most parts.
///   - random: where randomness comes from.
/// - Returns: ranges that cover 0 to `count`, at least one.
func randomParts(
  of count: Int, most: Int, using random: inout SeededGenerator
) -> [Range<Int>] {
  let cuts = (1..<Int.random(in: 1...most, using: &random) + 1).dropFirst().map { _ in
    Int.random(in: 0...count, using: &random)
  }
  let bounds = [0] + cuts.sorted() + [count]
  return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
}
