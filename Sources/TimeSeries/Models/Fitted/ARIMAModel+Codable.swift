extension ARIMAOrder: Codable {
  private enum CodingKeys: String, CodingKey {
    case autoregressive
    case differences
    case movingAverage
    case seasonalAutoregressive
    case seasonalDifferences
    case seasonalMovingAverage
    case season
  }

  /// Writes the order.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(autoregressive, forKey: .autoregressive)
    try container.encode(differences, forKey: .differences)
    try container.encode(movingAverage, forKey: .movingAverage)
    try container.encode(seasonalAutoregressive, forKey: .seasonalAutoregressive)
    try container.encode(seasonalDifferences, forKey: .seasonalDifferences)
    try container.encode(seasonalMovingAverage, forKey: .seasonalMovingAverage)
    try container.encode(season, forKey: .season)
  }

  /// Reads an order.
  ///
  /// - Throws: `DecodingError` if it has none, or one whose state would be too large.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let coefficients = 0...ModelLimits.order.coefficients
    let differences = 0...ModelLimits.order.differences
    func part(_ key: CodingKeys, _ range: ClosedRange<Int>) throws -> Int {
      try container.integer(key, in: range)
    }
    let season = try part(.season, 1...ModelLimits.harmonicSteps)
    let seasonal = (
      try part(.seasonalAutoregressive, coefficients), try part(.seasonalDifferences, differences),
      try part(.seasonalMovingAverage, coefficients)
    )
    try container.require(
      season > 1 || seasonal == (0, 0, 0), .season, "must be above 1 where there is a seasonal part"
    )
    self.init(
      try part(.autoregressive, coefficients), try part(.differences, differences),
      try part(.movingAverage, coefficients), seasonal: seasonal, season: season)
    let size = max(
      autoregressive + season * seasonalAutoregressive,
      movingAverage + season * seasonalMovingAverage + 1, lostToDifferences)
    try container.require(
      size <= ModelLimits.stateSize, .season,
      "and order make a state of \(size) elements, and \(ModelLimits.stateSize) are the most")
  }
}

extension ARIMAState: Codable {
  private enum CodingKeys: String, CodingKey {
    case values
    case state
    case covariance
    case missing
  }

  private enum MissingKeys: String, CodingKey {
    case means
    case crossCovariance
    case covariance
    case diffuseCovariance
  }

  /// Writes the state.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumbers(values, forKey: .values)
    try container.encodeNumbers(state, forKey: .state)
    try container.encodeNumbers(covariance, forKey: .covariance)
    guard !unknown.means.isEmpty else { return }
    var rest = container.nestedContainer(keyedBy: MissingKeys.self, forKey: .missing)
    try rest.encodeNumbers(unknown.means, forKey: .means)
    try rest.encodeNumbers(unknown.crossCovariance, forKey: .crossCovariance)
    try rest.encodeNumbers(unknown.covariance, forKey: .covariance)
    try rest.encodeNumbers(unknown.diffuse, forKey: .diffuseCovariance)
  }

  /// Reads a state, without its sizes being known.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    values = try container.numbers(.values, .finiteOrMissing)
    state = try container.numbers(.state)
    let r = state.count
    covariance = try container.numbers(.covariance, count: r * (r + 1) / 2)
    unknown = Unknown()
    let count = missing.count
    guard count > 0 else { return }
    let rest = try container.nestedContainer(keyedBy: MissingKeys.self, forKey: .missing)
    unknown = Unknown(
      means: try rest.numbers(.means, count: count),
      crossCovariance: try rest.numbers(.crossCovariance, count: count * r),
      covariance: try rest.numbers(.covariance, count: count * count),
      diffuse: try rest.numbers(.diffuseCovariance, count: count * count))
  }
}

extension ARIMAModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case order
    case terms
    case regressorsAhead
    case coefficients
    case standardErrors
    case regression
    case regressionErrors
    case deviation
    case logLikelihood
    case observationCount
    case evaluations
    case hasConverged
    case seriesLength
    case exponent
    case level
    case end
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(specification.order, forKey: .order)
    try container.encode(specification.terms, forKey: .terms)
    let ahead = specification.regressors.map { $0.map(CodedNumber.init) }
    if !ahead.isEmpty { try container.encode(ahead, forKey: .regressorsAhead) }
    try container.encodeNumbers(coefficients, forKey: .coefficients)
    try container.encodeNumbers(standardErrors, forKey: .standardErrors)
    try container.encodeNumbers(regression, forKey: .regression)
    try container.encodeNumbers(regressionErrors, forKey: .regressionErrors)
    try container.encodeNumber(deviation, forKey: .deviation)
    try container.encodeNumber(logLikelihood, forKey: .logLikelihood)
    try container.encode(count, forKey: .observationCount)
    try container.encode(evaluations, forKey: .evaluations)
    try container.encode(hasConverged, forKey: .hasConverged)
    try container.encode(seriesLength, forKey: .seriesLength)
    try container.encode(exponent, forKey: .exponent)
    try container.encodeNumber(level, forKey: .level)
    try container.encode(end, forKey: .end)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing, or isn't what a model of its order has.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let order = try container.decode(ARIMAOrder.self, forKey: .order)
    let terms = try container.decode(DeterministicTerms.self, forKey: .terms)
    let ahead = try container.decodeIfPresent([[CodedNumber]].self, forKey: .regressorsAhead) ?? []
    specification = ARIMA(order, terms: terms, regressors: ahead.map { $0.map(\.value) })
    let columns = terms.count + ahead.count
    coefficients = try container.numbers(.coefficients, count: order.coefficientCount)
    standardErrors = try container.numbers(
      .standardErrors, .nonNegativeOrMissing, count: coefficients.count)
    regression = try container.numbers(.regression, count: columns)
    regressionErrors = try container.numbers(
      .regressionErrors, .nonNegativeOrMissing, count: columns)
    deviation = try container.number(.deviation, .nonNegative)
    logLikelihood = try container.number(.logLikelihood)
    count = try container.integer(.observationCount, in: 0...ModelLimits.steps)
    evaluations = try container.integer(.evaluations, in: 0...ModelLimits.steps)
    hasConverged = try container.decode(Bool.self, forKey: .hasConverged)
    seriesLength = try container.integer(.seriesLength, in: 0...ModelLimits.steps)
    exponent = try container.integer(.exponent, in: -1022...1023)
    level = try container.number(.level)
    end = try container.decode(ARIMAState.self, forKey: .end)
    let size = max(
      order.autoregressive + order.season * order.seasonalAutoregressive,
      order.movingAverage + order.season * order.seasonalMovingAverage + 1)
    try container.require(
      end.state.count == size, .end, "must have a state of \(size) elements")
    try container.require(
      end.values.count == order.lostToDifferences, .end,
      "must have the \(order.lostToDifferences) values that the differences need")
  }
}
