/// Which candidates a series is forecast by.
///
/// ```swift
/// let list = CandidateList.automatic(step: step, values: values)
/// let choice = Choice.combination(of: list, values: values, horizon: 72)
/// let fitted = try choice.fit(values, horizon: 72)
/// print(fitted.candidates.map(\.name), fitted.model.forecast(steps: 72).means)
/// ```
///
/// A ``single(of:values:horizon:)`` model is the first of the list, unless another one's error in a
/// backtest is smaller by 15 % or more. A ``combination(of:values:horizon:)`` is the mean of the first of
/// the list, but those whose error is more than twice the smallest of theirs; where another candidate's
/// is smaller than all of these by 15 % or more, it is that one.
///
/// So what is good as a rule goes before what was good a few times. Measured, each choice seeing only
/// what was before its origin:
///
/// | | single | combination | the best rule tried that ranks by backtest |
/// | --- | --- | --- | --- |
/// | M3, 3,003 series, sMAPE | 12.62 | 12.42 | mean of the best two of three, 12.52 |
/// | nine hourly weather series, MASE, 24 h | 0.803 | 0.791 | mean of the best three of 20, 0.807 |
/// | 48 h | 0.934 | 0.933 | 0.940 |
/// | 72 h | 1.013 | 1.011 | 1.022 |
package struct Choice: Sendable {
  /// What is used, the best as a rule first.
  package let chosen: [Candidate]

  /// What is used where none of the chosen can be fitted: the first that can.
  package let fallbacks: [Candidate]

  /// The mean absolute errors of all candidates of the list in the backtest, in its order and the
  /// unit of the series; infinite for those that failed. Nil where nothing was measured.
  package let errors: [Double]?

  /// By how much a model must be better than those that come first, to be taken in their place.
  private static let clearlyBetter = 0.85

  /// How many times the smallest error a combined model may have.
  private static let worstCombined = 2.0

  /// Chooses one model.
  ///
  /// - Parameters:
  ///   - list: the candidates.
  ///   - values: the series, NaN where a value is missing.
  ///   - horizon: how many steps will be forecast, at least 1.
  /// - Returns: the choice; where a model can't be fitted, the others are its fallbacks.
  /// - Complexity: that of ``ChoiceTrial`` for each candidate.
  package static func single(
    of list: CandidateList, values: [Double], horizon: Int
  ) -> Choice {
    let errors = measure(list, values, horizon: horizon, fewest: 3)
    guard let errors, let best = best(errors) else {
      return Choice(
        chosen: [list.candidates[0]],
        fallbacks: Array(list.candidates.dropFirst()) + list.fallbacks, errors: nil)
    }
    let isBetter = errors[best] < clearlyBetter * errors[0]
    let order = errors.indices.sorted { (errors[$0], $0) < (errors[$1], $1) }
    let first = isBetter ? best : 0
    let others = order.filter { $0 != first }.map { list.candidates[$0] }
    return Choice(
      chosen: [list.candidates[first]], fallbacks: others + list.fallbacks, errors: errors)
  }

  /// Chooses models whose mean is forecast.
  ///
  /// - Parameters:
  ///   - list: the candidates.
  ///   - values: the series, NaN where a value is missing.
  ///   - horizon: how many steps will be forecast, at least 1.
  /// - Returns: the choice; one candidate at least.
  /// - Complexity: that of ``ChoiceTrial`` for each candidate; O(steps) for a series of fewer than
  ///   500, where nothing is measured.
  package static func combination(
    of list: CandidateList, values: [Double], horizon: Int
  ) -> Choice {
    let combined = Array(list.candidates.prefix(list.combinedCount))
    let others = Array(list.candidates.dropFirst(list.combinedCount))
    let errors =
      values.count >= ChoiceTrial.longSeries
      ? measure(list, values, horizon: horizon, fewest: 8) : nil
    guard let errors, let best = best(errors) else {
      return Choice(chosen: combined, fallbacks: others + list.fallbacks, errors: nil)
    }
    let leastCombined = errors.prefix(combined.count).min() ?? .infinity
    let isAlone = errors[best] < clearlyBetter * leastCombined
    let chosen =
      isAlone ? [best] : combined.indices.filter { errors[$0] <= worstCombined * leastCombined }
    let rest = errors.indices.filter { !chosen.contains($0) }
    return Choice(
      chosen: chosen.map { list.candidates[$0] },
      fallbacks: rest.map { list.candidates[$0] } + list.fallbacks, errors: errors)
  }

  /// Chooses the three models whose errors in the backtest are the smallest.
  ///
  /// - Parameters:
  ///   - list: the candidates.
  ///   - values: the series, NaN where a value is missing.
  ///   - horizon: how many steps will be forecast, at least 1.
  /// - Returns: the choice, three candidates where as many could be fitted; where nothing can be measured, those that a
  ///   combination is the mean of.
  /// - Complexity: that of ``ChoiceTrial`` for each candidate.
  package static func bestThree(
    of list: CandidateList, values: [Double], horizon: Int
  ) -> Choice {
    let errors = measure(list, values, horizon: horizon, fewest: 3)
    guard let errors, best(errors) != nil else {
      return Choice(
        chosen: Array(list.candidates.prefix(list.combinedCount)),
        fallbacks: Array(list.candidates.dropFirst(list.combinedCount)) + list.fallbacks,
        errors: nil)
    }
    let order = errors.indices.sorted { (errors[$0], $0) < (errors[$1], $1) }
    let chosen = order.prefix(3).filter { errors[$0].isFinite }
    return Choice(
      chosen: chosen.map { list.candidates[$0] },
      fallbacks: order.dropFirst(chosen.count).map { list.candidates[$0] } + list.fallbacks,
      errors: errors)
  }

  /// The errors of all candidates; nil where there are too few origins.
  private static func measure(
    _ list: CandidateList, _ values: [Double], horizon: Int, fewest: Int
  ) -> [Double]? {
    precondition(horizon >= 1, "a step ahead at least")
    guard list.candidates.count > 1,
      let trial = ChoiceTrial(values, period: list.period, horizon: horizon),
      trial.originCount >= fewest
    else { return nil }
    return list.candidates.map { trial.error(of: $0) }
  }

  /// The place of the smallest error; nil if none is finite.
  private static func best(_ errors: [Double]) -> Int? {
    errors.indices.filter { errors[$0].isFinite }.min { errors[$0] < errors[$1] }
  }
}
