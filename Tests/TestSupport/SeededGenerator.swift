import Foundation

/// Random numbers that can be had again: a generator whose seed is printed with every failure.
///
/// The seed is taken from `CAUDAL_TEST_SEED`, or drawn anew for each run of the tests. The
/// algorithm is SplitMix64 (<https://doi.org/10.1145/2714064.2660195>).
public struct SeededGenerator: RandomNumberGenerator {
  /// The seed of this run of the tests.
  public static let runSeed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["CAUDAL_TEST_SEED"].flatMap(UInt64.init)
    let seed = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
    print("property tests: CAUDAL_TEST_SEED=\(seed)")
    return seed
  }()

  private var state: UInt64

  /// Creates a generator.
  ///
  /// - Parameters:
  ///   - seed: the seed of the run.
  ///   - stream: tells generators of the same seed apart, such as the cases of a property.
  public init(seed: UInt64 = SeededGenerator.runSeed, stream: Int = 0) {
    state = seed &+ UInt64(bitPattern: Int64(stream)) &* 0xD1B5_4A32_D192_ED03
  }

  /// The next random number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
