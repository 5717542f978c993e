/// The results of a run of neighbouring leaves, merged in a tree that the leaves' numbers alone
/// fix.
///
/// ```swift
/// var left = MergeTree<DoubleDouble>(firstLeaf: 0)
/// left.append(a)
/// var right = MergeTree<DoubleDouble>(firstLeaf: 1)
/// right.append(b)
/// right.append(c)
/// let total = left.merged(with: right).root  // (a + b) + c, whoever computed what
/// ```
///
/// Floating-point addition isn't associative, so a sum usually depends on how the work was divided.
/// Here leaf *i* is always merged with its sibling first (0 with 1, 2 with 3, …), then pairs with
/// pairs, the way that a binary counter carries. A run of leaves is kept as the largest complete
/// subtrees that it covers, of which there are at most 2·log₂(leaves); merging two neighbouring
/// runs combines siblings and nothing else. The merge is therefore *truly* associative, to the last
/// bit, however the leaves are divided among threads and ranks. It is not commutative.
///
/// Compare the plugin `reproducible_reduce` of KaMPIng, and W. Ahrens, J. Demmel, H. D. Nguyen,
/// *Algorithms for efficient reproducible floating point summation* (2020),
/// <https://doi.org/10.1145/3389360>, who get there by exact binned sums.
///
/// - Complexity: appending a leaf takes amortised constant time; merging takes O(log leaves). The
///   size is fixed, 96 subtrees, enough for 2⁴⁸ leaves.
package struct MergeTree<Partial: Mergeable & BitwiseCopyable & Sendable>: BitwiseCopyable, Sendable
{
  /// The most subtrees that a run of at most 2⁴⁸ leaves is made of.
  static var capacity: Int { 96 }

  /// A complete subtree: leaves `index << level` up to, not including, `(index + 1) << level`.
  struct Subtree: BitwiseCopyable, Sendable {
    var level = 0
    var index = 0
    var partial = Partial.identity

    var firstLeaf: Int { index << level }
    var endLeaf: Int { (index + 1) << level }

    /// Whether `next` is the other half of the subtree's parent.
    func isLeftSibling(of next: Subtree) -> Bool {
      level == next.level && index & 1 == 0 && index + 1 == next.index
    }
  }

  private var subtrees = InlineArray<96, Subtree>(repeating: Subtree())

  /// The number of subtrees that the run is made of.
  private(set) var subtreeCount = 0

  /// The number of the run's first leaf.
  package private(set) var firstLeaf: Int

  /// The number of the leaf that follows the run.
  package private(set) var endLeaf: Int

  /// Creates a run of no leaves yet.
  ///
  /// - Parameter firstLeaf: the number of the leaf that will be appended first, from 0.
  package init(firstLeaf: Int) {
    self.firstLeaf = firstLeaf
    endLeaf = firstLeaf
  }

  /// Whether the run has no leaves.
  package var isEmpty: Bool { firstLeaf == endLeaf }

  /// Appends the leaf that follows the run.
  ///
  /// - Parameter partial: the result of that leaf; `.identity` if it has no values.
  package mutating func append(_ partial: Partial) {
    push(Subtree(level: 0, index: endLeaf, partial: partial))
  }

  /// The result of the whole run; `.identity` if it has no leaves.
  ///
  /// It depends on the leaves and their numbers alone. Only a run that starts at leaf 0 gives what
  /// a single process gives.
  package var root: Partial {
    guard subtreeCount > 0 else { return .identity }
    var result = subtrees[subtreeCount - 1].partial
    for position in stride(from: subtreeCount - 2, through: 0, by: -1) {
      result = subtrees[position].partial.merged(with: result)
    }
    return result
  }

  private mutating func push(_ subtree: Subtree) {
    precondition(subtree.firstLeaf == endLeaf, "only neighbouring runs can be merged")
    endLeaf = subtree.endLeaf
    var last = subtree
    while subtreeCount > 0, subtrees[subtreeCount - 1].isLeftSibling(of: last) {
      subtreeCount -= 1
      last = Subtree(
        level: last.level + 1, index: last.index >> 1,
        partial: subtrees[subtreeCount].partial.merged(with: last.partial))
    }
    precondition(subtreeCount < Self.capacity, "a merge tree holds at most 2⁴⁸ leaves")
    subtrees[subtreeCount] = last
    subtreeCount += 1
  }
}

extension MergeTree: Mergeable {
  /// A run of no leaves, at no place in particular.
  package static var identity: MergeTree { MergeTree(firstLeaf: 0) }

  /// Merges this run with the one that follows it.
  ///
  /// Associative to the last bit, not commutative. An empty run is the identity wherever it stands.
  ///
  /// - Parameter next: a run whose first leaf is this one's `endLeaf`, or an empty one.
  /// - Returns: the run of all the leaves.
  /// - Complexity: O(log leaves)
  package func merged(with next: MergeTree) -> MergeTree {
    if next.isEmpty { return self }
    if isEmpty { return next }
    var result = self
    for position in 0..<next.subtreeCount { result.push(next.subtrees[position]) }
    return result
  }
}
