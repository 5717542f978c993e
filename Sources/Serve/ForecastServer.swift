import Glibc
import Synchronization
import Threads

/// Serves forecasts of saved models over HTTP/1.1.
///
/// It has threads of its own, each of which answers the requests of its connections, and one that
/// looks whether the models have changed. Encryption is left to a proxy before it.
package struct ForecastServer: Sendable {
  private let configuration: ServerConfiguration
  private let models: any ServedModels
  private let log: @Sendable (ServerEvent) -> Void

  /// A server.
  ///
  /// - Parameters:
  ///   - configuration: where it listens and how it answers.
  ///   - models: the models.
  ///   - log: is told what happens, from any thread.
  package init(
    configuration: ServerConfiguration, models: some ServedModels,
    log: @escaping @Sendable (ServerEvent) -> Void
  ) {
    self.configuration = configuration
    self.models = models
    self.log = log
  }

  /// Serves until SIGTERM, SIGINT or the cancellation of the task. Then it isn't ready any more, answers
  /// whoever comes for the seconds of the drain, and after these the requests in flight, for ten seconds
  /// at most. A second signal ends it at once.
  ///
  /// - Throws: a ``ServerError`` if it can't listen.
  package func run() async throws {
    var configuration = configuration
    configuration.threads = max(1, configuration.threads)
    configuration.limits.connections = min(configuration.limits.connections, Self.descriptorLimit)
    // For each a thread, one that looks at the models, and those of Swift's tasks.
    guard systemStartsThreads(configuration.threads + 3) else { throw ServerError.noThread }
    let listener = try Listener.open(host: configuration.host, port: configuration.port)
    let polls = try (0..<configuration.threads).map { _ in try EventPoll() }
    let state = ServerState(configuration, listener: listener, models: models, report: log)
    let signals = configuration.endsAtSignals ? EndSignals() : nil
    log(.listening(address: configuration.host, port: Listener.port(of: listener)))
    await withTaskCancellationHandler {
      await serve(state, polls)
    } onCancel: {
      state.cancel()
    }
    signals?.end()
    log(.ended(connectionsCut: state.connectionsCut.load(ordering: .relaxed)))
  }

  private func serve(_ state: ServerState, _ polls: [EventPoll]) async {
    // That there are threads was found out before. If others take them just now, fewer answer.
    _ = startThread { Self.watch(state) }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      @Sendable func end() {
        if state.reactors.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
          continuation.resume()
        }
      }
      for poll in polls {
        let isStarted = startThread {
          Reactor(state, poll).run()
          end()
        }
        if !isStarted { end() }
      }
    }
  }

  /// Looks at the models until the server ends.
  private static func watch(_ state: ServerState) {
    let interval = UInt64(max(1, state.configuration.reloadInterval)) * 1_000_000
    while !state.isEnding {
      let next = monotonicNanoseconds() + interval
      state.keeper.look()
      while !state.isEnding, monotonicNanoseconds() < next {
        usleep(UInt32(min(interval / 1_000, 50_000)))
      }
    }
  }

  /// The connections that the system's limit of open files leaves room for.
  private static var descriptorLimit: Int {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return max(1, Int(clamping: limit.rlim_cur) - 160)
  }
}
