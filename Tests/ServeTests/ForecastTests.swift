import Foundation
import ServeExample
import Testing

@testable import Serve

/// `/forecast` and the lists of models, read by Foundation's JSON.
struct ForecastTests {
  private let path = "/forecast?series=San+Francisco+temperature&model=arima"

  @Test func `A forecast says what it is of`() throws {
    let object = try Asking().object(path + "&horizon=3&level=95,80")
    let names: [String: String] = [
      "schema": "caudal.prediction/1", "series": "San Francisco temperature",
      "column": "temperature", "unit": "K", "step": "1 h", "origin": "2017-11-30 00:00:00",
      "time_zone": "UTC",
    ]
    for (name, value) in names { #expect(object[name] as? String == value) }
    #expect(object["horizon"] as? Int == 3)
    #expect(object["groups"] as? [String: String] == ["city": "San Francisco"])
    #expect(
      object["model"] as? [String: String]
        == ["family": "arima", "name": "ARIMA(2,1,2)", "version": "1"])
    #expect(
      object["times"] as? [String]
        == ["2017-11-30 01:00:00", "2017-11-30 02:00:00", "2017-11-30 03:00:00"])
  }

  @Test func `Means and bounds read back as the numbers that they were`() throws {
    let body = Data(try Asking().get(path + "&horizon=72&level=95,80,80.0").body)
    let forecast = try JSONDecoder().decode(Numbers.self, from: body)
    let series = try InventedModels().load()[0]
    let (means, errors) = series.forecast(72)
    #expect(forecast.mean == means)
    #expect(forecast.intervals.map(\.level) == [80, 95])
    for interval in forecast.intervals {
      let (lower, upper) = series.interval(interval.level, means, errors)
      #expect(interval.lower == lower)
      #expect(interval.upper == upper)
    }
  }

  /// The numbers of a forecast. Foundation's other reader, of any JSON, rounds some of them.
  private struct Numbers: Decodable {
    struct Interval: Decodable {
      var level: Double
      var lower: [Double]
      var upper: [Double]
    }

    var mean: [Double]
    var intervals: [Interval]
  }

  @Test func `What isn't asked for is 24 steps, and levels of 80 and 95`() throws {
    let short = try Asking().get(path)
    #expect(short.status == 200)
    #expect(short.body == (try Asking().get(path + "&horizon=24&level=80,95").body))
  }

  @Test(arguments: [
    ("/forecast", "The parameter series is missing; /models has the names."),
    ("/forecast?series=", "The parameter series is missing; /models has the names."),
    ("/forecast?series=A&horizon=0", "The horizon must be a whole number from 1 to 8784."),
    ("/forecast?series=A&horizon=8785", "The horizon must be a whole number from 1 to 8784."),
    ("/forecast?series=A&level=0.9", "A level must be a number from 1 to 99.9."),
    ("/forecast?series=A&level=99.91", "A level must be a number from 1 to 99.9."),
    ("/forecast?series=A&level=80,", "A level must be a number from 1 to 99.9."),
    ("/forecast?series=A&level=nan", "A level must be a number from 1 to 99.9."),
    ("/forecast?series=A&level=1,2,3,4,5,6,7,8,9,10,11", "There can be at most 10 levels."),
    ("/forecast?series=A&series=B", "The parameter series is given twice."),
    (
      "/forecast?series=A&levels=80",
      "There is no such parameter; there are: series, horizon, level, model."
    ),
    ("/models?limit=1001", "The limit must be a whole number from 1 to 1000."),
    ("/models?offset=-1", "The offset must be a whole number from 0 to 1000000000."),
  ])
  func `A parameter out of range is named`(target: String, sentence: String) throws {
    let answer = try Asking().get(target)
    #expect(answer.status == 400)
    #expect(try answer.problem()["detail"] as? String == sentence)
  }

  @Test func `An unknown series is answered with names like it`() throws {
    for name in ["San+Fransisco+temperature", "san+francisco+temp", "San+Fransisco"] {
      let answer = try Asking().get("/forecast?series=\(name)")
      #expect(answer.status == 404)
      let near = try #require(try answer.problem()["near"] as? [String])
      #expect(near.contains("San Francisco temperature"))
    }
    let far = try Asking().get("/models/Vancouver")
    #expect(far.status == 404)
    #expect(try far.problem()["near"] == nil)
  }

  @Test func `A series with several models needs a choice`() throws {
    let answer = try Asking().get("/forecast?series=San+Francisco+humidity")
    #expect(answer.status == 400)
    #expect(try answer.problem()["near"] as? [String] == ["ARIMA(2,1,2)", "AR(5)"])
    for model in ["autoregression", "AR(5)"] {
      let query = "/forecast?series=San+Francisco+humidity&model=\(model)"
      let chosen = try Asking().object(query)["model"] as? [String: String]
      #expect(chosen?["name"] == "AR(5)")
    }
    #expect(try Asking().get("/forecast?series=San+Francisco+humidity&model=ets").status == 404)
  }

  @Test func `Models are listed in parts`() throws {
    let asking = try Asking()
    let all = try asking.object("/models")
    #expect(all["total"] as? Int == 4)
    let models = try #require(all["models"] as? [[String: Any]])
    for index in 0..<4 {
      let part = try asking.object("/models?offset=\(index)&limit=1")["models"] as? [[String: Any]]
      #expect(part?.count == 1)
      #expect(part?[0]["series"] as? String == models[index]["series"] as? String)
    }
    #expect(try asking.object("/models?offset=5")["offset"] as? Int == 4)
    #expect(try asking.object("/models/San%20Francisco%20humidity")["total"] as? Int == 2)
  }

  @Test func `Texts are written so that Foundation reads the same ones`() throws {
    let text = "a\"b\\c\u{1}\n\t\u{7F}é日\u{1F600}/"
    var json = JSONText()
    json.object { $0.member(text, text) }
    let read = try JSONSerialization.jsonObject(with: Data(json.bytes))
    #expect(read as? [String: String] == [text: text])
  }

  @Test func `The distance of names is that of Levenshtein`() {
    let pairs = [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("flaw", "lawn", 2)]
    for (left, right, distance) in pairs {
      #expect(editDistance(Array(left.utf8), Array(right.utf8)) == distance)
    }
  }
}
