import CEpoll
import Glibc
import Synchronization
import Threads

/// The answer to a request that may also be a stream of events.
package enum EventAnswer: Sendable {
  /// An answer.
  case response(HTTPResponse)

  /// Events, each when it happens, until the connection or the server ends (server-sent events, WHATWG HTML, 9.2).
  case events
}

/// A small server beside other work: one thread answers requests, and tells those who listen what happens, twice a
/// second.
///
/// It is never in the way of that work: it waits for nobody, whoever reads slowly misses events and is then cut off,
/// and the number of connections is limited.
package final class EventServer: Sendable {
  /// What a server does.
  package struct Work: Sendable {
    /// Answers a request.
    package var answer: @Sendable (HTTPRequest) -> EventAnswer

    /// Makes the event that is sent to those who listen.
    package var event: @Sendable () -> [UInt8]

    /// Is called before each event, whether anybody listens or not.
    package var tick: @Sendable () -> Void

    /// Is called when the watched descriptor can be read.
    package var receive: @Sendable () -> Void

    /// What a server does.
    package init(
      answer: @escaping @Sendable (HTTPRequest) -> EventAnswer,
      event: @escaping @Sendable () -> [UInt8], tick: @escaping @Sendable () -> Void,
      receive: @escaping @Sendable () -> Void = {}
    ) {
      self.answer = answer
      self.event = event
      self.tick = tick
      self.receive = receive
    }
  }

  /// The nanoseconds from one event to the next.
  let interval: UInt64

  /// The nanoseconds for which a connection may wait for its request, or for its reader.
  let patience: UInt64

  /// The port that it listens at.
  package let port: Int

  /// The connections that are accepted, and those of them that may listen to events.
  let limits: (connections: Int, listeners: Int)

  let listener: CInt
  let poll: EventPoll

  /// Is readable when the server is to end.
  private let ending: CInt
  private let state = Atomic(State.waiting.rawValue)

  private enum State: Int { case waiting, running, ending, ended }

  /// Listens, without answering yet.
  ///
  /// - Parameters:
  ///   - host: an address or a name of this host.
  ///   - port: a port; 0 for one that the system chooses.
  ///   - connections: the most connections at one time.
  ///   - listeners: the most of them that listen to events.
  ///   - interval: the milliseconds from one event to the next.
  ///   - patience: the milliseconds after which a connection is cut off whose request doesn't come, or whose reader
  ///     doesn't read.
  /// - Throws: a ``ServerError`` if that isn't possible.
  package init(
    host: String, port: Int, connections: Int = 64, listeners: Int = 16,
    interval: Int = 500, patience: Int = 10_000
  ) throws(ServerError) {
    listener = try Listener.open(host: host, port: port)
    poll = try EventPoll()
    self.port = Listener.port(of: listener)
    limits = (connections, listeners)
    self.interval = UInt64(interval) * 1_000_000
    self.patience = UInt64(patience) * 1_000_000
    ending = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
    poll.add(listener)
    poll.add(ending)
  }

  /// Whether the server was told to end.
  var isEnding: Bool { state.load(ordering: .acquiring) >= State.ending.rawValue }

  /// Begins to answer.
  ///
  /// - Parameters:
  ///   - work: what is answered, and sent.
  ///   - watched: a descriptor that is watched, too; nil for none.
  /// - Throws: a ``ServerError`` if the system starts no thread for it.
  package func start(_ work: Work, watching watched: CInt? = nil) throws(ServerError) {
    state.store(State.running.rawValue, ordering: .releasing)
    if let watched { poll.add(watched) }
    let isStarted = startThread(takesSignals: false) { [self] in
      let reactor = EventReactor(self, work, watched)
      reactor.run()
      state.store(State.ended.rawValue, ordering: .releasing)
    }
    if !isStarted { throw .noThread }
  }

  /// Sends a last event to those who listen, and ends.
  ///
  /// - Parameter milliseconds: how long it is waited for them at most.
  package func end(within milliseconds: Int = 300) {
    guard state.load(ordering: .acquiring) == State.running.rawValue else { return }
    state.store(State.ending.rawValue, ordering: .releasing)
    var one: UInt64 = 1
    unsafe write(ending, &one, 8)
    let deadline = monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
    while state.load(ordering: .acquiring) != State.ended.rawValue,
      monotonicNanoseconds() < deadline
    { usleep(1_000) }
  }
}
