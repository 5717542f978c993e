import CSV
import TestSupport
import Testing

/// Dates in many forms, and their parts, as Python has them.
@Suite("Dates as Python reads them")
struct DateOracleTests {
  private struct Expected: Decodable {
    struct Column: Decodable {
      let name: String
      let texts: [String]
      let meanings: [String]
    }

    struct Parts: Decodable {
      let moment: String
      let keys: [String: String]
    }

    let forms: [Column]
    let patterns: [Column]
    let parts: [Parts]
  }

  private static func load() throws -> Expected {
    try Fixtures.decode("dates_expected.json", as: Expected.self)
  }

  @Test("Each form is recognised, and every text read")
  func forms() throws {
    let forms = try Self.load().forms
    #expect(forms.count > 30)
    for column in forms {
      let samples = column.texts.map { Array($0.utf8) }
      guard case .format(let format) = TimestampFormat.sniff(samples: samples) else {
        Issue.record("\(column.texts[0]): \(TimestampFormat.sniff(samples: samples))")
        continue
      }
      #expect(format.name == column.name, "\(column.texts[0])")
      let meanings = samples.map { format.parse($0.span)?.description ?? "none" }
      #expect(meanings == column.meanings, "\(column.texts[0])")
      // A text that is cut at its end, or goes on, is another or none, and never trapped on.
      for sample in samples.prefix(5) {
        for format in TimestampFormat.recognized {
          for count in sample.indices { _ = format.parse(Array(sample[..<count]).span) }
          #expect(format.parse((sample + Array("x".utf8)).span) == nil)
        }
      }
    }
  }

  @Test("Patterns")
  func patterns() throws {
    for column in try Self.load().patterns {
      let format = TimestampFormat.pattern(try TimestampPattern(column.name))
      let meanings = column.texts.map { format.parse(Array($0.utf8).span)?.description ?? "none" }
      #expect(meanings == column.meanings, "\(column.name)")
      let wrong = column.texts.map { format.parse(Array(($0 + "!").utf8).span) }
      #expect(wrong.allSatisfy { $0 == nil })
    }
  }

  @Test(
    "Patterns that make no sense",
    arguments: [
      ("%Q", "has %Q, which means nothing here"), ("%Y%", "ends with %"),
      ("%H:%M", "tells no date; a year and a month belong to one at least"),
      ("%Y-%d", "tells no date; a year and a month belong to one at least"),
      ("%Y-%m-%m", "has %m twice"), ("%Y-%j %I:%M", "has one of %I and %p; each needs the other"),
    ])
  func badPatterns(_ text: String, _ reason: String) {
    let failure = #expect(throws: TimestampPattern.Failure.self) { try TimestampPattern(text) }
    #expect(failure?.reason == reason)
  }

  @Test("Offsets and epochs of patterns, as digits beside each other")
  func fields() throws {
    for (pattern, text, expected, offset) in [
      ("%Y%j%H", "202303205", "2023-02-01 05:00:00", nil),
      ("%Y-%m-%dT%H:%M:%S%z", "2023-02-01T05:00:00-05:30", "2023-02-01 05:00:00", -19_800),
      ("%s.%f", "1683000000.25", "2023-05-02 04:00:00.250000", 0),
      ("%d/%m/%y %I:%M %p", "1/2/23 12:30 a. m.", "2023-02-01 00:30:00", nil),
      ("%e %b %Y", " 1 Ago. 2023", "2023-08-01 00:00:00", nil),
    ] as [(String, String, String, Int?)] {
      let format = TimestampFormat.pattern(try TimestampPattern(pattern))
      let reading = format.read(Array(text.utf8).span)
      #expect(reading?.timestamp.description == expected, "\(pattern)")
      #expect(reading?.offset == offset, "\(pattern)")
    }
  }

  @Test("Parts")
  func parts() throws {
    let named: [String: TimestampPart] = [
      "year": .year, "quarter": .quarter, "month": .month, "week": .week, "day": .day,
      "dayofyear": .dayOfYear, "weekday": .weekday, "season": .season, "hour": .hour,
      "minute": .minute, "date": .date, "year from 10": .yearFrom(month: 10),
      "bin 15 min": .bin(try #require(TimestampBin(seconds: 900))),
      "bin 7 h": .bin(try #require(TimestampBin(seconds: 7 * 3600))),
      "bin 30 s": .bin(try #require(TimestampBin(seconds: 30))),
      "bin 7 d": .bin(try #require(TimestampBin(seconds: 7 * 86_400))),
      "bin 1 d": .bin(try #require(TimestampBin(seconds: 86_400))),
    ]
    let moments = try Self.load().parts
    #expect(moments.count > 200)
    for moment in moments {
      let found = TimestampFormat.yearFirst.parse(Array(moment.moment.utf8).span)
      let timestamp = try #require(found)
      #expect(moment.keys.count == named.count)
      for (name, key) in moment.keys {
        let part = try #require(named[name])
        #expect(part.text(ofKey: part.key(of: timestamp)) == key, "\(name) of \(moment.moment)")
      }
    }
  }
}
