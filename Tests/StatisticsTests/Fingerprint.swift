import Statistics

/// A number that tells in which tree some leaves were merged: merging is neither associative nor
/// commutative, so any other tree gives another number.
struct Fingerprint: Mergeable, BitwiseCopyable, Hashable, Sendable {
  /// The number; 0 for no leaves.
  let hash: UInt64

  private init(hash: UInt64) { self.hash = hash }

  /// Creates the fingerprint of one leaf.
  init(leaf: Int) { self.init(hash: Self.spread(UInt64(leaf) &+ 1)) }

  static let identity = Fingerprint(hash: 0)

  func merged(with next: Fingerprint) -> Fingerprint {
    if hash == 0 { return next }
    if next.hash == 0 { return self }
    return Fingerprint(hash: Self.spread(hash &* 3 &+ Self.spread(next.hash)))
  }

  private static func spread(_ value: UInt64) -> UInt64 {
    var bits = value &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return (bits ^ (bits >> 31)) | 1
  }
}
