import Serve

/// Who may see a page: whoever knows its token, and asks the server by a name that is its own.
package struct PageGuard: Sendable {
  /// Where it is served.
  private let address: StatusAddress
  private let hostName: String
  private let token: String

  /// A guard.
  ///
  /// - Parameters:
  ///   - address: where the page is served.
  ///   - hostName: the name of this host.
  ///   - token: what whoever asks must know.
  package init(address: StatusAddress, hostName: String, token: String) {
    self.address = address
    self.hostName = hostName
    self.token = token
  }

  /// 32 digits that nobody can guess.
  static func newToken() -> String {
    let digits = Array("0123456789abcdef")
    var source = SystemRandomNumberGenerator()
    return String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &source)] })
  }

  /// Answers a request, if it may be answered.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - answer: answers it, and is told whether it has the token.
  /// - Returns: the answer, or a refusal; without a body to HEAD.
  func answer(
    _ request: HTTPRequest, by answer: (RequestTarget, Bool) throws(RequestRefusal) -> EventAnswer
  ) -> EventAnswer {
    let complete = completeAnswer(request, answer)
    guard request.isHead, case .response(let response) = complete else { return complete }
    return .response(response.withoutBody)
  }

  private func completeAnswer(
    _ request: HTTPRequest, _ answer: (RequestTarget, Bool) throws(RequestRefusal) -> EventAnswer
  ) -> EventAnswer {
    guard address.isNamed(by: request.host, hostName: hostName) else {
      return .response(.problem(403, "This server isn't known by the name in Host."))
    }
    guard request.method == "GET" || request.isHead else {
      let allow = [(name: "Allow", value: "GET, HEAD")]
      return .response(.problem(405, "Only GET and HEAD are answered here.", headers: allow))
    }
    do throws(RequestRefusal) {
      let target = try RequestTarget(request.target, limits: ServerLimits())
      return try answer(target, isAllowed(request, target))
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
}

extension HTTPResponse {
  /// An answer that is true at this moment only.
  static func momentary(_ type: String, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      200,
      headers: [("Content-Type", type), ("Cache-Control", "no-store"), noSniff], body: body)
  }

  /// A resource of a page. Nothing is kept: the next job may be served at the same port by another version.
  static func resource(
    _ text: String, _ type: String, headers: [(name: String, value: String)] = []
  ) -> HTTPResponse {
    let own = [("Content-Type", type + "; charset=utf-8"), ("Cache-Control", "no-store"), noSniff]
    return HTTPResponse(200, headers: own + headers, body: Array(text.utf8))
  }
}
