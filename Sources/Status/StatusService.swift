package import Serve

/// Answers requests for what is known of a job: a function of a request, which knows no network.
///
/// Everything is read only, and what is known of the job needs the token.
package struct StatusService: Sendable {
  /// Where it is served.
  private let address: StatusAddress
  private let hostName: String
  private let token: String
  private let page: StatusPage
  private let status: @Sendable () -> JobStatus

  /// A service.
  ///
  /// - Parameters:
  ///   - address: where it is served.
  ///   - hostName: the name of this host.
  ///   - token: what whoever asks must know.
  ///   - status: what is known of the job now.
  package init(
    address: StatusAddress, hostName: String, token: String,
    status: @escaping @Sendable () -> JobStatus
  ) {
    self.address = address
    self.hostName = hostName
    self.token = token
    self.status = status
    page = StatusPage()
  }

  /// Answers a request.
  package func answer(_ request: HTTPRequest) -> EventAnswer {
    let answer = completeAnswer(request)
    guard request.isHead, case .response(let response) = answer else { return answer }
    return .response(response.withoutBody)
  }

  private func completeAnswer(_ request: HTTPRequest) -> EventAnswer {
    guard address.isNamed(by: request.host, hostName: hostName) else {
      return .response(.problem(403, "This server isn't known by the name in Host."))
    }
    guard request.method == "GET" || request.isHead else {
      let allow = [(name: "Allow", value: "GET, HEAD")]
      return .response(.problem(405, "Only GET and HEAD are answered here.", headers: allow))
    }
    do throws(RequestRefusal) {
      let target = try RequestTarget(request.target, limits: ServerLimits())
      return try answer(to: target, isAllowed: isAllowed(request, target))
    } catch {
      return .response(.problem(error))
    }
  }

  /// Whether a request has the token, in its query or in its head.
  private func isAllowed(_ request: HTTPRequest, _ target: RequestTarget) -> Bool {
    var given = target.parameters.filter { $0.name == "token" }.map(\.value)
    if let header = request.authorization {
      let words = header.split(separator: " ", maxSplits: 1)
      if words.count == 2, words[0].lowercased() == "bearer" { given.append(String(words[1])) }
    }
    return given.contains { isSame(Array($0.utf8), Array(token.utf8)) }
  }

  private func answer(
    to target: RequestTarget, isAllowed: Bool
  ) throws(RequestRefusal) -> EventAnswer {
    switch target.segments {
    // The same for everybody: what they show comes with the token.
    case ["status.css"]: return .response(page.style)
    case ["status.js"]: return .response(page.script)
    case [""], ["events"], ["status.json"], ["metrics"]: break
    default: throw RequestRefusal(404, "There is nothing at this path.")
    }
    guard isAllowed else {
      throw RequestRefusal(
        403, "This needs the token: the address that the job printed ends with it.")
    }
    return switch target.segments[0] {
    case "events": .events
    case "status.json": .response(Self.momentary("application/json", status().json))
    case "metrics":
      .response(Self.momentary(PrometheusText.contentType, Array(status().metrics.utf8)))
    default: .response(page.page)
    }
  }

  /// An answer that is true at this moment only.
  private static func momentary(_ type: String, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      200,
      headers: [("Content-Type", type), ("Cache-Control", "no-store"), HTTPResponse.noSniff],
      body: body)
  }
}
