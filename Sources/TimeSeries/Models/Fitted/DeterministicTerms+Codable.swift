extension DeterministicTerms.Season: Codable {
  private enum CodingKeys: String, CodingKey {
    case period
    case harmonics
  }

  /// Writes the season.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(period, forKey: .period)
    try container.encode(harmonics, forKey: .harmonics)
  }

  /// Reads a season.
  ///
  /// - Throws: `DecodingError` if there is no such season.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let period = try container.integer(.period, in: 2...ModelLimits.harmonicSteps)
    self.init(
      period: period, harmonics: try container.integer(.harmonics, in: 1...period / 2))
  }
}

extension DeterministicTerms.Product: Codable {
  private enum CodingKeys: String, CodingKey {
    case first
    case second
  }

  /// Writes the product.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(first, forKey: .first)
    try container.encode(second, forKey: .second)
  }

  /// Reads a product.
  ///
  /// - Throws: `DecodingError` if there is no such season.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      first: try container.decode(DeterministicTerms.Season.self, forKey: .first),
      second: try container.decode(DeterministicTerms.Season.self, forKey: .second))
  }
}

extension DeterministicTerms: Codable {
  private enum CodingKeys: String, CodingKey {
    case hasConstant
    case hasTrend
    case seasons
    case products
  }

  /// Writes the terms.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hasConstant, forKey: .hasConstant)
    try container.encode(hasTrend, forKey: .hasTrend)
    try container.encode(seasons, forKey: .seasons)
    try container.encode(products, forKey: .products)
  }

  /// Reads terms.
  ///
  /// - Throws: `DecodingError` if there is no such season, or seasons have too many steps.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      hasConstant: try container.decode(Bool.self, forKey: .hasConstant),
      hasTrend: try container.decode(Bool.self, forKey: .hasTrend),
      seasons: try container.decode([Season].self, forKey: .seasons),
      products: try container.decode([Product].self, forKey: .products))
    let steps =
      seasons.reduce(0) { $0 + $1.period }
      + products.reduce(0) { $0 + $1.first.period + $1.second.period }
    try container.require(
      steps <= ModelLimits.harmonicSteps, .seasons,
      "must have \(ModelLimits.harmonicSteps) steps together at most")
  }
}
