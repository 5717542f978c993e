extension AutoregressionModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case lags
    case terms
    case gaps
    case coefficients
    case standardErrors
    case regression
    case regressionErrors
    case deviation
    case logLikelihood
    case observationCount
    case seriesLength
    case history
    case missingAtEnd
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(specification.lags, forKey: .lags)
    try container.encode(specification.terms, forKey: .terms)
    try container.encode(specification.gaps, forKey: .gaps)
    try container.encodeNumbers(coefficients, forKey: .coefficients)
    try container.encodeNumbers(standardErrors, forKey: .standardErrors)
    try container.encodeNumbers(regression, forKey: .regression)
    try container.encodeNumbers(regressionErrors, forKey: .regressionErrors)
    try container.encodeNumber(deviation, forKey: .deviation)
    try container.encodeNumber(logLikelihood, forKey: .logLikelihood)
    try container.encode(count, forKey: .observationCount)
    try container.encode(seriesLength, forKey: .seriesLength)
    try container.encodeNumbers(history, forKey: .history)
    try container.encode(stepsBehind, forKey: .missingAtEnd)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing, or isn't what a model of its lags has.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    history = try container.numbers(.history)
    let lags = try container.decode([Int].self, forKey: .lags)
    try container.require(
      lags.first ?? 1 >= 1 && zip(lags, lags.dropFirst()).allSatisfy { $0 < $1 }, .lags,
      "must increase, from 1 on")
    try container.require(
      history.count == lags.last ?? 0, .history, "must have as many values as the longest lag")
    let terms = try container.decode(DeterministicTerms.self, forKey: .terms)
    specification = Autoregression(
      lags: lags, terms: terms,
      gaps: try container.decode(Autoregression.Gaps.self, forKey: .gaps))
    coefficients = try container.numbers(.coefficients, count: lags.count)
    standardErrors = try container.numbers(
      .standardErrors, .nonNegativeOrMissing, count: lags.count)
    regression = try container.numbers(.regression, count: terms.count)
    regressionErrors = try container.numbers(
      .regressionErrors, .nonNegativeOrMissing, count: terms.count)
    deviation = try container.number(.deviation, .nonNegative)
    logLikelihood = try container.number(.logLikelihood)
    count = try container.integer(.observationCount, in: 0...ModelLimits.steps)
    seriesLength = try container.integer(.seriesLength, in: 0...ModelLimits.steps)
    stepsBehind = try container.integer(.missingAtEnd, in: 0...seriesLength)
    try container.require(
      stepsBehind <= missingLimit, .missingAtEnd, "must be \(missingLimit) at most")
  }

  /// How many steps may be missing at the end: a forecast computes all terms for each.
  var missingLimit: Int {
    min(ModelLimits.missingSteps, ModelLimits.missingNumbers / (specification.terms.count + 2))
  }
}
