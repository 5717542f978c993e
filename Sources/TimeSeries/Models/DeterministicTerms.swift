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

  /// The cosines and sines of a season.
  static func columns(_ season: Season, _ steps: Range<Int>) -> [[Double]] {
    let table = SeasonTable(period: season.period)
    return (1...season.harmonics).flatMap { harmonic in
      let cosine = table.column(table.cosines, harmonic: harmonic, steps)
      guard 2 * harmonic < season.period else { return [cosine] }
      return [cosine, table.column(table.sines, harmonic: harmonic, steps)]
    }
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

/// The cosines and sines of the parts of a turn that a season has.
private struct SeasonTable {
  let cosines: [Double]
  let sines: [Double]

  /// How many neighbours share an angle that is computed in full.
  private static let stretch = 64

  /// Computes a table: of long seasons, by the theorem of addition from every 64th angle and the
  /// first 64, which costs an error of 2 units in the last place at most.
  init(period: Int) {
    func angle(_ place: Int) -> (cosine: Double, sine: Double) {
      Elementary.cosineAndSine(ofTurn: place, over: period)
    }
    let near = (0..<min(Self.stretch, period)).map(angle)
    var (cosines, sines) = ([Double](), [Double]())
    cosines.reserveCapacity(period)
    sines.reserveCapacity(period)
    for start in stride(from: 0, to: period, by: Self.stretch) {
      let far = angle(start)
      for place in near.prefix(period - start) {
        // By an angle of 0 nothing changes, to the bit.
        cosines.append(far.cosine * place.cosine - far.sine * place.sine)
        sines.append(far.sine * place.cosine + far.cosine * place.sine)
      }
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// The values of a harmonic over steps, which may be negative.
  func column(_ table: [Double], harmonic: Int, _ steps: Range<Int>) -> [Double] {
    let period = table.count
    let stride = harmonic % period
    var place = harmonic * (steps.lowerBound % period) % period
    if place < 0 { place += period }
    return unsafe Array(unsafeUninitializedCapacity: steps.count) { column, count in
      for index in 0..<steps.count {
        // Sound: there is room for all steps.
        unsafe column.initializeElement(at: index, to: table[place])
        place += stride
        if place >= period { place -= period }
      }
      count = steps.count
    }
  }
}
