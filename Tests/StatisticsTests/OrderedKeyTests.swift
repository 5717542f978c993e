import Statistics
import TestSupport
import Testing

/// Keys are ordered as their values are, and values come back from them.
@Suite struct OrderedKeyTests {
  private static let special: [Double] = [
    -.infinity, -.greatestFiniteMagnitude, -1.5, -1, -.leastNormalMagnitude,
    -.leastNormalMagnitude.nextDown, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude,
    .leastNormalMagnitude.nextDown, .leastNormalMagnitude, 1, 1.5, .greatestFiniteMagnitude,
    .infinity,
  ]

  @Test func specialValuesAreInOrder() {
    for (left, right) in zip(Self.special, Self.special.dropFirst()) {
      #expect(OrderedKey(left) < OrderedKey(right), "\(left), \(right)")
    }
    for value in Self.special {
      #expect(OrderedKey(value).value.bitPattern == value.bitPattern)
    }
  }

  @Test func randomValues() {
    var random = SeededGenerator(stream: 20)
    for _ in 0..<50_000 {
      let left = Double(bitPattern: random.next())
      let right = Double(bitPattern: random.next())
      guard !left.isNaN, !right.isNaN else { continue }
      #expect(OrderedKey(left).value.bitPattern == left.bitPattern)
      #expect((OrderedKey(left) < OrderedKey(right)) == (left < right), "\(left), \(right)")
    }
  }

  /// The next key is the key of the next double.
  @Test func neighbours() {
    var random = SeededGenerator(stream: 21)
    let values = (0..<5000).map { _ in Double(bitPattern: random.next()) } + Self.special
    for value in values where !value.isNaN && value != .infinity {
      #expect(OrderedKey(value.nextUp).bits == OrderedKey(value).bits + 1)
    }
    #expect(OrderedKey(-0.0) == OrderedKey(0))
    #expect(OrderedKey(-0.0).value.sign == .plus)
  }
}
