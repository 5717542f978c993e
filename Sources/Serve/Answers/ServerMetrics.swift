import Synchronization

/// What a server counts, as Prometheus reads it.
package final class ServerMetrics: Sendable {
  private struct Counts {
    /// Requests by route and status.
    var requests: [[Int: Int]] = Array(repeating: [:], count: RouteName.allCases.count)
    /// Requests by route and the first bound that their duration is within.
    var durations: [[Int]] = Array(
      repeating: Array(repeating: 0, count: bounds.count + 1), count: RouteName.allCases.count)
    var seconds: [Double] = Array(repeating: 0, count: RouteName.allCases.count)
    var models = 0
    var reloads = 0
    var failures = 0
    var connections = 0
    var refusedConnections = 0
  }

  /// The upper bounds of the durations in seconds.
  private static let bounds = [
    0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1,
  ]

  private static let positions = Dictionary(
    uniqueKeysWithValues: RouteName.allCases.enumerated().map { ($1, $0) })

  private let counts = Mutex(Counts())

  /// Nothing counted yet.
  package init() {}

  /// Counts a request.
  package func count(_ route: RouteName, status: Int, seconds: Double) {
    let position = Self.positions[route] ?? 0
    let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
    counts.withLock { counts in
      counts.requests[position][status, default: 0] += 1
      counts.durations[position][bucket] += 1
      counts.seconds[position] += seconds
    }
  }

  /// Counts a reading of the models that gave a number of them.
  package func countReload(models: Int) {
    counts.withLock {
      $0.reloads += 1
      $0.models = models
    }
  }

  /// Counts a reading of the models that failed.
  package func countFailure() { counts.withLock { $0.failures += 1 } }

  /// Counts connections that were opened, or closed if negative.
  func countConnections(_ number: Int) { counts.withLock { $0.connections += number } }

  /// Counts a connection above the limit.
  func countRefusedConnection() { counts.withLock { $0.refusedConnections += 1 } }

  /// All of it in Prometheus's text format, version 0.0.4.
  package var text: String {
    let counts = counts.withLock { $0 }
    return Self.requests(counts) + Self.durations(counts)
      + Self.single("caudal_models", "gauge", "Models loaded.", counts.models)
      + Self.single(
        "caudal_model_reloads_total", "counter", "Readings of the models.", counts.reloads)
      + Self.single(
        "caudal_model_reload_failures_total", "counter", "Readings of the models that failed.",
        counts.failures)
      + Self.single("caudal_http_connections", "gauge", "Open connections.", counts.connections)
      + Self.single(
        "caudal_http_connections_refused_total", "counter", "Connections above the limit.",
        counts.refusedConnections)
  }

  private static func requests(_ counts: Counts) -> String {
    var text = header("caudal_http_requests_total", "counter", "Requests by route and status.")
    for (route, statuses) in zip(RouteName.allCases, counts.requests) {
      for (status, number) in statuses.sorted(by: { $0.key < $1.key }) {
        text +=
          "caudal_http_requests_total"
          + "{route=\"\(route.rawValue)\",status=\"\(status)\"} \(number)\n"
      }
    }
    return text
  }

  private static func durations(_ counts: Counts) -> String {
    let name = "caudal_http_request_duration_seconds"
    var text = header(
      name, "histogram", "From the last byte of a request to the first of its answer.")
    for (position, route) in RouteName.allCases.enumerated() {
      let buckets = counts.durations[position]
      let total = buckets.reduce(0, +)
      guard total > 0 else { continue }
      let label = "route=\"\(route.rawValue)\""
      var sum = 0
      for (bound, number) in zip(bounds, buckets) {
        sum += number
        text += "\(name)_bucket{\(label),le=\"\(bound)\"} \(sum)\n"
      }
      text += "\(name)_bucket{\(label),le=\"+Inf\"} \(total)\n"
      text += "\(name)_sum{\(label)} \(counts.seconds[position])\n"
      text += "\(name)_count{\(label)} \(total)\n"
    }
    return text
  }

  private static func single(
    _ name: String, _ type: String, _ help: String, _ value: Int
  ) -> String {
    header(name, type, help) + "\(name) \(value)\n"
  }

  private static func header(_ name: String, _ type: String, _ help: String) -> String {
    PrometheusText.header(name, type, help)
  }
}
