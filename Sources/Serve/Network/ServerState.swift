import Glibc
import Synchronization

/// What the threads of a server share.
final class ServerState: Sendable {
  let configuration: ServerConfiguration
  let service: ForecastService
  let metrics: ServerMetrics
  let keeper: ModelKeeper
  let report: @Sendable (ServerEvent) -> Void
  let listener: CInt

  /// The connections that are limited.
  let connections = Atomic(0)

  /// The bytes of answers that wait for their readers.
  let pendingBytes = Atomic(0)

  /// The connections that were cut off at the end.
  let connectionsCut = Atomic(0)

  /// The threads that answer requests and haven't ended.
  let reactors: Atomic<Int>

  private let listening: Atomic<Int>
  private let isCancelled = Atomic(false)
  private let endBegin = Atomic<UInt64>(0)

  init(
    _ configuration: ServerConfiguration, listener: CInt, models: any ServedModels,
    report: @escaping @Sendable (ServerEvent) -> Void
  ) {
    let metrics = ServerMetrics()
    self.configuration = configuration
    self.metrics = metrics
    self.report = report
    self.listener = listener
    service = ForecastService(configuration: configuration) { metrics.text }
    keeper = ModelKeeper(
      models, cacheBytes: configuration.limits.cacheBytes, metrics: metrics, report: report)
    reactors = Atomic(max(1, configuration.threads))
    listening = Atomic(max(1, configuration.threads))
  }

  /// Tells the server to end.
  func cancel() { isCancelled.store(true, ordering: .releasing) }

  /// Whether it was told to end.
  var isEnding: Bool {
    isCancelled.load(ordering: .acquiring) || configuration.endsAtSignals && EndSignals.count > 0
  }

  /// When no more connections are accepted: after the drain behind the beginning of the end, which the
  /// first to ask decides.
  func closingTime(now: UInt64) -> UInt64 {
    let (isFirst, before) = endBegin.compareExchange(
      expected: 0, desired: now, ordering: .acquiringAndReleasing)
    if isFirst { report(.ending) }
    let drain = UInt64(max(0, configuration.drainSeconds)) * 1_000_000_000
    return (isFirst ? now : before) + drain
  }

  /// Whether the end has no more patience: a second signal has come.
  var isEndingAtOnce: Bool { configuration.endsAtSignals && EndSignals.count > 1 }

  /// Says that one thread accepts no more connections. The last one closes the socket, so that
  /// whoever comes next is refused by the system.
  func stopListening() {
    if listening.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { close(listener) }
  }
}
