/// The interface of the system before: temperature and humidity of the next hours.
extension ForecastService {
  /// The list of the next hours, each with `hour`, `temp` and `hum`.
  ///
  /// The first hour is the one behind the origins of both series. If one ends before the other, its
  /// forecast goes on up to there, so that both numbers of a line are of the same hour.
  func prediction(
    _ family: Route.Family, _ text: String, from snapshot: ModelSnapshot
  ) throws(RequestRefusal) -> HTTPResponse {
    let hours = try Self.wholeNumber(text, "The number of hours", 1...configuration.limits.horizon)
    guard !snapshot.series.isEmpty else { return Self.withoutModels }
    let key = AnswerKey.prediction(family: family.rawValue, hours: hours)
    return kept(key, in: snapshot) { () throws(RequestRefusal) in
      let temperature = try series(
        configuration.temperature, beginning: "temp", of: family, in: snapshot)
      let humidity = try series(configuration.humidity, beginning: "hum", of: family, in: snapshot)
      return try body(hours, temperature, humidity)
    }
  }

  /// The model of a family that a number of the old interface comes from.
  private func series(
    _ name: String?, beginning: String, of family: Route.Family, in snapshot: ModelSnapshot
  ) throws(RequestRefusal) -> ServedSeries {
    let candidates = snapshot.series.filter { series in
      guard series.modelFamily == family.rawValue else { return false }
      return name.map { $0 == series.name } ?? series.column.lowercased().hasPrefix(beginning)
    }
    let wanted = name.map { "of the series \($0)" } ?? "whose column begins with \(beginning)"
    guard candidates.count <= 1 else {
      throw RequestRefusal(
        404, "There are \(candidates.count) models of the family \(family.rawValue) \(wanted).")
    }
    guard let only = candidates.first else {
      throw RequestRefusal(404, "There is no model of the family \(family.rawValue) \(wanted).")
    }
    guard only.step == "1 h" else {
      throw RequestRefusal(404, "The series \(only.name) has a step of \(only.step), not of 1 h.")
    }
    return only
  }

  private func body(
    _ hours: Int, _ temperature: ServedSeries, _ humidity: ServedSeries
  ) throws(RequestRefusal) -> [UInt8] {
    let (temperatureLead, humidityLead) = try leads(temperature, humidity)
    let temperatures = temperature.forecast(hours + temperatureLead).means
    let humidities = humidity.forecast(hours + humidityLead).means
    let lines = zip(temperatures.dropFirst(temperatureLead), humidities.dropFirst(humidityLead))
    var json = JSONText()
    json.list { json in
      for (index, values) in lines.enumerated() {
        json.element { json in
          json.object { json in
            json.member("hour", temperature.hourOfDay(temperatureLead + index + 1))
            json.member("temp", values.0)
            json.member("hum", values.1)
          }
        }
      }
    }
    return json.bytes
  }

  /// The steps that are left out of each series so that both begin at the same time.
  private func leads(
    _ left: ServedSeries, _ right: ServedSeries
  ) throws(RequestRefusal) -> (left: Int, right: Int) {
    let leftTime = left.time(1)
    let rightTime = right.time(1)
    if leftTime == rightTime { return (0, 0) }
    for lead in 1...configuration.limits.horizon {
      if left.time(1 + lead) == rightTime { return (lead, 0) }
      if right.time(1 + lead) == leftTime { return (0, lead) }
    }
    throw RequestRefusal(
      404, "The series \(left.name) ends at \(left.origin) and \(right.name) at \(right.origin).")
  }

  /// A whole number in decimal digits, without sign or leading zero.
  static func wholeNumber(
    _ text: String, _ what: String, _ range: ClosedRange<Int>
  ) throws(RequestRefusal) -> Int {
    let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isDecimal, text == "0" || text.utf8.first != 0x30, let number = Int(text),
      range.contains(number)
    else {
      throw RequestRefusal(
        400, "\(what) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }
}
