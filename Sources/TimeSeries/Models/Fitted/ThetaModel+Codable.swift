extension ThetaSeason: Codable {
  private enum CodingKeys: String, CodingKey {
    case ahead
    case isFactor
  }

  /// Writes the season.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumbers(ahead, forKey: .ahead)
    try container.encode(isFactor, forKey: .isFactor)
  }

  /// Reads a season.
  ///
  /// - Throws: `DecodingError` if it is empty, or a factor isn't above 0.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let ahead = try container.numbers(.ahead)
    let isFactor = try container.decode(Bool.self, forKey: .isFactor)
    try container.require(!ahead.isEmpty, .ahead, "must have a step at least")
    try container.require(
      !isFactor || ahead.allSatisfy { $0 > 0 }, .ahead, "must have factors above 0")
    self.init(ahead: ahead, isFactor: isFactor)
  }
}

extension ThetaModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case smoothing
    case drift
    case stepCount
    case season
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(smoothing, forKey: .smoothing)
    try container.encodeNumber(drift, forKey: .drift)
    try container.encode(count, forKey: .stepCount)
    try container.encode(season, forKey: .season)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing, or the smoothing isn't simple.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let smoothing = try container.decode(ETSModel.self, forKey: .smoothing)
    try container.require(
      smoothing.form == ETSForm(.additive, .none, .none) && smoothing.parameters.level > 0,
      .smoothing, "must be simple exponential smoothing with a level that changes")
    self.init(
      smoothing: smoothing, drift: try container.number(.drift),
      count: try container.integer(.stepCount, in: 1...ModelLimits.steps),
      season: try container.decode(ThetaSeason.self, forKey: .season))
  }
}

extension DynamicThetaModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case alpha
    case weight
    case level
    case mean
    case slope
    case lastValue
    case stepCount
    case missingAtEnd
    case variance
    case observationCount
    case season
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumber(alpha, forKey: .alpha)
    try container.encodeNumber(weight, forKey: .weight)
    try container.encodeNumber(level, forKey: .level)
    try container.encodeNumber(mean, forKey: .mean)
    try container.encodeNumber(slope, forKey: .slope)
    try container.encodeNumber(lastValue, forKey: .lastValue)
    try container.encode(count, forKey: .stepCount)
    try container.encode(missingAtEnd, forKey: .missingAtEnd)
    try container.encodeNumber(variance, forKey: .variance)
    try container.encode(observationCount, forKey: .observationCount)
    try container.encode(season, forKey: .season)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing or out of its bounds.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      // The search's bounds are within; with less, powers of 1 − α would take long to vanish.
      alpha: try container.number(.alpha, in: 0.001...1),
      weight: try container.number(.weight, in: 0...1), level: try container.number(.level),
      mean: try container.number(.mean), slope: try container.number(.slope),
      lastValue: try container.number(.lastValue),
      count: try container.integer(.stepCount, in: 1...ModelLimits.steps),
      missingAtEnd: try container.integer(.missingAtEnd, in: 0...ModelLimits.missingSteps),
      variance: try container.number(.variance, .nonNegative),
      observationCount: try container.integer(.observationCount, in: 0...ModelLimits.steps),
      season: try container.decode(ThetaSeason.self, forKey: .season))
  }
}
