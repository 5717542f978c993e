import Foundation
import Glibc
import ServeExample
import Synchronization
import Testing

@testable import Serve

/// A server on a port of this machine.
@Suite(.serialized)
struct ServerTests {
  @Test func `Old clients get their list through the system's own HTTP`() async throws {
    try await withServer { port, _, _ in
      for path in ["/v1/prediction/24", "/servicio/v1/prediccion/24horas/"] {
        let (head, body) = try curl(["http://127.0.0.1:\(port)\(path)"])
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        let list = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [[String: Any]]
        #expect(list?.count == 24)
        #expect(list?[12]["hour"] as? String == "13:00")
        #expect(list?[0]["temp"] as? Double == 289.8125)
      }
    }
  }

  @Test func `curl keeps an answer by its tag, and reads heads and errors`() async throws {
    try await withServer { port, _, _ in
      let address = "http://127.0.0.1:\(port)/forecast?series=San+Francisco+humidity"
      let (head, _) = try curl([address])
      let tag = try #require(
        head.split(separator: "\r\n").first { $0.hasPrefix("ETag: ") }?.dropFirst(6))
      let again = try curl(["-H", "If-None-Match: \(tag)", address])
      #expect(again.head.hasPrefix("HTTP/1.1 304 Not Modified\r\n"))
      #expect(again.body.isEmpty)
      let onlyHead = try curl(["-I", address])
      #expect(onlyHead.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
      let posted = try curl(["-d", "x=1", address])
      #expect(posted.head.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n"))
      #expect(posted.head.contains("\r\nAllow: GET, HEAD\r\n"))
    }
  }

  @Test func `Requests of one connection are answered in their order`() async throws {
    try await withServer { port, _, _ in
      let client = try RawClient(port: port)
      client.send(
        (1...50).map { "GET /v1/prediction/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
      for hours in 1...50 {
        let body = try #require(client.answer()).body
        #expect(body.split(separator: "hour").count - 1 == hours)
      }
      client.send("POST /models HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nGET / HTTP")
      #expect(client.status() == 405)
      client.send("/1.1\r\nHost: a\r\n\r\n".padding(toLength: 20, withPad: "x", startingAt: 0))
      client.send("HEAD /models HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(client.answer(isHead: true)?.head.hasPrefix("HTTP/1.1 200") == true)
      client.ask("/healthz")
      let (head, body) = try #require(client.answer())
      #expect(body == #"{"status": "ok"}"#)
      #expect(head.contains("\r\nDate: ") && head.contains(" GMT\r\n"))
      #expect(!head.contains("Connection"))
    }
  }

  @Test func `What can't be read is answered, and the connection ended`() async throws {
    try await withServer { port, _, _ in
      for (text, status) in [
        ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 60_000), 431),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", 413),
        ("GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
      ] {
        let client = try RawClient(port: port)
        client.send(text)
        let (head, body) = try #require(client.answer())
        #expect(head.hasPrefix("HTTP/1.1 \(status) "))
        #expect(head.contains("\r\nConnection: close\r\n"))
        #expect(body.contains("\"status\": \(status)"))
        #expect(client.isEnded())
      }
    }
  }

  @Test func `A request that comes too slowly ends, and so does a silent connection`() async throws
  {
    try await withServer(configure: {
      $0.limits.headSeconds = 1
      $0.limits.idleSeconds = 1
    }) { port, _, _ in
      let slow = try RawClient(port: port)
      slow.send("GET / HTTP/1.1\r\nHo")
      let silent = try RawClient(port: port)
      #expect(slow.status() == 408)
      #expect(slow.isEnded())
      #expect(silent.isEnded())
    }
  }

  @Test func `Connections above the limit are told so`() async throws {
    try await withServer(configure: { $0.limits.connections = 3 }) { port, _, _ in
      var open = try (0..<3).map { _ in try RawClient(port: port) }
      for client in open {
        client.ask("/healthz")
        #expect(client.status() == 200)
      }
      let more = try RawClient(port: port)
      #expect(more.status() == 503)
      #expect(more.isEnded())
      open.removeAll()
      var text = ""
      for _ in 0..<100 where !text.contains("caudal_http_connections 1\n") {
        try await Task.sleep(for: .milliseconds(50))
        let next = try RawClient(port: port)
        next.ask("/metrics")
        text = next.answer()?.body ?? ""
      }
      #expect(text.contains("caudal_http_connections 1\n"))
      #expect(text.contains("caudal_http_connections_refused_total "))
    }
  }

  @Test func `A long answer reaches a slow reader whole`() async throws {
    try await withServer { port, _, _ in
      let client = try RawClient(port: port)
      let query = "series=San+Francisco+humidity&horizon=8784&level=1,2,3,4,5,6,7,8,9,10"
      for _ in 0..<5 { client.ask("/forecast?" + query) }
      try await Task.sleep(for: .milliseconds(300))
      let first = try #require(client.answer()).body
      #expect(first.utf8.count > 1_000_000)
      for _ in 1..<5 { #expect(client.answer()?.body == first) }
      client.ask("/healthz")
      #expect(client.status() == 200)
    }
  }
}
