import Foundation
import TestSupport
import Testing

/// Many groups, few groups, and groups that are more than there is memory for.
@Suite("Sizes of groups")
struct GroupSizeTests {
  @Test("A hundred thousand groups, also spread over ranks")
  func manyGroups() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<200_000).map { "station \($0 % 100_000),\($0 / 100_000 + $0 % 7)\n" }
      let path = try folder.write(("k,x\n" + rows.joined()).utf8, to: "many.csv")
      let options = ["--by", "k", "--statistics", "rows,mean,mode"]
      let alone = try await Caudal.lines(path, options)
      #expect(alone.count == 100_001)
      #expect(alone[0] == "k,column,rows,mean,mode,mode_frequency")
      for group in [0, 1, 4711, 99_999] {
        let (first, second) = (group % 7, 1 + (group + 100_000) % 7)
        let mean = "\(Double(first + second) / 2)".replacing(/\.0$/, with: "")
        let mode = first == second ? "\(first),2" : "\(min(first, second)),1"
        #expect(alone[group + 1] == "station \(group),x,2,\(mean),\(mode)")
      }
      #expect(try await Caudal.lines(path, options, .mpirun(3)) == alone)
      #expect(try await Caudal.lines(path, options + ["--input", "scatter"], .mpirun(2)) == alone)
    }
  }

  @Test("More than there is memory for: one line, before the system ends the job")
  func memory() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<30_000).map { "key\($0),\($0)\n" }.joined()
      let path = try folder.write("k,x\n\(rows)".utf8, to: "many.csv")
      for launch in [Program.Launch.directly, .mpirun(1), .mpirun(3)] {
        for input in ["shared", "scatter"] {
          let options = [
            "--by", "k", "--memory-bytes", "100000", "--block-bytes", "10000", "--input", input,
          ]
          let outcome = try await Caudal.describe(path, options, launch)
          #expect(outcome.code == 74, "\(launch) \(input)")
          #expect(outcome.output == "")
          #expect(outcome.messages.count == 1, "\(outcome.errors)")
          #expect(outcome.messages.first?.contains("take more than the 0 MiB of memory") == true)
        }
      }
      let enough = try await Caudal.describe(
        path, ["--by", "k", "--memory-bytes", "100000000", "--format", "csv"])
      #expect(enough.code == 0, "\(enough.errors)")
    }
  }

  @Test("More than rank 0 has memory to report: one line, and the way out of it")
  func memoryOfReport() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<100_000).map { "key\($0),\($0)\n" }.joined()
      let path = try folder.write("k,x\n\(rows)".utf8, to: "many.csv")
      // A rank of seven finds a seventh of the groups, and rank 0 reports all.
      let options = [
        "--by", "k", "--statistics", "mean", "--memory-bytes", "8000000", "--threads", "1",
        "--block-bytes", "10000",
      ]
      let outcome = try await Caudal.describe(path, options, .mpirun(7))
      #expect(outcome.code == 74)
      #expect(outcome.output == "")
      #expect(outcome.messages.count == 1, "\(outcome.errors)")
      #expect(outcome.messages.first?.contains("what is reported takes more than") == true)
      let few = try await Caudal.lines(path, options + ["--top", "2"], .mpirun(7))
      #expect(few == ["k,column,mean", "key0,x,0", "key1,x,1"])
    }
  }

  @Test("What was thrown away after a wrong guess doesn't count as memory")
  func memoryAfterRescan() async throws {
    try await withTemporaryFolder { folder in
      // Keys are few; each unit's start is guessed inside the quotes, where keys are many.
      let rows = (0..<3000).map { "k,\($0),\"\na\($0),1,t\nb\($0),1,t\nc\($0),1,t\"\n" }.joined()
      let path = try folder.write("k,x,t\n\(rows)".utf8, to: "quoted.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let options = [
          "--by", "k", "--statistics", "rows", "--block-bytes", "1000", "--memory-bytes", "400000",
          "--threads", "3",
        ]
        #expect(
          try await Caudal.lines(path, options, launch) == ["k,column,rows", "k,x,3000"])
      }
    }
  }

  @Test("Of a wrong guess nothing remains, though threads have handed groups over")
  func groupsAfterRescan() async throws {
    try await withTemporaryFolder { folder in
      // Who begins inside of quotes takes the inside for the outside until the end.
      let rows = (0..<60_000).map { "k,\($0),\"\na\($0),1,t\nb\($0),1,\"\n" }
      let path = try folder.write("k,x,t\n\(rows.joined())".utf8, to: "quoted.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let options = ["--block-bytes", "50000", "--threads", "2"]
        let groups = ["--by", "k", "--statistics", "rows"] + options
        #expect(try await Caudal.lines(path, groups, launch) == ["k,column,rows", "k,x,60000"])
      }
    }
  }

  @Test("Sums that need more room count as memory")
  func wideSums() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<2000).map { "k\($0),1e\($0 % 600 - 300)\n" }.joined()
      let path = try folder.write("k,x\n\(rows)".utf8, to: "wide.csv")
      let options = ["--by", "k", "--statistics", "mean", "--memory-bytes"]
      let little = try await Caudal.describe(path, options + ["500000"])
      #expect(little.code == 74)
      let much = try await Caudal.lines(path, options + ["50000000"])
      #expect(much.count == 2001)
      #expect(much[1] == "k0,x,1e-300")
      #expect(much[600] == "k599,x,1e+299")
    }
  }

  @Test("More ranks than rows, no rows, and groups without values")
  func fewRows() async throws {
    try await withTemporaryFolder { folder in
      let none = try folder.write("k,x\n".utf8, to: "none.csv")
      let one = try folder.write("k,x\np,1".utf8, to: "one.csv")
      let missing = try folder.write("k,x\r\np,\r\nq,NA\r\nq,\r\n".utf8, to: "missing.csv")
      let rest = String(repeating: ",", count: 15) + "500,0,"
      for launch in [Program.Launch.directly, .mpirun(1), .mpirun(7)] {
        for input in ["shared", "scatter"] {
          let options = ["--by", "k", "--block-bytes", "2", "--input", input]
          #expect(try await Caudal.lines(none, options, launch).count == 1, "\(launch)")
          #expect(
            try await Caudal.lines(one, options, launch).last
              == "p,x,1,1,0,1,0,0,,,1,1,1,1,1,1,1,1,1,500,0,")
          let lines = try await Caudal.lines(missing, options, launch)
          #expect(lines.dropFirst() == ["p,x,1,0,1\(rest)", "q,x,2,0,2\(rest)"], "\(launch)")
        }
      }
      for format in ["table", "json", "combined"] {
        let outcome = try await Caudal.describe(none, ["--by", "k", "--format", format])
        #expect(outcome.code == 0)
      }
    }
  }

  @Test(
    "In one group, everything but the mean has the bits that it has without groups",
    arguments: ["cancelling", "rare outliers", "near the largest double", "constant"])
  func oneGroup(name: String) async throws {
    try await withTemporaryFolder { folder in
      let column = try #require(try ExpectedColumns.load().first { $0.name.hasPrefix(name) })
      let rows = column.values.map { "k,\($0)\n" }.joined()
      let path = try folder.write("k,x\n\(rows)".utf8, to: "one.csv")
      let options = ["--window", "7", "--delimiter", ",", "--decimal", ".", "--statistics"]
      // Of whole numbers beyond 2⁵³, groups know no extrema and no mode.
      let ofDigits = name == "cancelling" ? "" : "min,max,mode,"
      let rest =
        "rows,count,missing,variance,std,skewness,kurtosis,\(ofDigits)percentiles,rolling_variance"
      let all = try await Caudal.lines(path, options + [rest])
      let grouped = try await Caudal.lines(path, options + [rest, "--by", "k"])
      #expect(grouped == ["k," + all[0], "k," + all[1]])
      // Sums of groups are exact before they are rounded, those of columns almost.
      let mean = try #require(try await Caudal.groups(path, by: "k", options + ["mean"])[0].mean)
      let expected = try #require(column.expected.mean)
      #expect(expected.distance(to: mean) <= 1e-15 * abs(expected.high))
    }
  }
}
