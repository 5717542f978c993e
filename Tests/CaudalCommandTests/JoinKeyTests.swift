import Foundation
import TestSupport
import Testing

/// Keys whose first values are missing: whether they are instants is decided by those that come later.
@Suite("Late keys of joined tables")
struct JoinKeyTests {
  /// A kind of key: three values as the first table writes them, and as the other one does.
  struct Kind: Sendable, CustomStringConvertible {
    let description: String
    let left: [String]
    let right: [String]
    /// For each of the first table's values the row of the other one that matches.
    let matches: [Int?]
  }

  private static let kinds = [
    Kind(
      description: "instants",
      left: ["2017-05-22 13:00", "2017-05-22 14:00", "2017-05-23 00:00"],
      right: ["05/23/2017 12:00:00 AM", "05/22/2017 01:00:00 PM", "05/22/2017 02:00:01 PM"],
      matches: [1, nil, 0]),
    Kind(
      description: "texts", left: ["Bogotá", "Quibdó", "0021"],
      right: ["quibdó", "0021", "Bogotá"],
      matches: [2, nil, 1]),
    Kind(
      description: "numbers", left: ["21", "3.50", "-7"], right: ["-7", "3.5", "21"],
      matches: [2, nil, 0]),
  ]

  /// More rows without a key than are looked at to find out how a file is written: those of its beginning, its
  /// middle and its end.
  private static let (before, behind) = (
    String(repeating: ",9\n", count: 90_000), String(repeating: ",9\n", count: 30_000)
  )

  private static func table(_ column: String, _ values: [String], isLate: Bool) -> String {
    let rows = values.enumerated().map { "\($1),\($0)\n" }.joined()
    return "key,\(column)\n" + (isLate ? before + rows + behind : rows)
  }

  @Test(
    "The first values of one key, or of both, are missing", arguments: kinds,
    [(true, false), (false, true), (true, true)])
  func late(kind: Kind, areLate: (left: Bool, right: Bool)) async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(
        Self.table("x", kind.left, isLate: areLate.left).utf8, to: "left.csv")
      let right = try folder.write(
        Self.table("y", kind.right, isLate: areLate.right).utf8, to: "right.csv")
      var expected = "key,x,y\n"
      for (row, match) in kind.matches.enumerated() {
        if let match { expected += "\(kind.left[row]),\(row),\(match)\n" }
      }
      let ways: [(Program.Launch, [String])] = [
        (.directly, []), (.mpirun(3), ["--input", "shared", "--block-bytes", "4000"]),
        (.mpirun(2), ["--input", "scatter"]),
      ]
      for (launch, how) in ways {
        let outcome = try await Caudal.run(
          ["select", left, "--join", right, "--on", "key"] + how, launch)
        #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
        #expect(outcome.output == expected, "\(launch): \(outcome.errors)")
      }
    }
  }

  @Test("The nearest time by keys that come late, and a key that has no values at all")
  func nearest() async throws {
    try await withTemporaryFolder { folder in
      let instants = Self.kinds[0]
      let left = try folder.write(
        Self.table("x", instants.left, isLate: true).utf8, to: "left.csv")
      let right = try folder.write(
        Self.table("y", instants.right, isLate: true).utf8, to: "right.csv")
      let none = try folder.write(Self.table("y", [], isLate: true).utf8, to: "none.csv")
      let found = try await Caudal.run([
        "select", left, "--join", right, "--on", "key", "--asof", "--columns", "x, y",
      ])
      #expect(found.output == "x,y\n0,1\n1,1\n2,0\n", "\(found.errors)")
      let lost = try await Caudal.run([
        "select", left, "--join", none, "--on", "key", "--asof",
      ])
      #expect(lost.code == 64)
      #expect(lost.errors.contains("none.csv: the last key is a time"), "\(lost.errors)")
      #expect(lost.errors.contains("\"key\" has no values"), "\(lost.errors)")
      // What has no values matches nothing, and isn't an error where it needn't be a time.
      let joined = try await Caudal.run(["select", left, "--join", none, "--on", "key"])
      #expect(joined.code == 0)
      #expect(joined.output == "key,x,y\n", "\(joined.errors)")
    }
  }

  @Test("A pipe whose first values are missing is refused, unless it is said what they are")
  func pipe() async throws {
    try await withTemporaryFolder { folder in
      let right = try folder.write(
        Self.table("y", Self.kinds[0].right, isLate: false).utf8, to: "right.csv")
      let texts = try folder.write("key,y\na,1\nb,2\n".utf8, to: "texts.csv")
      let left = try folder.write(
        Self.table("x", Self.kinds[0].left, isLate: true).utf8, to: "left.csv")
      // The program may end without having read all.
      func join(_ path: String, _ options: [String] = []) async throws -> Program.Outcome {
        try await Program(path: "/bin/bash").run(
          [
            "-c", #"cat "$1" | "$2" select - --join "$3" --on key "${@:4}""#, "bash", left,
            Program("caudal").path, path,
          ] + options)
      }
      let refused = try await join(right)
      #expect(refused.code == 65)
      #expect(
        refused.messages == [
          "caudal: --on: the first values of \"key\" of standard input are missing, so it isn't known whether"
            + " they are times, to be compared with those of \"key\" of \(right); its rows come only once, so"
            + " write them to a file, or say how its times are written; say it by --date-format mdy, dmy or ymd"
        ])
      let told = try await join(right, ["--date-format", "key=%Y-%m-%d %H:%M"])
      #expect(
        told.output.hasSuffix("\n2017-05-22 13:00,0,1\n2017-05-23 00:00,2,0\n"), "\(told.errors)")
      // Beside texts it can't be a time.
      let texted = try await join(texts)
      #expect(texted.code == 0)
      #expect(texted.output == "key,x,y\n", "\(texted.errors)")
    }
  }

  @Test("A plan says that rows are read to find out what keys are, and reads none")
  func plan() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(
        Self.table("x", Self.kinds[0].left, isLate: true).utf8, to: "left.csv")
      let right = try folder.write(
        Self.table("y", Self.kinds[0].right, isLate: false).utf8, to: "right.csv")
      for options in [[], ["--asof"]] {
        let outcome = try await Caudal.run(
          ["select", left, "--join", right, "--on", "key", "--explain"] + options)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let words = outcome.output.split(whereSeparator: { $0.isWhitespace || $0 == "│" })
          .joined(separator: " ")
        #expect(
          words.contains(
            "first the first values of \"key\" of \(left) are missing: rows are read until"),
          "\(outcome.output)")
      }
    }
  }
}
