import Synchronization

/// Keeps the snapshot that requests are answered from, and makes another one when the models change.
package final class ModelKeeper: Sendable {
  private struct Progress {
    /// The fingerprint of the models that are served.
    var served: String?
    /// The fingerprint of those that could not be read, and the looks until they are tried again.
    var failed: (fingerprint: String?, rest: Int)?
    /// The sentence that was reported last, so that it is said once.
    var said: String?
  }

  /// The readings of models that change meanwhile before they are taken as they are.
  private static let readings = 3

  /// The looks between attempts at models that could not be read and haven't changed since.
  private static let patience = 10

  private let models: any ServedModels
  private let cacheBytes: Int
  private let metrics: ServerMetrics
  private let report: @Sendable (ServerEvent) -> Void
  private let current: Mutex<ModelSnapshot>
  private let progress = Mutex(Progress())

  /// A keeper that has no models until the first ``look()``.
  package init(
    _ models: any ServedModels, cacheBytes: Int, metrics: ServerMetrics,
    report: @escaping @Sendable (ServerEvent) -> Void
  ) {
    self.models = models
    self.cacheBytes = cacheBytes
    self.metrics = metrics
    self.report = report
    current = Mutex(ModelSnapshot([], cacheBytes: cacheBytes))
  }

  /// The models as they are now.
  package var snapshot: ModelSnapshot { current.withLock { $0 } }

  /// Reads the models if they have changed since they were read. If that fails the old ones stay.
  ///
  /// It is for one thread.
  package func look() {
    var seen: String?
    do {
      // Taken before the models are read: what changes meanwhile is read at the next look.
      var fingerprint = try models.fingerprint
      seen = fingerprint
      guard isWorthReading(fingerprint) else { return }
      var series = try models.load()
      // Models that are replaced together are read together.
      for _ in 1..<Self.readings {
        let later = try models.fingerprint
        guard later != fingerprint else { break }
        (fingerprint, seen) = (later, later)
        series = try models.load()
      }
      current.withLock { $0 = ModelSnapshot(series, cacheBytes: cacheBytes) }
      progress.withLock { $0 = Progress(served: fingerprint) }
      metrics.countReload(models: series.count)
      report(.loaded(models: series.count))
    } catch {
      let sentence = "\(error)"
      metrics.countFailure()
      let isNew = progress.withLock { progress in
        progress.failed = (seen, Self.patience)
        defer { progress.said = sentence }
        return progress.said != sentence
      }
      if isNew { report(.loadFailed(sentence)) }
    }
  }

  private func isWorthReading(_ fingerprint: String) -> Bool {
    progress.withLock { progress in
      guard fingerprint != progress.served else { return false }
      guard let failed = progress.failed, failed.fingerprint == fingerprint else { return true }
      progress.failed = (fingerprint, failed.rest - 1)
      return failed.rest <= 0
    }
  }
}
