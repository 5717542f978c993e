import Glibc
import Serve
import Synchronization

/// Serves the page of a cluster until SIGTERM or SIGINT.
package struct ClusterServer: ~Copyable {
  /// The address of the page, with the token.
  package let url: String

  private let server: EventServer
  private let isEnding = SharedFlag()

  /// Begins to serve.
  ///
  /// - Parameters:
  ///   - board: what is known.
  ///   - address: where it is served.
  ///   - token: what whoever looks must know; nil for a new one.
  ///   - hostName: the name of this host.
  /// - Throws: a ``StatusMonitor/Failure`` if the port can't be had.
  package init(
    _ board: ClusterBoard, at address: StatusAddress, token: String?, hostName: String
  ) throws(StatusMonitor.Failure) {
    let (server, isEnding) = (try Self.listen(at: address), isEnding)
    let token = token ?? PageGuard.newToken()
    let service = ClusterService(
      PageGuard(address: address, hostName: hostName, token: token), board)
    let work = EventServer.Work(
      answer: { service.answer($0) },
      event: { board.event(isEnding: isEnding.isSet) }, tick: {})
    do throws(ServerError) { try server.start(work) } catch {
      throw StatusMonitor.Failure(sentence: error.description)
    }
    self.server = server
    url = address.url(port: server.port, token: token, hostName: hostName)
  }

  private static func listen(
    at address: StatusAddress
  ) throws(StatusMonitor.Failure) -> EventServer {
    do throws(ServerError) {
      return try EventServer(host: address.host, port: address.port, interval: 1_000)
    } catch {
      throw StatusMonitor.Failure(sentence: error.description)
    }
  }

  /// Serves until SIGTERM or SIGINT, and says goodbye to those who look.
  package consuming func run() {
    let signals = EndSignals()
    while EndSignals.count == 0 { usleep(50_000) }
    isEnding.set()
    server.end()
    signals.end()
  }
}

/// Whether something has happened, for all threads.
private final class SharedFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() { flag.store(true, ordering: .releasing) }
}
