import ServeExample
import Testing

@testable import Serve

/// The calls of the clients of the system before.
struct PredictionTests {
  @Test(arguments: [
    "/v1/prediction/2", "/v2/prediction/2", "/servicio/v1/prediccion/2horas",
    "/servicio/v1/prediccion/2horas/", "/servicio/v2/prediccion/2horas/",
    "/v1/prediction/2?whatever=1",
  ])
  func `Old clients read a list of hours`(target: String) throws {
    let answer = try Asking().get(target)
    #expect(answer.status == 200)
    #expect(
      answer.text == #"[{"hour": "01:00", "temp": 289.8125, "hum": 77.8125}, "#
        + #"{"hour": "02:00", "temp": 289.9375, "hum": 77.9375}]"#)
  }

  @Test(arguments: [1, 24, 48, 72, 8_784])
  func `There are as many hours as were asked for`(hours: Int) throws {
    let answer = try Asking().get("/v1/prediction/\(hours)")
    #expect(answer.text.split(separator: "\"hour\"").count - 1 == hours)
  }

  @Test(arguments: ["x", "0", "-3", "8785", "024", "1.0", "%20", "9999999999999999999999"])
  func `A number of hours that is none is refused`(hours: String) throws {
    for target in ["/v1/prediction/\(hours)", "/servicio/v2/prediccion/\(hours)horas/"] {
      let answer = try Asking().get(target)
      #expect(answer.status == 400)
      let detail = try answer.problem()["detail"] as? String
      #expect(detail == "The number of hours must be a whole number from 1 to 8784.")
    }
  }

  @Test func `Only models of the version's family are used`() throws {
    let asking = try Asking(families: ["arima"])
    #expect(asking.get("/v1/prediction/1").status == 200)
    let answer = asking.get("/v2/prediction/1")
    #expect(answer.status == 404)
    let sentence = "There is no model of the family autoregression whose column begins with temp."
    #expect(try answer.problem()["detail"] as? String == sentence)
  }

  @Test func `Series can be named, and must be if there are several`() throws {
    let two = [
      InventedModels.series("A", "temp_a", "K", 280, "arima", "1"),
      InventedModels.series("B", "Temp_b", "K", 290, "arima", "1"),
      InventedModels.series("C", "rh", "%", 70, "arima", "1"),
    ]
    #expect(Asking(two).get("/v1/prediction/1").status == 404)
    var configuration = ServerConfiguration()
    configuration.temperature = "B"
    configuration.humidity = "C"
    #expect(
      Asking(two, configuration).get("/v1/prediction/1").text
        == #"[{"hour": "01:00", "temp": 290.8125, "hum": 70.8125}]"#)
    configuration.humidity = "D"
    #expect(Asking(two, configuration).get("/v1/prediction/1").status == 404)
  }

  /// sin 3 and sin 1, in sixteenths, are 0.125 and 0.8125.
  @Test(arguments: [(-2, 0, 289.125, 77.8125), (0, -2, 289.8125, 77.125)])
  func `Both numbers of a line are of the same hour`(
    left: Int, right: Int, temperature: Double, humidity: Double
  ) {
    let series = [
      InventedModels.series("A", "temp", "K", 289, "arima", "1", originShift: left),
      InventedModels.series("B", "hum", "%", 77, "arima", "1", originShift: right),
    ]
    let line = "\"hour\": \"01:00\", \"temp\": \(temperature), \"hum\": \(humidity)"
    #expect(Asking(series).get("/v1/prediction/1").text == "[{\(line)}]")
  }

  @Test func `Series that never meet, or have no hours, are refused`() throws {
    let far = [
      InventedModels.series("A", "temp", "K", 289, "arima", "1", originShift: -20_000),
      InventedModels.series("B", "hum", "%", 77, "arima", "1"),
    ]
    #expect(Asking(far).get("/v1/prediction/1").status == 404)
    let days = [InventedModels.series("A", "temp", "K", 289, "arima", "1", step: "1 d")]
    let sentence = try Asking(days).get("/v1/prediction/1").problem()["detail"] as? String
    #expect(sentence == "The series A has a step of 1 d, not of 1 h.")
  }

  @Test func `A number that isn't finite is null`() throws {
    var series = try InventedModels(families: ["arima"]).load()
    series[0].forecast = { _ in ([.nan], [1]) }
    let text = Asking(series).get("/v1/prediction/1").text
    #expect(text == #"[{"hour": "01:00", "temp": null, "hum": 77.8125}]"#)
  }
}
