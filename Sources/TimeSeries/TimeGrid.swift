package import CSV
package import Vocabulary

/// A regular grid in time: steps of one length, counted on a clock.
///
/// ```swift
/// let grid = TimeGrid(step, on: .wall)
/// let start = grid.start(of: second)
/// let next = grid.next(after: start)
/// ```
///
/// A step is its beginning: a number of seconds since 1970-01-01 00:00, in UTC, or on the wall where nobody
/// knows where that is. It holds the moments from there up to the next step, which it doesn't hold.
///
/// Steps of up to an hour are of one length in true time, so that of an hour that the clock shows twice there
/// are two. Longer ones begin where the clock shows a multiple of their length from midnight: those around a
/// change of the clock are shorter or longer, as the day itself is. Days are counted from 0001-01-01, a Monday;
/// months from January of year 0. A beginning over which the clock is put forward is the moment of that change.
package struct TimeGrid: Sendable {
  /// The length of a step.
  package let step: TimeSpan

  /// The rules of the clock; nil for one that is never changed.
  private let zone: TimeZoneRules?

  /// How times are written.
  private let suffix: Suffix

  private enum Suffix {
    case none
    case universal
    case offset
  }

  /// The seconds of a step that is always of that length on the clock.
  private let seconds: Int?

  /// Lays out a grid.
  ///
  /// - Parameters:
  ///   - step: the length of a step; one that ``TimeSpan/faultAsStep`` finds no fault with.
  ///   - clock: the clock on which steps are counted.
  package init(_ step: TimeSpan, on clock: TimestampClock) {
    precondition(step.faultAsStep == nil, "no such grid")
    self.step = step
    switch clock {
    case .wall: (zone, suffix) = (nil, .none)
    case .universal: (zone, suffix) = (nil, .universal)
    case .zone(let rules) where rules.name == TimeZoneRules.universal:
      (zone, suffix) = (nil, .universal)
    case .zone(let rules): (zone, suffix) = (rules, .offset)
    }
    seconds =
      switch step.unit {
      case .seconds: step.count
      case .days where step.count == 1: 86_400
      default: nil
      }
  }

  /// The zone, if the step is counted in true time.
  private var isOfTrueTime: Bool { step.unit == .seconds && step.count <= 3600 }

  /// The seconds of a step if each day has the same steps; nil otherwise.
  var secondsOfDay: Int? {
    guard zone == nil, let seconds, 86_400 % seconds == 0 else { return nil }
    return seconds
  }

  // MARK: - On the clock

  private static func floored(_ number: Int, _ divisor: Int) -> Int {
    let quotient = number / divisor
    return (quotient * divisor > number ? quotient - 1 : quotient) * divisor
  }

  /// The first second of a month that is counted from January of year 0.
  private static func second(ofMonth month: Int) -> Int {
    let year = floored(month, 12) / 12
    let day = Timestamp.dayNumber(year: year, month: month - 12 * year + 1, day: 1)
    return (day - Timestamp.epochDay) * 86_400
  }

  /// The month of a second on the clock, counted from January of year 0.
  private static func month(ofClock clock: Int) -> Int {
    let date = Timestamp.date(ofDay: floored(clock, 86_400) / 86_400 + Timestamp.epochDay)
    return date.year * 12 + date.month - 1
  }

  /// What the clock shows at the beginning of the step in which it shows a time.
  private func clockStart(_ clock: Int) -> Int {
    if let seconds { return Self.floored(clock, seconds) }
    guard step.unit == .days else {
      let month = Self.floored(Self.month(ofClock: clock), step.count)
      // There is no year 0, from which months are counted.
      return Self.second(ofMonth: max(month, 12))
    }
    let day = Self.floored(clock, 86_400) / 86_400 + Timestamp.epochDay
    return (Self.floored(day, step.count) - Timestamp.epochDay) * 86_400
  }

  /// What the clock shows at the beginning of the step behind that which begins at a time of it.
  private func clockNext(_ start: Int) -> Int {
    if let seconds { return start + seconds }
    guard step.unit == .days else {
      let month = Self.floored(Self.month(ofClock: start), step.count)
      return Self.second(ofMonth: month + step.count)
    }
    return start + step.count * 86_400
  }

  /// What the clock shows at a moment.
  private func clock(at second: Int) -> Int {
    guard let zone else { return second }
    return second + (zone.offset(at: second) ?? 0)
  }

  /// The moment at which the clock shows a time, or is put forward over it.
  ///
  /// - Parameters:
  ///   - clock: the time.
  ///   - offset: the offset that counts where the rules aren't known.
  /// - Returns: the first such moment, in seconds since 1970.
  private func moment(ofClock clock: Int, orAhead offset: Int) -> Int {
    guard let zone else { return clock }
    return switch zone.moment(ofClock: clock) {
    case .second(let second): second
    case .skipped(let transition): transition
    case .unknown: clock - offset
    }
  }

  // MARK: - In time

  /// The step in which a moment lies.
  ///
  /// - Parameter second: the moment, in seconds since 1970.
  /// - Returns: the step's beginning.
  /// - Complexity: O(1); O(log transitions) in a zone.
  package func start(of second: Int) -> Int {
    guard let zone else { return clockStart(second) }
    let shown = clock(at: second)
    if isOfTrueTime {
      let start = second - (shown - clockStart(shown))
      // A change by less than a step ends the step.
      return zone.lastTransition(after: start, notAfter: second) ?? start
    }
    var start = moment(ofClock: clockStart(shown), orAhead: shown - second)
    // Where clocks are put back over midnight, they show the day before once more.
    while case let next = next(after: start), next <= second { start = next }
    return start
  }

  /// The step behind another.
  ///
  /// - Parameter start: the beginning of a step.
  /// - Returns: the beginning of the next, which is later.
  /// - Complexity: O(1); O(log transitions) in a zone.
  package func next(after start: Int) -> Int {
    guard let zone else { return clockNext(start) }
    if isOfTrueTime {
      let end = start + step.count
      // Where the clock is changed within a step, another begins; by whole steps, that is where it would begin.
      return zone.firstTransition(after: start, before: end) ?? self.start(of: end)
    }
    let shown = clock(at: start)
    var next = clockStart(shown)
    repeat {
      next = clockNext(next)
      let second = moment(ofClock: next, orAhead: shown - start)
      if second > start { return second }
    } while true
  }

  /// The steps from one up to another.
  ///
  /// - Parameters:
  ///   - first: the beginning of a step.
  ///   - end: that of the same or a later one.
  /// - Returns: their number, the later one not among them.
  /// - Complexity: O(1) for steps that are always of one length, O(steps) otherwise.
  package func steps(from first: Int, to end: Int) -> Int {
    if zone == nil, let seconds { return (end - first) / seconds }
    var (start, count) = (first, 0)
    while start < end {
      start = next(after: start)
      count += 1
    }
    return count
  }

  /// No fewer steps than there are from one to another.
  ///
  /// - Parameters:
  ///   - first: the beginning of a step.
  ///   - last: that of the same or a later one.
  /// - Returns: exactly as many, but in a zone perhaps a few more than there are.
  package func mostSteps(from first: Int, to last: Int) -> Int {
    let (from, to) = (clockStart(clock(at: first)), clockStart(clock(at: last)))
    if let zone, isOfTrueTime {
      return (last - first) / step.count + 1 + zone.transitions.count
    }
    switch step.unit {
    case .months: return (Self.month(ofClock: to) - Self.month(ofClock: from)) / step.count
    case .days: return (to - from) / (step.count * 86_400)
    case .seconds: return (to - from) / step.count
    }
  }

  /// Whether it is no longer from one moment to another than a length, on the clock where that is counted in
  /// days or months.
  package func isWithin(_ length: TimeSpan, from first: Int, to last: Int) -> Bool {
    switch length.unit {
    case .seconds: return last - first <= length.count
    case .days: return clock(at: last) - clock(at: first) <= length.count * 86_400
    case .months:
      let (from, to) = (clock(at: first), clock(at: last))
      let (month, end) = (Self.month(ofClock: from) + length.count, Self.month(ofClock: to))
      guard month == end else { return end < month }
      // The same month: days and times of day decide.
      return to - Self.second(ofMonth: end) <= from - Self.second(ofMonth: month - length.count)
    }
  }

  // MARK: - As text

  /// Appends the name of a step: what the clock shows at its beginning.
  ///
  /// Steps of days and longer ones are dates, `2017-05-22`; others have a time of day, `2017-05-22 13:00:00`, with `Z`
  /// on the clock of UTC, and with the offset in a zone, whose clock may show a time twice:
  /// `2017-10-29 02:00:00+01:00`.
  ///
  /// - Parameters:
  ///   - start: the step's beginning, in the years 1 to 9999.
  ///   - text: where it goes.
  package func append(nameOf start: Int, to text: inout [UInt8]) {
    var shown = clock(at: start)
    let offset = shown - start
    // Before there were zones, clocks had offsets that can't be written.
    let isWritable = offset % 60 == 0
    if !isWritable, step.unit == .seconds { shown = start }
    guard let timestamp = Timestamp(epochSecond: shown) else { return }
    let (isDay, suffix) = (step.unit != .seconds, isWritable ? suffix : .universal)
    // A date, a time of day, an offset.
    text.append(addingCapacity: 10 + 9 + 6) { output in
      output.append(timestamp.year, width: 4)
      output.append(UInt8(ascii: "-"), timestamp.month)
      output.append(UInt8(ascii: "-"), timestamp.day)
      if isDay { return }
      let second = timestamp.secondOfDay
      output.append(UInt8(ascii: " "), second / 3600)
      output.append(UInt8(ascii: ":"), second / 60 % 60)
      output.append(UInt8(ascii: ":"), second % 60)
      switch suffix {
      case .none: break
      case .universal: output.append(UInt8(ascii: "Z"))
      case .offset:
        output.append(UInt8(ascii: offset < 0 ? "-" : "+"), abs(offset) / 3600)
        output.append(UInt8(ascii: ":"), abs(offset) / 60 % 60)
      }
    }
  }
}

extension TimeZoneRules {
  /// The last change of the offset in a stretch of time; nil if there is none.
  fileprivate func lastTransition(after start: Int, notAfter end: Int) -> Int? {
    let index = firstIndex(after: end) - 1
    return index >= 0 && transitions[index] > start ? transitions[index] : nil
  }

  /// The first change of the offset between two moments; nil if there is none.
  fileprivate func firstTransition(after start: Int, before end: Int) -> Int? {
    let index = firstIndex(after: start)
    return index < transitions.count && transitions[index] < end ? transitions[index] : nil
  }

  /// The number of changes up to a moment.
  private func firstIndex(after second: Int) -> Int {
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension OutputSpan<UInt8> {
  /// Appends a mark and a number of two digits.
  fileprivate mutating func append(_ mark: UInt8, _ number: Int) {
    append(mark)
    append(number, width: 2)
  }

  /// Appends a number with two or four digits, zeros among them.
  fileprivate mutating func append(_ number: Int, width: Int) {
    if width == 4 { append(number / 100, width: 2) }
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }
}
