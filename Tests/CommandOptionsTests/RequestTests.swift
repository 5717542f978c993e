import ArgumentParser
import Caudal
import Testing

@testable import CaudalCommand

/// Options become one request, whose defaults are the library's.
@Suite struct RequestTests {
  private static func describe(_ options: String...) throws -> DescribeRequest {
    try Describe.parse(["f.csv"] + options).request()
  }

  private static func frequency(_ options: String...) throws -> FrequencyRequest {
    try Frequency.parse(["f.csv"] + options).request()
  }

  @Test func defaults() throws {
    let request = try Self.describe("--column", "x")
    var expected = DescribeRequest(path: "f.csv", column: "x")
    // A table has no sum over windows.
    #expect(request.statistics == Statistic.standard.subtracting([.rollingVariance]))
    expected.statistics = request.statistics
    #expect("\(request)" == "\(expected)")
    let json = try Self.describe("--column", "x", "--format", "json")
    #expect(json.statistics == Statistic.standard)
    let file = try Self.describe("--column", "x", "--output", "a.csv")
    #expect(file.statistics == Statistic.standard)
    let all = try Self.describe("--all")
    // Equal sets may be printed in different orders.
    #expect(all.statistics == expected.statistics)
    expected.statistics = all.statistics
    expected.columns = .everyNumericColumn
    #expect("\(all)" == "\(expected)")
    let keys = try Self.frequency("--column", "k")
    #expect("\(keys)" == "\(FrequencyRequest(table: TableRequest(paths: ["f.csv"]), keys: "k"))")
    let words = try Self.frequency("--words")
    #expect("\(words)" == "\(FrequencyRequest(wordsOf: TableRequest(paths: ["f.csv"])))")
    let check = try Check.parse(["f.csv"]).request()
    #expect("\(check)" == "\(CheckRequest(path: "f.csv"))")
  }

  @Test func everyOption() throws {
    let request = try Self.describe(
      "--column", "a,b", "--by", "k", "--where", "x > 5", "--statistics", "mean,max", "--sort",
      "mean", "--reverse", "--top", "3", "--percentiles", "1,99", "--window", "24", "--ddof", "1",
      "--null", "-", "--no-header", "--delimiter", "tab", "--decimal", ",", "--date-format", "dmy",
      "--date-format", "Fecha=epoch-ms", "--date-format", "a=b=%Y=%m", "--time-zone",
      "Asia/Kolkata",
      "--year-starts", "10",
      "--input", "scatter", "--threads", "2", "--block-bytes", "7")
    var expected = DescribeRequest(
      path: "f.csv", columns: .named("a,b", otherwise: ["a", "b"]))
    expected.groupKeys = "k"
    expected.table.condition = try Condition("x > 5")
    expected.statistics = [.mean, .max]
    expected.groupOrder = .statistic(.mean)
    expected.reversesGroups = true
    expected.groupLimit = 3
    expected.percentiles = [1, 99]
    expected.window = 24
    expected.ddof = 1
    expected.table.nullTokens = ["-"]
    expected.table.dialect.header = .absent
    expected.table.dialect.delimiter = "\t"
    expected.table.dialect.decimal = .comma
    expected.table.dateFormat = .dmy
    expected.table.dateFormats = [
      ("Fecha", .epochMilliseconds), ("a=b", .pattern(try DatePattern("%Y=%m"))),
    ]
    expected.table.timeZone = "Asia/Kolkata"
    expected.table.yearStarts = 10
    expected.table.input = .scattered
    expected.table.threads = 2
    expected.table.blockBytes = 7
    // The elements of a set stand in no order.
    #expect(request.statistics == expected.statistics)
    expected.statistics = request.statistics
    #expect("\(request)" == "\(expected)")
  }

  @Test func frequencyOptions() throws {
    let request = try Self.frequency(
      "--column", "a", "--numbers", "--top", "9", "--min-count", "2", "--sort", "key")
    #expect(request.subject == .numbers)
    #expect(request.limit == 9 && request.minimumCount == 2 && request.ordersByKey)
  }

  @Test func condition() throws {
    let error = try #require(throws: CaudalError.self) {
      try Self.describe("--column", "x", "--where", "x >\t")
    }
    #expect(error.kind == .usage && error.subject == .condition)
    #expect(error.illustration == ["  x > ", "      ^"])
    #expect(
      error.message(naming: \.option, advising: \.options).hasPrefix(
        "--where: a value belongs here"))
    #expect(error.message.hasPrefix("the condition: a value belongs here"))
  }
}
