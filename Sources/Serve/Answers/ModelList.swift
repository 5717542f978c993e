extension ForecastService {
  /// A part of the list of models: all of them, or those of one series.
  func list(
    of name: String?, _ parameters: [(name: String, value: String)], from snapshot: ModelSnapshot
  ) throws(RequestRefusal) -> HTTPResponse {
    let most = configuration.limits.listedModels
    let values = try QueryValues(parameters, known: ["offset", "limit"])
    let offset = try values["offset"].map { text throws(RequestRefusal) in
      try Self.wholeNumber(text, "The offset", 0...Self.largestOffset)
    }
    let limit = try values["limit"].map { text throws(RequestRefusal) in
      try Self.wholeNumber(text, "The limit", 1...most)
    }
    let chosen = name.map(snapshot.models(of:)) ?? Array(snapshot.series.indices)
    if let name, chosen.isEmpty { return unknownSeries(name, in: snapshot) }
    // An offset beyond the end is one answer, whatever it is.
    let begin = min(offset ?? 0, chosen.count)
    let key = AnswerKey.models(name: name, offset: begin, limit: limit ?? min(100, most))
    return kept(key, in: snapshot) {
      let shown = chosen.dropFirst(begin).prefix(limit ?? min(100, most))
      return Self.list(shown.map { snapshot.series[$0] }, offset: begin, total: chosen.count)
    }
  }

  /// The largest offset of a list.
  static let largestOffset = 1_000_000_000

  private static func list(_ models: [ServedSeries], offset: Int, total: Int) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.member("total", total)
      json.member("offset", offset)
      json.member("models") { json in
        json.list { json in
          for model in models { json.element { $0.object { $0.describe(model) } } }
        }
      }
    }
    return json.bytes
  }
}
