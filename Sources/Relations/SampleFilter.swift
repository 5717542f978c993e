import CSV
import Vocabulary

/// Chooses rows by a hash of their places.
struct SampleFilter: Sendable {
  private let seed: UInt64

  /// Rows whose hash is less are chosen; nil for all rows.
  private let threshold: UInt64?

  init(_ sample: RowSample) {
    seed = Self.mixed(sample.seed &+ 0x9E37_79B9_7F4A_7C15)
    threshold = sample.share < 1 ? UInt64(sample.share * 0x1p64) : nil
  }

  /// Those of some rows that are chosen.
  func chosen(of rows: borrowing RowBatch, _ mask: RowMask) -> RowMask {
    guard let threshold else { return mask }
    var chosen = RowMask()
    var rest = mask
    while let row = rest.popFirst() {
      let hash = Self.mixed(seed ^ UInt64(truncatingIfNeeded: rows.start(ofRow: row)))
      if hash < threshold { chosen.insert(row) }
    }
    return chosen
  }

  /// The finaliser of SplitMix64: a bijection in which every bit of the result depends on every bit
  /// of the number.
  ///
  /// Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014,
  /// doi:10.1145/2660193.2660195.
  private static func mixed(_ number: UInt64) -> UInt64 {
    var number = number
    number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
    return number ^ number >> 31
  }
}
