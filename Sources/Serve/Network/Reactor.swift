import Glibc
import Synchronization

/// A thread's share of the connections: it waits for any of them, and answers the requests that have
/// arrived.
///
/// A request is answered by the thread that has read it: making an answer takes microseconds if it is
/// kept, and the time of a forecast if not.
final class Reactor {
  /// The nanoseconds between two looks at deadlines.
  private static let tick: UInt64 = 100_000_000

  /// The nanoseconds for which a connection waits for the end from the other side.
  private static let lingering: UInt64 = 2_000_000_000

  /// The nanoseconds for which a silent connection is kept when the server ends, in case a request
  /// is under way.
  private static let grace: UInt64 = 1_000_000_000

  let state: ServerState
  private let parser: RequestParser
  private let poll: EventPoll
  private var connections: [CInt: Connection] = [:]
  private var buffer = [UInt8](repeating: 0, count: 16_384)
  private var date: (second: UInt64, line: [UInt8]) = (.max, [])
  private var isListening = true
  private var nextSweep: UInt64 = 0

  init(_ state: ServerState, _ poll: EventPoll) {
    self.state = state
    self.poll = poll
    parser = RequestParser(limits: state.configuration.limits)
    poll.add(state.listener, isShared: true)
  }

  /// Answers requests until the server ends.
  func run() {
    while isListening || !connections.isEmpty {
      poll.wait(milliseconds: 100) { descriptor in
        if descriptor == state.listener {
          if isListening { acceptOne() }
        } else if let connection = connections[descriptor] {
          proceed(connection)
        }
      }
      let now = monotonicNanoseconds()
      if now >= nextSweep {
        nextSweep = now + Self.tick
        sweep(now)
      }
    }
    poll.close()
  }

  // MARK: Connections

  /// Accepts one connection: those that wait behind it go to whichever thread is free.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  private func acceptOne() -> Bool {
    guard let (descriptor, remote) = Listener.accept(state.listener) else { return false }
    let limits = state.configuration.limits
    let open = state.connections.add(1, ordering: .relaxed).newValue
    state.metrics.countConnections(1)
    let now = monotonicNanoseconds()
    let connection = Connection(
      descriptor, remote: remote, deadline: now + seconds(limits.idleSeconds),
      isCounted: open <= limits.connections)
    connections[descriptor] = connection
    poll.add(descriptor)
    guard open > limits.connections else { return true }
    state.metrics.countRefusedConnection()
    // A few are told so; a flood is not worth the memory.
    if open > limits.connections + 64 {
      drop(connection)
    } else {
      let response = HTTPResponse.problem(
        503, "There are too many connections.", headers: [("Retry-After", "1")])
      connection.isLast = true
      send(response, on: connection)
    }
    return true
  }

  private func drop(_ connection: Connection) {
    guard connections.removeValue(forKey: connection.descriptor) != nil else { return }
    if connection.phase == .writing {
      state.pendingBytes.subtract(connection.pendingBytes, ordering: .relaxed)
    }
    close(connection.descriptor)
    state.connections.subtract(1, ordering: .relaxed)
    state.metrics.countConnections(-1)
  }

  private func proceed(_ connection: Connection) {
    if connection.phase == .writing {
      let pending = connection.pendingBytes
      switch connection.resume() {
      case .partial: return
      case .failed: return drop(connection)
      case .complete: break
      }
      state.pendingBytes.subtract(pending, ordering: .relaxed)
      connection.phase = .idle
      poll.change(connection.descriptor, to: .reading)
      finish(connection)
      answerRequests(on: connection)
    } else {
      read(connection)
    }
  }

  private func read(_ connection: Connection) {
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe recv(connection.descriptor, bytes.baseAddress, bytes.count, 0)
    }
    guard count > 0 else {
      if count == 0 || errno != EAGAIN && errno != EINTR { drop(connection) }
      return
    }
    guard connection.phase != .lingering else { return }
    if connection.phase == .idle {
      connection.phase = .reading
      connection.deadline = monotonicNanoseconds() + seconds(state.configuration.limits.headSeconds)
    }
    connection.input.append(contentsOf: buffer[..<count])
    answerRequests(on: connection)
  }

  // MARK: Requests

  /// Answers the requests that have arrived, in their order, until one waits for its reader.
  private func answerRequests(on connection: Connection) {
    while connection.phase == .idle || connection.phase == .reading, !connection.input.isEmpty,
      connection.skipBody(), !connection.input.isEmpty
    {
      let begin = monotonicNanoseconds()
      do throws(RequestRefusal) {
        guard let (request, length) = try parser.request(in: connection.input) else {
          if connection.phase == .idle {
            connection.phase = .reading
            connection.deadline = begin + seconds(state.configuration.limits.headSeconds)
          }
          return
        }
        connection.consume(length)
        connection.skipped = request.bodyLength
        answer(request, on: connection, begin)
      } catch {
        refuse(error, on: connection, begin)
      }
    }
  }

  private func answer(_ request: HTTPRequest, on connection: Connection, _ begin: UInt64) {
    var response: HTTPResponse
    var route = RouteName.other
    if state.pendingBytes.load(ordering: .relaxed) > state.configuration.limits.pendingBytes {
      response = .problem(
        503, "Too many answers wait for their readers.", headers: [("Retry-After", "1")])
      if request.isHead { response = response.withoutBody }
    } else {
      (response, route) = state.service.response(
        to: request, from: state.keeper.snapshot, isEnding: state.isEnding)
    }
    connection.isLast = !request.isPersistent || state.isEnding
    note(request.method, request.target, response, route, connection, begin)
    send(response, on: connection)
  }

  private func refuse(_ refusal: RequestRefusal, on connection: Connection, _ begin: UInt64) {
    let response = HTTPResponse.problem(refusal)
    connection.isLast = true
    note("-", "-", response, .other, connection, begin)
    send(response, on: connection)
  }

  private func note(
    _ method: String, _ target: String, _ response: HTTPResponse, _ route: RouteName,
    _ connection: Connection, _ begin: UInt64
  ) {
    let seconds = Double(monotonicNanoseconds() - begin) / 1e9
    state.metrics.count(route, status: response.status, seconds: seconds)
    guard state.configuration.reportsRequests else { return }
    state.report(
      .request(
        AnsweredRequest(
          remote: connection.remote, method: method, target: target, status: response.status,
          bytes: response.body.count, seconds: seconds)))
  }

  private func send(_ response: HTTPResponse, on connection: Connection) {
    var head = response.head
    head.append(contentsOf: dateLine())
    if connection.isLast { head.append(contentsOf: Self.closeLine) }
    head.append(contentsOf: Self.lineEnd)
    switch connection.send(head, response.body) {
    case .complete: finish(connection)
    case .failed: drop(connection)
    case .partial:
      state.pendingBytes.add(connection.pendingBytes, ordering: .relaxed)
      let limit = state.configuration.limits.answerSeconds + connection.pendingBytes / 10_000
      connection.deadline = monotonicNanoseconds() + seconds(limit)
      connection.phase = .writing
      poll.change(connection.descriptor, to: .writing)
    }
  }

  /// Goes on behind an answer that is sent.
  private func finish(_ connection: Connection) {
    let now = monotonicNanoseconds()
    if connection.isLast {
      connection.phase = .lingering
      connection.deadline = now + Self.lingering
      shutdown(connection.descriptor, CInt(SHUT_WR))
    } else {
      connection.phase = .idle
      connection.deadline = now + seconds(state.configuration.limits.idleSeconds)
    }
  }

  private static let closeLine = Array("Connection: close\r\n".utf8)
  private static let lineEnd = Array("\r\n".utf8)

  /// The header `Date`, made once a second.
  private func dateLine() -> [UInt8] {
    let second = monotonicNanoseconds() / 1_000_000_000
    if second != date.second {
      date = (second, Array("Date: \(UniversalTime().httpDate)\r\n".utf8))
    }
    return date.line
  }

  private func seconds(_ count: Int) -> UInt64 { UInt64(max(0, count)) * 1_000_000_000 }

  // MARK: Deadlines and the end

  private func sweep(_ now: UInt64) {
    let end = state.isEnding ? state.closingTime(now: now) : nil
    if let end, isListening, now >= end || state.isEndingAtOnce {
      // Those who were connected by the system already are answered.
      while acceptOne() {}
      isListening = false
      poll.remove(state.listener)
      state.stopListening()
    }
    for connection in Array(connections.values) {
      if let end, connection.phase == .idle {
        connection.deadline = min(connection.deadline, end + Self.grace)
      }
      if now > connection.deadline { expire(connection) }
    }
    guard let end else { return }
    let isLate = now > end + seconds(state.configuration.limits.endSeconds) || state.isEndingAtOnce
    guard isLate else { return }
    for connection in Array(connections.values) {
      if connection.phase != .lingering { state.connectionsCut.add(1, ordering: .relaxed) }
      drop(connection)
    }
  }

  private func expire(_ connection: Connection) {
    guard connection.phase == .reading, connection.skipped == 0 else { return drop(connection) }
    let refusal = RequestRefusal(408, "The request has taken too long to arrive.")
    refuse(refusal, on: connection, monotonicNanoseconds())
  }
}
