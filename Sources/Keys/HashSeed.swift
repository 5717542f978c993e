import Synchronization

/// What makes the hashes of a job its own, so that nobody can write a file whose keys all collide.
///
/// Each process draws a seed, and takes that of rank 0 where several work together: hashes name ranks, too. Nothing that
/// is printed depends on it: groups, rows and words have orders of their own.
///
/// The idea: S. A. Crosby and D. S. Wallach, *Denial of Service via Algorithmic Complexity Attacks*, USENIX Security
/// (2003).
package struct HashSeed: BitwiseCopyable, Sendable {
  /// What the first word of a text is mixed with.
  package let first: UInt64

  /// What the second word of a text is mixed with.
  package let second: UInt64

  /// Makes a seed.
  package init(first: UInt64, second: UInt64) { (self.first, self.second) = (first, second) }

  /// What a number is multiplied by to spread its bits over the highest ones of the product: odd, and as likely to be any
  /// such number as another (M. Dietzfelbinger and others, *A Reliable Randomized Algorithm for the Closest-Pair Problem*,
  /// Journal of Algorithms 25 (1997), doi:10.1006/jagm.1997.0873).
  package var factor: UInt64 { first | 1 }

  /// The words of the seed; zeros before it is drawn.
  private static let firstWord = Atomic<UInt64>(0)
  private static let secondWord = Atomic<UInt64>(0)

  /// The seed of this process.
  @inline(__always)
  package static var current: HashSeed {
    let first = firstWord.load(ordering: .relaxed)
    let second = secondWord.load(ordering: .relaxed)
    // Another thread may have stored one of them only.
    return first != 0 && second != 0 ? HashSeed(first: first, second: second) : drawn()
  }

  /// Draws the seed, unless another thread has.
  @inline(never)
  private static func drawn() -> HashSeed {
    func word(_ word: borrowing Atomic<UInt64>) -> UInt64 {
      let new = UInt64.random(in: 1...UInt64.max)
      return word.compareExchange(expected: 0, desired: new, ordering: .relaxed).original == 0
        ? new : word.load(ordering: .relaxed)
    }
    return HashSeed(first: word(firstWord), second: word(secondWord))
  }

  /// Takes the seed of another rank, before anything has been hashed here.
  package static func adopt(_ seed: HashSeed) {
    precondition(seed.first != 0 && seed.second != 0, "a seed has no zeros")
    firstWord.store(seed.first, ordering: .relaxed)
    secondWord.store(seed.second, ordering: .relaxed)
  }
}
