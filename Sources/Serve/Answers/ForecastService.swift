/// Answers requests: a function of a request and a snapshot of the models, that knows no network.
package struct ForecastService: Sendable {
  let configuration: ServerConfiguration
  private let metrics: @Sendable () -> String
  private let chart: ChartPage

  /// A service.
  ///
  /// - Parameters:
  ///   - configuration: the limits, and which series the old interface has.
  ///   - metrics: makes the text of `/metrics`.
  package init(configuration: ServerConfiguration, metrics: @escaping @Sendable () -> String) {
    self.configuration = configuration
    self.metrics = metrics
    chart = ChartPage(maximumAge: configuration.maximumAge)
  }

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - snapshot: the models.
  ///   - isEnding: whether the server has been told to end, so that it isn't ready for others.
  /// - Returns: the answer, which has no body if the method is HEAD, and the name of the route.
  /// - Complexity: constant for answers that are kept; else that of the forecast.
  package func response(
    to request: HTTPRequest, from snapshot: ModelSnapshot, isEnding: Bool = false
  ) -> (response: HTTPResponse, route: RouteName) {
    var (response, route) = completeResponse(to: request, from: snapshot)
    if isEnding, route == .readiness, response.status == 200 { response = Self.atItsEnd }
    return (request.isHead ? response.withoutBody : response, route)
  }

  private func completeResponse(
    to request: HTTPRequest, from snapshot: ModelSnapshot
  ) -> (HTTPResponse, RouteName) {
    var name = RouteName.other
    do throws(RequestRefusal) {
      let target = try RequestTarget(request.target, limits: configuration.limits)
      guard let route = Route(target.segments) else {
        let sentence = "There is nothing at this path; /openapi.json says what there is."
        return (.problem(404, sentence), name)
      }
      name = route.name
      guard request.method == "GET" || request.isHead else {
        let allow = [(name: "Allow", value: "GET, HEAD")]
        return (.problem(405, "Only GET and HEAD are answered here.", headers: allow), name)
      }
      let response = try response(to: route, target.parameters, from: snapshot)
      return (Self.conditional(response, ifNoneMatch: request.ifNoneMatch), name)
    } catch {
      return (.problem(error), name)
    }
  }

  private func response(
    to route: Route, _ parameters: [(name: String, value: String)], from snapshot: ModelSnapshot
  ) throws(RequestRefusal) -> HTTPResponse {
    switch route {
    case .prediction(let family, let hours, _): try prediction(family, hours, from: snapshot)
    case .forecast: try forecast(parameters, from: snapshot)
    case .models: try list(of: nil, parameters, from: snapshot)
    case .model(let name): try list(of: name, parameters, from: snapshot)
    case .health: Self.live
    case .readiness: readiness(of: snapshot)
    case .metrics: measurements
    case .openAPI: description(of: snapshot)
    case .page: chart.page
    case .script: chart.script
    case .style: chart.style
    }
  }

  /// The 304 of an answer that the client has already, or the answer.
  ///
  /// RFC 9110, 13.1.2: the comparison is the weak one.
  static func conditional(_ response: HTTPResponse, ifNoneMatch: String?) -> HTTPResponse {
    guard let ifNoneMatch, response.status == 200, let tag = response.header("ETag") else {
      return response
    }
    let isKnown = ifNoneMatch.split(separator: ",").contains { candidate in
      let text = candidate.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      return text == "*" || text == tag || text.hasPrefix("W/") && text.dropFirst(2) == tag
    }
    guard isKnown else { return response }
    let kept = response.headers.filter { $0.name != "Content-Type" }
    return HTTPResponse(304, headers: kept, body: [])
  }

  /// The answer that is kept for a key, or a new one.
  ///
  /// - Parameters:
  ///   - key: what the answer depends on.
  ///   - snapshot: the models, which keep the answer.
  ///   - body: makes its body, which is JSON, or says why there is none: that is kept, too.
  /// - Returns: the answer.
  func kept(
    _ key: AnswerKey, in snapshot: ModelSnapshot, _ body: () throws(RequestRefusal) -> [UInt8]
  ) -> HTTPResponse {
    if let answer = snapshot.cache[key] { return answer }
    let answer: HTTPResponse
    do throws(RequestRefusal) {
      let maximumAge = configuration.maximumAge
      answer = Self.lasting(try body(), type: "application/json", maximumAge: maximumAge)
    } catch {
      answer = .problem(error)
    }
    snapshot.cache.keep(answer, for: key)
    return answer
  }

  /// An answer that clients may keep for some seconds, and ask about by its tag.
  static func lasting(
    _ body: [UInt8], type: String, maximumAge: Int, headers: [(name: String, value: String)] = []
  ) -> HTTPResponse {
    HTTPResponse(
      200,
      headers: [
        ("Content-Type", type), ("ETag", entityTag(of: body)),
        ("Cache-Control", "max-age=\(maximumAge)"), HTTPResponse.noSniff,
      ] + headers, body: body)
  }

  /// The strong tag of a body: two 64-bit sums of it (FNV-1a, once from each end).
  ///
  /// The body is a function of the versions of its models and of the query; a tag of the bytes
  /// themselves also changes when a later program writes them in another form.
  static func entityTag(of body: [UInt8]) -> String {
    var forward: UInt64 = 0xCBF2_9CE4_8422_2325
    var backward = forward
    for index in body.indices {
      forward = (forward ^ UInt64(body[index])) &* 0x100_0000_01B3
      backward = (backward ^ UInt64(body[body.count - 1 - index])) &* 0x100_0000_01B3
    }
    return "\"" + String(forward, radix: 36) + "-" + String(backward, radix: 36) + "\""
  }
}

// MARK: Health

extension ForecastService {
  private static let live = momentary("application/json", Array(#"{"status": "ok"}"#.utf8))

  private func readiness(of snapshot: ModelSnapshot) -> HTTPResponse {
    guard !snapshot.series.isEmpty else { return Self.withoutModels }
    var json = JSONText()
    json.object { json in
      json.member("status", "ready")
      json.member("models", snapshot.series.count)
    }
    return Self.momentary("application/json", json.bytes)
  }

  /// The answer where models are needed and none are loaded.
  static let withoutModels = HTTPResponse.problem(
    503, "No models are loaded.", headers: [("Retry-After", "1")])

  /// The answer of a server that has been told to end.
  private static let atItsEnd = HTTPResponse.problem(
    503, "This server is ending.", headers: [("Retry-After", "1")])

  private var measurements: HTTPResponse {
    Self.momentary(PrometheusText.contentType, Array(metrics().utf8))
  }

  /// An answer that is true at this moment only.
  private static func momentary(_ type: String, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      200,
      headers: [("Content-Type", type), ("Cache-Control", "no-store"), HTTPResponse.noSniff],
      body: body)
  }
}
