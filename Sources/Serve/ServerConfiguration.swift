import Glibc

/// Where a server listens, and how it answers.
package struct ServerConfiguration: Sendable {
  /// The address or name to listen at; `0.0.0.0` and `::` stand for all addresses.
  package var host = "127.0.0.1"

  /// The port to listen at; 0 has the system choose one.
  package var port = 8080

  /// The number of threads that answer requests.
  package var threads = max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))

  /// The name of the series that `temp` of a prediction is. Nil for the only one whose column begins
  /// with `temp`, in capitals or not.
  package var temperature: String?

  /// The name of the series that `hum` of a prediction is. Nil for the only one whose column begins
  /// with `hum`, in capitals or not.
  package var humidity: String?

  /// The seconds for which an answer may be kept by those who asked.
  package var maximumAge = 60

  /// The milliseconds from one look at the models to the next.
  package var reloadInterval = 1_000

  /// The seconds for which a server that is to end still accepts connections, while `/readyz` says that
  /// it isn't ready: who shares requests out among several servers needs time to notice.
  package var drainSeconds = 0

  /// Whether each request is reported by a ``ServerEvent/request(_:)``.
  package var reportsRequests = true

  /// Whether SIGTERM and SIGINT end the server. The cancellation of its task does in any case.
  package var endsAtSignals = true

  /// What bounds the work and the memory of a server.
  package var limits = ServerLimits()

  /// The default: this machine only, port 8080.
  package init() {}
}

/// What bounds the work and the memory of a server.
package struct ServerLimits: Sendable {
  /// The number of connections at one time; those above it are answered with 503.
  package var connections = 1_024

  /// The number of steps of a forecast; by default the hours of a year of 366 days.
  package var horizon = 8_784

  /// The number of levels of a forecast.
  package var levels = 10

  /// The number of models in one list.
  package var listedModels = 1_000

  /// The bytes of a path, as sent.
  package var pathBytes = 1_024

  /// The bytes of a query, as sent.
  package var queryBytes = 2_048

  /// The bytes of a request without its body.
  package var headBytes = 8_192

  /// The bytes of a request's body, which nothing here needs.
  package var bodyBytes = 65_536

  /// The bytes of answers that are kept.
  package var cacheBytes = 64 << 20

  /// The bytes of answers that wait for slow readers, above which there are no new ones.
  package var pendingBytes = 256 << 20

  /// The seconds that a request may take to arrive.
  package var headSeconds = 10

  /// The seconds for which a connection may be silent between requests.
  package var idleSeconds = 60

  /// The seconds in which an answer must have been taken, beside a second for each 10,000 bytes.
  package var answerSeconds = 30

  /// The seconds that requests in flight have when the server is to end.
  package var endSeconds = 10

  /// The defaults.
  package init() {}
}
