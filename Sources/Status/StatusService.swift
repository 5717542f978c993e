package import Serve

/// Answers requests for what is known of a job: a function of a request, which knows no network.
///
/// Everything is read only, and what is known of the job needs the token.
package struct StatusService: Sendable {
  private let access: PageGuard
  private let page: StatusPage
  private let status: @Sendable () -> JobStatus

  /// A service.
  ///
  /// - Parameters:
  ///   - access: who may see it.
  ///   - status: what is known of the job now.
  package init(_ access: PageGuard, status: @escaping @Sendable () -> JobStatus) {
    self.access = access
    self.status = status
    page = StatusPage()
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
    case "status.json": .response(.momentary("application/json", status().json))
    case "metrics":
      .response(.momentary(PrometheusText.contentType, Array(status().metrics.utf8)))
    default: .response(page.page)
    }
  }
}
