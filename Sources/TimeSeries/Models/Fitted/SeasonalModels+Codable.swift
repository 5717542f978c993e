extension SeasonalNaive: Codable {
  private enum CodingKeys: String, CodingKey {
    case last
    case ages
    case sumOfSquares
    case changeCount
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumbers(last, forKey: .last)
    try container.encode(ages, forKey: .ages)
    try container.encodeNumber(sumOfSquares, forKey: .sumOfSquares)
    try container.encode(changeCount, forKey: .changeCount)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing or out of its bounds.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let last = try container.numbers(.last)
    try container.require(!last.isEmpty, .last, "must have a step at least")
    self.init(
      last: last,
      ages: try container.integers(.ages, in: 0...ModelLimits.seasons, count: last.count),
      sumOfSquares: try container.number(.sumOfSquares, .nonNegative),
      changeCount: try container.integer(.changeCount, in: 1...ModelLimits.steps))
  }
}

extension SeasonalMean: Codable {
  private enum CodingKeys: String, CodingKey {
    case means
    case counts
    case sumOfSquares
    case seasons
    case recent
  }

  /// Writes the model.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumbers(means, forKey: .means)
    try container.encode(counts, forKey: .counts)
    try container.encodeNumber(sumOfSquares, forKey: .sumOfSquares)
    guard let window else { return }
    try container.encode(window.seasons, forKey: .seasons)
    try container.encodeNumbers(window.values, forKey: .recent)
  }

  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if something is missing or out of its bounds.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let means = try container.numbers(.means)
    try container.require(!means.isEmpty, .means, "must have a step at least")
    let counts = try container.integers(.counts, in: 1...ModelLimits.seasons, count: means.count)
    try container.require(
      counts.contains { $0 > 1 }, .counts, "must have a place with two values at least")
    var window: Window?
    if let seasons = try container.decodeIfPresent(Int.self, forKey: .seasons) {
      try container.require(
        (2...ModelLimits.seasons).contains(seasons), .seasons,
        "must be from 2 to \(ModelLimits.seasons)")
      let recent = try container.numbers(.recent, .finiteOrMissing)
      try container.require(
        recent.count >= means.count && (recent.count - 1) / means.count < seasons, .recent,
        "must be as many values as the seasons have at most")
      window = Window(seasons: seasons, values: recent)
    }
    self.init(
      means: means, counts: counts,
      sumOfSquares: try container.number(.sumOfSquares, .nonNegative), window: window)
  }
}
