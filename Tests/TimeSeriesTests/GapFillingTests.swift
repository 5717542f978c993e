import CSV
import TestSupport
import Testing
import TimeSeries
import Vocabulary

/// Gaps, how long they are, and what fills them.
@Suite("Gaps that are filled")
struct GapFillingTests {
  private typealias Fill = RegularRequest.Fill

  private func filled(
    _ values: [Double?], _ fill: Fill, upTo longest: String? = nil
  ) throws -> [Double?] {
    let grid = TimeGrid(try #require(TimeSpan("1 h")), on: .wall)
    let filling = GapFilling(
      fill, on: grid, upTo: try longest.map { try #require(TimeSpan($0)) })
    let starts = values.indices.map { 3600 * $0 }
    var numbers = values.map { $0 ?? .nan }
    let count = filling.fill(&numbers, starts: starts)
    #expect(count == zip(values, numbers).count { $0 == nil && !$1.isNaN })
    return numbers.map { $0.isNaN ? nil : $0 }
  }

  @Test("Each way of filling")
  func ways() throws {
    let values: [Double?] = [nil, 1, nil, nil, 2.5, nil, 2.7, nil]
    #expect(try filled(values, .none) == values)
    #expect(try filled(values, .value(-1)) == [-1, 1, -1, -1, 2.5, -1, 2.7, -1])
    #expect(try filled(values, .previous) == [nil, 1, 1, 1, 2.5, 2.5, 2.7, 2.7])
    #expect(try filled(values, .linear) == [nil, 1, 1.5, 2, 2.5, 2.6, 2.7, nil])
    #expect(try filled([], .linear) == [])
    #expect(try filled([nil, nil], .previous) == [nil, nil])
    #expect(try filled([nil, nil], .value(0)) == [0, 0])
  }

  @Test("A gap of m steps is m + 1 steps long, also at the ends")
  func longest() throws {
    let values: [Double?] = [nil, nil, 1, nil, 2, nil, nil, 3, nil, nil]
    let zero = Fill.value(0)
    let short: [Double?] = [nil, nil, 1, 0, 2, nil, nil, 3, nil, nil]
    #expect(try filled(values, zero, upTo: "2h") == short)
    #expect(try filled(values, zero, upTo: "179 min") == short)
    #expect(try filled(values, zero, upTo: "3h") == [0, 0, 1, 0, 2, 0, 0, 3, 0, 0])
    #expect(try filled(values, .previous, upTo: "3h") == [nil, nil, 1, 1, 2, 2, 2, 3, 3, 3])
    let line: [Double?] = [nil, nil, 1, 1.5, 2, nil, nil, 3, nil, nil]
    #expect(try filled(values, .linear, upTo: "2h") == line)
  }

  @Test("What aren't numbers is filled by the previous one only")
  func things() throws {
    let grid = TimeGrid(try #require(TimeSpan("1 h")), on: .wall)
    let starts = (0..<5).map { 3600 * $0 }
    for (fill, expected) in [
      (Fill.previous, [-1, 4, 4, 9, 9]), (.linear, [-1, 4, -1, 9, -1]),
      (.value(0), [-1, 4, -1, 9, -1]),
    ] {
      var numbers = [-1, 4, -1, 9, -1]
      let count = GapFilling(fill, on: grid).fillPrevious(&numbers, starts: starts)
      #expect(numbers == expected)
      #expect(count == (fill == .previous ? 2 : 0))
    }
  }

  @Test("A line is computed in decimals, and ends where it shall")
  func lines() {
    func between(_ first: Double, _ last: Double, _ part: Int, _ whole: Int) -> String {
      DecimalValue.between(DecimalValue(first), DecimalValue(last), part: part, of: whole).text
    }
    #expect(between(1.1, 1.2, 3600, 7200) == "1.15")
    #expect(between(1.1, 1.4, 1, 3) == "1.2")
    #expect(between(0, 1, 1, 3) == "0.3333333333333333")
    #expect(between(0.1, 0.1, 77, 1_000_003) == "0.1")
    #expect(between(-5, 5, 0, 9) == "-5")
    #expect(between(-5, 5, 9, 9) == "5")
    let largest = Double.greatestFiniteMagnitude
    #expect(between(largest, largest, 1, 2) == DecimalValue(largest).text)
    #expect(between(largest, -largest, 1, 2) == "0")
    #expect(between(1e300, 1e-300, 1, 2) == "5e+299")
    let ends = (0.12345678901234567, 98765.43210987654)
    #expect(between(ends.0, ends.1, 123_457, 999_983) == "12193.59945626523")
  }
}
