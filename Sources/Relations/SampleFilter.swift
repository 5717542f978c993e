import CSV
import Vocabulary

/// Chooses a share of the rows by a hash of their places.
struct SampleFilter: Sendable {
  private let hash: PlaceHash

  /// Rows whose hash is less are chosen; nil for all rows.
  private let threshold: UInt64?

  /// Chooses a share; nil if the sample is a number of rows.
  init?(_ sample: RowSample) {
    guard case .share(let share) = sample.size else { return nil }
    hash = PlaceHash(seed: sample.seed)
    threshold = share < 1 ? UInt64(share * 0x1p64) : nil
  }

  /// Those of some rows that are chosen.
  func chosen(of rows: borrowing RowBatch, _ mask: RowMask) -> RowMask {
    guard let threshold else { return mask }
    var chosen = RowMask()
    var rest = mask
    while let row = rest.popFirst() {
      if hash(rows.start(ofRow: row)) < threshold { chosen.insert(row) }
    }
    return chosen
  }
}

/// A hash of a seed and a row's place. No two places have the same.
struct PlaceHash: Sendable {
  private let seed: UInt64

  init(seed: UInt64) { self.seed = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) }

  /// The hash of a place.
  @inline(__always)
  func callAsFunction(_ place: Int) -> UInt64 {
    Self.mixed(seed ^ UInt64(truncatingIfNeeded: place))
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
