import ArgumentParser
import Caudal
import Testing

@testable import CaudalCommand

/// Options that are given several times.
@Suite struct RepeatedOptionsTests {
  @Test(
    arguments: [
      ("f --column a", nil), ("f --column a --column b --by c --by d --null x --null y", nil),
      ("f --decimal . --decimal ,", "--decimal"), ("--decimal=. f --decimal=,", "--decimal"),
      ("f -o a --output b", "--output"), ("f -c a -c b --all --all", nil),
      ("f --null --decimal --decimal .", nil),
      ("f --null --decimal --decimal . --decimal ,", "--decimal"),
      ("- --top 1 --reverse --top 2", "--top"), ("f -- --top 1 --top 2", nil),
      ("f --on-error skip --on-error missing", "--on-error"),
    ] as [(String, String?)])
  func twice(_ text: String, _ name: String?) {
    let arguments = text.split(separator: " ").map(String.init)
    #expect(RepeatedOptions.first(in: arguments) == name)
  }

  @Test func added() throws {
    let request = try Describe.parse([
      "f", "--column", "a,b", "--column", "\"c,d\"", "--by", "k", "--by", "year(t),l",
      "--statistics",
      "mean", "--statistics", "count,max",
    ]).request()
    #expect(request.columns == ["a", "b", "c,d"])
    #expect(request.groupKeys == ["k", .named("year(t)", otherwise: .part(.year, of: "t")), "l"])
    #expect(request.statistics == [.mean, .count, .max])
    let frequency = try Frequency.parse(["f", "--column", "a", "--column", "b"]).request()
    #expect(frequency.keys == ["a", "b"])
  }

  @Test(arguments: [
    ([], TableRequest.standardNullTokens), (["-"], ["-"]),
    (["+---"], TableRequest.standardNullTokens + ["---"]), (["a", "+b", "c"], ["a", "c", "b"]),
    (["+"], ["+"]), (["++5"], TableRequest.standardNullTokens + ["+5"]),
  ])
  func nullTokens(_ given: [String], _ expected: [String]) {
    #expect(ReadingOptions.nullTokens(given) == expected)
  }
}
