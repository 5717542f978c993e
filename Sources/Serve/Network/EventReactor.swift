import Glibc

/// The thread of an ``EventServer``.
final class EventReactor {
  private let server: EventServer
  private let work: EventServer.Work
  private let watched: CInt?
  private let parser = RequestParser(limits: ServerLimits())
  private var connections: [CInt: Connection] = [:]

  /// Those that listen to events.
  private var listeners: Set<CInt> = []
  private var buffer = [UInt8](repeating: 0, count: 16_384)
  private var nextEvent: UInt64

  init(_ server: EventServer, _ work: EventServer.Work, _ watched: CInt?) {
    self.server = server
    self.work = work
    self.watched = watched
    nextEvent = monotonicNanoseconds() + server.interval
  }

  /// Answers until the server ends, and sends a last event then.
  func run() {
    while !server.isEnding {
      let now = monotonicNanoseconds()
      let wait = nextEvent > now ? (nextEvent - now) / 1_000_000 + 1 : 0
      proceed(within: CInt(wait))
      if monotonicNanoseconds() >= nextEvent { sendEvents() }
    }
    work.tick()
    let deadline = monotonicNanoseconds() + 200_000_000
    // Whoever waits for the rest of an event gets it, and then the last one.
    var waiting = listeners
    while !waiting.isEmpty, monotonicNanoseconds() < deadline {
      for descriptor in waiting {
        guard let connection = connections[descriptor] else {
          waiting.remove(descriptor)
          continue
        }
        guard connection.phase != .writing else { continue }
        send(Self.message(work.event()), on: connection)
        waiting.remove(descriptor)
      }
      proceed(within: waiting.isEmpty ? 0 : 10)
    }
    for connection in connections.values { drop(connection) }
    server.poll.close()
    close(server.listener)
  }

  private func proceed(within milliseconds: CInt) {
    server.poll.wait(milliseconds: milliseconds) { descriptor in
      if descriptor == server.listener {
        accept()
      } else if descriptor == watched {
        work.receive()
      } else if let connection = connections[descriptor] {
        if connection.phase == .writing { resume(connection) } else { read(connection) }
      }
    }
  }

  // MARK: Connections

  private func accept() {
    guard let (descriptor, remote) = Listener.accept(server.listener) else { return }
    guard connections.count < server.limits.connections else {
      close(descriptor)
      return
    }
    let deadline = monotonicNanoseconds() + server.patience
    connections[descriptor] = Connection(
      descriptor, remote: remote, deadline: deadline, isCounted: true)
    server.poll.add(descriptor)
  }

  private func drop(_ connection: Connection) {
    connections[connection.descriptor] = nil
    listeners.remove(connection.descriptor)
    close(connection.descriptor)
  }

  private func read(_ connection: Connection) {
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe recv(connection.descriptor, bytes.baseAddress, bytes.count, 0)
    }
    guard count > 0 else {
      if count == 0 || errno != EAGAIN && errno != EINTR { drop(connection) }
      return
    }
    // Nothing more is expected from who listens, or has got its last answer.
    guard connection.phase != .lingering, !listeners.contains(connection.descriptor) else { return }
    connection.input.append(contentsOf: buffer[..<count])
    answerRequests(on: connection)
  }

  private func answerRequests(on connection: Connection) {
    while connection.phase == .idle, connection.skipBody(), !connection.input.isEmpty {
      do throws(RequestRefusal) {
        guard let (request, length) = try parser.request(in: connection.input) else { return }
        connection.consume(length)
        connection.skipped = request.bodyLength
        connection.isLast = !request.isPersistent
        answer(request, on: connection)
      } catch {
        connection.isLast = true
        send(.problem(error), on: connection)
      }
      guard connections[connection.descriptor] != nil,
        !listeners.contains(connection.descriptor)
      else { return }
    }
  }

  private func answer(_ request: HTTPRequest, on connection: Connection) {
    switch work.answer(request) {
    case .response(let response): send(response, on: connection)
    case .events where request.isHead:
      connection.isLast = true
      send(Self.streamHead, on: connection)
    case .events where listeners.count < server.limits.listeners:
      listeners.insert(connection.descriptor)
      send(Self.streamHead + Self.message(work.event()), on: connection)
    case .events:
      send(
        .problem(503, "Too many look at this already.", headers: [("Retry-After", "5")]),
        on: connection)
    }
  }

  // MARK: Sending

  private static let streamHead = Array(
    """
    HTTP/1.1 200 OK\r
    Content-Type: text/event-stream\r
    Cache-Control: no-store\r
    X-Content-Type-Options: nosniff\r
    Connection: close\r
    \r
    retry: 2000\n\n
    """.utf8)

  /// Makes what is sent of an event.
  ///
  /// - Parameter data: a line of text.
  /// - Returns: the bytes.
  private static func message(_ data: [UInt8]) -> [UInt8] {
    Array("event: status\ndata: ".utf8) + data + Array("\n\n".utf8)
  }

  private func send(_ response: HTTPResponse, on connection: Connection) {
    var end = "Date: \(UniversalTime().httpDate)\r\n"
    if connection.isLast { end += "Connection: close\r\n" }
    send(response.head + Array((end + "\r\n").utf8) + response.body, on: connection)
  }

  private func send(_ bytes: [UInt8], on connection: Connection) {
    connection.deadline = monotonicNanoseconds() + server.patience
    switch connection.send(bytes, []) {
    case .complete: finish(connection)
    case .failed: drop(connection)
    case .partial:
      connection.phase = .writing
      server.poll.change(connection.descriptor, to: .writing)
    }
  }

  private func resume(_ connection: Connection) {
    switch connection.resume() {
    case .partial: return
    case .failed: return drop(connection)
    case .complete: break
    }
    connection.phase = .idle
    server.poll.change(connection.descriptor, to: .reading)
    finish(connection)
    if !listeners.contains(connection.descriptor) { answerRequests(on: connection) }
  }

  /// Goes on behind an answer that is sent.
  private func finish(_ connection: Connection) {
    guard connection.isLast, !listeners.contains(connection.descriptor) else { return }
    connection.phase = .lingering
    shutdown(connection.descriptor, CInt(SHUT_WR))
  }

  /// Sends an event to those who are ready for it, and cuts off those who haven't been for long.
  private func sendEvents() {
    nextEvent = monotonicNanoseconds() + server.interval
    work.tick()
    let now = monotonicNanoseconds()
    for connection in Array(connections.values) where now > connection.deadline {
      if connection.phase == .writing || !listeners.contains(connection.descriptor) {
        drop(connection)
      }
    }
    guard !listeners.isEmpty else { return }
    let event = Self.message(work.event())
    for descriptor in listeners {
      guard let connection = connections[descriptor], connection.phase != .writing else { continue }
      send(event, on: connection)
    }
  }
}
