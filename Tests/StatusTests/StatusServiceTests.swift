import Serve
import Status
import Testing
import Vocabulary

@Suite("Requests for what is known of a job")
struct StatusServiceTests {
  private static let token = "0123456789abcdef"

  private func answer(
    _ target: String, host: String? = "localhost:8080", method: String = "GET",
    authorization: String? = nil, at address: String = "8080"
  ) throws -> EventAnswer {
    let board = JobBoard(
      JobBoard.Facts(command: "caudal", version: "1", start: 0, hosts: ["h"]), InputProgress())
    let access = PageGuard(
      address: try #require(StatusAddress(address)), hostName: "node7.cluster", token: Self.token)
    let service = StatusService(access) { board.status(at: 1) }
    var request = HTTPRequest(method, target)
    (request.host, request.authorization) = (host, authorization)
    return service.answer(request)
  }

  private func status(of answer: EventAnswer) -> Int {
    switch answer {
    case .response(let response): response.status
    case .events: 1
    }
  }

  @Test(
    "What is known needs the token",
    arguments: [
      ("/", 403), ("/status.json", 403), ("/events", 403), ("/metrics", 403),
      ("/?token=0123456789abcdeF", 403), ("/?token=", 403), ("/?token=0123456789abcdef0", 403),
      ("/?token=0123456789abcdef", 200), ("/events?token=0123456789abcdef", 1),
      ("/status.json?token=0123456789abcdef", 200), ("/metrics?token=0123456789abcdef", 200),
      ("/status.css", 200), ("/status.js", 200), ("/x?token=0123456789abcdef", 404),
      ("/%zz?token=0123456789abcdef", 400),
    ])
  func token(target: String, expected: Int) throws {
    #expect(status(of: try answer(target)) == expected)
  }

  @Test("The token may also be in the head of a request")
  func bearer() throws {
    let good = try answer("/metrics", authorization: "Bearer \(Self.token)")
    #expect(status(of: good) == 200)
    for header in ["Bearer x", "Basic \(Self.token)", Self.token, ""] {
      #expect(status(of: try answer("/metrics", authorization: header)) == 403)
    }
  }

  @Test(
    "A browser that was led here under another name gets nothing",
    arguments: [
      ("localhost:8080", 200), ("LOCALHOST", 200), ("127.0.0.1:8080", 200), ("[::1]:8080", 200),
      ("192.168.1.7:8080", 200), ("node7.cluster:8080", 200), ("node7", 200), ("localhost.", 200),
      ("evil.example:8080", 403), ("localhost.evil.example", 403), ("127.0.0.1.evil.example", 403),
      ("127.0.0", 403), ("256.0.0.1", 403), ("", 403), (nil, 403),
    ] as [(String?, Int)])
  func rebinding(host: String?, expected: Int) throws {
    for target in ["/?token=\(Self.token)", "/status.json?token=\(Self.token)"] {
      #expect(status(of: try answer(target, host: host)) == expected)
    }
    #expect(status(of: try answer("/status.css", host: host)) == expected)
  }

  @Test("Nothing can be changed")
  func readOnly() throws {
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
      let answer = try answer("/?token=\(Self.token)", method: method)
      #expect(status(of: answer) == 405)
    }
    guard case .response(let head) = try answer("/?token=\(Self.token)", method: "HEAD") else {
      Issue.record("HEAD is no stream")
      return
    }
    #expect(head.status == 200 && head.body.isEmpty)
  }

  @Test("The page forbids everything that isn't its own")
  func policy() throws {
    guard case .response(let page) = try answer("/?token=\(Self.token)") else {
      Issue.record("the page is no stream")
      return
    }
    let policy = try #require(page.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none';") && !policy.contains("unsafe"))
    #expect(page.header("Referrer-Policy") == "no-referrer")
    let text = String(decoding: page.body, as: UTF8.self)
    #expect(!text.contains("style=") && !text.contains("onerror") && !text.contains("://"))
  }

  @Test(
    "Addresses as users write them",
    arguments: [
      ("8080", "127.0.0.1", 8080), ("0.0.0.0:0", "0.0.0.0", 0), ("[::1]:80", "::1", 80),
      ("node7:65535", "node7", 65_535),
    ])
  func address(text: String, host: String, port: Int) throws {
    let address = try #require(StatusAddress(text))
    #expect(address.host == host && address.port == port)
  }

  @Test(
    "What is no address",
    arguments: [
      "", ":", "x", "65536", "-1", ":80", "::1:80", "a b:80", "http://a:80", "80:", "+80",
    ])
  func noAddress(text: String) { #expect(StatusAddress(text) == nil) }

  @Test("The printed address can be opened")
  func url() throws {
    func url(_ text: String) throws -> String {
      try #require(StatusAddress(text)).url(port: 81, token: "t", hostName: "node7")
    }
    #expect(try url("80") == "http://127.0.0.1:81/?token=t")
    #expect(try url("0.0.0.0:80") == "http://node7:81/?token=t")
    #expect(try url("[::1]:80") == "http://[::1]:81/?token=t")
  }
}
