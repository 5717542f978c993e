import TestSupport
import Testing

@testable import Statistics

/// Values in sorted pieces, against all values in one array.
@Suite struct SortedSegmentsTests {
  private static let domain: [Double] = [
    -.infinity, -1e300, -2, -0.1, 0, 5e-300, 0.1, 0.2, 3, 4, 1e300, .infinity,
  ]

  private func pieces(_ stream: Int, from domain: [Double] = domain) -> [[Double]] {
    var random = SeededGenerator(stream: stream)
    return (0..<Int.random(in: 0...5, using: &random)).map { _ in
      let count = Int.random(in: 0...30, using: &random)
      return (0..<count).compactMap { _ in domain.randomElement(using: &random) }.sorted()
    }
  }

  @Test(arguments: 0..<40)
  func searches(_ stream: Int) {
    let pieces = pieces(stream)
    let values = SortedSegments(pieces.map { $0[...] })
    let all = pieces.flatMap { $0 }
    #expect(values.count == all.count)
    for low in Self.domain + [1.5, -3] {
      #expect(values.occurrences(of: low) == all.count { $0 == low })
      for high in Self.domain where low <= high {
        let between = values.values(in: values.ranges(above: low, below: high)).sorted()
        #expect(between == all.filter { low < $0 && $0 < high }.sorted())
        let from = values.values(in: values.ranges(from: low, through: high)).sorted()
        #expect(from == all.filter { low <= $0 && $0 <= high }.sorted())
      }
      let below = values.values(in: values.ranges(above: nil, below: low)).sorted()
      #expect(below == all.filter { $0 < low }.sorted())
      let above = values.values(in: values.ranges(above: low, below: nil)).sorted()
      #expect(above == all.filter { $0 > low }.sorted())
    }
  }

  /// Zero is asked for by either sign.
  @Test func zero() {
    let values = SortedSegments([[-1, 0, 0, 2], [0]])
    #expect(values.occurrences(of: 0) == 3)
    #expect(values.occurrences(of: -0.0) == 3)
  }

  @Test(arguments: 0..<40)
  func runs(_ count: Int) {
    var random = SeededGenerator(stream: 80 + count)
    let sorted = (0..<count).compactMap { _ in Self.domain.randomElement(using: &random) }.sorted()
    var found: [ValueCount] = []
    sorted.span.forEachRun { found.append($0) }
    let expected = Dictionary(grouping: sorted) { $0 }.mapValues(\.count)
    #expect(found.map(\.value) == expected.keys.sorted())
    for run in found { #expect(run.count == expected[run.value]) }
  }

  /// The slabs and the splitters hold every value once, and no slab is large.
  @Test(arguments: [0, 1, 2])
  func slabs(_ distribution: Int) {
    var random = SeededGenerator(stream: 200 + distribution)
    let pieces = (0..<7).map { _ in
      (0..<30_000).map { _ -> Double in
        switch distribution {
        case 0: Double.random(in: 0..<1, using: &random)
        case 1: Double(Int.random(in: 0..<50, using: &random))
        default: Double(bitPattern: UInt64.random(in: 0..<0x7FF0 << 48, using: &random))
        }
      }.sorted()
    }
    let values = SortedSegments(pieces.map { $0[...] })
    let splitters = SortedSegments.splitters(fromSamples: values.samples)
    #expect(!splitters.isEmpty)
    #expect(splitters == Set(splitters).sorted())
    let bounds = [nil] + splitters.map(Optional.some) + [nil]
    var total = splitters.reduce(0) { $0 + values.occurrences(of: $1) }
    for (low, high) in zip(bounds, bounds.dropFirst()) {
      let slab = values.ranges(above: low, below: high).reduce(0) { $0 + $1.count }
      #expect(
        slab <= (SortedSegments.splitterStride + pieces.count) * SortedSegments.sampleStride)
      total += slab
    }
    #expect(total == values.count)
  }
}

/// The radix sort, against the standard library's.
@Suite struct RadixSorterTests {
  @Test(arguments: 0..<60)
  func random(_ stream: Int) {
    var random = SeededGenerator(stream: 300 + stream)
    var sorter = RadixSorter()
    for _ in 0..<3 {
      let count = Int.random(in: 0...2000, using: &random)
      var values = (0..<count).map { _ -> Double in
        switch stream % 4 {
        case 0: Double.random(in: -1...1, using: &random)
        case 1: Double(Int.random(in: -3...3, using: &random))
        case 2: Double(bitPattern: UInt64.random(in: 0..<0x7FF0 << 48, using: &random))
        default: 1e9 + Double(Int.random(in: 0..<10, using: &random))
        }
      }
      let expected = values.sorted()
      sorter.sort(&values)
      #expect(values == expected)
    }
  }

  @Test(arguments: [10, 1000])
  func zerosAndInfinities(_ copies: Int) {
    let kinds: [Double] = [
      .infinity, 0, -0.0, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    ]
    var values = (0..<copies).flatMap { _ in kinds }
    var sorter = RadixSorter()
    sorter.sort(&values)
    let order: [Double] = [
      -.infinity, -.leastNonzeroMagnitude, 0, 0, .leastNonzeroMagnitude, .infinity,
    ]
    let expected = order.flatMap { Array(repeating: $0, count: copies) }
    #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
  }
}
