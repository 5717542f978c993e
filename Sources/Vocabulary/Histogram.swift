/// How many numbers of a column lie where: exact counts in neighbouring bins of one width.
///
/// A number belongs to the bin whose lower edge is the last that isn't beyond it; the largest number may be the last
/// edge, and then belongs to the last bin.
public struct Histogram: Sendable, Hashable {
  /// The edges of the bins, ascending, one more than there are bins: multiples of 1, 2, 2.5 or 5 times a power of ten.
  /// Of numbers that are all the same, that number twice.
  public let edges: [Double]

  /// How many numbers lie in each bin.
  public let counts: [Int]

  /// Puts edges and counts together.
  package init(edges: [Double], counts: [Int]) {
    precondition(edges.count == counts.count + 1, "a bin has two edges")
    (self.edges, self.counts) = (edges, counts)
  }
}
