import Foundation
import TestSupport
import Testing

/// Numbers with more digits than a double has, against Python's decimal.
@Suite("Digits")
struct DigitsTests {
  private struct Expected: Decodable {
    struct Case: Decodable {
      let `where`: String
      let count: Int
    }

    /// A number, and how often it occurs.
    struct Count: Decodable {
      let number: String
      let count: Int

      init(from decoder: any Decoder) throws {
        var parts = try decoder.unkeyedContainer()
        number = try parts.decode(String.self)
        count = try parts.decode(Int.self)
      }
    }

    let fields: [String]
    let rounded: Int
    let min: String
    let max: String
    let mode: String
    let frequency: Int
    let distinct: Int
    let counts: [Count]
    let cases: [Case]

    static func load() throws -> Expected {
      try Fixtures.decode("digits_expected.json", as: Expected.self)
    }

    /// The fields as a file, every other group of ten with one in quotes.
    var file: String {
      let rows = fields.enumerated().map { number, field in
        "\(number),\(number % 20 == 7 ? "\"\(field)\"" : field),\(number % 3)\n"
      }
      return "n,x,k\n" + rows.joined()
    }
  }

  private static let ways: [(Program.Launch, [String])] = [
    (.directly, []), (.mpirun(3), ["--input", "shared", "--block-bytes", "4096"]),
    (.mpirun(3), ["--input", "scatter", "--block-bytes", "4096"]),
  ]

  private static func number(_ text: some StringProtocol) throws -> Decimal {
    try #require(Decimal(string: String(text), locale: Locale(identifier: "en_US_POSIX")))
  }

  @Test("Rows that are left out are counted and listed once, though digits are looked for again")
  func rejectedOnce() async throws {
    let rows = (0..<3000).map { row in
      switch row {
      case _ where row % 500 == 17: "no,\(row)"
      case _ where row % 700 == 33: "1,2,3"
      default: "\(9_007_199_254_740_993 + row % 50),\(row)"
      }
    }
    let bad = rows.filter { $0.hasPrefix("no") || $0.hasPrefix("1,") }
    try await withTemporaryFolder { folder in
      let path = try folder.write(("x,n\n" + rows.joined(separator: "\n")).utf8, to: "digits.csv")
      let rejects = folder.appending(path: "rejects.csv").path
      for (launch, options) in Self.ways {
        let outcome = try await Caudal.describe(
          path,
          ["--statistics", "rows,count,mode,distinct", "--format", "csv", "--on-error", "skip"]
            + ["--rejects", rejects, "--max-errors", "\(bad.count)"] + options, launch)
        let line = "x,3000,\(3000 - bad.count),9007199254740993,60,50"
        #expect(outcome.output.hasSuffix("\n\(line)\n"), "\(launch): \(outcome.errors)")
        #expect(outcome.errors.contains("\(bad.count) of 3000 rows were left out"), "\(launch)")
        let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == bad.count + 1 && Set(lines).count == lines.count, "\(launch)")
        try FileManager.default.removeItem(atPath: rejects)
      }
    }
  }

  @Test("Extrema, mode and distinct values are of all digits, and a note says so")
  func describe() async throws {
    let expected = try Expected.load()
    #expect(expected.rounded > 100)
    try await withTemporaryFolder { folder in
      let path = try folder.write(expected.file.utf8, to: "digits.csv")
      for (launch, options) in Self.ways {
        let outcome = try await Caudal.describe(
          path, ["--statistics", "min,max,mode,distinct", "--format", "csv"] + options, launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let fields = outcome.output.split(separator: "\n")[1].split(separator: ",")
        try #require(fields.count == 6)
        #expect(try Self.number(fields[1]) == Self.number(expected.min))
        #expect(try Self.number(fields[2]) == Self.number(expected.max))
        #expect(try Self.number(fields[3]) == Self.number(expected.mode))
        #expect(fields[4] == "\(expected.frequency)" && fields[5] == "\(expected.distinct)")
        #expect(
          outcome.errors.contains(
            "note: x: \(expected.rounded) numbers are beyond 2⁵³ and rounded"),
          "\(launch): \(outcome.errors)")
      }
      let json = try await Caudal.describe(
        path, ["--statistics", "max,mode", "--format", "json"])
      #expect(json.output.contains("\"rounded_values\": \(expected.rounded),"))
      #expect(json.output.contains("\"max\": \(expected.max),"))
    }
  }

  @Test("What can't be computed of all digits is undefined")
  func undefined() async throws {
    let expected = try Expected.load()
    try await withTemporaryFolder { folder in
      let path = try folder.write(expected.file.utf8, to: "digits.csv")
      let options = ["--statistics", "count,min,max,mode,distinct", "--format", "csv"]
      let groups = try await Caudal.describe(path, options + ["--by", "k", "--sort", "key"])
      #expect(groups.output.split(separator: "\n")[1].hasSuffix(",,,,,"), "\(groups.output)")
      #expect(groups.errors.contains("min, max, mode and distinct are undefined in groups"))
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let piped = try await Caudal.describe(
          "-", options, launch, input: Array(expected.file.utf8))
        #expect(piped.code == 0 && piped.output.hasSuffix(",,,,,\n"), "\(piped.output)")
        #expect(piped.errors.contains("undefined, because the input can't be read twice"))
      }
    }
  }

  @Test("frequency --numbers tells all numbers apart, in their order")
  func frequency() async throws {
    let expected = try Expected.load()
    try await withTemporaryFolder { folder in
      let path = try folder.write(expected.file.utf8, to: "digits.csv")
      for (launch, options) in Self.ways {
        let outcome = try await Caudal.run(
          ["frequency", path, "--column", "x", "--numbers", "--sort", "key", "--format", "csv"]
            + options, launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let rows = outcome.output.split(separator: "\n").dropFirst()
        try #require(rows.count == expected.counts.count)
        for (row, entry) in zip(rows, expected.counts) {
          let fields = row.split(separator: ",")
          #expect(try Self.number(fields[0]) == Self.number(entry.number))
          #expect(fields[1] == "\(entry.count)", "\(entry.number)")
        }
      }
      // As a part of a key, too.
      let pairs = try await Caudal.run(
        ["frequency", path, "--column", "k,x", "--numbers", "--sort", "key", "--format", "csv"])
      var numbers: [Decimal: Int] = [:]
      for row in pairs.output.split(separator: "\n").dropFirst() {
        let fields = row.split(separator: ",")
        numbers[try Self.number(fields[1]), default: 0] += try #require(Int(fields[2]))
      }
      #expect(numbers.count == expected.counts.count)
      for entry in expected.counts {
        #expect(numbers[try Self.number(entry.number)] == entry.count, "\(entry.number)")
      }
    }
  }

  @Test("Conditions choose by all digits")
  func conditions() async throws {
    let expected = try Expected.load()
    try await withTemporaryFolder { folder in
      let path = try folder.write(expected.file.utf8, to: "digits.csv")
      for (index, test) in expected.cases.enumerated() {
        let (launch, options) = index < 4 ? Self.ways[1 + index % 2] : Self.ways[0]
        let lines = try await Caudal.lines(
          path, column: "n", ["--where", test.where, "--statistics", "rows"] + options, launch)
        #expect(lines.last == "n,\(test.count)", "\(test.where)")
      }
    }
  }

  @Test("A file that has only numbers which doubles hold says nothing")
  func clean() async throws {
    try await withTemporaryFolder { folder in
      let text = "x\n9007199254740992\n1e300\n0.1234567890123456789\n18446744073709551616e0\n1e22\n"
      let path = try folder.write(
        text.replacing("18446744073709551616e0", with: "1.8446744073709552e19").utf8, to: "x.csv")
      let json = try await Caudal.json(path, ["--statistics", "min,max,distinct"])
      #expect(!json.contains("rounded_values"))
    }
  }
}
