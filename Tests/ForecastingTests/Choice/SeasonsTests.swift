import Testing
import Vocabulary

@testable import Forecasting

@Suite("Seasons that a step suggests")
struct SeasonsTests {
  @Test(
    "A day, a week and a year, where they are whole steps",
    arguments: [
      ("1s", [86_400, 604_800, 31_557_600]),
      ("10 min", [144, 1008, 52_596]),
      ("1h", [24, 168, 8766]),
      ("3h", [8, 56, 2922]),
      // 24 isn't 5 times something, nor are 168; a year is 1753.2 steps.
      ("5h", [1753]),
      ("12h", [2, 14, 731]),
      ("1d", [7, 365]),
      ("24h", [7, 365]),
      ("1w", [52]),
      ("30d", [12]),
      ("1 month", [12]),
      ("3 months", [4]),
      ("6 months", [2]),
      ("5 months", []),
      ("1 year", []),
      ("1000d", []),
    ] as [(String, [Int])])
  func periods(step: String, expected: [Int]) throws {
    let step = try #require(TimeSpan(step))
    #expect(Seasons(step: step).periods == expected.filter { $0 >= 2 })
  }

  @Test("The year is another season only beside a shorter one")
  func yearly() throws {
    let hour = try #require(TimeSpan("1h"))
    #expect(Seasons(step: hour).yearly == 8766)
    #expect(Seasons(step: hour).shortest == 24)
    let week = try #require(TimeSpan("1w"))
    #expect(Seasons(step: week).yearly == nil)
    #expect(Seasons(step: week).shortest == 52)
    let year = try #require(TimeSpan("1 year"))
    #expect(Seasons(step: year).shortest == 1)
  }
}
