import Statistics
import TestSupport
import Testing

/// The laws of merging, for every type that is merged.
@Suite struct MergeableLawsTests {
  /// Numbers that cancel and differ in size; uneven runs of them make other roundings.
  private static let values: [Double] = [
    1e16, 1, -1e16, 0.1, 3, 3, -7.25, 1e-9, 1e9, 12.5, -0.1, 2, 1e16, 5, 0, 0.3, -3, 8e7, 1,
  ]
  private static let size = values.reduce(0) { $0 + abs($1) }

  @Test func doubleDouble() {
    let leaves = Self.values.map { DoubleDouble($0) / 3 }
    MergeableLaws<DoubleDouble>(
      bits: \.bits, isClose: { $0.isClose(to: $1, size: Self.size) }
    ).check(leafCount: leaves.count) { leaves[$0].reduce(.zero, +) }
  }

  @Test func summary() {
    MergeableLaws<Summary>(bits: \.bits) { left, right in
      left.sum.isClose(to: right.sum, size: Self.size) && left.count == right.count
        && left.minimum == right.minimum && left.maximum == right.maximum
    }.check(leafCount: Self.values.count) { Summary(of: Self.values.span.extracting($0)) }
  }

  @Test func powerSums() throws {
    let centre = try #require(Centre(Summary(of: Self.values.span)))
    let whole = PowerSums(of: Self.values.span, about: centre)
    let thirds = Self.values.reduce(0) { $0 + abs(($1 - centre.mean) * ($1 - centre.mean)) * 1e16 }
    MergeableLaws<PowerSums>(bits: \.bits) { left, right in
      left.second.isClose(to: right.second, size: whole.second.high)
        && left.third.isClose(to: right.third, size: thirds)
        && left.fourth.isClose(to: right.fourth, size: whole.fourth.high)
    }.check(leafCount: Self.values.count) {
      PowerSums(of: Self.values.span.extracting($0), about: centre)
    }
  }

  @Test func valueCount() {
    let pairs = [
      (3.0, 2), (1, 2), (-.infinity, 2), (.infinity, 7), (5, 7), (5, 1), (-5, 7), (.infinity, 9),
    ].map { ValueCount(value: $0.0, count: $0.1) }
    MergeableLaws<ValueCount>(bits: \.bits).check(leafCount: pairs.count) {
      pairs[$0].reduce(.identity) { $0.merged(with: $1) }
    }
  }

  @Test func valueCountIsCommutative() {
    let values = [-Double.infinity, -1, 0, 2, .infinity]
    let pairs = values.flatMap { value in (1...3).map { ValueCount(value: value, count: $0) } }
    for left in pairs + [.identity] {
      for right in pairs + [.identity] {
        #expect(left.merged(with: right) == right.merged(with: left))
      }
    }
  }

  @Test func mergeTreeOfSums() {
    MergeableLaws<MergeTree<DoubleDouble>>(bits: \.allBits).check(leafCount: 19) { run in
      var tree = MergeTree<DoubleDouble>(firstLeaf: run.lowerBound)
      for leaf in run { tree.append(DoubleDouble(Self.values[leaf])) }
      return tree
    }
  }

  @Test func mergeTreeOfFingerprints() {
    MergeableLaws<MergeTree<Fingerprint>>(bits: \.allBits).check(leafCount: 19) { run in
      var tree = MergeTree<Fingerprint>(firstLeaf: run.lowerBound)
      for leaf in run { tree.append(Fingerprint(leaf: leaf)) }
      return tree
    }
  }

  /// Law 1 where sums have left the range of doubles: merging nothing keeps, merging more can't
  /// mend.
  @Test func overflow() {
    let huge = [Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]
    let overflowed = Summary(of: huge.span).merged(with: Summary(of: huge.span))
    #expect(overflowed.sumOverflowed)
    #expect(overflowed.merged(with: .identity).sumOverflowed)
    #expect(Summary.identity.merged(with: overflowed).sumOverflowed)
    #expect(overflowed.merged(with: Summary(of: [-huge[0], -huge[0]].span)).sumOverflowed)
    #expect(overflowed.minimum == huge[0])
    #expect(overflowed.maximum == huge[0])
    #expect(overflowed.count == 4)
  }

  @Test(arguments: [Double.infinity, -.infinity])
  func infinities(_ infinity: Double) {
    let sum = DoubleDouble(infinity)
    #expect(sum.merged(with: .identity) == sum, "law 1")
    #expect(DoubleDouble.identity.merged(with: sum) == sum, "law 1")
    #expect(sum.merged(with: DoubleDouble(1e308)) == sum)
    #expect(!sum.merged(with: DoubleDouble(-infinity)).isFinite)
  }

  @Test func emptySummary() {
    let empty = Summary.identity.merged(with: Summary(of: [Double]().span))
    #expect(empty == Summary())
    #expect(empty.minimum == nil)
    #expect(empty.maximum == nil)
    #expect(!empty.sumOverflowed)
    #expect(Centre(empty) == nil)
  }
}

extension MergeTree<DoubleDouble> {
  /// The bits of the ends and of the root.
  var allBits: [UInt64] {
    [isEmpty ? 0 : UInt64(firstLeaf), UInt64(endLeaf - firstLeaf)] + root.bits
  }
}

extension MergeTree<Fingerprint> {
  /// The bits of the ends and of the root.
  var allBits: [UInt64] {
    [isEmpty ? 0 : UInt64(firstLeaf), UInt64(endLeaf - firstLeaf), root.hash]
  }
}
