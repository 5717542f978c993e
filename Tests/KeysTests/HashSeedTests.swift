import TestSupport
import Testing

@testable import Keys

/// Keys that are made so that their hashes collide.
@Suite("Seeded hashes")
struct HashSeedTests {
  /// A seed that somebody knows: wyhash's own constants.
  private static let unseeded = HashSeed(
    first: 0xA076_1D64_78BD_642F, second: 0xE703_7ED1_A0B4_28DB)

  /// Keys whose first words cancel the first word of a known seed: all products are zero.
  private func collidingKeys(_ count: Int) -> [[UInt8]] {
    (0..<count).map { number in
      [Self.unseeded.first, UInt64(number)].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
      }
    }
  }

  /// The slots that are looked at while keys are put into a table that is half full at most, as in ``KeyTable``.
  private func probes(_ keys: [[UInt8]], _ seed: HashSeed) -> Int {
    var size = 32
    while size < 2 * keys.count { size *= 2 }
    var isTaken = [Bool](repeating: false, count: size)
    var probes = 0
    for key in keys {
      var slot = Int(truncatingIfNeeded: KeyText(key.span, seed).hash >> 32) & (size - 1)
      probes += 1
      while isTaken[slot] {
        slot = (slot + 1) & (size - 1)
        probes += 1
      }
      isTaken[slot] = true
    }
    return probes
  }

  @Test("Keys that all collide by a known seed cost what ordinary ones do by another")
  func collidingKeysAreSpread() {
    let keys = collidingKeys(3_000)
    let ordinary = (0..<3_000).map { Array("station-\($0)".utf8) }
    let hashes = Set(keys.map { KeyText($0.span, Self.unseeded).hash })
    #expect(hashes.count == 1)
    #expect(probes(keys, Self.unseeded) == 3_000 * 3_001 / 2)
    var random = SeededGenerator(stream: 3)
    for _ in 0..<20 {
      let seed = HashSeed(first: random.next(), second: random.next())
      // Half full, linear probing takes one and a half looks; here, at most four.
      #expect(probes(keys, seed) < 4 * keys.count)
      #expect(probes(ordinary, seed) < 4 * keys.count)
    }
    // That of this process, too.
    #expect(probes(keys, .current) < 4 * keys.count)
  }

  @Test("Shards and ranks get their shares, whatever the seed")
  func shares() {
    var random = SeededGenerator(stream: 4)
    for keys in [collidingKeys(4_096), (0..<4_096).map { Array("k\($0)".utf8) }] {
      let seed = HashSeed(first: random.next(), second: random.next())
      var counts = [Int](repeating: 0, count: 256)
      for key in keys { counts[Int(truncatingIfNeeded: KeyText(key.span, seed).hash & 255)] += 1 }
      #expect((counts.max() ?? 0) < 60)
    }
  }

  @Test("The same text has the same hash wherever it stands, and another with another seed")
  func sameHash() {
    let seed = HashSeed(first: 7, second: 9)
    for length in [0, 1, 8, 15, 16, 17, 40] {
      let text = (0..<UInt8(length)).map { $0 + 65 }
      var list = KeyList()
      list.append(KeyText(text.span), text.span)
      let (own, listed) = (KeyText(text.span).hash, list.key(0).hash)
      #expect(own == listed)
      let (one, other) = (KeyText(text.span, seed).hash, KeyText(text.span, Self.unseeded).hash)
      #expect(one != other)
    }
    #expect(seed.factor & 1 == 1)
  }

  @Test("A process has one seed")
  func oneSeed() {
    let seed = HashSeed.current
    #expect(seed.first != 0 && seed.second != 0)
    #expect((HashSeed.current.first, HashSeed.current.second) == (seed.first, seed.second))
  }
}
