import TimeSeries

/// The autoregressions that are tried for a long series.
///
/// | | lags | terms | values |
/// | --- | --- | --- | --- |
/// | the year's shape | of three seasons (with a long gap, one) | season, year, their products | all |
/// | the week's | of seven seasons (none with a long gap) | a constant | all |
/// | the fortnight's | three | the season | the last 14 seasons |
///
/// Of hours, that is 72 and 168 lags, and 336 values. The three err differently: their mean has a
/// smaller error than each, and than one chosen by backtest.
struct AutoregressionForms {
  /// The autoregressions; those that are better as a rule are first.
  private(set) var candidates: [Candidate] = []

  private let seasons: Seasons
  private let span: KnownSpan

  /// How many lags follow one another at most: of longer seasons, the others lie about whole seasons.
  private static let denseLags = (season: 72, week: 168)

  /// How many known values there are for each estimated number, at least.
  private static let valuesPerColumn = 10

  init(_ seasons: Seasons, _ span: KnownSpan) {
    self.seasons = seasons
    self.span = span
    guard seasons.shortest > 1 else {
      // A series without a season.
      add(Array(1...25), DeterministicTerms(hasConstant: true))
      add(Array(1...5), DeterministicTerms(hasConstant: true))
      return
    }
    let period = seasons.shortest
    // Rows whose lags lie in a gap are left out: with many lags, that leaves few, and takes long.
    let near = hasLongGap ? 1 : 3
    add(Self.lags(of: near, period, dense: Self.denseLags.season), yearTerms)
    if !hasLongGap {
      add(
        Self.lags(of: 7, period, dense: Self.denseLags.week), DeterministicTerms(hasConstant: true))
    }
    add([1, 2, 3], terms(harmonics: 6), last: 14 * period)
  }

  /// Whether values are missing for so long that lines in their place would spoil the coefficients:
  /// for more than a season, and a fiftieth of the series.
  private var hasLongGap: Bool {
    span.longestGap > Swift.max(seasons.shortest, 10, span.count / 50)
  }

  private mutating func add(_ lags: [Int], _ terms: DeterministicTerms, last: Int? = nil) {
    let columns = lags.count + terms.count
    let needed = Swift.max(Self.valuesPerColumn * columns, 2 * (lags.last ?? 0))
    guard Swift.min(span.count, last ?? span.count) >= needed else { return }
    let autoregression = Autoregression(
      lags: lags, terms: terms, gaps: hasLongGap ? .completeRows : .interpolation)
    candidates.append(Candidate(.autoregression(autoregression), trainingLength: last))
  }

  /// The lags of so many seasons; where they are too many, the first, and those about whole seasons.
  private static func lags(of seasons: Int, _ period: Int, dense: Int) -> [Int] {
    let first = Swift.min(seasons * period, dense)
    let others = (1...seasons).flatMap { [$0 * period - 1, $0 * period, $0 * period + 1] }
    return Array(1...first) + (first < seasons * period ? others.filter { $0 > first } : [])
  }

  /// A constant and the shortest season.
  private func terms(harmonics: Int) -> DeterministicTerms {
    let period = seasons.shortest
    return DeterministicTerms(
      hasConstant: true,
      seasons: [.init(period: period, harmonics: Swift.min(harmonics, period / 2))])
  }

  /// The shortest season, the year, and how the one changes with the other. Of half a year, its
  /// place in the year can be told from its season's shape; of less it can't.
  private var yearTerms: DeterministicTerms {
    var terms = terms(harmonics: 4)
    guard let year = seasons.yearly, 2 * span.count >= year else { return terms }
    terms.seasons.append(.init(period: year, harmonics: 2))
    let short = Swift.min(2, seasons.shortest / 2)
    terms.products = [
      .init(
        first: .init(period: seasons.shortest, harmonics: short),
        second: .init(period: year, harmonics: 1))
    ]
    return terms
  }
}
