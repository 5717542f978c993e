package import MPI
import Ranks
import Relations
package import Scan
import TimeSeries
package import Vocabulary

extension TableSession {
  /// Forecasts series, on all ranks together.
  ///
  /// - Parameters:
  ///   - request: which series, how far, and by what.
  ///   - ranks: all ranks.
  /// - Returns: the forecasts, on rank 0; their bits don't depend on the number of ranks and threads.
  /// - Throws: an agreed `CaudalError`. Errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks) time to read, then the work of the models; memory for all steps, and on rank 0
  ///   for all forecasts.
  package mutating func forecast(
    _ request: ForecastRequest, on ranks: borrowing Communicator
  ) throws -> Forecasts {
    if request.isInOrder { return try forecastInOrder(request, on: ranks) }
    var read = try gridSeries(request.regular, of: request.columns, on: ranks)
    clock.endPhase("regularise")
    let tasks = try SeriesTask.shared(SeriesTask.all(of: read.takeGroups()), on: ranks)
    try checkRoom(for: tasks.count, request, on: ranks)
    let seasons = Seasons(of: request)
    try request.units.check(read.columnNames)
    let naming = SeriesNaming(read, request)
    let models = try request.models.map { try SavedModels($0, on: ranks) }
    try models?.check(request.regular.step, on: read.timeZone)
    let work = SeriesWork(request, seasons: seasons, naming, models)
    let outcomes = workers.map(tasks.count) { work.outcome(of: tasks[$0]) }
    let all = try SeriesOutcome.collected(outcomes, on: ranks)
    return try forecasts(of: all, request, seasons, read, naming, on: ranks)
  }

  /// Puts the result together, and says what there is to say.
  mutating func forecasts(
    of all: [SeriesOutcome], _ request: ForecastRequest, _ seasons: Seasons, _ read: GridSeries,
    _ naming: SeriesNaming, on ranks: borrowing Communicator
  ) throws -> Forecasts {
    clock.endPhase("forecast")
    let forecasts = Forecasts(
      request, seasons: seasons.periods, timeZone: read.timeZone, groupNames: read.groupNames,
      series: naming.forecasts(all), regular: read.summary,
      input: table.inputDescription, run: run)
    try ranks.agree { () throws(LocalFailure) in
      if ranks.rank == 0, let fault = forecasts.fault { throw LocalFailure(error: fault) }
    }
    if ranks.rank == 0 {
      for note in forecasts.notes(all.map(\.origin)) { table.notes.say(note) }
    }
    return forecasts
  }

  /// Makes sure that rank 0 can hold the forecasts of all series.
  func checkRoom(
    for count: Int, _ request: ForecastRequest, on ranks: borrowing Communicator
  ) throws {
    let all = try ranks.allreduce(count, .sum)
    // Numbers, twice while they arrive, and the texts of times.
    let numbers = 1 + 2 * request.levels.count
    let stepBytes = 16 * numbers + 48
    let kept = request.keepsHistory ? 16 * request.historyLength(period: .max) : 0
    let bytes = min(all, 1 << 30) * ((request.horizons.last ?? 1) * stepBytes + kept)
    try ranks.checkMemory(for: ranks.rank == 0 ? bytes : 0, in: memory, "the forecasts")
  }
}

extension SeriesOutcome {
  /// Brings what became of series to rank 0.
  ///
  /// - Returns: all of them, in the order of their groups, then in that of their columns; none on other ranks.
  fileprivate static func collected(
    _ outcomes: [SeriesOutcome], on ranks: borrowing Communicator
  ) throws(MPIError) -> [SeriesOutcome] {
    var all = outcomes
    if ranks.size > 1 {
      var messages: [[UInt8]] = Array(repeating: [], count: ranks.size)
      messages[0] = outcomes.encoded
      let received = try ranks.alltoall(varying: messages)
      all = ranks.rank == 0 ? received.flatMap { [SeriesOutcome](encoded: $0) } : []
    }
    return all.sorted { first, second in
      if first.label.orderKey != second.label.orderKey {
        return first.label.orderKey.lexicographicallyPrecedes(second.label.orderKey)
      }
      return first.label.column < second.label.column
    }
  }
}

extension Seasons {
  /// Those that a request names, or its step suggests.
  init(of request: ForecastRequest) {
    self = request.seasons.map { Seasons(periods: $0) } ?? Seasons(step: request.regular.step)
  }
}

extension Forecasts {
  /// Why there is no result at all; nil if a series has a forecast.
  fileprivate var fault: CaudalError? {
    guard series.allSatisfy({ $0.ahead == nil }) else { return nil }
    guard let first = series.first else {
      return CaudalError(.badData, "there is nothing to forecast: no row has a time")
    }
    let others = series.count > 1 ? ", nor has any of the other \(series.count - 1) series" : ""
    return CaudalError(.badData, "\(first.name) has no forecast: \(first.reason ?? "")\(others)")
  }

  /// What there is to say beside the result.
  ///
  /// - Parameter origins: where each series ends, as seconds since 1970: clocks that are changed show times that
  ///   aren't in the order of their texts. Nil where it has no value.
  /// - Returns: a sentence each.
  fileprivate func notes(_ origins: [Int?]) -> [String] {
    var notes: [String] = []
    let without = series.filter { $0.ahead == nil }
    if let first = without.first, let reason = first.reason {
      let have = without.count == 1 ? "has" : "have"
      notes.append(
        "note: \(without.count) of \(series.count) series \(have) no forecast; of \(first.name):"
          + " \(reason)")
    }
    let ends = zip(series, origins).compactMap { one, origin in
      one.extent.flatMap { extent in origin.map { (series: one, name: extent.origin, origin: $0) } }
    }
    let last = ends.max { $0.origin < $1.origin }
    let early = ends.filter { $0.origin < last?.origin ?? $0.origin }
    if let last, let first = early.first {
      let end = early.count == 1 ? "ends" : "end"
      notes.append(
        "note: \(early.count) of \(series.count) series \(end) before \(last.name); a forecast begins behind"
          + " the end of its own series: \(first.series.name), \(first.name)")
    }
    return notes + accuracyNotes
  }

  private var accuracyNotes: [String] {
    let worse = series.filter(\.losesAgainstSeasonalNaive)
    guard let first = worse.first else { return [] }
    let were = worse.count == 1 ? "was" : "were"
    return [
      "note: from origins in the past, \(worse.count) of \(series.count) series \(were) forecast better"
        + " by \(seasons.isEmpty ? "naive" : "seasonal-naive"): \(first.name)"
        + (worse.count > 1 ? " and others" : "")
    ]
  }
}
