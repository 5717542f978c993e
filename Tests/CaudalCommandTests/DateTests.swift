import Foundation
import TestSupport
import Testing

/// Dates from outside: what offsets and zones mean, for keys and conditions, however the rows come.
@Suite("Dates")
struct DateTests {
  private struct Expected: Decodable {
    struct Rows: Decodable {
      let zone: String
      let texts: [String]
      let counts: [String: [String: Int]]
      let middle: String
      let before: Int
    }

    let rows: [Rows]
  }

  private static let ways: [(Program.Launch, [String])] = [
    (.directly, []), (.directly, ["--input", "scatter"]), (.mpirun(3), ["--input", "shared"]),
    (.mpirun(3), ["--input", "scatter"]),
  ]

  private static func file(_ dates: [String], _ name: String = "x") -> String {
    "x,d\n" + dates.enumerated().map { "\($0),\"\($1)\"\n" }.joined()
  }

  @Test("Parts on the clocks of zones, as Python counts them", arguments: 0..<6)
  func zones(index: Int) async throws {
    let rows = try Fixtures.decode("dates_expected.json", as: Expected.self).rows[index]
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.file(rows.texts).utf8, to: "rows.csv")
      let parts = rows.counts.keys.sorted()
      for (number, part) in parts.enumerated() {
        let words = part.split(separator: " ", maxSplits: 1).map(String.init)
        let key = words[0] == "bin" ? "bin(d, \(words[1]))" : "\(words[0])(d)"
        var options = ["--statistics", "rows", "--time-zone", rows.zone, "--block-bytes", "4096"]
        if part == "year from 10" { options += ["--year-starts", "10"] }
        // Every way for some parts of each zone, and for every part one.
        let ways = number % 6 == index ? Self.ways : [Self.ways[number % 2]]
        for (launch, way) in ways {
          let groups = try await Caudal.groups(path, by: key, options + way, launch)
          let counts = groups.map { ($0.group[key] ?? "no such key", $0.rows ?? 0) }
          #expect(
            Dictionary(counts) { first, _ in first } == rows.counts[part],
            "\(rows.zone) \(part) \(launch) \(way)")
        }
      }
      for (launch, way) in Self.ways {
        let lines = try await Caudal.lines(
          path,
          [
            "--where", "d < timestamp '\(rows.middle)'", "--statistics", "rows", "--time-zone",
            rows.zone,
          ]
            + way, launch)
        #expect(lines[1] == "x,\(rows.before)", "\(rows.zone) \(launch) \(way)")
      }
    }
  }

  @Test("Offsets are obeyed: UTC is the clock, unless another is named")
  func offsets() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        Self.file([
          "2023-06-01T23:30+02:00", "2023-06-01 21:30Z", "2023-06-01 16:30:00-0500", "",
          "2023-06-02",
        ]).utf8, to: "offsets.csv")
      for (zone, keys) in [
        ([], ["2023-06-01 21:30", "", "2023-06-02 00:00"]),
        (["--time-zone", "UTC"], ["2023-06-01 21:30", "", "2023-06-02 00:00"]),
        (["--time-zone", "Asia/Kolkata"], ["2023-06-02 03:00", "", "2023-06-02 00:00"]),
        (["--time-zone", "America/St_Johns"], ["2023-06-01 19:00", "", "2023-06-02 00:00"]),
      ] {
        let groups = try await Caudal.groups(path, by: "bin(d, 1 min)", zone)
        #expect(groups.map { $0.group["bin(d, 1 min)"] } == keys, "\(zone)")
        #expect(groups.map(\.rows) == [3, 1, 1])
      }
      for (condition, zone, rows) in [
        ("d = timestamp '2023-06-01 21:30'", [], 3), ("d = timestamp '2023-06-01 21:30Z'", [], 3),
        ("d = timestamp '2023-06-01 23:30+02'", [], 3), ("d < date '2023-06-02'", [], 3),
        ("d = timestamp '2023-06-01 16:30'", ["--time-zone", "America/Bogota"], 3),
        ("d >= date '2023-06-02'", ["--time-zone", "Asia/Kolkata"], 4),
        ("hour(d) = 3 and weekday(d) = 5", ["--time-zone", "Asia/Kolkata"], 3),
        ("date(d) = date '2023-06-02'", ["--time-zone", "America/Bogota"], 1),
      ] {
        let lines = try await Caudal.lines(
          path, ["--where", condition, "--statistics", "rows"] + zone)
        #expect(lines[1] == "x,\(rows)", "\(condition) \(zone)")
      }
    }
  }

  @Test("Naive times stay what the clock showed, those of a zone are its moments")
  func naive() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        Self.file(["2023-10-29 01:30", "2023-10-29 02:30", "2023-10-29 03:30"]).utf8,
        to: "naive.csv")
      for zone in [[], ["--time-zone", "Europe/Madrid"]] {
        let groups = try await Caudal.groups(path, by: "hour(d)", zone)
        #expect(groups.map { $0.group["hour(d)"] } == ["01", "02", "03"])
      }
      // The repeated hour is the first: four hours lie between the first row and the last one's end.
      for (text, rows) in [
        ("2023-10-28 23:30Z", 0), ("2023-10-29 00:30Z", 1), ("2023-10-29 00:31Z", 2),
        ("2023-10-29 02:10+01:00", 2), ("2023-10-29 02:30Z", 2),
      ] {
        let lines = try await Caudal.lines(
          path,
          [
            "--where", "d < timestamp '\(text)'", "--statistics", "rows", "--time-zone",
            "Europe/Madrid",
          ])
        #expect(lines[1] == "x,\(rows)", "\(text)")
      }
      for (condition, zone, reason, position) in [
        (
          "d < timestamp '2023-10-28 23:30Z'", [],
          "the times of this column have no UTC offset, and no time zone is given; leave the offset out here, too",
          4
        ),
        (
          "x = 1 or d > timestamp '2023-03-26 02:30'", ["--time-zone", "Europe/Madrid"],
          "the clocks of Europe/Madrid are put forward over this time", 13
        ),
        (
          "d > timestamp '2200-03-26 02:30'", ["--time-zone", "Europe/Madrid"],
          "the offset of Europe/Madrid is known from 1900 to 2100 only", 4
        ),
      ] {
        for launch in [Program.Launch.directly, .mpirun(3)] {
          let outcome = try await Caudal.describe(path, ["--where", condition] + zone, launch)
          #expect(outcome.code == 64)
          #expect(outcome.messages == ["caudal: --where: \(reason)"], "\(outcome.errors)")
          #expect(outcome.errors.contains("\n  \(String(repeating: " ", count: position))^"))
        }
      }
    }
  }

  @Test("Times with and without offsets in one column, and those that no clock shows")
  func mixed() async throws {
    let zone = "name the zone of times without an offset by --time-zone"
    try await withTemporaryFolder { folder in
      var times = (0..<600).map { "2023-01-\(10 + $0 % 20) 05:30" }
      times[571] = "2023-01-01 05:30Z"
      let late = try folder.write(Self.file(times).utf8, to: "late.csv")
      let offset = Self.file(times).utf8.firstRange(of: "\"2023-01-01 05:30Z".utf8)
      let byte = Self.file(times).utf8.distance(
        from: Self.file(times).utf8.startIndex, to: try #require(offset).lowerBound)
      for (launch, way) in Self.ways {
        try await Caudal.expectFailure(
          65,
          [
            "caudal: \(late): row 573, byte \(byte), column \"d\": \"2023-01-01 05:30Z\" has a UTC offset,"
              + " and the first times of this column have none; \(zone)"
          ], late, ["--by", "hour(d)", "--block-bytes", "4096"] + way, launch)
      }
      let groups = try await Caudal.groups(
        late, by: "hour(d)", ["--time-zone", "America/Bogota", "--block-bytes", "4096"])
      #expect(groups.map(\.rows) == [599, 1])
      #expect(groups.map { $0.group["hour(d)"] } == ["05", "00"])
      let second = try folder.write(
        Self.file(["2023-01-01", "2023-01-01 05:30Z", "2023-01-01 05:30"]).utf8, to: "second.csv")
      try await Caudal.expectFailure(
        65,
        [
          "caudal: \(second): row 4, byte 43, column \"d\": \"2023-01-01 05:30\" has no UTC offset,"
            + " and the first times of this column have one; \(zone)"
        ], second, ["--by", "hour(d)"])
      let gap = try folder.write(
        Self.file(["2023-03-26 01:30", "2023-03-26 02:30"]).utf8, to: "gap.csv")
      try await Caudal.expectFailure(
        65,
        [
          "caudal: \(gap): row 3, byte 27, column \"d\": \"2023-03-26 02:30\" does not exist in Europe/Madrid,"
            + " where clocks were put forward over it; if the clock is never changed, name a zone without"
            + " summer time by --time-zone, such as Etc/GMT-1 for UTC+1"
        ], gap, ["--by", "hour(d)", "--time-zone", "Europe/Madrid"])
      let fixed = try await Caudal.groups(gap, by: "hour(d)", ["--time-zone", "Etc/GMT-1"])
      #expect(fixed.map { $0.group["hour(d)"] } == ["01", "02"])
    }
  }

  @Test("Formats by name, each column's own, and patterns")
  func formats() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        "x,a=b,e,p\n1,01/02/2023,1683000000,05:30 de 03.04.23\n".utf8, to: "formats.csv")
      let keys = "date(a=b),bin(e, 1 min),bin(p, 1 min)"
      let formats = ["--date-format", "mdy", "--date-format", "p=%H:%M de %d.%m.%y"]
      for (format, date) in [
        (["--date-format", "a=b=dmy"], "2023-02-01"), (["--date-format", "a=b=mdy"], "2023-01-02"),
        (["--date-format", "2=%d/%m/%Y"], "2023-02-01"),
        (["--date-format", "\"a=b\"=dmy"], "2023-02-01"),
        ([], "2023-01-02"),
      ] {
        for (launch, way) in Self.ways {
          let groups = try await Caudal.groups(
            path, by: keys, formats + ["--date-format", "e=epoch"] + format + way, launch)
          #expect(
            groups.map(\.group) == [
              [
                "date(a=b)": date, "bin(e, 1 min)": "2023-05-02 04:00",
                "bin(p, 1 min)": "2023-04-03 05:30",
              ]
            ])
        }
      }
      let invalid = "is invalid for '--date-format <format>'"
      for (options, message) in [
        (
          ["--date-format", "zz=dmy"],
          "\(path): there is no column \"zz\"; the columns are \"x\", \"a=b\", \"e\", \"p\""
        ),
        (
          ["--date-format", "p=%Q"],
          "the value 'p=%Q' \(invalid): \"%Q\" has %Q, which means nothing here"
        ),
        (
          ["--date-format", "ydm"],
          "the value 'ydm' \(invalid): \"ydm\" is no format of dates; there are mdy, dmy, ymd, epoch, epoch-ms and patterns such as '%d/%m/%Y %H:%M'"
        ),
        (
          ["--time-zone", "Bogota"],
          "--time-zone: \"Bogota\" is not one that the system knows; write its name as in America/Bogota, Europe/Madrid or UTC, in this case"
        ),
        (["--year-starts", "13"], "--year-starts must be from 1 to 12"),
      ] {
        let outcome = try await Caudal.describe(path, ["--by", "date(e)"] + options)
        #expect(outcome.code == 64)
        #expect(outcome.messages.first == "caudal: " + message)
      }
      let several = try folder.write(Self.file(["05-06-07"]).utf8, to: "several.csv")
      try await Caudal.expectFailure(
        64,
        [
          "caudal: \(several): column \"d\": \"05-06-07\" may be 2007-05-06, 2007-06-05 or 2005-06-07;"
            + " say it by --date-format mdy or dmy or '%y-%m-%d'"
        ], several, ["--by", "year(d)"])
    }
  }

  @Test("Without a zone database, UTC alone is known")
  func noDatabase() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.file(["2023-06-01 21:30"]).utf8, to: "naive.csv")
      for (zone, code) in [("UTC", 0), ("America/Bogota", 64)] {
        for launch in [Program.Launch.directly, .mpirun(3)] {
          let outcome = try await Caudal.run(
            ["describe", path, "-c", "x", "--by", "hour(d)", "--time-zone", zone], launch,
            environment: ["TZDIR": "/nowhere"])
          #expect(outcome.code == code)
          if code != 0 {
            #expect(
              outcome.messages == [
                "caudal: --time-zone: /nowhere is not there, where the system keeps time zones; install tzdata"
              ])
          }
        }
      }
    }
  }

  @Test("Spans and parts that are called like columns, and those of frequencies")
  func names() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        "x,d,\"bin(d, 1 h)\",\"week(d)\",\"a,b\"\n1,2023-01-01 05:20,p,q,2023-01-02 05:20\n".utf8,
        to: "names.csv")
      for (keys, group) in [
        ("bin(d, 1 h)", ["bin(d, 1 h)": "p"]), ("week(d),x", ["week(d)": "q", "x": "1"]),
        (
          "bin(d,15min),bin(d, 2 d)",
          ["bin(d, 15 min)": "2023-01-01 05:15", "bin(d, 2 d)": "2023-01-01"]
        ),
        (
          "x, BIN(\"a,b\", 30 s),minute(d)",
          ["x": "1", "bin(a,b, 30 s)": "2023-01-02 05:20:00", "minute(d)": "20"]
        ),
      ] {
        #expect(try await Caudal.groups(path, by: keys).map(\.group) == [group], "\(keys)")
      }
      let outcome = try await Caudal.run(
        ["frequency", path, "--column", "season(d),quarter(d)", "--format", "csv"])
      #expect(outcome.output == "season(d),quarter(d),count,share,cumulative_share\nDJF,1,1,1,1\n")
    }
  }

  @Test("Results say how dates were read")
  func said() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        "x,d,e\n1,22/05/2017,2017-05-22T05:30Z\n".utf8, to: "said.csv")
      func json(_ options: [String]) async throws -> String {
        try await Caudal.json(path, options + ["--statistics", "rows"])
      }
      #expect(try await !json([]).contains("dates"))
      let two = try await json(["--by", "year(d)", "--where", "hour(e) = 5"])
      #expect(
        two.contains(
          """
          ,
              "dates": [
                {"column": "d", "format": "DD/MM/YYYY", "time_zone": null},
                {"column": "e", "format": "YYYY-MM-DD", "time_zone": "UTC"}
              ]
          """), "\(two)")
      let outcome = try await Caudal.run(
        ["frequency", path, "-c", "year(d)", "--time-zone", "America/Bogota", "--year-starts", "5"])
      #expect(
        outcome.output.hasPrefix(
          """
          \(path): 37 bytes, delimiter comma, decimal mark point
          dates of d: DD/MM/YYYY, time zone America/Bogota
          years begin in month 5 and are named after the year in which they end

            year(d)  count     share  cumulative
            2018         1  100.00 %    100.00 %
          """), "\(outcome.output)")
    }
  }
}
