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

  init(_ read: GridSeries, horizon: Int) {
    grid = read.grid
    columnNames = read.columnNames
    groupNames = read.groupNames
    timeZone = read.timeZone
    self.horizon = horizon
  }

  /// A series with the names of its steps.
  func forecast(_ outcome: SeriesOutcome) -> SeriesForecast {
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
      column: column(outcome.label), group: group(outcome.label), extent: outcome.extent,
      ahead: ahead, reason: reason, accuracy: outcome.accuracy, saved: outcome.saved)
  }

  /// The name of the column of a series.
  func column(_ label: SeriesTask.Label) -> String { columnNames[label.column] }

  /// The keys of a series.
  func group(_ label: SeriesTask.Label) -> [(name: String, text: String?)] {
    zip(groupNames, label.keys).map { ($0, $1) }
  }

  /// What is known of a series; nil if it has no value.
  func extent(of task: SeriesTask) -> SeriesForecast.Extent? {
    guard let ends = task.label.ends, let last = task.values.last,
      let first = grid.name(of: ends.first), let origin = grid.name(of: ends.last)
    else { return nil }
    return SeriesForecast.Extent(
      first: first, origin: origin, steps: task.values.count,
      missing: task.values.count { $0.isNaN }, last: last)
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
    var times: [String] = []
    times.reserveCapacity(horizon)
    var start = origin
    for _ in 0..<horizon {
      start = next(after: start)
      guard let name = name(of: start) else { return nil }
      times.append(name)
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
