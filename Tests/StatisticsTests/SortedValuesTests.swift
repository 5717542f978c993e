import Statistics
import TestSupport
import Testing

/// Searches in sorted values, against a search of every value.
@Suite struct SortedValuesTests {
  private static let domain: [Double] = [
    -.infinity, -1e300, -2, -0.1, 0, 5e-300, 0.1, 0.2, 3, 4, 1e300, .infinity,
  ]

  @Test(arguments: 0..<40)
  func likeLinearSearch(_ count: Int) {
    var random = SeededGenerator(stream: 30 + count)
    let sorted = (0..<count).compactMap { _ in Self.domain.randomElement(using: &random) }.sorted()
    let span = sorted.span
    for value in Self.domain + [1.5, -3] {
      let first = sorted.firstIndex { $0 >= value } ?? count
      #expect(span.firstIndex(notBelow: OrderedKey(value)) == first)
      #expect(span.sortedOccurrences(of: value) == sorted.count { $0 == value })
    }
    #expect(span.firstIndex(notBelow: OrderedKey(bits: 0)) == 0)
    #expect(span.firstIndex(notBelow: OrderedKey(bits: .max)) == count)
  }

  /// Zero is asked for by either sign.
  @Test func zero() {
    let sorted = [-1.0, 0, 0, 2]
    #expect(sorted.span.sortedOccurrences(of: 0) == 2)
    #expect(sorted.span.sortedOccurrences(of: -0.0) == 2)
  }

  @Test(arguments: 0..<40)
  func runs(_ count: Int) {
    var random = SeededGenerator(stream: 80 + count)
    let sorted = (0..<count).compactMap { _ in Self.domain.randomElement(using: &random) }.sorted()
    var found: [ValueCount] = []
    let end = sorted.span.forEachRun { run in
      found.append(run)
      return true
    }
    #expect(end == count)
    let expected = Dictionary(grouping: sorted) { $0 }.mapValues(\.count)
    #expect(found.map(\.value) == expected.keys.sorted())
    for run in found { #expect(run.count == expected[run.value]) }
  }

  /// The mode of the fixture's columns.
  @Test(arguments: DescribeOracle.columns)
  func mode(_ column: DescribeOracle.Column) {
    var mode = ValueCount.identity
    column.numbers.sorted().span.forEachRun { run in
      mode = mode.merged(with: run)
      return true
    }
    #expect(mode.count == column.expected.mode?.frequency ?? 0)
    if let expected = column.expected.mode { #expect(mode.value == expected.value) }
  }

  /// A stopped walk goes on where it stopped.
  @Test func stopping() {
    let sorted = [1.0, 1, 2, 3, 3, 3]
    var seen: [Double] = []
    let stop = sorted.span.forEachRun { run in
      if run.value == 2 { return false }
      seen.append(run.value)
      return true
    }
    #expect(stop == 2)
    #expect(seen == [1])
    var rest: [ValueCount] = []
    sorted.span.forEachRun(from: stop) { run in
      rest.append(run)
      return true
    }
    #expect(rest == [ValueCount(value: 2, count: 1), ValueCount(value: 3, count: 3)])
  }
}
