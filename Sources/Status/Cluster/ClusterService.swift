package import Serve

/// Answers requests for what is known of a cluster: a function of a request, which knows no network.
package struct ClusterService: Sendable {
  private let access: PageGuard
  private let board: ClusterBoard
  private let page = ClusterPage()

  /// A service.
  ///
  /// - Parameters:
  ///   - access: who may see it.
  ///   - board: what is known.
  package init(_ access: PageGuard, _ board: ClusterBoard) {
    self.access = access
    self.board = board
  }

  /// Answers a request.
  package func answer(_ request: HTTPRequest) -> EventAnswer {
    access.answer(request) { target, isAllowed throws(RequestRefusal) in
      try answer(to: target, isAllowed: isAllowed)
    }
  }

  private func answer(
    to target: RequestTarget, isAllowed: Bool
  ) throws(RequestRefusal) -> EventAnswer {
    switch target.segments {
    // The same for everybody: what they show comes with the token.
    case ["cluster.css"]: return .response(page.style)
    case ["cluster.js"]: return .response(page.script)
    case [""], ["events"], ["jobs.json"], ["report"]: break
    default: throw RequestRefusal(404, "There is nothing at this path.")
    }
    guard isAllowed else {
      throw RequestRefusal(
        403, "This needs the token: the address that caudal status printed ends with it.")
    }
    return switch target.segments[0] {
    case "events": .events
    case "jobs.json": .response(.momentary("application/json", board.document()))
    case "report": .response(try report(target.parameters.first { $0.name == "job" }?.value))
    default: .response(page.page)
    }
  }

  /// The page that a job wrote. Whatever the file holds, a browser runs nothing of it, and loads nothing for it.
  private func report(_ id: String?) throws(RequestRefusal) -> HTTPResponse {
    guard let id, let record = board.job(id) else {
      throw RequestRefusal(404, "There is no such job.")
    }
    guard let bytes = JobReport.bytes(of: record) else {
      throw RequestRefusal(404, "The page that this job wrote isn't there any more.")
    }
    let policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return HTTPResponse(
      200,
      headers: [
        ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"),
        ("Content-Security-Policy", policy), ("Referrer-Policy", "no-referrer"),
        HTTPResponse.noSniff,
      ], body: bytes)
  }
}
