extension FittedModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case family
    case models
  }

  /// Writes the family, and beside it what the model consists of.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(family, forKey: .family)
    switch self {
    case .arima(let model): try model.encode(to: encoder)
    case .autoregression(let model): try model.encode(to: encoder)
    case .ets(let model): try model.encode(to: encoder)
    case .theta(let model): try model.encode(to: encoder)
    case .dynamicTheta(let model): try model.encode(to: encoder)
    case .decomposition(let model): try model.encode(to: encoder)
    case .seasonalNaive(let model): try model.encode(to: encoder)
    case .seasonalMean(let model): try model.encode(to: encoder)
    case .combination(let models): try container.encode(models, forKey: .models)
    }
  }

  /// Reads a model.
  ///
  /// Sizes and bounds are checked, so that whatever was read can forecast; its numbers are believed.
  ///
  /// - Throws: `DecodingError`, with a sentence, if the family isn't known, something is missing, or
  ///   isn't what a model has.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.require(
      decoder.codingPath.count <= ModelLimits.depth, .family, "is a model in too many others")
    let family = try container.decode(String.self, forKey: .family)
    switch family {
    case "arima": self = .arima(try ARIMAModel(from: decoder))
    case "autoregression": self = .autoregression(try AutoregressionModel(from: decoder))
    case "ets": self = .ets(try ETSModel(from: decoder))
    case "theta": self = .theta(try ThetaModel(from: decoder))
    case "dynamic-theta": self = .dynamicTheta(try DynamicThetaModel(from: decoder))
    case "decomposition": self = .decomposition(try DecompositionModel(from: decoder))
    case "naive", "seasonal-naive": self = .seasonalNaive(try SeasonalNaive(from: decoder))
    case "mean", "seasonal-mean": self = .seasonalMean(try SeasonalMean(from: decoder))
    case "combination":
      let models = try container.decode([FittedModel].self, forKey: .models)
      try container.require(!models.isEmpty, .models, "must have a model")
      self = .combination(models)
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .family, in: container, debugDescription: "no family of models is called so")
    }
  }
}

extension DecompositionModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case adjusted
    case seasons
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(adjusted, forKey: .adjusted)
    try container.encode(seasons.map { $0.map(CodedNumber.init) }, forKey: .seasons)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing, or a season is empty.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let seasons = try container.decode([[CodedNumber]].self, forKey: .seasons)
      .map { $0.map(\.value) }
    try container.require(
      seasons.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isFinite) }, .seasons,
      "must have finite numbers, one at least")
    self.init(
      adjusted: try container.decode(FittedModel.self, forKey: .adjusted), seasons: seasons)
  }
}
