import NumericalMethods

/// What a series is regressed on that is known for all time: a constant, a trend, seasons as
/// harmonics, products of seasons.
///
/// ```swift
/// let terms = DeterministicTerms(
///   hasConstant: true, seasons: [.init(period: 24, harmonics: 4), .init(period: 8766, harmonics: 2)],
///   products: [.init(first: .init(period: 24, harmonics: 2), second: .init(period: 8766, harmonics: 1))])
/// ```
///
/// A season of period m with K harmonics has the columns cos(2πkt/m) and sin(2πkt/m) for k = 1 … K;
/// a sine that is zero at all whole t is left out. A product has the products of all columns of the
/// one with all of the other. The first value of a series has t = 0, in the trend t = 1 as in
/// statsmodels.
package struct DeterministicTerms: Sendable, Hashable {
  /// A season, as a sum of harmonics.
  package struct Season: Sendable, Hashable {
    /// The number of steps after which it repeats, at least 2.
    package let period: Int

    /// The number of harmonics, from 1 to half the period.
    package let harmonics: Int

    /// Creates a season.
    ///
    /// - Parameters:
    ///   - period: the number of steps after which it repeats, at least 2.
    ///   - harmonics: how many, from 1 to half the period.
    package init(period: Int, harmonics: Int) {
      precondition(period >= 2 && harmonics >= 1 && 2 * harmonics <= period, "no such season")
      self.period = period
      self.harmonics = harmonics
    }
  }

  /// A season whose shape changes with another.
  package struct Product: Sendable, Hashable {
    /// The one season.
    package let first: Season

    /// The other.
    package let second: Season

    /// Creates a product.
    package init(first: Season, second: Season) {
      self.first = first
      self.second = second
    }
  }

  /// Whether there is a constant.
  package var hasConstant: Bool

  /// Whether there is a trend: 1, 2, 3 …
  package var hasTrend: Bool

  /// The seasons.
  package var seasons: [Season]

  /// The products of seasons.
  package var products: [Product]

  /// Creates terms.
  ///
  /// - Parameters:
  ///   - hasConstant: whether there is a constant.
  ///   - hasTrend: whether there is a trend.
  ///   - seasons: the seasons.
  ///   - products: the products of seasons.
  package init(
    hasConstant: Bool = false, hasTrend: Bool = false, seasons: [Season] = [],
    products: [Product] = []
  ) {
    self.hasConstant = hasConstant
    self.hasTrend = hasTrend
    self.seasons = seasons
    self.products = products
  }

  /// The number of columns.
  package var count: Int {
    (hasConstant ? 1 : 0) + (hasTrend ? 1 : 0) + seasons.reduce(0) { $0 + Self.count($1) }
      + products.reduce(0) { $0 + Self.count($1.first) * Self.count($1.second) }
  }

  private static func count(_ season: Season) -> Int {
    2 * season.harmonics - (2 * season.harmonics == season.period ? 1 : 0)
  }

  /// The columns, in the order constant, trend, seasons, products.
  ///
  /// - Parameter steps: the values of t.
  /// - Returns: for each column as many numbers as steps.
  /// - Complexity: O(columns × steps + periods).
  package func columns(_ steps: Range<Int>) -> [[Double]] {
    var columns: [[Double]] = []
    if hasConstant { columns.append(Array(repeating: 1, count: steps.count)) }
    if hasTrend { columns.append(steps.map { Double($0 + 1) }) }
    for season in seasons { columns += Self.columns(season, steps) }
    for product in products {
      let second = Self.columns(product.second, steps)
      for one in Self.columns(product.first, steps) {
        for other in second { columns.append(zip(one, other).map { $0 * $1 }) }
      }
    }
    return columns
  }

  private static func columns(_ season: Season, _ steps: Range<Int>) -> [[Double]] {
    let table = (0..<season.period).map {
      Elementary.cosineAndSine(ofTurn: $0, over: season.period)
    }
    var columns: [[Double]] = []
    for harmonic in 1...season.harmonics {
      // Steps may be negative.
      let places = steps.map { step in
        let place = harmonic * (step % season.period) % season.period
        return place < 0 ? place + season.period : place
      }
      columns.append(places.map { table[$0].cosine })
      if 2 * harmonic < season.period { columns.append(places.map { table[$0].sine }) }
    }
    return columns
  }

  /// The names of the columns, such as `constant` or `cos24.1`, as many as there are columns.
  package var names: [String] {
    var names: [String] = []
    if hasConstant { names.append("constant") }
    if hasTrend { names.append("trend") }
    for season in seasons { names += Self.names(season) }
    for product in products {
      let second = Self.names(product.second)
      for one in Self.names(product.first) { names += second.map { "\(one)*\($0)" } }
    }
    return names
  }

  private static func names(_ season: Season) -> [String] {
    (1...season.harmonics).flatMap { harmonic in
      let suffix = "\(season.period).\(harmonic)"
      return 2 * harmonic < season.period ? ["cos\(suffix)", "sin\(suffix)"] : ["cos\(suffix)"]
    }
  }
}
