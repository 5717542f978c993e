/// An answer.
///
/// Its head is made with it, so that a kept answer is sent as it is: only the date and whether the
/// connection is kept are added.
package struct HTTPResponse: Sendable {
  /// The status.
  package let status: Int

  /// The headers, without `Content-Length`, `Date` and `Connection`.
  package let headers: [(name: String, value: String)]

  /// The body; empty in an answer to HEAD.
  package private(set) var body: [UInt8]

  /// The status line and the headers, with `Content-Length` where there may be a body, each with its
  /// end of line.
  package let head: [UInt8]

  /// An answer with a status, headers and a body.
  package init(_ status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
    var text = "HTTP/1.1 \(status) \(Self.reason(of: status))\r\n"
    for header in headers { text += "\(header.name): \(header.value)\r\n" }
    // RFC 9110, 8.6: the length in a 304 would be that of the body that isn't sent.
    if status != 304 { text += "Content-Length: \(body.count)\r\n" }
    head = Array(text.utf8)
  }

  /// The value of a header, whose name is as it is sent.
  package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The same head with no body.
  package var withoutBody: HTTPResponse {
    var response = self
    response.body = []
    return response
  }

  /// The words behind a status (RFC 9110, 15).
  static func reason(of status: Int) -> String {
    switch status {
    case 200: "OK"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 417: "Expectation Failed"
    case 431: "Request Header Fields Too Large"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Internal Server Error"
    }
  }
}

extension HTTPResponse {
  /// An error as `application/problem+json` (RFC 9457), of which nothing is kept.
  ///
  /// - Parameters:
  ///   - status: the status.
  ///   - sentence: what is wrong, in one sentence.
  ///   - near: names that may have been meant.
  ///   - headers: further headers.
  /// - Returns: the answer.
  package static func problem(
    _ status: Int, _ sentence: String, near: [String] = [],
    headers: [(name: String, value: String)] = []
  ) -> HTTPResponse {
    var json = JSONText()
    json.object { json in
      json.member("type", "about:blank")
      json.member("title", reason(of: status))
      json.member("status", status)
      json.member("detail", sentence)
      if !near.isEmpty { json.member("near", near) }
    }
    let own = [
      ("Content-Type", "application/problem+json"), ("Cache-Control", "no-store"), noSniff,
    ]
    return HTTPResponse(status, headers: own + headers, body: json.bytes)
  }

  /// The refusal of a request.
  package static func problem(_ refusal: RequestRefusal) -> HTTPResponse {
    problem(refusal.status, refusal.sentence)
  }

  /// What a browser is told of a page that has all from this server: to load, and to tell, nothing else.
  package static var ofOwnPage: [(name: String, value: String)] {
    let policy = """
      default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
      form-action 'none'; frame-ancestors 'none'
      """
    return [("Content-Security-Policy", policy), ("Referrer-Policy", "no-referrer")]
  }

  /// Forbids a browser to guess another type than the one that is said.
  package static var noSniff: (name: String, value: String) {
    ("X-Content-Type-Options", "nosniff")
  }
}
