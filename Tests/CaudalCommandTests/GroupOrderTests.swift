import Foundation
import TestSupport
import Testing

/// The order of groups, and how many of them are printed.
@Suite("The order of groups")
struct GroupOrderTests {
  static let statistics = [
    "rows", "count", "missing", "mean", "variance", "std", "skewness", "kurtosis", "min", "max",
    "mode", "rolling_variance", "sum", "cv", "range", "distinct", "median", "iqr",
  ]

  private let keys = "CodigoEstacion,CodigoSensor"

  private func groups(
    _ options: [String], _ launch: Program.Launch = .directly, statistics: String = "all"
  ) async throws -> [GroupedReport.Entry] {
    try await Caudal.groups(
      Fixtures.sample, column: "ValorObservado", by: keys,
      ["--window", "5", "--statistics", statistics] + options, launch)
  }

  private func key(_ entry: GroupedReport.Entry) -> [String] {
    entry.key(["CodigoEstacion", "CodigoSensor"])
  }

  @Test("By a statistic, the largest first, undefined ones last", arguments: statistics)
  func byStatistic(statistic: String) async throws {
    let first = try await groups([])
    let hasTies = ["missing", "mode", "kurtosis"].contains(statistic)
    for launch in hasTies ? [Program.Launch.directly, .mpirun(3)] : [.directly] {
      let sorted = try await groups(["--sort", statistic], launch)
      // Sorts of the standard library are stable: equals stay as they come in the file.
      let defined = first.filter { $0.value(statistic) != nil }
        .sorted { ($0.value(statistic) ?? 0) > ($1.value(statistic) ?? 0) }
      let undefined = first.filter { $0.value(statistic) == nil }
      #expect(sorted.map(key) == (defined + undefined).map(key), "\(launch)")
      let top = try await groups(["--sort", statistic, "--top", "7"], launch)
      #expect(top.map(key) == sorted.prefix(7).map(key), "\(launch)")
      let smallest = try await groups(["--sort", statistic, "--reverse", "--top", "50"], launch)
      let values = smallest.map { $0.value(statistic) ?? .infinity }
      let all = first.map { $0.value(statistic) ?? .infinity }
      #expect(values == Array(all.sorted().prefix(50)))
    }
  }

  @Test("By a statistic that isn't among those that are printed")
  func byAnother() async throws {
    for statistic in Self.statistics {
      let wanted = try await groups(["--sort", statistic])
      let found = try await groups(["--sort", statistic], statistics: "max")
      #expect(found.map(key) == wanted.map(key), "\(statistic)")
      #expect(found.allSatisfy { $0.variance == nil && $0.rows == nil && $0.max != nil })
    }
  }

  @Test("As they come in the file, and the other way round")
  func firstSeen() async throws {
    let first = try await groups([])
    for launch in [Program.Launch.directly, .mpirun(3)] {
      let reversed = try await groups(["--sort", "first", "--reverse"], launch)
      #expect(reversed.map(key) == first.reversed().map(key))
      let some = try await groups(["--block-bytes", "1000", "--top", "3"], launch)
      #expect(some.map(key) == first.prefix(3).map(key))
      let all = try await groups(["--top", "1000000"], launch)
      #expect(all.map(key) == first.map(key))
    }
  }

  /// Parts of keys that are ordered wrongly if their lengths, or the lower bytes of numbers, count
  /// first.
  private static let file = """
    k,l,x,d
    B,10,1,05/22/2048
    B,9,2,01/31/2017
    AA,1,3,12/25/2047
    A,é,4,
    "",b,5,02/01/2017
    "A\0",b,6,02/01/2017
    "A\0\u{1}",b,7,02/01/2017
    "A\u{1}",b,8,02/01/2017
    A,,9,02/01/0999

    """

  @Test("By key: texts byte by byte, dates by time, part by part")
  func byKey() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.file.utf8, to: "keys.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let options = ["--sort", "key", "--block-bytes", "20"]
        func values(_ keys: String, _ more: [String] = []) async throws -> [Double?] {
          try await Caudal.groups(path, by: keys, options + more, launch).map(\.min)
        }
        #expect(try await values("k,l") == [5, 9, 4, 6, 7, 8, 3, 1, 2])
        #expect(try await values("k,l", ["--reverse"]) == [2, 1, 3, 8, 7, 6, 4, 9, 5])
        #expect(try await values("date(d)") == [4, 9, 2, 5, 3, 1])
        #expect(try await values("month(d),year(d)") == [4, 2, 9, 5, 1, 3])
        #expect(try await values("l,k") == [9, 3, 1, 2, 5, 6, 7, 8, 4])
        #expect(try await values("k") == [5, 4, 6, 7, 8, 3, 1])
      }
      let groups = try await Caudal.groups(path, by: "k,l", ["--sort", "key"])
      #expect(groups[3].key(["k", "l"]) == ["A\0", "b"])
      #expect(groups[4].key(["k", "l"]) == ["A\0\u{1}", "b"])
    }
  }

  @Test("A table says how many groups there are where not all are shown")
  func footer() async throws {
    let options = ["--by", keys, "--statistics", "count", "--top", "2", "--sort", "count"]
    let outcome = try await Caudal.describe(Fixtures.sample, column: "ValorObservado", options)
    #expect(outcome.output.hasSuffix("\n2 of 65 groups\n"))
    let all = try await Caudal.describe(
      Fixtures.sample, column: "ValorObservado", ["--by", keys, "--top", "65"])
    #expect(!all.output.contains("of 65 groups"))
  }

  @Test("Options about groups need groups")
  func withoutGroups() async throws {
    for options in [
      ["--top", "3"], ["--reverse"], ["--sort", "key"], ["--by", "x", "--top", "0"],
    ] {
      let outcome = try await Caudal.describe(
        Fixtures.sample, column: "ValorObservado", options)
      #expect(outcome.code == 64, "\(options)")
    }
    let percentile = try await Caudal.describe(
      Fixtures.sample, column: "ValorObservado", ["--by", keys, "--sort", "percentiles"])
    #expect(percentile.code == 64)
  }
}
