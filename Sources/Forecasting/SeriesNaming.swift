import Relations
package import TimeSeries
import Vocabulary

/// Gives series, and the steps of their forecasts, their names.
struct SeriesNaming: Sendable {
  let grid: TimeGrid
  let columnNames: [String]
  let groupNames: [String]
  let timeZone: String?
  let horizon: Int
  private let units: [ForecastRequest.Unit]

  /// Of how many series the last values are named: of more than that, a page has no room.
  private static let drawnSeries = 500

  /// Takes over the names of a table.
  ///
  /// - Parameters:
  ///   - read: the series of the table.
  ///   - request: what was asked for.
  init(_ read: GridSeries, _ request: ForecastRequest) {
    grid = read.grid
    columnNames = read.columnNames
    groupNames = read.groupNames
    timeZone = read.timeZone
    horizon = request.horizons.last ?? 1
    units = request.units
  }

  /// Series with the names of their steps.
  func forecasts(_ outcomes: [SeriesOutcome]) -> [SeriesForecast] {
    outcomes.enumerated().map { forecast($1, isDrawn: $0 < Self.drawnSeries) }
  }

  private func forecast(_ outcome: SeriesOutcome, isDrawn: Bool) -> SeriesForecast {
    var (ahead, reason) = (SeriesForecast.Ahead?.none, outcome.reason)
    if let found = outcome.ahead {
      if let times = grid.times(behind: found.origin, count: horizon) {
        ahead = SeriesForecast.Ahead(
          model: found.model, times: times, means: found.means, intervals: found.intervals)
      } else {
        reason = SeriesForecast.beyondCalendar(horizon)
      }
    }
    return SeriesForecast(
      column: column(outcome.label), group: group(outcome.label), unit: outcome.unit,
      extent: outcome.extent, ahead: ahead, reason: reason, accuracy: outcome.accuracy,
      saved: outcome.saved, history: isDrawn ? outcome.recent.flatMap(history) : nil)
  }

  private func history(_ recent: SeriesOutcome.Recent) -> SeriesForecast.History? {
    grid.times(from: recent.start, count: recent.values.count).map {
      SeriesForecast.History(times: $0, values: recent.values)
    }
  }

  /// What the values of a series are measured in; nil where nobody said it.
  func unit(_ label: SeriesTask.Label) -> String? { units.unit(ofColumn: column(label)) }

  /// The last values of a series.
  ///
  /// - Parameters:
  ///   - task: the series.
  ///   - origin: the beginning of the step behind which the forecast begins, no earlier than the last value.
  ///   - count: how many steps are kept at most.
  /// - Returns: the values; nil if it has none.
  /// - Complexity: O(steps).
  func recent(_ task: SeriesTask, to origin: Int, count: Int) -> SeriesOutcome.Recent? {
    guard let ends = task.label.ends else { return nil }
    var (starts, values) = ([ends.first], task.values)
    while let last = starts.last, last < origin { starts.append(grid.next(after: last)) }
    // A model may know of steps without a value behind the table.
    values += [Double](repeating: .nan, count: max(0, starts.count - values.count))
    let first = max(0, starts.count - count)
    return SeriesOutcome.Recent(start: starts[first], values: Array(values[first..<starts.count]))
  }

  /// The name of the column of a series.
  func column(_ label: SeriesTask.Label) -> String { columnNames[label.column] }

  /// The keys of a series.
  func group(_ label: SeriesTask.Label) -> [(name: String, text: String?)] {
    zip(groupNames, label.keys).map { ($0, $1) }
  }

  /// What is known of a series; nil if it has no value.
  func extent(of task: SeriesTask) -> SeriesForecast.Extent? {
    guard let last = task.values.last else { return nil }
    return extent(
      task.label.ends, steps: task.values.count, missing: task.values.count { $0.isNaN },
      last: last)
  }

  /// What is known of a series; nil if it has no value.
  func extent(
    _ ends: SeriesTask.Ends?, steps: Int, missing: Int, last: Double
  ) -> SeriesForecast.Extent? {
    guard let ends, let first = grid.name(of: ends.first), let origin = grid.name(of: ends.last)
    else { return nil }
    return SeriesForecast.Extent(
      first: first, origin: origin, steps: steps, missing: missing, last: last)
  }
}

extension [ForecastRequest.Unit] {
  /// The unit of a column: the last that names it, or else the last that names none; nil without one.
  func unit(ofColumn column: String) -> String? {
    (last { $0.column == column } ?? last { $0.column == nil })?.text
  }

  /// Makes sure that units are of columns that there are.
  ///
  /// - Parameter names: the names of the columns.
  /// - Throws: a `CaudalError` that names the first that there isn't.
  func check(_ names: [String]) throws(CaudalError) {
    for case let column? in map(\.column) where !names.contains(column) {
      let all = names.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
      throw CaudalError(
        .usage,
        "there is a unit for \"\(column)\", which isn't forecast; there are \(all)"
          + (names.count > 10 ? " …" : ""))
    }
  }
}

extension SeriesForecast {
  /// Why there is no forecast of so many steps.
  static func beyondCalendar(_ horizon: Int) -> String {
    "\(horizon) steps lead beyond the year 9999"
  }
}

extension TimeGrid {
  /// The names of the steps behind one; nil if calendars don't reach so far.
  func times(behind origin: Int, count horizon: Int) -> [String]? {
    times(from: next(after: origin), count: horizon)
  }

  /// The names of a step and those behind it; nil if calendars don't reach so far.
  func times(from first: Int, count: Int) -> [String]? {
    var times: [String] = []
    times.reserveCapacity(count)
    var start = first
    for _ in 0..<count {
      guard let name = name(of: start) else { return nil }
      times.append(name)
      start = next(after: start)
    }
    return times
  }

  /// The name of a step; nil beyond the calendar.
  package func name(of start: Int) -> String? {
    var text: [UInt8] = []
    append(nameOf: start, to: &text)
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }
}
