import CSV
import Scan
import TestSupport
import Testing
import Vocabulary

/// The rules of zones, against Python's.
@Suite("Time zones")
struct TimeZoneTests {
  private struct Expected: Decodable {
    struct Zone: Decodable {
      let name: String
      let seconds: [Int]
      let clocks: [String]
      let naive: [String]
      let meant: [Int?]
    }

    let zones: [Zone]
  }

  private static func reading(_ text: String) throws -> ClockReading {
    let reading = TimestampFormat.yearFirst.read(Array(text.utf8).span)
    return try #require(reading)
  }

  private static func clock(_ text: String) throws -> Timestamp { try reading(text).timestamp }

  @Test("What clocks show, and when they show something")
  func rules() throws {
    let zones = try Fixtures.decode("dates_expected.json", as: Expected.self).zones
    #expect(zones.count == 6)
    var skipped = 0
    for zone in zones {
      let rules = try TimeZoneRules(ofSystem: zone.name)
      for (second, clock) in zip(zone.seconds, zone.clocks) {
        let ahead = try #require(rules.offset(at: second))
        #expect(
          Timestamp(epochSecond: second + ahead)?.description == clock, "\(zone.name) \(second)")
      }
      for (clock, meant) in zip(zone.naive, zone.meant) {
        let moment = rules.moment(ofClock: try Self.clock(clock).epochSecond)
        if let meant {
          #expect(moment == .second(meant), "\(zone.name) \(clock)")
        } else if case .skipped = moment {
          skipped += 1
        } else {
          Issue.record("\(zone.name) \(clock): \(moment)")
        }
      }
    }
    #expect(skipped > 20)
  }

  @Test("Only the years 1900 to 2100 are known")
  func range() throws {
    let rules = try TimeZoneRules(ofSystem: "Europe/Madrid")
    for (text, isKnown) in [
      ("1899-12-30 00:00", false), ("1900-01-01 00:00", true), ("2100-12-31 23:59", true),
      ("2101-01-03 00:00", false),
    ] {
      let moment = rules.moment(ofClock: try Self.clock(text).epochSecond)
      #expect((moment != .unknown) == isKnown, "\(text)")
      let universal = try TimeZoneRules(ofSystem: "UTC")
      let second = try Self.clock(text).epochSecond
      #expect(universal.moment(ofClock: second) == .second(second))
    }
  }

  @Test(
    "Names of no zone",
    arguments: [
      "", "Nowhere", "europe/madrid", "../zoneinfo/UTC", "/usr/share/zoneinfo/UTC", "zone.tab",
      "America", "EST5EDT,M3", "America//Bogota", ":UTC", "Europe/Madrid ",
    ])
  func unknown(name: String) {
    #expect(throws: CaudalError.self) { try TimeZoneRules(ofSystem: name) }
  }

  @Test("Order of moments, and what the clock shows of them")
  func order() throws {
    let clock = TimestampClock.zone(try TimeZoneRules(ofSystem: "Europe/Madrid"))
    func key(_ text: String) throws -> Int64 {
      try clock.orderKey(of: Self.reading(text))
    }
    // In the repeated hour the clock without an offset is the first one's.
    let keys = try [
      "2023-10-29 01:59", "2023-10-29 02:30", "2023-10-29 02:10+01:00", "2023-10-29 03:00",
    ].map(key)
    #expect(keys == keys.sorted())
    #expect(try key("2023-10-29 02:30") == key("2023-10-29T00:30Z"))
    #expect(try key("2023-10-29 02:30+01:00") == key("2023-10-29T01:30Z"))
    #expect(throws: TimestampClock.Fault.skipped(zone: "Europe/Madrid")) {
      try key("2023-03-26 02:00")
    }
    #expect(try key("2023-03-26 03:00") == key("2023-03-26T01:00Z"))
    // A date on which midnight is left out begins an hour later.
    let cairo = TimestampClock.zone(try TimeZoneRules(ofSystem: "Africa/Cairo"))
    let (day, first) = try (Self.reading("2023-04-28"), Self.reading("2023-04-28 01:00"))
    #expect(try cairo.orderKey(of: day) == cairo.orderKey(of: first))
  }
}
