import TestSupport
import Testing

@testable import Statistics

/// The tree depends on the leaves' numbers alone.
@Suite struct MergeTreeTests {
  private static let mostLeaves = 70

  /// Every division of 0 to 70 leaves into runs, merged in any parentheses, gives the tree that one
  /// process gives, and that the definition gives.
  @Test(arguments: 0...mostLeaves)
  func anyDivision(_ count: Int) {
    var random = SeededGenerator(stream: count)
    let expected = Self.definition(0..<count) { Fingerprint(leaf: $0) }
    #expect(Self.run(0..<count) { Fingerprint(leaf: $0) }.root == expected)
    for _ in 0..<40 {
      let runs = Self.randomRuns(count, using: &random)
      var trees = runs.map { Self.run($0) { Fingerprint(leaf: $0) } }
      while trees.count > 1 {
        let index = Int.random(in: 0..<trees.count - 1, using: &random)
        trees[index] = trees[index].merged(with: trees.remove(at: index + 1))
      }
      #expect(trees[0].root == expected, "runs \(runs)")
      #expect(trees[0].endLeaf - trees[0].firstLeaf == count)
    }
  }

  /// The same with sums of doubles, and the control: added up in another order they have other
  /// bits.
  @Test func sumsOfDoubles() {
    var random = SeededGenerator(stream: 1)
    let leaves = (0..<Self.mostLeaves).map { _ in
      let size = Double(UInt64(1) << UInt64.random(in: 0...60, using: &random))
      return DoubleDouble(Double.random(in: -1...1, using: &random)) / 3 * DoubleDouble(size)
    }
    var differing = 0
    for count in 0...Self.mostLeaves {
      let expected = Self.run(0..<count) { leaves[$0] }.root
      let runs = Self.randomRuns(count, using: &random)
      let trees = runs.map { Self.run($0) { leaves[$0] } }
      let merged = trees.reduce(MergeTree<DoubleDouble>.identity) { $0.merged(with: $1) }
      #expect(merged.root.bits == expected.bits, "runs \(runs)")
      let inOrder = leaves[..<count].reduce(DoubleDouble.zero, +)
      differing += inOrder.bits == expected.bits ? 0 : 1
    }
    #expect(differing > Self.mostLeaves / 4, "control: the order of additions should show")
  }

  /// A run that doesn't start at leaf 0 is kept as the subtrees of the whole, no other.
  @Test func middleRuns() {
    for first in 0...20 {
      for end in first...40 {
        let left = Self.run(0..<first) { Fingerprint(leaf: $0) }
        let middle = Self.run(first..<end) { Fingerprint(leaf: $0) }
        let right = Self.run(end..<40) { Fingerprint(leaf: $0) }
        let expected = Self.definition(0..<40) { Fingerprint(leaf: $0) }
        #expect(left.merged(with: middle).merged(with: right).root == expected)
        #expect(left.merged(with: middle.merged(with: right)).root == expected)
      }
    }
  }

  @Test func subtreesAreFew() {
    for first in 0..<130 {
      var tree = MergeTree<Fingerprint>(firstLeaf: first)
      for leaf in first..<first + 200 {
        tree.append(Fingerprint(leaf: leaf))
        let leaves = tree.endLeaf - tree.firstLeaf
        let logarithm = Int.bitWidth - 1 - leaves.leadingZeroBitCount
        #expect(tree.subtreeCount <= 2 * logarithm + 2, "\(leaves) leaves from \(first)")
      }
    }
  }

  /// Far from leaf 0, where most levels are: 2⁴⁸ leaves are the most that a file can have.
  @Test func farAway() {
    let middle = 1 << 47
    let left = Self.run(middle - 100..<middle) { Fingerprint(leaf: $0) }
    let right = Self.run(middle..<middle + 100) { Fingerprint(leaf: $0) }
    let whole = Self.run(middle - 100..<middle + 100) { Fingerprint(leaf: $0) }
    #expect(left.merged(with: right).root == whole.root)
  }

  @Test func emptyRunsAreIdentitiesAnywhere() {
    let run = Self.run(3..<9) { Fingerprint(leaf: $0) }
    for place in [0, 3, 5, 9, 100] {
      let empty = MergeTree<Fingerprint>(firstLeaf: place)
      #expect(empty.isEmpty)
      #expect(empty.root == .identity)
      #expect(run.merged(with: empty).root == run.root)
      #expect(empty.merged(with: run).root == run.root)
      #expect(empty.merged(with: run).firstLeaf == 3)
      #expect(run.merged(with: empty).endLeaf == 9)
    }
  }

  /// A leaf without values keeps its place.
  @Test func leavesWithoutValues() {
    var tree = MergeTree<DoubleDouble>(firstLeaf: 0)
    for leaf in 0..<9 { tree.append(leaf == 4 ? DoubleDouble(2.5) : .identity) }
    #expect(tree.root == DoubleDouble(2.5))
    #expect(tree.endLeaf == 9)
  }

  @Test func gapsTrap() async {
    await #expect(processExitsWith: .failure) {
      let left = MergeTreeTests.run(0..<2) { DoubleDouble(Double($0)) }
      let right = MergeTreeTests.run(3..<4) { DoubleDouble(Double($0)) }
      _ = left.merged(with: right)
    }
  }

  @Test func overlapsTrap() async {
    await #expect(processExitsWith: .failure) {
      let left = MergeTreeTests.run(0..<2) { DoubleDouble(Double($0)) }
      _ = left.merged(with: left)
    }
  }

  /// A run of leaves.
  static func run<Partial: Mergeable & BitwiseCopyable & Sendable>(
    _ leaves: Range<Int>, _ partial: (Int) -> Partial
  ) -> MergeTree<Partial> {
    var tree = MergeTree<Partial>(firstLeaf: leaves.lowerBound)
    for leaf in leaves { tree.append(partial(leaf)) }
    return tree
  }

  /// The tree by its definition: what lies before the largest power of two, merged with the rest.
  private static func definition(
    _ leaves: Range<Int>, _ partial: (Int) -> Fingerprint
  ) -> Fingerprint {
    guard leaves.count > 1 else { return leaves.first.map(partial) ?? .identity }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    let middle = leaves.lowerBound + half
    return definition(leaves.lowerBound..<middle, partial)
      .merged(with: definition(middle..<leaves.upperBound, partial))
  }

  private static func randomRuns(
    _ count: Int, using random: inout SeededGenerator
  ) -> [Range<Int>] {
    let cuts = (0..<Int.random(in: 0...8, using: &random)).map { _ in
      Int.random(in: 0...count, using: &random)
    }
    let bounds = [0] + cuts.sorted() + [count]
    return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
  }
}
