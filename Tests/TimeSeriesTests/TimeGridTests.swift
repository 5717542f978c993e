import CSV
import TestSupport
import Testing
import TimeSeries
import Vocabulary

/// Steps on clocks that are changed in every way that there is.
@Suite("Grids in time")
struct TimeGridTests {
  /// A zone, and years around changes of its clock.
  struct Zone: Sendable, CustomStringConvertible {
    let rules: TimeZoneRules
    let years: ClosedRange<Int>

    var description: String { rules.name }

    init(_ name: String, _ years: ClosedRange<Int>, _ transitions: [Int], _ offsets: [Int]) {
      rules = TimeZoneRules(name: name, transitions: transitions, offsets: offsets)
      self.years = years
    }
  }

  /// Clocks around their changes, as Python's `zoneinfo` has them: an hour, a half, over midnight, a whole day, and
  /// 44 minutes and a half.
  private static let zones: [Zone] = [
    Zone(
      "Europe/Madrid", 2017...2018,
      [1_490_490_000, 1_509_238_800, 1_521_939_600, 1_540_688_400],
      [3600, 7200, 3600, 7200, 3600]),
    Zone(
      "America/Bogota", 1992...1993,
      [704_782_800, 729_057_600],
      [-18_000, -14_400, -18_000]),
    Zone(
      "Australia/Lord_Howe", 2019...2020,
      [1_554_562_800, 1_570_289_400, 1_586_012_400, 1_601_739_000],
      [39_600, 37_800, 39_600, 37_800, 39_600]),
    Zone(
      "America/St_Johns", 2010...2011,
      [1_268_537_460, 1_289_097_060, 1_299_987_060, 1_320_553_800],
      [-12_600, -9000, -12_600, -9000, -12_600]),
    Zone(
      "Pacific/Apia", 2011...2012,
      [1_301_752_800, 1_316_872_800, 1_325_239_200, 1_333_202_400, 1_348_927_200],
      [-36_000, -39_600, -36_000, 50_400, 46_800, 50_400]),
    Zone(
      "Asia/Kolkata", 1941...1942,
      [-891_581_400, -872_058_600, -862_637_400],
      [19_800, 23_400, 19_800, 23_400]),
    Zone(
      "Africa/Monrovia", 1972...1972,
      [63_593_070],
      [-2670, 0]),
    Zone(
      "America/Santiago", 2021...2021,
      [1_617_505_200, 1_630_814_400],
      [-10_800, -14_400, -10_800]),
  ]

  private static let madrid = TimestampClock.zone(zones[0].rules)

  private static let steps = [
    "1 s", "7 min", "15 min", "30 min", "1 h", "2 h", "6 h", "12 h", "1 d", "2 d", "7 d", "1 month",
    "3 months", "1 year",
  ]

  private static func step(_ text: String) throws -> TimeSpan { try #require(TimeSpan(text)) }

  private static func second(_ year: Int, _ month: Int = 1, _ day: Int = 1, _ hour: Int = 0) throws
    -> Int
  {
    try #require(Timestamp(year: year, month: month, day: day, hour: hour)).epochSecond
  }

  private static func name(_ start: Int, _ grid: TimeGrid) -> String {
    var text: [UInt8] = []
    grid.append(nameOf: start, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  @Test("Every moment lies in one step, and steps follow on each other", arguments: zones)
  func tiling(zone: Zone) throws {
    let rules = zone.rules
    var generator = SeededGenerator(stream: 1)
    let (from, to) = try (
      Self.second(zone.years.lowerBound), Self.second(zone.years.upperBound + 1)
    )
    let changes = rules.transitions.filter { (from...to).contains($0) }
    for text in Self.steps where text != "7 min" {
      let grid = TimeGrid(try Self.step(text), on: .zone(rules))
      // (1) Around every change of the clock, and anywhere.
      let moments =
        changes.flatMap { change in (-8...8).map { change + $0 * 1800 + ($0 & 1) * 7 } }
        + (0..<20).map { _ in Int.random(in: from...to, using: &generator) }
      for moment in moments {
        let start = grid.start(of: moment)
        let next = grid.next(after: start)
        #expect(start <= moment, "\(zone) \(text) \(moment)")
        #expect(moment < next, "\(zone) \(text) \(moment)")
        // (2) A beginning lies in its own step, and what is before it doesn't.
        #expect(grid.start(of: start) == start, "\(zone) \(text) \(moment)")
        #expect(grid.start(of: next) == next, "\(zone) \(text) \(moment)")
        #expect(grid.start(of: next - 1) == start, "\(zone) \(text) \(moment)")
      }
    }
  }

  @Test("There are no more steps than are foreseen, and not many fewer", arguments: zones)
  func counts(zone: Zone) throws {
    let rules = zone.rules
    for clock in [TimestampClock.wall, .universal, .zone(rules)] {
      for text in ["1 h", "6 h", "1 d", "7 d", "1 month"] {
        let grid = TimeGrid(try Self.step(text), on: clock)
        let first = grid.start(of: try Self.second(zone.years.lowerBound))
        let last = grid.start(of: try Self.second(zone.years.upperBound + 1, 1, 1, 5))
        var (start, count) = (first, 0)
        while start < last {
          start = grid.next(after: start)
          count += 1
        }
        #expect(start == last)
        let most = grid.mostSteps(from: first, to: last)
        #expect(count <= most, "\(zone) \(text)")
        #expect(most - count <= (clock == .zone(rules) ? rules.transitions.count + 1 : 0))
      }
    }
  }

  @Test("Steps are called by what the clock shows")
  func names() throws {
    let madrid = Self.madrid
    let hours = TimeGrid(try Self.step("1 h"), on: madrid)
    // An hour before the clock is put back; it shows two o'clock twice.
    var start = try Self.second(2017, 10, 29, 0)
    var names: [String] = []
    for _ in 0..<3 {
      names.append(Self.name(start, hours))
      start = hours.next(after: start)
    }
    #expect(
      names == [
        "2017-10-29 02:00:00+02:00", "2017-10-29 02:00:00+01:00", "2017-10-29 03:00:00+01:00",
      ])
    let moment = try Self.second(2017, 10, 29, 12)
    for (step, clock, name) in [
      ("1 d", madrid, "2017-10-29"), ("7 d", .wall, "2017-10-23"), ("1 month", .wall, "2017-10-01"),
      ("1 year", madrid, "2017-01-01"), ("5 years", .wall, "2015-01-01"),
      ("12 h", .wall, "2017-10-29 12:00:00"), ("12 h", .universal, "2017-10-29 12:00:00Z"),
      ("6 h", madrid, "2017-10-29 12:00:00+01:00"),
    ] {
      let grid = TimeGrid(try Self.step(step), on: clock)
      #expect(Self.name(grid.start(of: moment), grid) == name)
    }
    let monrovia = TimestampClock.zone(Self.zones[6].rules)
    let early = TimeGrid(try Self.step("1 h"), on: monrovia)
    #expect(Self.name(try Self.second(1972, 1, 1, 8), early) == "1972-01-01 08:00:00Z")
    let ages = TimeGrid(try Self.step("100 years"), on: .wall)
    #expect(Self.name(ages.start(of: try Self.second(50)), ages) == "0001-01-01")
  }

  @Test("Lengths in days and months are those of the clock")
  func lengths() throws {
    let madrid = Self.madrid
    let grid = TimeGrid(try Self.step("1 h"), on: madrid)
    // From midnight to midnight the clock has 25 hours.
    let (day, next) = try (Self.second(2017, 10, 28, 22), Self.second(2017, 10, 29, 23))
    for (length, from, to, isWithin) in [
      ("1 d", day, next, true), ("25 h", day, next, true), ("1440 min", day, next + 1, false),
      ("24 h", day, next, true), ("89999 s", day, next, false), ("90000 s", day, next, true),
      ("1 month", try Self.second(2017, 1, 31, 5), try Self.second(2017, 2, 28, 22), true),
      ("1 month", try Self.second(2017, 1, 15, 5), try Self.second(2017, 2, 15, 5), true),
      ("1 month", try Self.second(2017, 1, 15, 5), try Self.second(2017, 2, 15, 6), false),
      ("2 months", try Self.second(2017, 1, 15, 5), try Self.second(2017, 2, 15, 6), true),
    ] {
      #expect(
        grid.isWithin(try Self.step(length), from: from, to: to) == isWithin,
        "\(length) \(from) \(to)")
    }
  }

  @Test("A cursor finds what the grid does, and counts what is off it")
  func cursor() throws {
    var generator = SeededGenerator(stream: 2)
    for text in Self.steps where text != "7 min" {
      let grid = TimeGrid(try Self.step(text), on: .universal)
      var cursor = GridCursor(grid)
      var keys = [Int64](repeating: 0, count: RowBatch.limit)
      var expected: [Int] = []
      var offGrid = 0
      for row in 0..<200 {
        var second = Int.random(in: -3_000_000_000...3_000_000_000, using: &generator)
        if row % 3 == 0 { second = grid.start(of: second) }
        if row % 5 == 0, row > 0 { second = expected[row - 1] }
        let microsecond = row % 7 == 0 ? 1 : 0
        keys[row] = try #require(Timestamp(epochSecond: second, microsecond: microsecond)).orderKey
        expected.append(grid.start(of: second))
        if expected[row] != second || microsecond > 0 { offGrid += 1 }
      }
      var starts = [Int](repeating: 0, count: RowBatch.limit)
      #expect(cursor.find(keys, of: RowMask(first: 200), into: &starts) == offGrid)
      #expect(Array(starts[..<200]) == expected, "\(text)")
    }
  }

  @Test("Lengths are read in many forms")
  func spans() {
    for (text, description) in [
      ("10m", "10 min"), ("15 min", "15 min"), ("1h", "1 h"), ("2 HOURS", "2 h"), ("24h", "24 h"),
      ("1 d", "1 d"), ("1w", "1 w"), ("1 month", "1 month"), ("3months", "3 months"),
      ("30 s", "30 s"), ("2 years", "2 years"),
    ] {
      #expect(TimeSpan(text)?.description == description, "\(text)")
    }
    #expect(TimeSpan("24h") != TimeSpan("1d"))
    for text in ["", "h", "0h", "-1h", "1.5 h", "1 fortnight", "1 h 30 min", "9999999999 s"] {
      #expect(TimeSpan(text) == nil, "\(text)")
    }
    for (text, isStep) in [
      ("7h", false), ("25h", false), ("48h", true), ("7 s", false), ("8 min", true),
    ] {
      #expect((TimeSpan(text)?.faultAsStep == nil) == isStep, "\(text)")
    }
  }
}
