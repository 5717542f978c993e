/// What `/forecast` was asked for.
struct ForecastQuery: Equatable {
  /// The name of the series.
  var series: String

  /// The number of steps.
  var horizon = 24

  /// The levels of the intervals in per cent, ascending, each once.
  var levels = [80.0, 95.0]

  /// The family or the name of the model; nil for the only one there is.
  var model: String?

  /// Reads the parameters of a query.
  ///
  /// - Throws: a ``RequestRefusal`` with 400 that names the parameter that is missing, given twice,
  ///   unknown or out of range.
  init(
    _ parameters: [(name: String, value: String)], limits: ServerLimits
  ) throws(RequestRefusal) {
    let values = try QueryValues(parameters, known: ["series", "horizon", "level", "model"])
    guard let series = values["series"], !series.isEmpty else {
      throw RequestRefusal(400, "The parameter series is missing; /models has the names.")
    }
    self.series = series
    if let text = values["horizon"] {
      horizon = try ForecastService.wholeNumber(text, "The horizon", 1...limits.horizon)
    }
    if let text = values["level"] { levels = try Self.levels(text, limit: limits.levels) }
    model = values["model"]
  }

  private static func levels(_ text: String, limit: Int) throws(RequestRefusal) -> [Double] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= limit else {
      throw RequestRefusal(400, "There can be at most \(limit) levels.")
    }
    var levels: Set<Double> = []
    for part in parts {
      let isDecimal = part.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
      guard isDecimal, part.utf8.count <= 20, let level = Double(part), (1...99.9).contains(level)
      else { throw RequestRefusal(400, "A level must be a number from 1 to 99.9.") }
      levels.insert(level)
    }
    return levels.sorted()
  }
}

/// The parameters of a query by their names.
struct QueryValues {
  private var values: [String: String] = [:]

  /// The parameters of a query.
  ///
  /// - Throws: a ``RequestRefusal`` if one is not known, or given twice.
  init(
    _ parameters: [(name: String, value: String)], known: [String]
  ) throws(RequestRefusal) {
    for (name, value) in parameters {
      guard known.contains(name) else {
        let names = known.joined(separator: ", ")
        throw RequestRefusal(400, "There is no such parameter; there are: \(names).")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw RequestRefusal(400, "The parameter \(name) is given twice.")
      }
    }
  }

  subscript(name: String) -> String? { values[name] }
}

extension ForecastService {
  /// The forecast of one series, with its intervals.
  func forecast(
    _ parameters: [(name: String, value: String)], from snapshot: ModelSnapshot
  ) throws(RequestRefusal) -> HTTPResponse {
    let query = try ForecastQuery(parameters, limits: configuration.limits)
    guard !snapshot.series.isEmpty else { return Self.withoutModels }
    let all = snapshot.models(of: query.series)
    guard !all.isEmpty else { return unknownSeries(query.series, in: snapshot) }
    let chosen = all.filter { index in
      let series = snapshot.series[index]
      return query.model.map { $0 == series.modelFamily || $0 == series.modelName } ?? true
    }
    guard let index = chosen.first else {
      let names = all.map { snapshot.series[$0].modelFamily }
      return .problem(404, "The series has no such model; near has those it has.", near: names)
    }
    guard chosen.count == 1 else {
      let names = chosen.map { snapshot.series[$0].modelName }
      return .problem(
        400, "The series has several models; the parameter model must name one.", near: names)
    }
    let key = AnswerKey.forecast(model: index, horizon: query.horizon, levels: query.levels)
    return kept(key, in: snapshot) { body(of: snapshot.series[index], query) }
  }

  /// The 404 of a series that there is not, with the names that may have been meant.
  func unknownSeries(_ name: String, in snapshot: ModelSnapshot) -> HTTPResponse {
    let near = snapshot.names(near: name)
    let hint = near.isEmpty ? "/models has the names" : "near has names like it"
    return .problem(404, "There is no series of this name; \(hint).", near: near)
  }

  private func body(of series: ServedSeries, _ query: ForecastQuery) -> [UInt8] {
    let (means, standardErrors) = series.forecast(query.horizon)
    var json = JSONText()
    json.object { json in
      json.member("schema", "caudal.prediction/1")
      json.describe(series)
      json.member("horizon", query.horizon)
      json.member("times", (0..<query.horizon).map { series.time($0 + 1) })
      json.member("mean", means)
      json.member("intervals") { json in
        json.list { json in
          for level in query.levels {
            let (lower, upper) = series.interval(level, means, standardErrors)
            json.element { json in
              json.object { json in
                json.member("level", level)
                json.member("lower", lower)
                json.member("upper", upper)
              }
            }
          }
        }
      }
    }
    return json.bytes
  }
}

extension JSONText {
  /// Writes the members that say what a model is of.
  mutating func describe(_ series: ServedSeries) {
    member("series", series.name)
    member("column", series.column)
    member("groups") { json in
      json.object { json in
        for group in series.groups { json.member(group.name, group.value) }
      }
    }
    member("unit", series.unit)
    member("step", series.step)
    member("origin", series.origin)
    member("time_zone", series.timeZone)
    member("model") { json in
      json.object { json in
        json.member("family", series.modelFamily)
        json.member("name", series.modelName)
        json.member("version", series.version)
      }
    }
  }
}
