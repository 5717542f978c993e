extension ETSForm.Error: Codable {}
extension ETSForm.Trend: Codable {}
extension ETSForm.Season: Codable {}

extension ETSForm: Codable {
  private enum CodingKeys: String, CodingKey {
    case error
    case trend
    case season
  }

  /// Writes the form.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(error, forKey: .error)
    try container.encode(trend, forKey: .trend)
    try container.encode(season, forKey: .season)
  }

  /// Reads a form.
  ///
  /// - Throws: `DecodingError` if there is no such form.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let error = try container.decode(Error.self, forKey: .error)
    let season = try container.decode(Season.self, forKey: .season)
    try container.require(
      error == .multiplicative || season != .multiplicative, .season,
      "can't be multiplicative where the error is additive")
    self.init(error, try container.decode(Trend.self, forKey: .trend), season)
  }
}

extension ETSParameters: Codable {
  private enum CodingKeys: String, CodingKey {
    case level
    case growth
    case season
    case damping
  }

  /// Writes the parameters.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumber(level, forKey: .level)
    try container.encodeNumber(growth, forKey: .growth)
    try container.encodeNumber(season, forKey: .season)
    try container.encodeNumber(damping, forKey: .damping)
  }

  /// Reads parameters.
  ///
  /// - Throws: `DecodingError` if one isn't from 0 to 1.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      level: try container.number(.level, in: 0...1),
      growth: try container.number(.growth, in: 0...1),
      season: try container.number(.season, in: 0...1),
      damping: try container.number(.damping, in: 0...1))
  }
}

extension ETSStates: Codable {
  private enum CodingKeys: String, CodingKey {
    case level
    case growth
    case season
  }

  /// Writes the states.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumber(level, forKey: .level)
    try container.encodeNumber(growth, forKey: .growth)
    try container.encodeNumbers(season, forKey: .season)
  }

  /// Reads states.
  ///
  /// - Throws: `DecodingError` if one isn't finite.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      level: try container.number(.level), growth: try container.number(.growth),
      season: try container.numbers(.season))
  }
}

extension ETSModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case form
    case period
    case parameters
    case initialStates
    case states
    case missingAtEnd
    case variance
    case logLikelihood
    case observationCount
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(form, forKey: .form)
    try container.encode(period, forKey: .period)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(initialStates, forKey: .initialStates)
    try container.encode(states, forKey: .states)
    try container.encode(missingAtEnd, forKey: .missingAtEnd)
    try container.encodeNumber(variance, forKey: .variance)
    try container.encodeNumber(logLikelihood, forKey: .logLikelihood)
    try container.encode(observationCount, forKey: .observationCount)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing, or isn't what a model of its form has.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let form = try container.decode(ETSForm.self, forKey: .form)
    let most = form.hasSeason ? ETS.longestSeason : 1
    let period = try container.integer(.period, in: (form.hasSeason ? 2 : 1)...most)
    func states(_ key: CodingKeys) throws -> ETSStates {
      let states = try container.decode(ETSStates.self, forKey: key)
      try container.require(
        states.season.count == (form.hasSeason ? period : 0), key,
        "must have a season of as many steps as the period")
      return states
    }
    let initial = try states(.initialStates)
    let last = try states(.states)
    self.init(
      form: form, period: period,
      parameters: try container.decode(ETSParameters.self, forKey: .parameters),
      initialStates: initial, states: last,
      missingAtEnd: try container.integer(.missingAtEnd, in: 0...ModelLimits.missingSteps),
      variance: try container.number(.variance, .nonNegative),
      logLikelihood: try container.number(.logLikelihood, .unlimited),
      observationCount: try container.integer(.observationCount, in: 0...ModelLimits.steps))
    try container.require(
      missingAtEnd <= missingLimit, .missingAtEnd, "must be \(missingLimit) at most")
  }

  /// How many steps may be missing at the end: with a multiplicative season, a forecast goes through
  /// them for each place in it.
  var missingLimit: Int {
    form.season == .multiplicative
      ? min(ModelLimits.missingSteps, ModelLimits.missingNumbers / period)
      : ModelLimits.missingSteps
  }
}
