/// A partial result about a run of values, which can be merged with that of the run that follows.
///
/// ```swift
/// let whole = Summary(of: first).merged(with: Summary(of: second))
/// ```
///
/// Every conforming type obeys these laws, which the tests check with one shared checker:
///
/// 1. *Identity*: `a.merged(with: .identity)` and `Self.identity.merged(with: a)` are `a`.
/// 2. *Associativity*: `(a ⊕ b) ⊕ c` is `a ⊕ (b ⊕ c)`: to the last bit for counts, extrema, tables
///    and ``MergeTree``; up to rounding for sums, which is why sums that must not depend on how the
///    work was divided are merged by a ``MergeTree``.
/// 3. *Order*: the receiver's values come before those of the argument. No type needs commutativity
///    from its callers; those that have it say so.
///
/// The merge of two empty results is empty, never a division of zero by zero.
package protocol Mergeable {
  /// The result of no values at all.
  static var identity: Self { get }

  /// Merges this result with that of the values that follow.
  ///
  /// - Parameter next: the result of the values directly after the receiver's.
  /// - Returns: the result of all the values, in order.
  func merged(with next: Self) -> Self
}
