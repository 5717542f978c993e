import CSV

/// A text that is looked for in a ``KeyTable``: its beginning and its hash; all of it, if it is short.
///
/// The hash mixes words of eight bytes by multiplications of 64 × 64 bits whose halves are folded
/// (Wang Yi's wyhash), each mixed with a word of the job's ``HashSeed`` before.
package struct KeyText: BitwiseCopyable, Sendable {
  /// The first 16 bytes, padded by zeros.
  private(set) var first: UInt64 = 0
  private(set) var second: UInt64 = 0

  /// The hash of all bytes: the same for the same text in every table and on every rank of a job.
  package private(set) var hash: UInt64 = 0

  /// The number of bytes.
  private(set) var length: UInt32 = 0

  /// Whether there are more than the first 16 bytes.
  @inline(__always)
  var isLong: Bool { length > 16 }

  /// Nothing.
  init() {}

  /// Looks at a short text that stands in a list.
  @inline(__always)
  init(short entry: KeyEntry, _ seed: HashSeed = .current) {
    (first, second, length) = (entry.first, entry.second, entry.length)
    hash = Self.fold(shortHash(seed), Self.lastFactor)
  }

  /// Looks at a text.
  package init(_ text: Span<UInt8>, _ seed: HashSeed = .current) {
    precondition(text.count <= UInt32.max, "too long a text for a key")
    length = UInt32(text.count)
    for index in 0..<min(8, text.count) { first |= UInt64(text[index]) << UInt64(8 * index) }
    for index in min(8, text.count)..<min(16, text.count) {
      second |= UInt64(text[index]) << UInt64(8 * (index - 8))
    }
    unsafe text.withUnsafeBytes { bytes in
      // Sound: a text without a first byte has no bytes behind the first 16.
      unsafe finish(bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped, seed)
    }
  }

  /// Looks at bytes.
  ///
  /// Sound as long as there are `length` bytes, fewer than 2³², and 16 can be read.
  @inline(__always) @unsafe
  init(_ bytes: UnsafeRawPointer, length: Int, _ seed: HashSeed) {
    self.length = UInt32(truncatingIfNeeded: length)
    let words = unsafe (
      bytes.loadUnaligned(as: UInt64.self).littleEndian,
      bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
    )
    first = words.0 & Self.mask(min(length, 8))
    second = words.1 & Self.mask(min(max(length - 8, 0), 8))
    unsafe finish(bytes, seed)
  }

  /// The lowest bytes of a word, 0 to 8 of them; without a branch, as lengths can't be foretold.
  @inline(__always)
  private static func mask(_ bytes: Int) -> UInt64 {
    let bits = UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* bytes)
    return bits & UInt64(bitPattern: Int64(-bytes) >> 63)
  }

  /// Computes the hash.
  @inline(__always) @unsafe
  private mutating func finish(_ bytes: UnsafeRawPointer, _ seed: HashSeed) {
    var mixed = shortHash(seed)
    if isLong { mixed = unsafe Self.mixRest(of: bytes, length: Int(length), mixed) }
    hash = Self.fold(mixed, Self.lastFactor)
  }

  private static var lastFactor: UInt64 { 0x8EBC_6AF0_9C88_C6E3 }

  /// The hash of the first 16 bytes, before it is mixed for the last time.
  @inline(__always)
  private func shortHash(_ seed: HashSeed) -> UInt64 {
    Self.fold(
      first ^ seed.first, second ^ seed.second ^ UInt64(length))
  }

  /// Mixes the bytes behind the first 16 of a longer text in, the last eight of them perhaps twice.
  ///
  /// Sound as long as there are `length` bytes, more than 16.
  @unsafe
  private static func mixRest(
    of bytes: UnsafeRawPointer, length: Int, _ start: UInt64
  ) -> UInt64 {
    var mixed = start
    var offset = 16
    while offset + 8 < length {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
      mixed = fold(mixed ^ word, 0x5899_65CC_7537_4CC3)
      offset += 8
    }
    let last = unsafe bytes.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self).littleEndian
    return fold(mixed ^ last, 0x1D8E_4E27_C47D_124F)
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
