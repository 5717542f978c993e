import Synchronization
import Testing

@testable import Serve

@Suite("A server of events")
struct EventServerTests {
  /// A server whose events have a number of bytes.
  private static func server(
    eventBytes: Int, listeners: Int = 16, patience: Int = 600, _ made: Count = Count()
  ) throws -> EventServer {
    let server = try EventServer(
      host: "127.0.0.1", port: 0, connections: 20, listeners: listeners, interval: 50,
      patience: patience)
    let event = [UInt8](repeating: UInt8(ascii: "x"), count: eventBytes)
    try server.start(
      EventServer.Work(
        answer: { request in
          request.target == "/events"
            ? .events : .response(HTTPResponse(200, headers: [], body: Array(request.target.utf8)))
        },
        event: { event }, tick: { made.value.add(1, ordering: .relaxed) }))
    return server
  }

  /// The events that were made.
  private final class Count: Sendable {
    let value = Atomic(0)
  }

  private static func connect(_ server: EventServer, _ request: String) throws -> RawClient {
    let client = try RawClient(port: server.port)
    client.send(request)
    return client
  }

  private static let head = " HTTP/1.1\r\nHost: a\r\n"

  @Test("Who listens gets events until the end, and a last one")
  func events() async throws {
    let made = Count()
    let server = try Self.server(eventBytes: 10, made)
    let listener = try Self.connect(server, "GET /events" + Self.head + "\r\n")
    let head = try #require(listener.answer()?.head)
    #expect(head.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"))
    let begin = made.value.load(ordering: .relaxed)
    while made.value.load(ordering: .relaxed) < begin + 4 {
      try await Task.sleep(for: .milliseconds(10))
    }
    server.end()
    let text = listener.readAll()
    // One at once, three in between, and the last one.
    #expect(text.ranges(of: "event: status\ndata: xxxxxxxxxx\n\n").count >= 5)
    #expect(text.hasSuffix("data: xxxxxxxxxx\n\n"))
  }

  @Test("Requests are answered one behind the other, and a connection ends when it is asked to")
  func requests() async throws {
    let server = try Self.server(eventBytes: 1)
    defer { server.end() }
    let connection = try Self.connect(
      server,
      "GET /a\(Self.head)\r\nGET /b\(Self.head)Connection: close\r\n\r\nGET /c\(Self.head)")
    let text = connection.readAll()
    #expect(text.contains("\r\n\r\n/aHTTP/1.1 200 OK"))
    #expect(text.hasSuffix("Connection: close\r\n\r\n/b"))
    let wrong = try Self.connect(server, "no request\n")
    #expect(wrong.readAll().hasPrefix("HTTP/1.1 400 "))
  }

  @Test("Who doesn't read is cut off, and the others get their events meanwhile")
  func deaf() async throws {
    let made = Count()
    // More than the system keeps of what isn't read.
    let server = try Self.server(eventBytes: 16 << 20, made)
    let deaf = try Self.connect(server, "GET /events" + Self.head + "\r\n")
    let begin = made.value.load(ordering: .relaxed)
    while made.value.load(ordering: .relaxed) < begin + 20 {
      let other = try Self.connect(server, "GET /a" + Self.head + "Connection: close\r\n\r\n")
      #expect(other.readAll().hasSuffix("/a"))
      try await Task.sleep(for: .milliseconds(20))
    }
    // Less than the one event that was begun.
    #expect(deaf.readAll().utf8.count < 16 << 20)
    server.end()
  }

  @Test("Who sends no request is cut off")
  func silent() async throws {
    let server = try Self.server(eventBytes: 1)
    defer { server.end() }
    let silent = try Self.connect(server, "GET /a")
    #expect(silent.readAll() == "")
  }

  @Test("There are no more connections, and no more who listen, than allowed")
  func limits() async throws {
    let server = try Self.server(eventBytes: 1, listeners: 1, patience: 60_000)
    defer { server.end() }
    let first = try Self.connect(server, "GET /events" + Self.head + "\r\n")
    #expect(first.answer()?.head.hasPrefix("HTTP/1.1 200") == true)
    let second = try Self.connect(server, "GET /events" + Self.head + "Connection: close\r\n\r\n")
    #expect(second.readAll().hasPrefix("HTTP/1.1 503 "))
    // The first still listens.
    let idle = try (0..<19).map { _ in try Self.connect(server, "") }
    let surplus = try Self.connect(server, "GET /a" + Self.head + "Connection: close\r\n\r\n")
    #expect(surplus.readAll() == "")
    #expect(idle.count == 19 && first.send("x"))
  }
}
