import Foundation
import TestSupport
import Testing

/// Undefined statistics are null, empty or the word, and never NaN.
@Suite("Undefined statistics")
struct UndefinedTests {
  /// A file, with the number of each of its statistics; nil where it isn't defined.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let text: String
    var mean: Double?
    var variance: Double?
    var skewness: Double?
    var sampleVariance: Double?
    var rollingSum: Double?
  }

  static let cases = [
    Case(description: "header only", text: "x\n"),
    Case(description: "header without a line end", text: "x"),
    Case(description: "no values", text: "x,y\nNA,1\n,2\n nan ,3\n"),
    Case(description: "one value", text: "x\n42.5\n", mean: 42.5, variance: 0),
    Case(
      description: "constant", text: "x\n0.1\n0.1\n0.1\n", mean: 0.1, variance: 0,
      sampleVariance: 0,
      rollingSum: 0),
    Case(
      description: "as many values as the window", text: "x\n1\n3\n", mean: 2, variance: 1,
      skewness: 0, sampleVariance: 2),
  ]

  @Test("JSON", arguments: cases)
  func json(test: Case) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(test.text.utf8, to: "undefined.csv")
      let options = ["--window", "2"]
      let found = try await Caudal.report(path, options).column
      #expect(found.mean == test.mean)
      #expect(found.variance == test.variance)
      #expect(found.std == test.variance.map { $0.squareRoot() })
      #expect(found.skewness == test.skewness)
      #expect((found.kurtosis == nil) == (test.skewness == nil))
      #expect((found.mode == nil) == (test.mean == nil))
      #expect((found.min == nil) == (test.mean == nil))
      #expect(found.percentiles.values.allSatisfy { ($0 == nil) == (test.mean == nil) })
      #expect(found.percentiles.count == 5)
      #expect(found.rolling.sum == test.rollingSum)
      let sample = try await Caudal.report(path, options + ["--ddof", "1"]).column
      #expect(sample.variance == test.sampleVariance)
      #expect(sample.std == test.sampleVariance.map { $0.squareRoot() })
      let alone = try await Caudal.json(path, options)
      #expect(try await Caudal.json(path, options, .mpirun(3)) == alone)
    }
  }

  @Test("Every other format", arguments: cases)
  func others(test: Case) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(test.text.utf8, to: "undefined.csv")
      for format in ["table", "csv", "combined"] {
        let outcome = try await Caudal.describe(path, ["--format", format, "--window", "2"])
        #expect(outcome.code == 0)
        #expect(outcome.output.firstMatch(of: /(?i)\b(nan|inf|infinity|nil)\b/) == nil)
      }
      let table = try await Caudal.describe(path, ["--window", "2"])
      #expect(
        table.output.contains("undefined") == (test.skewness == nil || test.rollingSum == nil))
    }
  }

  @Test("The forms of nothing at all")
  func empty() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x\n".utf8, to: "empty.csv")
      let csv = try await Caudal.describe(path, ["--format", "csv"])
      #expect(csv.output.hasSuffix("\nx,0,0,0,,,,,,,,,,,,,,,500,0,\n"))
      let combined = try await Caudal.describe(path, ["--format", "combined"])
      #expect(
        combined.output.hasSuffix(
          "\n,,,,,,,,0,\"{10: None, 25: None, 50: None, 75: None, 90: None}\"\n"))
    }
  }

  @Test("Options beyond all data", arguments: ["1000000", "9223372036854775807"])
  func beyond(number: String) async throws {
    let report = try await Caudal.report(
      Fixtures.sample, column: "ValorObservado", ["--window", number, "--ddof", number])
    #expect(report.column.variance == nil)
    #expect(report.column.std == nil)
    #expect(report.column.rolling.sum == nil)
    #expect(report.column.rolling.windows == 0)
    #expect(report.column.mean == 72.28095238095239)
  }
}
