import Foundation
import TestSupport
import Testing

/// Keys by which rows are grouped: columns, dates, and what is wrong with them.
@Suite("Keys of groups")
struct GroupKeyTests {
  private static let launches = [Program.Launch.directly, .mpirun(3)]

  @Test("Columns by name, in another case, by number, and with commas in their names")
  func columns() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("\"a,b\",Key,a,b,x\np,q,r,s,1\n".utf8, to: "names.csv")
      for (keys, group) in [
        ("a,b", ["a,b": "p"]), ("Key", ["Key": "q"]), ("KEY", ["Key": "q"]), ("2", ["Key": "q"]),
        ("a, b ,2", ["a": "r", "b": "s", "Key": "q"]), ("x", ["x": "1"]),
        ("b,a", ["a": "r", "b": "s"]), ("\"a,b\"", ["a,b": "p"]),
        ("b, \"a,b\" ,\"Key\"", ["b": "s", "a,b": "p", "Key": "q"]),
      ] {
        #expect(try await Caudal.groups(path, by: keys).map(\.group) == [group], "\(keys)")
      }
      let columns = "columns are \"a,b\", \"Key\", \"a\", \"b\", \"x\""
      let unit = "; as spans of time, there is no unit \"q\"; the units are s, min, h and d"
      for (keys, missing) in [
        ("no", "no"), ("a,no", "no"), ("year(no)", "no"), ("", ""), ("a,", ""),
        ("second(a)", "second(a)"), ("bin(a, 7 q)", "bin(a, 7 q)"), ("\"a,c\",a", "a,c"),
        ("year(\"a,c\")", "a,c"),
      ] {
        let hint = missing.hasSuffix("q)") ? unit : ""
        let begin = missing == "a,c" ? "did you mean \"a,b\"? The" : "the"
        for launch in Self.launches {
          try await Caudal.expectFailure(
            64, ["caudal: \(path): there is no column \"\(missing)\"; \(begin) \(columns)\(hint)"],
            path,
            ["--by", keys], launch)
        }
      }
    }
  }

  @Test("Columns that are called like parts of dates go before these")
  func functionNames() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        "year(d),d,\"d,e\",x\np,2017-05-22,2018-06-23,1\n".utf8, to: "names.csv")
      for (keys, group) in [
        ("year(d)", ["year(d)": "p"]), ("month(d),year(d)", ["month(d)": "05", "year(d)": "p"]),
        // Of a name in another case the part of the date is taken.
        ("Year(d)", ["year(d)": "2017"]), ("year(\"d,e\")", ["year(d,e)": "2018"]),
        ("day( \"d,e\" ),d", ["day(d,e)": "23", "d": "2017-05-22"]),
        ("year(3)", ["year(d,e)": "2018"]),
      ] {
        #expect(try await Caudal.groups(path, by: keys).map(\.group) == [group], "\(keys)")
      }
    }
  }

  @Test("The same key twice is refused: the result would have two members of one name")
  func twice() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("k,d,x\np,2017-05-22,1\n".utf8, to: "twice.csv")
      for (keys, name) in [("k,x,k", "k"), ("1,k", "k"), ("year(d),year(D)", "year(d)")] {
        try await Caudal.expectFailure(
          64, ["caudal: \(path): \"\(name)\" is asked for twice; name it once"], path,
          ["--by", keys])
      }
      let both = try await Caudal.groups(path, by: "d,year(d),month(d)")
      #expect(both.map(\.group) == [["d": "2017-05-22", "year(d)": "2017", "month(d)": "05"]])
    }
  }

  @Test("A key that is the column of values, or is in the condition, too")
  func shared() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x\n2\n\n2.0\n2\nNA\n\"2\"\n".utf8, to: "shared.csv")
      let groups = try await Caudal.groups(path, by: "x")
      #expect(groups.map { $0.group["x"] } == ["2", "", "2.0", "NA"])
      #expect(groups.map(\.rows) == [3, 1, 1, 1])
      #expect(groups.map(\.count) == [3, 0, 1, 0])
      #expect(groups.map(\.mean) == [2, nil, 2, nil])
      let chosen = try await Caudal.groups(path, by: "x", ["--where", "x = 2"])
      #expect(chosen.map { $0.group["x"] } == ["2", "2.0"])
      #expect(chosen.map(\.rows) == [3, 1])
    }
  }

  @Test("Parts of dates, missing ones among them, whichever way they are written")
  func dates() async throws {
    try await withTemporaryFolder { folder in
      for (name, rows) in [
        (
          "mdy",
          ["12/01/2017 11:59:00 PM", "NA", "05/22/2017 12:00:00 AM", "", "12/01/2017 12:30:00 PM"]
        ),
        ("dmy", ["01/12/2017 23:59", "NA", "22/05/2017", "", "01/12/2017 12:30"]),
        ("ymd", ["2017-12-01T23:59:00", "NA", "2017-05-22", "", "2017-12-01 12:30:00.5"]),
      ] {
        let text = "x,d\r\n" + rows.enumerated().map { "\($0),\($1)\r\n" }.joined()
        let path = try folder.write(text.utf8, to: "\(name).csv")
        for (part, keys, counts) in [
          ("year", ["2017", ""], [3, 2]), ("month", ["12", "", "05"], [2, 2, 1]),
          ("day", ["01", "", "22"], [2, 2, 1]), ("hour", ["23", "", "00", "12"], [1, 2, 1, 1]),
          ("date", ["2017-12-01", "", "2017-05-22"], [2, 2, 1]),
        ] {
          for options in [
            ["--block-bytes", "9"], ["--date-format", name], ["--input", "scatter"],
          ] {
            let groups = try await Caudal.groups(path, by: "\(part)(d)", options)
            #expect(groups.map { $0.group["\(part)(d)"] } == keys, "\(name) \(part)")
            #expect(groups.map(\.rows) == counts, "\(name) \(part)")
          }
        }
      }
    }
  }

  @Test("Dates that can be read in two ways call for --date-format")
  func ambiguous() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x,d\n1,01/02/2017\n2,03/04/2017\n".utf8, to: "dates.csv")
      let why = "\"01/02/2017\" may have the month or the day first"
      for launch in Self.launches {
        for input in ["shared", "scatter"] {
          try await Caudal.expectFailure(
            64,
            ["caudal: \(path): column \"d\": \(why); say it by --date-format mdy, dmy or ymd"],
            path, ["--by", "month(d)", "--input", input], launch)
        }
      }
      for (format, months) in [("mdy", ["01", "03"]), ("dmy", ["02", "04"])] {
        let groups = try await Caudal.groups(path, by: "month(d)", ["--date-format", format])
        #expect(groups.map { $0.group["month(d)"] } == months)
      }
    }
  }

  @Test("What tells month and day apart is looked for in the same bytes, however they come")
  func sniffedBytes() async throws {
    try await withTemporaryFolder { folder in
      for decisive in [6000, 6600, 13_000, 40_000] {
        let rows = (0..<50_000).map { $0 == decisive ? "25/12/2017" : "01/02/2017" }
        let path = try folder.write("d\n\(rows.joined(separator: "\n"))\n".utf8, to: "far.csv")
        let options = ["--by", "month(d)", "--statistics", "rows", "--where", "d is not null"]
        var outcomes: [Program.Outcome] = []
        for input in ["shared", "scatter"] {
          outcomes.append(
            try await Caudal.describe(
              path, column: "d", options + ["--null", "01/02/2017", "--input", input]))
          outcomes.append(
            try await Caudal.describe(path, column: "d", options + ["--input", input]))
        }
        #expect(outcomes[0].errors == outcomes[2].errors, "row \(decisive)")
        #expect(outcomes[1].errors == outcomes[3].errors, "row \(decisive)")
      }
    }
  }

  @Test("A bad date is reported with its place, wherever it stands", arguments: [2, 3, 57, 9000])
  func badDate(row: Int) async throws {
    try await withTemporaryFolder { folder in
      var rows = ["x,d"] + (2...9001).map { "\($0),05/\($0 % 28 + 1)/2017" }
      rows[row - 1] = "7,\"31/31/2017\""
      let byte = rows.prefix(row - 1).reduce(0) { $0 + $1.utf8.count + 1 } + 2
      let path = try folder.write((rows.joined(separator: "\n") + "\n").utf8, to: "bad.csv")
      let complaint =
        "row \(row), byte \(byte), column \"d\": \"31/31/2017\" is not a date of the form MM/DD/YYYY"
      for (launch, input) in [
        (Program.Launch.directly, "shared"), (.directly, "scatter"), (.mpirun(3), "shared"),
        (.mpirun(3), "scatter"),
      ] {
        let options = ["--by", "year(d)", "--block-bytes", "1000", "--input", input]
        try await Caudal.expectFailure(
          65, ["caudal: \(path): \(complaint)"], path, options, launch)
        let others = try await Caudal.groups(
          path, by: "year(d)", ["--where", "x <> 7", "--statistics", "rows"], launch)
        #expect(others.map { $0.group["year(d)"] } == ["2017"])
      }
    }
  }

  @Test("A column without dates")
  func noDates() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x,d\n1,META\n2,\n".utf8, to: "texts.csv")
      try await Caudal.expectFailure(
        65, ["caudal: \(path): column \"d\": \"META\" is not a date"], path, ["--by", "year(d)"])
      let empty = try folder.write("x,d\n1,NA\n2,\n".utf8, to: "empty.csv")
      let outcome = try await Caudal.describe(empty, ["--by", "year(d)"])
      #expect(outcome.code == 64)
      #expect(outcome.messages.first?.contains("--date-format") == true)
      let given = try await Caudal.groups(empty, by: "year(d)", ["--date-format", "ymd"])
      #expect(given.map(\.group) == [["year(d)": ""]])
    }
  }
}
