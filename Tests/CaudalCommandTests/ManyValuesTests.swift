import Foundation
import TestSupport
import Testing

/// Columns of more distinct values than a frequency table holds: every rank sorts, and all search.
/// Also columns whose parts are held in memory in different ways.
@Suite("Many distinct values")
struct ManyValuesTests {
  enum Kind: CaseIterable {
    case allDistinct
    case manyDuplicates
    case neighbours
    case severalForms
    case severalFormsOfFew

    func values(using generator: inout SeededGenerator) -> [Double] {
      switch self {
      case .allDistinct:
        // No value is frequent, so finding the mode takes the exchange of all of them.
        (0..<70_000).map { Double($0) + Double.random(in: 0..<0.5, using: &generator) }
          .shuffled(using: &generator)
      case .manyDuplicates:
        (0..<90_000).map { index in
          index % 4 == 0 ? 7.25 : Double.random(in: -1e6...1e6, using: &generator)
        }.shuffled(using: &generator)
      case .neighbours:
        // So close together that several rounds of bins are needed; every value twice.
        (0..<140_000).map { Double(bitPattern: (1e9).bitPattern + UInt64($0 / 2)) }
          .shuffled(using: &generator)
      case .severalForms:
        // Stretches that are held in memory as numbers of 16, 32 and 64 bits.
        (0..<120_000).map { index in
          switch index / 3000 % 4 {
          case 0: Double(Int.random(in: -9999...9999, using: &generator)) / 10
          case 1: Double(Int.random(in: 0...999_999_999, using: &generator)) / 1e6
          case 2: Double(Int.random(in: 0...100_000, using: &generator))
          default: Double.random(in: -1e3...1e3, using: &generator)
          }
        }
      case .severalFormsOfFew:
        // The same value, in tenths and in thousandths, and beside values that are no decimals.
        (0..<60_000).map { index in
          let few = Double(Int.random(in: 0...40, using: &generator)) / 4
          return index / 5000 % 3 == 0 ? few : index % 9 == 0 ? few + 1.0 / 3 : (few * 2).rounded()
        }
      }
    }
  }

  @Test("Order statistics and mode are those of sorting", arguments: Kind.allCases)
  func sorted(kind: Kind) async throws {
    var generator = SeededGenerator()
    let values = kind.values(using: &generator)
    try await withTemporaryFolder { folder in
      let text = "x\n" + values.map { "\($0)\n" }.joined()
      let path = try folder.write(text.utf8, to: "many.csv")
      let options = ["--percentiles", "0,0.1,25,50,99.9,100", "--block-bytes", "10000"]
      let report = try await Caudal.report(path, options)
      check(report.column, values)
      let alone = try await Caudal.json(path, options)
      for launch in Program.Launch.all.dropFirst() {
        let together = try await Caudal.json(path, options, launch)
        #expect(together == alone, "\(launch)")
      }
    }
  }

  private func check(_ column: Report.Column, _ values: [Double]) {
    let sorted = values.sorted()
    var best = (value: 0.0, frequency: 0)
    var start = 0
    while start < sorted.count {
      let end = sorted[start...].firstIndex { $0 != sorted[start] } ?? sorted.count
      if end - start > best.frequency { best = (sorted[start], end - start) }
      start = end
    }
    #expect(column.count == values.count)
    #expect(column.min == sorted.first)
    #expect(column.max == sorted.last)
    #expect(column.mode?.value == best.value)
    #expect(column.mode?.frequency == best.frequency)
    for (key, value) in column.percentiles {
      let percent = Double(key) ?? .nan
      let position = Double(sorted.count - 1) * (percent / 100)
      let below = Int(position)
      let weight = position - Double(below)
      let lower = sorted[below]
      let difference = sorted[min(below + 1, sorted.count - 1)] - lower
      let expected =
        weight < 0.5
        ? lower + difference * weight
        : sorted[min(below + 1, sorted.count - 1)] - difference * (1 - weight)
      #expect(value == expected, "percentile \(key)")
    }
  }
}
