import Foundation
import ServeExample
import Synchronization
import Testing

@testable import Serve

/// A service with a snapshot, that is asked without a network.
struct Asking {
  let service: ForecastService
  var snapshot: ModelSnapshot

  init(_ series: [ServedSeries], _ configuration: ServerConfiguration = ServerConfiguration()) {
    service = ForecastService(configuration: configuration) { "measurements" }
    snapshot = ModelSnapshot(series, cacheBytes: configuration.limits.cacheBytes)
  }

  /// The two invented series, with models of some families.
  init(families: [String] = ["arima", "autoregression"]) throws {
    self.init(try InventedModels(families: families).load())
  }

  func get(_ target: String, method: String = "GET", ifNoneMatch: String? = nil) -> HTTPResponse {
    service.response(to: HTTPRequest(method, target, ifNoneMatch: ifNoneMatch), from: snapshot)
      .response
  }

  /// The body of an answer, read by Foundation.
  func object(_ target: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(get(target).body))
    return try #require(value as? [String: Any])
  }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The sentence of a problem, after its form has been checked.
  func problem() throws -> [String: Any] {
    #expect(header("Content-Type") == "application/problem+json")
    #expect(header("Cache-Control") == "no-store")
    let value = try JSONSerialization.jsonObject(with: Data(body))
    let object = try #require(value as? [String: Any])
    #expect(object["status"] as? Int == status)
    #expect(object["title"] as? String == HTTPResponse.reason(of: status))
    let detail = try #require(object["detail"] as? String)
    #expect(detail.hasSuffix("."))
    return object
  }
}
