/// An axis of steps in time: where the calendar turns, and what is written there.
///
/// ```swift
/// let axis = TimeAxis(["2024-02-25 22:00:00", "2024-02-25 23:00:00", "2024-02-26 00:00:00"], most: 8)
/// axis.ticks.map { ($0.index, $0.label, $0.context) }  // [(1, "23:00", "25 Feb 2024"), (2, "00:00", "26 Feb 2024")]
/// ```
///
/// Steps stand beside each other at equal distances, months of 28 and of 31 days alike. A tick is the first step of an
/// hour, a day, a week, a month or a year: of the smallest that doesn't give too many.
struct TimeAxis: Sendable {
  /// A step at which something is written.
  struct Tick: Sendable, Hashable {
    /// The number of the step, of which the first is 0.
    let index: Int

    /// What begins there: `06:00`, `26 Feb`, `Mar`, `2024`.
    let label: String

    /// What that lies in, where it isn't what it was at the tick before: `26 Feb 2024`, `2024`; nil otherwise.
    let context: String?
  }

  /// The ticks, ascending.
  let ticks: [Tick]

  /// Lays out an axis.
  ///
  /// - Parameters:
  ///   - names: the steps by their beginnings.
  ///   - most: how many ticks there are at most, at least 1.
  /// - Complexity: O(steps × units).
  init(_ names: [String], most: Int) {
    let times = names.map { CalendarTime($0) }
    for unit in CalendarUnit.all where unit.tells(times) {
      let starts = times.indices.dropFirst().filter { index in
        guard let time = times[index], let last = times[index - 1] else { return false }
        return unit.number(of: time) != unit.number(of: last)
      }
      guard starts.count <= most else { continue }
      var context: String?
      ticks = starts.compactMap { index in
        guard let time = times[index] else { return nil }
        let own = unit.context(of: time)
        defer { context = own }
        return Tick(index: index, label: unit.label(of: time), context: own == context ? nil : own)
      }
      return
    }
    ticks = []
  }
}

/// A part of the calendar or the clock, or some of them.
private enum CalendarUnit {
  case seconds(Int)
  case days(Int)
  case months(Int)
  case years(Int)

  /// From the smallest to the largest.
  static let all: [CalendarUnit] =
    [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200].map { .seconds($0) }
    + [1, 2, 7].map { .days($0) } + [1, 3, 6].map { .months($0) }
    + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000].map { .years($0) }

  /// Whether it would tell more of some times than a larger unit: days that all begin at midnight need no hours.
  func tells(_ times: [CalendarTime?]) -> Bool {
    func varies(_ part: (CalendarTime) -> Int) -> Bool {
      Set(times.prefix(100).compactMap { $0.map(part) }).count > 1
    }
    return switch self {
    case .seconds: varies(\.second)
    case .days: varies(\.day)
    case .months: varies(\.month)
    case .years: true
    }
  }

  /// The number of the unit in which a time lies.
  func number(of time: CalendarTime) -> Int {
    switch self {
    case .seconds(let count): (time.dayNumber * 86_400 + time.second) / count
    case .days(let count): time.dayNumber / count
    case .months(let count): (time.year * 12 + time.month - 1) / count
    case .years(let count): time.year / count
    }
  }

  /// What is written where a unit begins.
  func label(of time: CalendarTime) -> String {
    switch self {
    case .seconds: time.clockText
    case .days: "\(time.day) \(time.monthName)"
    case .months: time.monthName
    case .years: "\(time.year)"
    }
  }

  /// What it lies in; nil of a year.
  func context(of time: CalendarTime) -> String? {
    switch self {
    case .seconds: "\(time.day) \(time.monthName) \(time.year)"
    case .days, .months: "\(time.year)"
    case .years: nil
    }
  }
}
