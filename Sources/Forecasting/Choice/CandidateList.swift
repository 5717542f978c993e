package import Vocabulary

/// The models that are tried for a series, by its step and its values.
///
/// ```swift
/// let list = CandidateList.automatic(step: TimeSpan("1h")!, values: temperatures)
/// let choice = Choice.combination(of: list, values: temperatures, horizon: 72)
/// ```
///
/// - Every series has exponential smoothing without undamped trend, and the Theta methods: the mean
///   of these three has an sMAPE of 12.42 on the M3 competition, each of them 12.74 to 12.79. Where a
///   season is longer than 12 steps, smoothing is that of what a decomposition leaves.
/// - A long one has the autoregressions of ``AutoregressionForms`` before them: with a season of more
///   than 12 steps (hours), of seven seasons at least, otherwise of 21; without a season, of 200
///   values. Of hourly weather, the mean of three has a MASE of 0.79 over a day, Theta 0.95: so there
///   one Theta method stands by, to be taken where it is clearly better.
package struct CandidateList: Sendable {
  /// The candidates; where nothing is measured, the first is the best.
  package let candidates: [Candidate]

  /// How many of the first candidates a combination is the mean of.
  package let combinedCount: Int

  /// What can be fitted where none of the candidates can: the first that can.
  package let fallbacks: [Candidate]

  /// The shortest season in steps; 1 if there is none.
  package let period: Int

  /// A list.
  ///
  /// - Parameters:
  ///   - candidates: the candidates, one at least; the best as a rule first.
  ///   - combinedCount: how many of them a combination is the mean of; nil for all.
  ///   - fallbacks: what is fitted where none of them can be.
  ///   - period: the shortest season in steps; 1 if there is none.
  package init(
    _ candidates: [Candidate], combinedCount: Int? = nil, fallbacks: [Candidate] = [],
    period: Int = 1
  ) {
    let combined = combinedCount ?? candidates.count
    precondition(combined >= 1 && combined <= candidates.count, "a candidate at least")
    precondition(period >= 1, "a season of a step at least")
    self.candidates = candidates
    self.combinedCount = combined
    self.fallbacks = fallbacks
    self.period = period
  }

  /// The models for a series.
  ///
  /// - Parameters:
  ///   - step: the time from one value to the next.
  ///   - values: the series, NaN where a value is missing. Any will do, even none.
  /// - Returns: the candidates.
  /// - Complexity: O(steps).
  package static func automatic(step: TimeSpan, values: [Double]) -> CandidateList {
    automatic(Seasons(step: step), values: values)
  }

  /// The models for a series whose seasons are known; see ``automatic(step:values:)``.
  package static func automatic(_ seasons: Seasons, values: [Double]) -> CandidateList {
    let span = KnownSpan(values)
    let period = seasons.shortest
    let hasRoom = span.count >= autoregressionLength(period)
    let autoregressions = hasRoom ? AutoregressionForms(seasons, span) : nil
    let (combined, others) = (autoregressions?.combined ?? [], autoregressions?.others ?? [])
    // Such as hours.
    let isLong = period > 12 && !combined.isEmpty
    let smoothing =
      isLong
      ? [Candidate(.theta(period: period), trainingLength: 28 * period)]
      : smoothing(period: 2 * period < span.count ? period : 1)
    return CandidateList(
      isLong ? combined + others + smoothing : combined + smoothing + others,
      combinedCount: combined.count + (isLong ? 0 : smoothing.count),
      fallbacks: [period, 1].map { Candidate(.seasonalNaive(period: $0)) }, period: period)
  }

  /// More models than ``automatic(_:values:)`` has, to be chosen among by their errors: exponential smoothing, both Theta
  /// methods, the last season and the mean of the last seven besides.
  package static func wide(_ seasons: Seasons, values: [Double]) -> CandidateList {
    let list = automatic(seasons, values: values)
    let period = 2 * list.period < KnownSpan(values).count ? list.period : 1
    // A Theta method is in every list.
    let others =
      smoothing(period: period).dropLast() + [
        Candidate(.seasonalMean(period: period, seasons: 7)),
        Candidate(.seasonalNaive(period: period)),
      ]
    let names = Set(list.candidates.map(\.name))
    return CandidateList(
      list.candidates + others.filter { !names.contains($0.name) },
      combinedCount: list.combinedCount, fallbacks: list.fallbacks, period: list.period)
  }

  /// How many values a series must have for autoregressions.
  private static func autoregressionLength(_ period: Int) -> Int {
    period > 12 ? 7 * period : period > 1 ? 21 * period : 200
  }

  /// The three whose mean is best on the M3 competition.
  private static func smoothing(period: Int) -> [Candidate] {
    // So many values say what the next are like, and all of a long series would take long.
    let last = Swift.max(56 * period, 500)
    let first: Candidate.Method =
      period > 12 ? .decomposition(periods: [period]) : .exponentialSmoothing(period: period)
    return [first, .dynamicTheta(period: period), .theta(period: period)].map {
      Candidate($0, trainingLength: last)
    }
  }
}

/// What of a series is known.
struct KnownSpan {
  /// The steps from the first known value to the last.
  let count: Int
  /// The longest run of missing values between them.
  let longestGap: Int

  init(_ values: [Double]) {
    var (first, last, longest) = (-1, -1, 0)
    for step in values.indices where !values[step].isNaN {
      if first < 0 { first = step } else { longest = Swift.max(longest, step - last - 1) }
      last = step
    }
    count = first < 0 ? 0 : last - first + 1
    longestGap = longest
  }
}
