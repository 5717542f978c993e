import ServeExample
import Synchronization
import Testing

@testable import Serve

/// Models that change, disappear and come back.
struct ModelKeeperTests {
  /// Models whose state a test sets.
  private final class Changing: ServedModels {
    let state = Mutex((fingerprint: "1", failure: String?.none))
    let loads = Counter()

    /// The fingerprints that come one after the other while models are read.
    let changes = Mutex<[String]>([])

    var fingerprint: String { state.withLock { $0.fingerprint } }

    func load() throws -> [ServedSeries] {
      loads.count()
      if let failure = state.withLock({ $0.failure }) { throw ServerError(failure) }
      let series = InventedModels.series("A", "a", "K", 280, "arima", fingerprint)
      if let next = changes.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        state.withLock { $0.fingerprint = next }
      }
      return [series]
    }
  }

  private let models = Changing()

  /// Looks at models in some states, and gives the version that is served after each.
  private func versions(
    _ states: [(fingerprint: String, failure: String?)], _ metrics: ServerMetrics = ServerMetrics()
  ) -> (versions: [String?], events: [String]) {
    let said = Events()
    let keeper = ModelKeeper(models, cacheBytes: 1_000, metrics: metrics) { said.add($0) }
    let versions = states.map { state in
      models.state.withLock { $0 = (state.fingerprint, state.failure) }
      keeper.look()
      return keeper.snapshot.series.first?.version
    }
    return (versions, said.lines)
  }

  @Test func `Models are read when they have changed, and not else`() {
    let result = versions([("1", nil), ("1", nil), ("2", nil), ("2", nil), ("1", nil)])
    #expect(result.versions == ["1", "1", "2", "2", "1"])
    #expect(models.loads.value == 3)
    #expect(result.events == Array(repeating: "1 models loaded", count: 3))
  }

  @Test func `A reading that fails keeps the models, is counted, and is said once`() {
    let metrics = ServerMetrics()
    let result = versions(
      [("1", nil), ("2", "Broken."), ("3", "Broken."), ("4", "Gone."), ("5", nil)], metrics)
    #expect(result.versions == ["1", "1", "1", "1", "5"])
    let failed = "models not loaded, those before are kept: "
    #expect(
      result.events == [
        "1 models loaded", failed + "Broken.", failed + "Gone.", "1 models loaded",
      ])
    #expect(metrics.text.contains("caudal_model_reload_failures_total 3\n"))
    #expect(metrics.text.contains("caudal_model_reloads_total 2\n"))
    #expect(metrics.text.contains("caudal_models 1\n"))
  }

  @Test func `Models that stay broken are tried again now and then`() {
    let broken = Array(repeating: (fingerprint: "1", failure: String?.some("Broken.")), count: 23)
    #expect(versions(broken).versions.allSatisfy { $0 == nil })
    #expect(models.loads.value == 3)
    #expect(versions([("1", nil)]).versions == ["1"])
  }

  @Test func `Models that change while they are read are read again, three times at most`() {
    models.changes.withLock { $0 = ["2"] }
    #expect(versions([("1", nil)]).versions == ["2"])
    #expect(models.loads.value == 2)
    models.changes.withLock { $0 = ["4", "5", "6"] }
    #expect(versions([("3", nil)]).versions == ["5"])
    #expect(models.loads.value == 5)
    #expect(versions([("6", nil)]).versions == ["6"])
  }

  @Test func `Answers of the models before go with them`() {
    let keeper = ModelKeeper(models, cacheBytes: 100_000, metrics: ServerMetrics()) { _ in }
    keeper.look()
    var asking = Asking([])
    asking.snapshot = keeper.snapshot
    let before = asking.get("/forecast?series=A").text
    models.state.withLock { $0.fingerprint = "2" }
    keeper.look()
    // A request that began before sees what it saw.
    #expect(asking.get("/forecast?series=A").text == before)
    asking.snapshot = keeper.snapshot
    #expect(asking.get("/forecast?series=A").text.contains("\"version\": \"2\""))
  }
}

/// Events in the order they came.
final class Events: Sendable {
  private let events = Mutex<[ServerEvent]>([])
  private let endings = Counter()

  /// Whether the server has begun to end.
  var isEnding: Bool { endings.value > 0 }

  var all: [ServerEvent] { events.withLock { $0 } }

  /// The events as lines without their times.
  var lines: [String] { all.map { String($0.line(.text).dropFirst(21)) } }

  /// Waits until a line with some beginning is there, for ten seconds.
  func wait(for beginning: String) async throws {
    for _ in 0..<1_000 where !lines.contains(where: { $0.hasPrefix(beginning) }) {
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  func add(_ event: ServerEvent) {
    events.withLock { $0.append(event) }
    if case .ending = event { endings.count() }
  }
}
