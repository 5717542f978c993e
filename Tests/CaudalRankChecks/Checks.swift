import TestSupport

/// Counts what was checked and prints what was wrong.
struct Checks {
  private let rank: Int
  private let seed: UInt64
  private var stream = 0

  /// The number of things checked.
  private(set) var count = 0

  /// The number of things that were wrong.
  private(set) var failureCount = 0

  /// Creates a list in which nothing has been checked.
  ///
  /// - Parameters:
  ///   - rank: this process's rank, for messages.
  ///   - seed: the seed of all random data; the same on every rank, so that each knows the data of
  ///     all.
  init(rank: Int, seed: UInt64) {
    self.rank = rank
    self.seed = seed
  }

  /// Checks a condition.
  ///
  /// - Parameters:
  ///   - condition: what should be true.
  ///   - what: what it means, printed if it is false.
  mutating func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
    count += 1
    if condition { return }
    failureCount += 1
    print("rank \(rank), seed \(seed): \(what())")
  }

  /// Checks that two values are equal.
  ///
  /// - Parameters:
  ///   - found: what was found.
  ///   - expected: what should have been found.
  ///   - what: what they are, printed with both if they differ.
  mutating func expect<Value: Equatable>(
    _ found: Value, equals expected: Value, _ what: @autoclosure () -> String
  ) {
    expect(found == expected, "\(what()): found \(found), expected \(expected)")
  }

  /// Random numbers that are the same on every rank, and others at every call.
  ///
  /// - Returns: a generator.
  mutating func generator() -> SeededGenerator {
    stream += 1
    return SeededGenerator(seed: seed, stream: stream)
  }
}
