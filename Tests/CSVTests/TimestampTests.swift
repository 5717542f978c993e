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
    let texts = TimestampPart.allCases.map { $0.text(ofKey: $0.key(of: timestamp)) }
    #expect(texts == ["0987", "05", "02", "07", "0987-05-02"])
    let keys = TimestampPart.allCases.map { $0.key(of: timestamp) }
    #expect(keys.dropLast() == [987, 5, 2, 7])
    #expect(timestamp.description == "0987-05-02 07:08:09.000120")
  }

  /// The texts of keys are ordered as the keys are, and the same for the same key only.
  @Test(arguments: TimestampPart.allCases)
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

  private static func timestamp(_ parts: [Int]) -> Timestamp? {
    Timestamp(
      year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4],
      second: parts[5], microsecond: parts[6])
  }
}
