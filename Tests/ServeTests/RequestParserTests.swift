import Testing

@testable import Serve

/// Requests as they come over a connection.
struct RequestParserTests {
  private let parser = RequestParser(limits: ServerLimits())

  private func parse(_ text: String) throws(RequestRefusal) -> (HTTPRequest, Int)? {
    try parser.request(in: Array(text.utf8))
  }

  @Test func `A request is read when its last byte has come, and not before`() throws {
    let text =
      "GET /forecast?series=A HTTP/1.1\r\nHost: a\r\nIF-None-Match:  \"x\" \r\nContent-Length: 3\r\n\r\n"
    for count in 0..<text.utf8.count {
      #expect(try parser.request(in: Array(text.utf8.prefix(count))) == nil)
    }
    let (request, length) = try #require(try parse(text + "abcGET"))
    #expect(length == text.utf8.count)
    #expect(request.method == "GET")
    #expect(request.target == "/forecast?series=A")
    #expect(request.ifNoneMatch == "\"x\"")
    #expect(request.bodyLength == 3)
    #expect(request.isPersistent)
  }

  @Test func `Empty lines before a request are left out`() throws {
    let (request, length) = try #require(try parse("\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n"))
    #expect(request.isHead)
    #expect(length == 32)
  }

  @Test(arguments: [
    ("Connection: close", "HTTP/1.1", false), ("Connection: Keep-Alive, CLOSE", "HTTP/1.1", false),
    ("Connection: keep-alive", "HTTP/1.1", true), ("Accept: */*", "HTTP/1.1", true),
    ("Connection: keep-alive", "HTTP/1.0", false),
  ])
  func `A connection is kept as the request says`(
    header: String, version: String, kept: Bool
  ) throws {
    let (request, _) = try #require(
      try parse("GET / \(version)\r\nHost: a\r\n\(header)\r\n\r\n"))
    #expect(request.isPersistent == kept)
  }

  @Test(arguments: [
    ("http://example.org/models?limit=1", "/models?limit=1"), ("http://example.org", "/"),
    ("HTTPS://example.org/", "/"), ("*", "*"),
  ])
  func `A target with scheme and host is reduced to its path`(target: String, path: String) throws {
    let (request, _) = try #require(try parse("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"))
    #expect(request.target == path)
  }

  @Test(arguments: [
    ("GET /\r\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /ä HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505), ("GET / FTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.1\nHost: a\n\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{1}\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", 413),
    ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
    ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", 417),
  ])
  func `What can't be read is refused`(text: String, status: Int) {
    let refusal = #expect(throws: RequestRefusal.self) { _ = try parse(text) }
    #expect(refusal?.status == status)
  }

  @Test func `A head that never ends is refused at its limit`() throws {
    let begin = "GET / HTTP/1.1\r\nHost: a\r\nX: "
    #expect(try parse(begin + String(repeating: "a", count: 8_191 - begin.utf8.count)) == nil)
    let refusal = #expect(throws: RequestRefusal.self) {
      _ = try parse(begin + String(repeating: "a", count: 8_192 - begin.utf8.count))
    }
    #expect(refusal?.status == 431)
    let whole = #expect(throws: RequestRefusal.self) {
      _ = try parse(begin + String(repeating: "a", count: 8_192) + "\r\n\r\n")
    }
    #expect(whole?.status == 431)
  }

  @Test func `A target is decoded part by part`() throws {
    let target = try RequestTarget("/models/a%2Fb+c/?x=1+2%2B&y&z=%C3%A9", limits: ServerLimits())
    #expect(target.segments == ["models", "a/b+c", ""])
    let values = target.parameters.map { "\($0.name):\($0.value)" }
    #expect(values == ["x:1 2+", "y:", "z:é"])
  }

  @Test(arguments: [
    ("models", 400), ("*", 400), ("/%", 400), ("/%4", 400), ("/%GG", 400), ("/%FF", 400),
    ("/?a=%C3", 400), ("/" + String(repeating: "a", count: 1_024), 414),
    ("/?" + String(repeating: "a", count: 2_049), 414),
  ])
  func `A target that is no text or too long is refused`(target: String, status: Int) {
    let refusal = #expect(throws: RequestRefusal.self) {
      _ = try RequestTarget(target, limits: ServerLimits())
    }
    #expect(refusal?.status == status)
  }
}
