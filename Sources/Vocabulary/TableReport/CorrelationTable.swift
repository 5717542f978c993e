/// How columns of numbers go with each other: Pearson's correlation of each two, over the rows that have both.
///
/// r = (n·Σxy − Σx·Σy) / √((n·Σx² − (Σx)²)·(n·Σy² − (Σy)²)), of deviations x and y from the means of the columns, so
/// that nothing cancels (T. Chan, G. Golub, R. LeVeque, *Algorithms for computing the sample variance*, The American
/// Statistician 37 (1983), <https://doi.org/10.1080/00031305.1983.10483115>). The sums have no rounding errors of their
/// own, so their order doesn't matter.
public struct CorrelationTable: Sendable {
  /// The places of the columns among the profile's columns.
  public let columns: [Int]

  /// How many columns of numbers that vary were left out, because there are too many.
  public let leftOut: Int

  /// Of two columns.
  public struct Pair: Sendable, Hashable {
    /// The number of rows that have both.
    public let count: Int

    /// The coefficient, −1 to 1; nil if a column doesn't vary in those rows.
    public let coefficient: Double?

    /// Puts both together.
    package init(count: Int, coefficient: Double?) {
      (self.count, self.coefficient) = (count, coefficient)
    }
  }

  /// For each column but the first the pairs with those before it.
  public let pairs: [[Pair]]

  /// Puts the parts together.
  package init(columns: [Int], leftOut: Int, pairs: [[Pair]]) {
    (self.columns, self.leftOut, self.pairs) = (columns, leftOut, pairs)
  }

  /// Of two columns by their numbers in the table; nil of a column with itself.
  public func pair(_ first: Int, _ second: Int) -> Pair? {
    guard first != second else { return nil }
    return pairs[max(first, second) - 1][min(first, second)]
  }
}
