import Glibc
import Vocabulary

/// A server that is connected to, again and again.
///
/// What a connection has sent when it ends can't be asked for again. A last row without a line end is left out, since
/// nobody knows whether it is whole.
final class ConnectionFeed: Feed {
  /// The times from one attempt to the next, from the first to the longest.
  private static let (shortestPause, longestPause) = (
    Duration.milliseconds(100), Duration.seconds(5)
  )

  /// How long the first connection is tried for, if nothing but the end is waited for.
  private static let patience = Duration.seconds(10)

  private enum State {
    case waiting(until: ContinuousClock.Instant)
    case connecting(CInt)
    case connected(CInt, InputNumber)
    case ended
  }

  private let source: LiveSource
  private let addresses: [SocketAddress]
  private let endsAtEnd: Bool
  private let notes: @Sendable (String) -> Void
  private let start = ContinuousClock.now
  private var state = State.waiting(until: .now)
  private var pause = shortestPause
  private var nextAddress = 0
  private var hasSaidWaiting = false

  /// Looks the server up.
  ///
  /// - Parameters:
  ///   - source: what it is called.
  ///   - host: its name or address.
  ///   - port: its port.
  ///   - endsAtEnd: whether the end of the first connection is the end.
  ///   - notes: is told what there is to say.
  /// - Throws: ``CaudalError`` if there is no such name.
  init(
    _ source: LiveSource, host: String, port: Int, endsAtEnd: Bool,
    _ notes: @escaping @Sendable (String) -> Void
  ) throws(CaudalError) {
    self.source = source
    self.endsAtEnd = endsAtEnd
    self.notes = notes
    addresses = try SocketAddress.find(host, port: port, for: source)
  }

  deinit { closeSocket() }

  private func closeSocket() {
    switch state {
    case .connecting(let socket), .connected(let socket, _): close(socket)
    case .waiting, .ended: break
    }
  }

  var isAtEnd: Bool { if case .ended = state { true } else { false } }

  var waits: [pollfd] {
    switch state {
    case .connecting(let socket): [pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)]
    case .connected(let socket, _): [pollfd(fd: socket, events: Int16(POLLIN), revents: 0)]
    case .waiting, .ended: []
    }
  }

  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    switch state {
    case .ended: return false
    case .waiting(let until):
      guard .now >= until else { return false }
      try connect()
      return false
    case .connecting(let socket):
      try checkConnection(socket, intake)
      return false
    case .connected(let socket, let number):
      return try read(socket, number, intake, limit)
    }
  }

  private func connect() throws(CaudalError) {
    let address = addresses[nextAddress % addresses.count]
    nextAddress += 1
    let socket = address.makeSocket()
    guard socket >= 0 else { throw failure(of: "\(source)", errno) }
    state = .connecting(socket)
    let code = unsafe address.use { unsafe Glibc.connect(socket, $0, $1) }
    if code != 0, errno != EINPROGRESS { try retry(errno) }
  }

  /// Looks whether a connection has come about.
  private func checkConnection(_ socket: CInt, _ intake: Intake) throws(CaudalError) {
    var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    guard unsafe poll(&waiting, 1, 0) > 0 else { return }
    var code: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length)
    guard code == 0 else { return try retry(code) }
    state = .connected(socket, intake.begin("\(source)", as: .stream(key: nil)))
    if hasSaidWaiting { notes("note: \(source): connected") }
    (pause, hasSaidWaiting) = (Self.shortestPause, false)
  }

  /// Tries again later.
  private func retry(_ code: CInt) throws(CaudalError) {
    closeSocket()
    let reason = unsafe String(cString: strerror(code))
    if endsAtEnd, .now - start > Self.patience {
      state = .ended
      throw CaudalError(.noInput, "\(source): \(reason)")
    }
    if !hasSaidWaiting { notes("note: \(source): \(reason); it is tried again until it answers") }
    hasSaidWaiting = true
    state = .waiting(until: .now + pause)
    pause = min(pause * 2, Self.longestPause)
  }

  private func read(
    _ socket: CInt, _ number: InputNumber, _ intake: Intake, _ limit: Int
  ) throws(CaudalError) -> Bool {
    switch readAvailable(socket, atMost: limit) {
    case .bytes(let bytes):
      try intake.append(bytes, to: number)
      return true
    case .nothing: return false
    case .end, .failure:
      // A connection that is broken off has ended, too.
      try intake.end(number, keepingLastRow: false)
      close(socket)
      state = endsAtEnd ? .ended : .waiting(until: .now + pause)
      if !endsAtEnd { notes("note: \(source): the connection has ended; it is made again") }
      hasSaidWaiting = !endsAtEnd
      return true
    }
  }
}

/// Whoever connects to a port, several at a time.
final class ListenerFeed: Feed {
  /// The most that are connected at a time; others wait.
  private static let mostClients = 64

  private let source: LiveSource
  private let endsAtEnd: Bool
  private let socket: CInt
  private var clients: [(socket: CInt, number: InputNumber)] = []
  private var hadClients = false
  private(set) var isAtEnd = false

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - source: what it is called.
  ///   - host: the address; nil for that of this machine alone, which others don't reach.
  ///   - port: the port; 0 for one that the system chooses, which is said.
  ///   - endsAtEnd: whether the end of all that have connected is the end.
  ///   - notes: is told what there is to say.
  /// - Throws: ``CaudalError`` if that is impossible.
  init(
    _ source: LiveSource, host: String?, port: Int, endsAtEnd: Bool,
    _ notes: @escaping @Sendable (String) -> Void
  ) throws(CaudalError) {
    self.source = source
    self.endsAtEnd = endsAtEnd
    let address = try SocketAddress.find(host ?? "127.0.0.1", port: port, for: source)[0]
    socket = address.makeSocket()
    guard socket >= 0 else { throw failure(of: "\(source)", errno) }
    var on: CInt = 1
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
    guard unsafe address.use({ unsafe bind(socket, $0, $1) }) == 0, listen(socket, 64) == 0 else {
      let code = errno
      close(socket)
      throw failure(of: "\(source)", code, .noInput)
    }
    notes("note: listening at \(host ?? "127.0.0.1"), port \(Streams.port(of: socket))")
  }

  deinit {
    close(socket)
    for client in clients { close(client.socket) }
  }

  var waits: [pollfd] {
    guard !isAtEnd else { return [] }
    let sockets = (clients.count < Self.mostClients ? [socket] : []) + clients.map(\.socket)
    return sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  }

  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    guard !isAtEnd else { return false }
    while clients.count < Self.mostClients, case let client = accept(socket, nil, nil),
      client >= 0
    {
      _ = fcntl(client, F_SETFL, O_NONBLOCK)
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      let name = "\(source), connection \(intake.count + 1)"
      clients.append((client, intake.begin(name, as: .stream(key: nil))))
      hadClients = true
    }
    var isAnything = false
    let share = max(1 << 16, limit / max(1, clients.count))
    for (client, number) in clients {
      switch readAvailable(client, atMost: share) {
      case .nothing: continue
      case .bytes(let bytes): try intake.append(bytes, to: number)
      case .end, .failure:
        try intake.end(number, keepingLastRow: false)
        close(client)
        clients.removeAll { $0.socket == client }
      }
      isAnything = true
    }
    if endsAtEnd, hadClients, clients.isEmpty { isAtEnd = true }
    return isAnything
  }
}
