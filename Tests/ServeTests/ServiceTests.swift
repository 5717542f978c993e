import Foundation
import ServeExample
import Synchronization
import Testing

@testable import Serve

/// What all routes have in common: methods, tags, keeping, limits.
struct ServiceTests {
  private let path = "/forecast?series=San+Francisco+temperature&model=arima"

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"])
  func `Other methods are answered with those that there are`(method: String) throws {
    for target in ["/", "/models", "/v1/prediction/24", "/healthz"] {
      let answer = try Asking().get(target, method: method)
      #expect(answer.status == 405)
      #expect(answer.header("Allow") == "GET, HEAD")
      _ = try answer.problem()
    }
    #expect(try Asking().get("/nothing", method: method).status == 404)
  }

  @Test(arguments: ["/", "/models", "/v1/prediction/24", "/healthz", "/nothing", "/openapi.json"])
  func `HEAD has the head of GET and no body`(target: String) throws {
    let asking = try Asking()
    let head = asking.get(target, method: "HEAD")
    #expect(head.body.isEmpty)
    #expect(head.head == asking.get(target).head)
  }

  @Test func `A known answer is not sent again`() throws {
    let asking = try Asking()
    let answer = asking.get(path)
    let tag = try #require(answer.header("ETag"))
    #expect(tag.hasPrefix("\""))
    for known in [tag, "W/" + tag, "\"a\", \(tag)", "*"] {
      let again = asking.get(path, ifNoneMatch: known)
      #expect(again.status == 304)
      #expect(again.body.isEmpty)
      #expect(!String(decoding: again.head, as: UTF8.self).contains("Content-Length"))
      #expect(again.header("ETag") == tag)
      #expect(again.header("Cache-Control") == "max-age=60")
    }
    for other in ["\"a\"", "W/\"a\"", "", String(tag.dropFirst().dropLast())] {
      #expect(asking.get(path, ifNoneMatch: other).status == 200)
    }
    #expect(asking.get("/nothing", ifNoneMatch: "*").status == 404)
  }

  @Test func `A tag is of one query and one version`() throws {
    let asking = try Asking()
    let tag = asking.get(path).header("ETag")
    #expect(asking.get(path + "&level=95,80&horizon=24").header("ETag") == tag)
    #expect(asking.get(path + "&level=95").header("ETag") != tag)
    let series = InventedModels.series(
      "San Francisco temperature", "temperature", "K", 289, "arima", "2")
    #expect(Asking([series]).get(path).header("ETag") != tag)
  }

  @Test func `How long an answer may be kept is configured`() throws {
    var configuration = ServerConfiguration()
    configuration.maximumAge = 7
    let asking = Asking(try InventedModels().load(), configuration)
    #expect(asking.get("/models").header("Cache-Control") == "max-age=7")
    #expect(asking.get("/healthz").header("Cache-Control") == "no-store")
  }

  @Test func `An answer is made once`() throws {
    let calls = Counter()
    var series = try InventedModels(families: ["arima"]).load()
    let forecast = series[0].forecast
    series[0].forecast = {
      calls.count()
      return forecast($0)
    }
    let asking = Asking(series)
    for horizon in ["", "&horizon=24", "&level=95,80"] {
      #expect(asking.get("/forecast?series=San+Francisco+temperature" + horizon).status == 200)
    }
    #expect(calls.value == 1)
  }

  @Test func `Answers that are kept have a limit, and the oldest give way`() {
    let cache = BodyCache(capacity: 100_000)
    let answer = HTTPResponse(200, headers: [], body: Array(repeating: 0, count: 5_000))
    for hours in 0..<10_000 {
      cache.keep(answer, for: .prediction(family: "arima", hours: hours))
      #expect(cache.byteCount <= 100_000)
    }
    #expect(cache[.prediction(family: "arima", hours: 9_999)] != nil)
    #expect(cache[.prediction(family: "arima", hours: 9_990)] != nil)
    #expect(cache[.prediction(family: "arima", hours: 9_900)] == nil)
    let large = HTTPResponse(200, headers: [], body: Array(repeating: 0, count: 30_000))
    cache.keep(large, for: .openAPI)
    #expect(cache[.openAPI] == nil)
  }

  @Test func `Without models there is no readiness`() throws {
    let empty = Asking([])
    for target in ["/readyz", "/v1/prediction/24", path] {
      let answer = empty.get(target)
      #expect(answer.status == 503)
      #expect(answer.header("Retry-After") == "1")
      #expect(try answer.problem()["detail"] as? String == "No models are loaded.")
    }
    #expect(empty.get("/healthz").status == 200)
    #expect(empty.get("/openapi.json").status == 200)
    #expect(try Asking().object("/readyz")["models"] as? Int == 4)
  }

  @Test func `The document names every route, and its limits are those of the server`() throws {
    var configuration = ServerConfiguration()
    configuration.limits.horizon = 100
    let object = try Asking(try InventedModels().load(), configuration).object("/openapi.json")
    #expect(object["openapi"] as? String == "3.1.0")
    let paths = try #require(object["paths"] as? [String: Any])
    for route in RouteName.allCases where route != .other { #expect(paths[route.rawValue] != nil) }
    let components = object["components"] as? [String: [String: [String: Any]]]
    let hours = components?["parameters"]?["hours"]?["schema"] as? [String: Any]
    #expect(hours?["maximum"] as? Int == 100)
  }

  @Test func `The page takes nothing from elsewhere and has nothing inline`() throws {
    let page = try Asking().get("/")
    let policy = try #require(page.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'"))
    for part in ["//", "style=", "onclick", "<style", "<script>"] {
      #expect(!page.text.contains(part))
    }
    for name in ["chart.js", "chart.css"] {
      #expect(page.text.contains(name))
      #expect(try Asking().get("/" + name).status == 200)
    }
  }

  @Test func `Durations are a histogram of Prometheus`() {
    let metrics = ServerMetrics()
    metrics.count(.forecast, status: 200, seconds: 0.000_02)
    metrics.count(.forecast, status: 200, seconds: 0.25)
    metrics.count(.forecast, status: 404, seconds: 3)
    metrics.countReload(models: 4)
    metrics.countFailure()
    let lines = metrics.text.split(separator: "\n")
    let name = "caudal_http_request_duration_seconds"
    for line in [
      "caudal_http_requests_total{route=\"/forecast\",status=\"200\"} 2",
      "caudal_http_requests_total{route=\"/forecast\",status=\"404\"} 1",
      "\(name)_bucket{route=\"/forecast\",le=\"1e-05\"} 0",
      "\(name)_bucket{route=\"/forecast\",le=\"5e-05\"} 1",
      "\(name)_bucket{route=\"/forecast\",le=\"0.1\"} 1",
      "\(name)_bucket{route=\"/forecast\",le=\"0.5\"} 2",
      "\(name)_bucket{route=\"/forecast\",le=\"+Inf\"} 3",
      "\(name)_sum{route=\"/forecast\"} 3.25002", "\(name)_count{route=\"/forecast\"} 3",
      "caudal_models 4", "caudal_model_reloads_total 1", "caudal_model_reload_failures_total 1",
    ] { #expect(lines.contains { $0 == line }, "\(line)") }
  }
}

/// A number that threads count.
final class Counter: Sendable {
  private let number = Atomic(0)

  var value: Int { number.load(ordering: .sequentiallyConsistent) }

  func count() { number.add(1, ordering: .sequentiallyConsistent) }
}
