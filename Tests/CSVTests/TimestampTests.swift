import CSV
import TestSupport
import Testing

/// The calendar, and the parts of timestamps.
@Suite struct TimestampTests {
  /// Month lengths as everyone knows them, and leap years by Pope Gregory's rule.
  @Test func everyDay() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var days = 0
    for year in 1...2000 {
      let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
      for month in 1...12 {
        let length = lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)
        for day in 0...32 {
          let exists = Timestamp(year: year, month: month, day: day) != nil
          #expect(exists == (1...length).contains(day), "\(year)-\(month)-\(day)")
          days += exists ? 1 : 0
        }
      }
    }
    #expect(days == 5 * 146_097)
  }

  @Test(arguments: [
    [0, 1, 1, 0, 0, 0, 0], [10_000, 1, 1, 0, 0, 0, 0], [2017, 0, 1, 0, 0, 0, 0],
    [2017, 13, 1, 0, 0, 0, 0], [2017, 1, 1, 24, 0, 0, 0], [2017, 1, 1, -1, 0, 0, 0],
    [2017, 1, 1, 0, 60, 0, 0], [2017, 1, 1, 0, 0, 60, 0], [2017, 1, 1, 0, 0, 0, 1_000_000],
    [2017, 1, .max, 0, 0, 0, 0], [.min, 1, 1, 0, 0, 0, 0],
  ])
  func outOfRange(_ parts: [Int]) {
    #expect(Self.timestamp(parts) == nil)
  }

  /// Parts that go in come out, and the order is that of the parts.
  @Test func partsAndOrder() throws {
    var random = SeededGenerator(stream: 300)
    let limits = [1...9999, 1...12, 1...28, 0...23, 0...59, 0...59, 0...999_999]
    var before = [1, 1, 1, 0, 0, 0, 0]
    for _ in 0..<20_000 {
      // Neighbours in time share their first parts.
      let shared = Int.random(in: 0..<7, using: &random)
      let parts = limits.indices.map {
        $0 < shared ? before[$0] : Int.random(in: limits[$0], using: &random)
      }
      let one = try #require(Self.timestamp(parts))
      let other = try #require(Self.timestamp(before))
      #expect(
        parts == [
          one.year, one.month, one.day, one.hour, one.minute, one.second, one.microsecond,
        ])
      #expect((one < other) == parts.lexicographicallyPrecedes(before))
      #expect((one.orderKey < other.orderKey) == (one < other))
      #expect((one == other) == (parts == before))
      before = parts
    }
  }

  @Test func keys() throws {
    let timestamp = try #require(
      Timestamp(year: 987, month: 5, day: 2, hour: 7, minute: 8, second: 9, microsecond: 120))
    let texts = Self.parts.map { $0.text(ofKey: $0.key(of: timestamp)) }
    #expect(
      texts == [
        "0987", "05", "02", "07", "08", "2", "18", "3", "122", "0987-05-02", "0987", "0988",
        "0987-05-02 07:00", "0987-05-02 07:08:03", "0987-04-30",
      ])
    let keys = Self.parts.prefix(9).map { $0.key(of: timestamp) }
    #expect(keys == [987, 5, 2, 7, 8, 2, 18, 3, 122])
    #expect(TimestampPart.season.text(ofKey: TimestampPart.season.key(of: timestamp)) == "MAM")
    #expect(timestamp.description == "0987-05-02 07:08:09.000120")
  }

  /// The texts of keys are ordered as the keys are, and the same for the same key only. A year that
  /// ends behind 9999 has a digit more than others.
  @Test(arguments: parts.filter { if case .yearFrom = $0 { false } else { true } })
  func textOrder(_ part: TimestampPart) throws {
    var random = SeededGenerator(stream: 301)
    var before: Timestamp?
    for _ in 0..<5000 {
      let isNear = Bool.random(using: &random)
      let year = isNear ? before?.year : nil
      let timestamp = try #require(
        Timestamp(
          year: year ?? Int.random(in: 1...9999, using: &random),
          month: Int.random(in: 1...12, using: &random),
          day: Int.random(in: 1...28, using: &random),
          hour: Int.random(in: 0...23, using: &random)))
      let other = before ?? timestamp
      let keys = (part.key(of: timestamp), part.key(of: other))
      let texts = (part.text(ofKey: keys.0), part.text(ofKey: keys.1))
      #expect((keys.0 < keys.1) == (texts.0 < texts.1))
      #expect((keys.0 == keys.1) == (texts.0 == texts.1))
      before = timestamp
    }
  }

  /// All but the seasons.
  private static let parts: [TimestampPart] =
    [
      .year, .month, .day, .hour, .minute, .quarter, .week, .weekday, .dayOfYear, .date,
      .yearFrom(month: 6), .yearFrom(month: 5),
    ] + [3600, 7, 7 * 86_400].compactMap { TimestampBin(seconds: $0).map { .bin($0) } }

  @Test("Spans that make no sense are none", arguments: [0, -1, 86_401, 100_000, 864_086_400])
  func noBin(seconds: Int) { #expect(TimestampBin(seconds: seconds) == nil) }

  /// Every date and its number, to there and back, in the order of the calendar.
  @Test func everyDayNumber() {
    var number = 0
    for year in 1...9999 {
      for month in 1...12 {
        for day in 1...31 where Timestamp(year: year, month: month, day: day) != nil {
          let date = Timestamp.date(ofDay: number)
          guard Timestamp.dayNumber(year: year, month: month, day: day) == number,
            date == (year, month, day)
          else {
            Issue.record("\(year)-\(month)-\(day)")
            return
          }
          number += 1
        }
      }
    }
    #expect(number == 3_652_059)
    #expect(Timestamp(epochSecond: 0)?.description == "1970-01-01 00:00:00")
    for second in [Int.min, Int.max, -62_135_596_801, 253_402_300_800] {
      #expect(Timestamp(epochSecond: second) == nil)
    }
  }

  private static func timestamp(_ parts: [Int]) -> Timestamp? {
    Timestamp(
      year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4],
      second: parts[5], microsecond: parts[6])
  }
}
