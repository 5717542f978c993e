import Statistics
import TestSupport
import Testing

/// The bins of histograms.
@Suite("Bins of histograms")
struct HistogramBinsTests {
  @Test(
    "Edges are short decimal numbers that enclose the values",
    arguments: [
      (0, 1006.6, 16, false, "0 100 200 300 400 500 600 700 800 900 1000 1100"),
      (0.3, 1.0, 16, false, "0.3 0.35 0.4 0.45 0.5 0.55 0.6 0.65 0.7 0.75 0.8 0.85 0.9 0.95 1"),
      (-1, 1, 8, false, "-1 -0.75 -0.5 -0.25 0 0.25 0.5 0.75 1"),
      (1, 6, 16, true, "1 2 3 4 5 6 7"), (0, 100, 16, true, "0 10 20 30 40 50 60 70 80 90 100 110"),
      (5, 5, 16, true, "5 5"), (-0.5, -0.5, 16, false, "-0.5 -0.5"),
      (1e300, 4e300, 8, false, "1e+300 1.5e+300 2e+300 2.5e+300 3e+300 3.5e+300 4e+300"),
    ] as [(Double, Double, Int, Bool, String)])
  func edges(
    _ minimum: Double, _ maximum: Double, _ most: Int, _ areWhole: Bool, _ expected: String
  ) throws {
    let bins = try #require(
      HistogramBins(from: minimum, through: maximum, most: most, areWhole: areWhole))
    let texts = bins.edges.map { edge in
      "\(edge)".hasSuffix(".0") ? String("\(edge)".dropLast(2)) : "\(edge)"
    }
    #expect(texts.joined(separator: " ") == expected)
  }

  @Test("Any numbers lie in the bin between whose edges they are, and a decimal edge behind itself")
  func random() throws {
    var generator = SeededGenerator(stream: 4_711)
    for round in 0..<400 {
      let scale = Double(
        sign: .plus, exponent: Int.random(in: -60...60, using: &generator), significand: 1)
      let offset = round.isMultiple(of: 3) ? 1e9 * scale : 0
      let areWhole = round.isMultiple(of: 4)
      var values = (0..<50).map { _ in
        offset + scale * Double.random(in: -1...1, using: &generator)
      }
      if areWhole { values = values.map { $0.rounded() } }
      let most = [4, 16, 40][round % 3]
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let bins = try #require(
        HistogramBins(from: low, through: high, most: most, areWhole: areWhole))
      #expect(bins.count >= 1 && bins.count <= most)
      if !areWhole, low < high { #expect(bins.count >= most / 4, "\(low) \(high) \(most)") }
      #expect(zip(bins.edges, bins.edges.dropFirst()).allSatisfy { $0 < $1 } || low == high)
      #expect(bins.edges[0] <= low && bins.edges[bins.count] >= high)
      for value in values + bins.edges.filter({ $0 >= low && $0 <= high }) {
        let expected = bins.edges.dropLast().lastIndex { $0 <= value }
        #expect(bins.number(of: value) == expected, "\(value) in \(bins.edges)")
      }
    }
  }

  @Test("Numbers at the ends of what doubles hold have bins, and what is no number has none")
  func extreme() throws {
    let largest = Double.greatestFiniteMagnitude
    for (low, high) in [
      (-largest, largest), (0, largest), (0, Double.leastNonzeroMagnitude), (largest / 2, largest),
      (1, 1.0.nextUp),
    ] {
      let bins = try #require(HistogramBins(from: low, through: high, most: 16))
      #expect((1...16).contains(bins.count) && bins.edges.allSatisfy(\.isFinite), "\(low) \(high)")
      #expect(bins.number(of: low) == 0)
      #expect((0..<bins.count).contains(bins.number(of: high)))
    }
    #expect(HistogramBins(from: 0, through: .infinity, most: 16) == nil)
    #expect(HistogramBins(from: .nan, through: 1, most: 16) == nil)
  }
}
