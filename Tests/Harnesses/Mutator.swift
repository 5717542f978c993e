/// Makes bytes by changes of examples.
struct Mutator {
  private var state: UInt64
  private let examples: [[UInt8]]

  init(seed: UInt64, examples: [[UInt8]]) {
    state = seed &* 2_862_933_555_777_941_757 &+ 1
    self.examples = examples
  }

  /// The next bytes: an example with up to five changes.
  mutating func next() -> [UInt8] {
    var bytes = example()
    for _ in 0..<below(6) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + below(12))
    switch below(6) {
    case 0: bytes.insert(UInt8(below(256)), at: place)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3:
      let other = example()
      let start = below(other.count + 1)
      bytes.insert(contentsOf: other[start..<min(other.count, start + 1 + below(20))], at: place)
    case 4 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
    default: if place < bytes.count { bytes[place] = example().last ?? 0 }
    }
  }

  private mutating func example() -> [UInt8] { examples[below(examples.count)] }

  /// A number from 0 to less than another; by Steele, Lea and Flood's SplitMix, 2014.
  private mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Int(bits % UInt64(bound))
  }
}
