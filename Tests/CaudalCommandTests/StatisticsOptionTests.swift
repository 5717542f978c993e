import Foundation
import TestSupport
import Testing

/// `--statistics`, several columns, and files without a header.
@Suite("What is computed, of which columns")
struct StatisticsOptionTests {
  static let subsets = [
    "rows", "count,missing", "mean", "min, max", "variance", "std", "skewness,kurtosis", "mode",
    "percentiles", "rolling_variance", "max,percentiles,rows,mean",
    "rows,count,missing,mean,variance,std,skewness,kurtosis,min,max,mode,percentiles,rolling_variance",
  ]

  /// The columns of a CSV result that belong to statistics.
  private static func csvNames(_ statistics: [String]) -> [String] {
    statistics.flatMap { name in
      switch name {
      case "mode": ["mode", "mode_frequency"]
      case "percentiles": ["p10", "p25", "p50", "p75", "p90"]
      case "rolling_variance": ["rolling_window", "rolling_windows", "rolling_variance_sum"]
      default: [name]
      }
    }
  }

  @Test("Some statistics have the values that they have among all", arguments: subsets)
  func subset(list: String) async throws {
    let column = "ValorObservado"
    let names = list.split(separator: ",").map { String($0.filter { $0 != " " }) }
    for by in [[], ["--by", "Departamento"]] {
      let all = try await Caudal.lines(Fixtures.sample, column: column, by + ["--window", "7"])
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let wanted = (by.isEmpty ? [] : ["Departamento"]) + ["column"] + Self.csvNames(names)
      let places = all[0].indices.filter { wanted.contains(String(all[0][$0])) }
      let expected = all.map { row in places.map { row[$0] }.joined(separator: ",") }
      #expect(places.count == wanted.count)
      let options = by + ["--window", "7", "--statistics", list]
      let launches = names.count > 1 ? [Program.Launch.directly, .mpirun(2)] : [.directly]
      for launch in launches {
        let found = try await Caudal.lines(Fixtures.sample, column: column, options, launch)
        #expect(found == expected, "\(launch)")
      }
    }
  }

  @Test(
    "Rows that rank 0 sends have the same statistics, whether numbers are kept for them or not",
    arguments: ["rows,count,missing,mean,min,max", "variance,mode"])
  func sent(list: String) async throws {
    let options = ["--statistics", list, "--block-bytes", "20000"]
    let shared = try await Caudal.lines(Fixtures.sample, column: "ValorObservado", options)
    for ranks in [2, 3] {
      let sent = try await Caudal.lines(
        Fixtures.sample, column: "ValorObservado", options + ["--input", "scatter"], .mpirun(ranks))
      #expect(sent == shared, "\(ranks) ranks")
    }
  }

  @Test("Only the names that were asked for are printed, in every format", arguments: subsets)
  func names(list: String) async throws {
    let column = "ValorObservado"
    let names = list.split(separator: ",").map { String($0.filter { $0 != " " }) }
    let known = Self.subsets[Self.subsets.count - 1].split(separator: ",").map(String.init)
    for by in [[], ["--by", "year(FechaObservacion)"]] {
      let options = by + ["--statistics", list, "--format"]
      let json = try await Caudal.describe(Fixtures.sample, column: column, options + ["json"])
      let columns = try #require(json.output.components(separatedBy: "\"definitions\"").first)
      for name in known {
        #expect(columns.contains("\"\(name)\": ") == names.contains(name), "\(name)")
      }
      let table = try await Caudal.describe(Fixtures.sample, column: column, options + ["table"])
      let words = Set(table.output.split { " \n".contains($0) }.map(String.init))
      for name in ["rows", "count", "missing", "mean", "variance", "std", "skewness", "kurtosis"] {
        // "rolling variance" is two words.
        if name == "variance", names.contains("rolling_variance") { continue }
        #expect(words.contains(name) == names.contains(name), "\(name)")
      }
      let combined = try await Caudal.describe(
        Fixtures.sample, column: column, options + ["combined"])
      let rows = combined.output.split(separator: "\n")
      let order = [
        "mean", "max", "min", "mode", "variance", "std", "kurtosis", "skewness",
        "rolling_variance",
      ]
      let fields = rows[1].split(separator: ",", maxSplits: 20, omittingEmptySubsequences: false)
        .dropFirst(by.isEmpty ? 0 : 1)
      for (name, field) in zip(order, fields) where name != "rolling_variance" {
        #expect(field.isEmpty == !names.contains(name), "\(name)")
      }
      #expect(rows[1].contains("{") == names.contains("percentiles"))
    }
  }

  @Test("Unknown statistics")
  func unknown() async throws {
    for list in ["", "mode of all", "mean,", "mean,all"] {
      let outcome = try await Caudal.describe(
        Fixtures.sample, column: "ValorObservado", ["--statistics", list])
      #expect(outcome.code == 64, "\(list)")
      #expect(outcome.errors.contains("rolling_variance"), "the names there are")
    }
    let near = try await Caudal.describe(Fixtures.sample, column: "x", ["--statistics", "Mean"])
    #expect(near.code == 64)
    #expect(near.errors.contains("there is no 'Mean'; did you mean 'mean'?"))
  }

  @Test("Several columns: each is what it is by itself")
  func severalColumns() async throws {
    let columns = ["ValorObservado", "Latitud", "CodigoEstacion"]
    for options in [
      [], ["--where", "ValorObservado > 10 or Departamento = 'META'"],
      ["--block-bytes", "1000", "--statistics", "mean,mode"],
      ["--by", "Departamento"], ["--by", "CodigoSensor", "--statistics", "rows,mean"],
    ] {
      var each: [[String]] = []
      for column in columns {
        each.append(try await Caudal.lines(Fixtures.sample, column: column, options))
      }
      // With groups, the columns of a group stand below each other.
      let expected = each[0].indices.dropFirst().flatMap { row in each.map { $0[row] } }
      let list = columns.joined(separator: ",")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let found = try await Caudal.lines(Fixtures.sample, column: list, options, launch)
        #expect(Array(found.dropFirst()) == expected, "\(options) \(launch)")
      }
      let scattered = try await Caudal.lines(
        Fixtures.sample, column: list, options + ["--input", "scatter"], .mpirun(2))
      #expect(Array(scattered.dropFirst()) == expected, "\(options)")
    }
    let json = try await Caudal.describe(
      Fixtures.sample, column: columns.joined(separator: ","), ["--format", "json"])
    for phase in ["scan", "moments", "rolling", "order", "total"] {
      #expect(json.output.components(separatedBy: "\"\(phase)\":").count == 2, "\(phase)")
    }
  }

  @Test("The first field that can't be used counts, in whichever column")
  func firstBadField() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a,b\n1,2\n3,four\nfive,6\n".utf8, to: "bad.csv")
      for (columns, row, byte, complaint) in [
        ("a,b", 3, 10, "column \"b\": \"four\""), ("b,a", 3, 10, "column \"b\": \"four\""),
        ("a", 4, 15, "column \"a\": \"five\""),
      ] {
        for options in [[], ["--by", "a"]] {
          let outcome = try await Caudal.describe(path, column: columns, options)
          #expect(outcome.code == 65)
          let place = "caudal: \(path): row \(row), byte \(byte), \(complaint) is not a number"
          #expect(outcome.messages.first?.hasPrefix(place) == true, "\(outcome.errors)")
        }
      }
    }
  }

  @Test("Without a header, columns are called by their numbers, and rows count from 1")
  func noHeader() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("Bogotá;1.5\nCali;2\nBogotá;3\n".utf8, to: "rows.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let options = [
          "--no-header", "--by", "1", "--statistics", "count,mean", "--block-bytes", "5",
        ]
        let lines = try await Caudal.lines(path, column: "2", options, launch)
        #expect(lines == ["1,column,count,mean", "Bogotá,2,2,2.25", "Cali,2,1,2"])
        let scattered = try await Caudal.lines(
          path, column: "2", options + ["--input", "scatter"], launch)
        #expect(scattered == lines)
        for (bad, complaint) in [
          ("x;y\n1;2\n", "row 1, byte 2, column \"2\": \"y\" is not a number"),
          ("1;2\n3;z\n", "row 2, byte 6, column \"2\": \"z\" is not a number"),
          ("1;2\n3\n", "row 2, byte 4: 1 field where the first row has 2"),
        ] {
          let file = try folder.write(bad.utf8, to: "bad.csv")
          let outcome = try await Caudal.describe(
            file, column: "2", ["--no-header", "--delimiter", ";"], launch)
          #expect(outcome.code == 65)
          #expect(outcome.messages.count == 1)
          #expect(
            outcome.messages.first?.hasPrefix("caudal: \(file): \(complaint)") == true,
            "\(outcome.errors)")
        }
      }
      let marked = try folder.write("\u{FEFF}7;1\n8;2\n".utf8, to: "marked.csv")
      let lines = try await Caudal.lines(
        marked, column: "2", ["--no-header", "--by", "1", "--statistics", "max"])
      #expect(lines == ["1,column,max", "7,2,1", "8,2,2"])
      try await Caudal.expectFailure(
        64, ["caudal: \(path): there is no column \"3\"; the columns are \"1\", \"2\""], path,
        column: "3", ["--no-header"])
    }
  }
}
