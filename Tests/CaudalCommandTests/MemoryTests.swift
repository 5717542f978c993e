import Foundation
import TestSupport
import Testing

/// Numbers that there is no memory for, and memory that looks used and isn't.
@Suite("Memory")
struct MemoryTests {
  private static let launches = [Program.Launch.directly, .mpirun(1), .mpirun(3)]

  @Test("More numbers than there is memory for: one line that says so, on any number of ranks")
  func tooManyNumbers() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<40_000).map { "\(Double($0) / 7)\n" }.joined()
      let path = try folder.write("x\n\(rows)".utf8, to: "many.csv")
      for launch in Self.launches {
        for input in ["shared", "scatter"] {
          let options = ["--block-bytes", "10000", "--input", input, "--memory-bytes"]
          let outcome = try await Caudal.describe(path, options + ["50000"], launch)
          #expect(outcome.code == 74, "\(launch) \(input)")
          #expect(outcome.output == "")
          #expect(outcome.messages.count == 1, "\(outcome.errors)")
          #expect(
            outcome.messages.first?.hasSuffix(
              "the numbers take more than the 0 MiB of memory that there are for them;"
                + " ask for less, choose rows by --where, or use more hosts") == true,
            "\(outcome.errors)")
          // Where no number is kept, as much is enough.
          let few = options + ["50000", "--statistics", "mean,max"]
          #expect(try await Caudal.describe(path, few, launch).code == 0, "\(launch) \(input)")
          let enough = try await Caudal.describe(path, options + ["100000000"], launch)
          #expect(enough.code == 0, "\(launch) \(input): \(enough.errors)")
        }
      }
    }
  }

  @Test(
    "A phase that needs more than there is isn't begun, and says what it needs",
    arguments: [
      // The numbers take 2 bytes each, a table of all codes up to theirs 1.5 MB.
      ("3000.5", ["mode"], 500_000, "counting equal numbers"),
      (
        "\(1.0 / 7)", ["rolling_variance", "--window", "30000"], 1_000_000,
        "the rolling variance in windows of 30000"
      ),
    ])
  func phases(number: String, statistic: [String], bytes: Int, phase: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        ("x\n" + String(repeating: "\(number)\n", count: 40_000)).utf8, to: "many.csv")
      for launch in [Program.Launch.directly, .mpirun(1)] {
        let options =
          ["--threads", "1", "--block-bytes", "10000", "--statistics"] + statistic
          + ["--memory-bytes"]
        try await check(path, options, launch, little: bytes, much: 100_000_000, phase)
      }
    }
  }

  @Test("Sorting is announced, where the numbers are held in less than they take sorted")
  func sorting() async throws {
    try await withTemporaryFolder { folder in
      // So many distinct numbers that no table holds them, in 4 bytes each.
      let rows = (0..<600_000).map { "\($0).25\n" }.joined()
      let path = try folder.write("x\n\(rows)".utf8, to: "many.csv")
      let options = [
        "--threads", "1", "--block-bytes", "10000", "--statistics", "percentiles",
        "--memory-bytes",
      ]
      try await check(
        path, options, .directly, little: 6_500_000, much: 100_000_000, "sorting the numbers")
    }
  }

  /// Checks that a phase is named if there is little memory, and that much is enough.
  private func check(
    _ path: String, _ options: [String], _ launch: Program.Launch, little: Int, much: Int,
    _ phase: String
  ) async throws {
    let outcome = try await Caudal.describe(path, options + ["\(little)"], launch)
    #expect(outcome.code == 74, "\(launch)")
    #expect(outcome.messages.count == 1, "\(outcome.errors)")
    let message = try #require(outcome.messages.first)
    #expect(message.contains(": \(phase) takes "), "\(message)")
    #expect(message.contains(" MiB of memory, and there are "), "\(message)")
    let enough = try await Caudal.describe(path, options + ["\(much)"], launch)
    #expect(enough.code == 0, "\(launch): \(enough.errors)")
  }

  @Test(
    "A file that has been read stands in memory, but doesn't take any away",
    .enabled(
      if: LimitedGroup.canLimitMemory, "only root can make control groups, where they are free"),
    arguments: [
      ["--by", "k", "--statistics", "mean", "--format", "csv"],
      ["--statistics", "mean,mode", "--format", "csv"],
    ])
  func cachedFile(options: [String]) async throws {
    try await withTemporaryFolder { folder in
      let row = "1,2.5," + String(repeating: "t", count: 2000) + "\n"
      let path = try folder.write(
        ("k,x,t\n" + String(repeating: row, count: 40_000)).utf8, to: "large.csv")
      let expected = try await Caudal.describe(path, options)
      #expect(expected.code == 0)
      // Written in the group, so that its pages are the group's, which has less than they are.
      let script = "cp \"$1\" \"$2\" && sync \"$2\" && cat \"$2\" > /dev/null; shift 2; exec \"$@\""
      let copy = folder.appending(path: "copy.csv").path
      let words = [path, copy, Program("caudal").path, "describe", copy, "--column", "x"] + options
      let outcome = try await LimitedGroup.with(.mebibytes(64)) { group in
        try await group.run(script, words)
      }
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output == expected.output)
    }
  }

  @Test(
    "In a small group, a job ends with the right result or says why not, and isn't killed",
    .enabled(
      if: LimitedGroup.canLimitMemory, "only root can make control groups, where they are free"))
  func smallGroups() async throws {
    let sizes = [16, 20, 24, 28, 96]
    try await withTemporaryFolder { folder in
      var generator = SeededGenerator()
      let some = (0..<100_000).map { _ in "\(Double.random(in: 0..<1000, using: &generator))\n" }
      let path = try folder.write(
        ("x\n" + String(repeating: some.joined(), count: 12)).utf8, to: "many.csv")
      let options = ["--statistics", "count,mode,percentiles,rolling_variance", "--format", "csv"]
      let expected = try await Caudal.describe(path, options)
      let words = [Program("caudal").path, "describe", path, "--column", "x"] + options
      var codes: [Int] = []
      for size in sizes {
        let outcome = try await LimitedGroup.with(.mebibytes(size)) { group in
          try await group.run("exec \"$@\"", words)
        }
        codes.append(outcome.code)
        #expect([0, 74].contains(outcome.code), "\(size) MiB: \(outcome.errors)")
        if outcome.code == 0 {
          #expect(outcome.output == expected.output, "\(size) MiB")
        } else {
          #expect(outcome.messages.count == 1, "\(size) MiB: \(outcome.errors)")
          #expect(outcome.messages.first?.contains("MiB of memory") == true)
        }
      }
      #expect(codes.first == 74)
      #expect(codes.last == 0)
    }
  }
}
