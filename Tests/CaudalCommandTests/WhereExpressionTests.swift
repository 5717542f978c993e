import Foundation
import TestSupport
import Testing

/// `--where` with values that are computed, patterns, and columns against columns, from outside.
@Suite("Computed conditions")
struct WhereExpressionTests {
  private static let text = """
    station,low,high,code,day,other
    META,1,5,05,05/22/2017,05/23/2017
    CHOCÓ,7,3,11,01/13/2017,12/02/2016
    NARIÑO,2,2,05,12/02/2016,01/13/2017
    BOLÍVAR,,9,13,12/02/2016,12/02/2016

    """

  private static let ways: [(Program.Launch, [String])] = [
    (.directly, []), (.mpirun(3), ["--input", "shared", "--block-bytes", "40"]),
    (.mpirun(3), ["--input", "scatter", "--block-bytes", "40"]),
  ]

  @Test(
    "The rows that are chosen, and what is said of columns that are compared",
    arguments: [
      ("high > low", [5], "high with low as numbers"),
      ("high = low or low > 6", [3, 2], "as numbers"),
      ("day < other", [5, 2], "day with other as dates"), ("station = code", [], "as texts"),
      ("(high - low) / 2 >= 2", [5], nil), ("station ilike '_o%'", [9], nil),
      ("station regexp '[ÓÍ]'", [3, 9], nil), ("code regexp '^0'", [5, 2], nil),
      ("case when low is missing then 0 else low end < 2", [5, 9], nil),
      ("low / (high - 2) is missing", [2, 9], nil), ("coalesce(low, high) in (9, 7)", [3, 9], nil),
    ] as [(String, [Int], String?)])
  func rows(condition: String, chosen: [Int], note: String?) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.text.utf8, to: "x.csv")
      for (launch, options) in Self.ways {
        let outcome = try await Caudal.describe(
          path, column: "high",
          ["--where", condition, "--by", "high", "--statistics", "rows", "--format", "csv"]
            + options, launch)
        let wanted = chosen.map { "\($0),high,1" }
        #expect(
          outcome.output.split(separator: "\n").dropFirst().map(String.init) == wanted,
          "\(condition) \(launch) \(outcome.errors)")
        if let note {
          #expect(outcome.errors.contains("note: the condition compares "), "\(outcome.errors)")
          #expect(outcome.errors.contains(note))
        } else {
          #expect(!outcome.errors.contains("note:"), "\(outcome.errors)")
        }
      }
    }
  }

  @Test(
    "A mistake that only the first rows tell has the same caret on any ranks",
    arguments: [
      ("low > '5'", 6, "low holds numbers; write 5 without quotes"),
      ("high > station", 7, "station holds texts and high numbers, which have no order in common"),
      ("day >= '05/22/2017'", 7, "day holds dates, whose texts aren't in the order of time"),
      ("station regexp 'a)'", 17, "this parenthesis was never opened"),
    ])
  func mistakes(condition: String, position: Int, reason: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.text.utf8, to: "x.csv")
      for (launch, options) in Self.ways {
        let outcome = try await Caudal.describe(
          path, column: "high", ["--where", condition] + options, launch)
        #expect(outcome.code == 64 && outcome.output == "")
        let lines = outcome.errors.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("caudal: --where: \(reason)") })
        try #require(lines.count > start + 2)
        #expect(lines[start + 2] == "  " + String(repeating: " ", count: position) + "^")
      }
    }
  }

  @Test("Several conditions must all be true, and each must make sense by itself")
  func several() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.text.utf8, to: "x.csv")
      let lines = try await Caudal.lines(
        path, column: "high",
        [
          "--where", "low = 1 or low = 7", "--where", "high > 4 or high = 2", "--statistics",
          "rows,max",
        ])
      #expect(lines[1] == "high,1,5")
      let frequency = try await Caudal.run(
        ["frequency", path, "--column", "code", "--where", "low > 1", "--where", "high < 3"])
      #expect(frequency.output.contains("1 distinct value") || frequency.output.contains("05"))
      let outcome = try await Caudal.describe(
        path, column: "high", ["--where", "low = 1) or (low = 7", "--where", "high > 4"])
      #expect(outcome.code == 64 && outcome.errors.contains("this parenthesis was never opened"))
    }
  }

  @Test("A field that is no number ends an arithmetic condition with its place")
  func unusable() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x,y\n1,2\n2,2\n3,q\n".utf8, to: "x.csv")
      for (launch, options) in Self.ways {
        let outcome = try await Caudal.describe(path, ["--where", "x + y > 1"] + options, launch)
        #expect(outcome.code == 65)
        #expect(
          outcome.errors.contains("row 4, byte 14, column \"y\": \"q\" is not a number"),
          "\(outcome.errors)")
      }
    }
  }
}
