import TimeSeries

/// The autoregressions that are tried for a long series.
///
/// | | lags | terms | values |
/// | --- | --- | --- | --- |
/// | the year's shape | of three seasons (with a long gap, one) | season, year, their products | all |
/// | the fortnight's | three | the season | the last 14 seasons |
/// | the quarter's | of one season | the season | the last 84 seasons |
/// | the week's | of seven seasons (none with a long gap) | a constant | all |
///
/// Of hours, that is 72, 3, 25 and 168 lags, and all, 336, 2016 and all values. The first three err
/// differently: their mean has a smaller error than each, and than one chosen by backtest. The last is
/// for series in which a week has a shape, which weather hasn't.
struct AutoregressionForms {
  /// What is combined; those that are better as a rule are first.
  private(set) var combined: [Candidate] = []

  /// What stands by.
  private(set) var others: [Candidate] = []

  private let seasons: Seasons
  private let span: KnownSpan

  /// How many lags follow one another at most: of longer seasons, the others lie about whole seasons.
  private static let denseLags = (day: 25, season: 72, week: 168)

  /// How many known values there are for each estimated number, at least.
  private static let valuesPerColumn = 10

  init(_ seasons: Seasons, _ span: KnownSpan) {
    self.seasons = seasons
    self.span = span
    let period = seasons.shortest
    let constant = DeterministicTerms(hasConstant: true)
    guard period > 1 else {
      combined = [candidate(Array(1...25), constant), candidate(Array(1...5), constant)]
        .compactMap { $0 }
      return
    }
    // Rows whose lags lie in a gap are left out: with many lags, that leaves few, and takes long.
    let near = Self.lags(of: hasLongGap ? 1 : 3, period, dense: Self.denseLags.season)
    let day = Self.lags(through: period + 1, near: [period], dense: Self.denseLags.day)
    combined = [
      candidate(near, yearTerms),
      candidate([1, 2, 3], terms(harmonics: 6), last: 14 * period),
      candidate(day, terms(harmonics: 4), last: 84 * period),
    ].compactMap { $0 }
    guard !hasLongGap else { return }
    let week = Self.lags(of: 7, period, dense: Self.denseLags.week)
    others = [candidate(week, constant)].compactMap { $0 }
  }

  /// Whether values are missing for so long that lines in their place would spoil the coefficients:
  /// for more than a season, and a fiftieth of the series.
  private var hasLongGap: Bool {
    span.longestGap > Swift.max(seasons.shortest, 10, span.count / 50)
  }

  /// A candidate; nil if there are too few values for it.
  private func candidate(
    _ lags: [Int], _ terms: DeterministicTerms, last: Int? = nil
  ) -> Candidate? {
    let columns = lags.count + terms.count
    let needed = Swift.max(Self.valuesPerColumn * columns, 2 * (lags.last ?? 0))
    guard Swift.min(span.count, last ?? span.count) >= needed else { return nil }
    let autoregression = Autoregression(
      lags: lags, terms: terms, gaps: hasLongGap ? .completeRows : .interpolation)
    return Candidate(.autoregression(autoregression), trainingLength: last)
  }

  /// The lags of so many seasons.
  private static func lags(of seasons: Int, _ period: Int, dense: Int) -> [Int] {
    lags(through: seasons * period, near: (1...seasons).map { $0 * period }, dense: dense)
  }

  /// The lags up to one; where they are too many, the first, and those beside some.
  private static func lags(through last: Int, near places: [Int], dense: Int) -> [Int] {
    let first = Swift.min(last, dense)
    let others = places.flatMap { [$0 - 1, $0, $0 + 1] }
    return Array(1...first) + (first < last ? others.filter { $0 > first } : [])
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
