/// An autoregression of a series that is nowhere whole: it comes in parts, of which only sums are kept.
///
/// ```swift
/// let long = LongAutoregression(lags: [1, 2, 24], census)
/// var series = long.part(first)
/// series.append(long.part(second), gap: 0)
/// let model = try long.fit(series)
/// ```
///
/// The model is that of ``Autoregression/fit(_:)``, with a constant, to the bit. What the whole series counts
/// in must be known beforehand, or guessed: ``isRight(for:)`` tells afterwards.
package struct LongAutoregression: Sendable {
  /// A part of a series, from a known value to a known value.
  package struct Part: Sendable {
    fileprivate var sums: LaggedSums

    /// What the unit of the series depends on.
    package fileprivate(set) var census: UnitCensus

    fileprivate var least: Double
    fileprivate var most: Double

    /// The number of steps.
    package var count: Int { sums.count }
  }

  private let lags: [Int]
  private let form: LagForm
  private let guess: UnitCensus
  private let unit: SeriesUnit

  /// What is taken away from all whole numbers, so that products are small.
  private let base: Int64

  /// Prepares to sum up.
  ///
  /// - Parameters:
  ///   - lags: ascending, at least 1.
  ///   - census: what is known of some of the values.
  ///   - near: a number that the values are near to.
  package init(lags: [Int], _ census: UnitCensus, near: Double) {
    self.lags = lags
    form = LagForm(lags)
    guess = census
    unit = census.unit
    base = abs(near) <= census.largest ? census.unit.code(near) : 0
  }

  /// About the bytes of memory that a part takes, without the sums around gaps.
  package var partBytes: Int {
    form.differences.count * MemoryLayout<WideInteger>.stride
      + 2 * form.longest * MemoryLayout<Int64>.stride
  }

  /// Sums up a part.
  ///
  /// - Parameter values: finite numbers, NaN where one is missing; the first and the last are known.
  /// - Returns: the part.
  /// - Complexity: O(values × differences of lags).
  package func part(_ values: [Double]) -> Part {
    var census = guess
    census.add(values)
    var (least, most) = (Double.infinity, -Double.infinity)
    // What doesn't fit the guess is of no use, but must not overflow.
    let fits = census.unit == unit
    let codes = values.map { value -> Int64 in
      if value.isNaN { return LaggedSums.missing }
      (least, most) = (min(least, value), max(most, value))
      return fits ? unit.code(value) - base : 0
    }
    return Part(sums: LaggedSums(codes, form), census: census, least: least, most: most)
  }

  /// Whether the sums of a whole series are in its unit; if not, all parts must be summed up anew, knowing
  /// its ``Part/census``.
  package func isRight(for series: Part) -> Bool { series.census.unit == unit }

  /// Fits the model.
  ///
  /// - Parameter series: the sums of the whole series.
  /// - Returns: the model.
  /// - Throws: `ModelError`.
  /// - Complexity: O(lags³).
  package func fit(_ series: Part) throws(ModelError) -> AutoregressionModel {
    precondition(isRight(for: series), "sums in another unit")
    let sums = series.sums
    let isWhole = sums.known == sums.count
    let model = Autoregression(lags: lags, gaps: isWhole ? .interpolation : .completeRows)
    let columns = 1 + lags.count
    let needed = form.longest + columns + 2
    guard sums.known >= needed else { throw .tooFewValues(known: sums.known, needed: needed) }
    guard series.least < series.most else { throw .constantSeries }
    guard sums.wholeRows >= columns + 2 else {
      throw .tooFewValues(known: sums.wholeRows, needed: columns + 2)
    }
    let total = sums.total + Int128(base) * Int128(sums.known)
    let centre = Int64(total / Int128(sums.known))
    let equations = NormalEquations(sums.rows(less: centre - base), hasConstant: true, form)
    let frame = SeriesFrame(
      unit: unit.size, centre: centre, seriesLength: sums.count, stepsBehind: 0,
      history: history(series, centre: centre))
    return try AutoregressionModel(model, frame, equations, equations.factor())
  }

  /// The last values, as many as the longest lag.
  private func history(_ series: Part, centre: Int64) -> [Double] {
    let sums = series.sums
    // With what the first gap of the last values begins, if it begins before them.
    let ahead = sums.tail.first == LaggedSums.missing ? sums.before.steps : 0
    var codes = Array(repeating: LaggedSums.missing, count: ahead) + sums.tail
    if ahead > 0 { codes[0] = sums.before.value }
    codes = codes.map { $0 == LaggedSums.missing ? $0 : $0 + base }
    return IntegerSeries(
      codes, unit, largest: unit.code(series.census.largest), centre: centre
    ).lastValues(sums.tail.count)
  }
}

// MARK: - In pieces

extension LongAutoregression.Part {
  /// Takes the part that follows.
  ///
  /// - Parameters:
  ///   - right: the part.
  ///   - gap: the missing steps between.
  /// - Complexity: O(differences of lags × longest lag).
  package mutating func append(_ right: LongAutoregression.Part, gap: Int) {
    sums.append(right.sums, gap: gap)
    census.merge(right.census)
    (least, most) = (min(least, right.least), max(most, right.most))
  }

  /// The part as whole numbers.
  package func write(to words: inout [Int]) {
    words += census.words
    words += [least, most].map { Int(bitPattern: UInt($0.bitPattern)) }
    sums.write(to: &words)
  }
}

extension LongAutoregression {
  /// Takes a part out of its whole numbers.
  ///
  /// - Parameter words: what was written.
  /// - Returns: the part.
  package func part(_ words: inout WordReader) -> Part {
    let census = UnitCensus(&words)
    let ends = (0..<2).map { _ in Double(bitPattern: UInt64(UInt(bitPattern: words.next()))) }
    return Part(
      sums: LaggedSums(&words, form), census: census, least: ends[0], most: ends[1])
  }
}
