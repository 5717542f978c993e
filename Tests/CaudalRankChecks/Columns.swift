import Statistics
import TestSupport

/// A column as it is divided among ranks.
struct Column {
  /// The kind of numbers that it holds, and how they are divided.
  let name: String

  /// The values of each rank.
  let parts: [[Double]]

  /// All values, sorted.
  let sorted: [Double]

  init(_ name: String, _ values: [Double], sizes: [Int]) {
    var start = 0
    self.name = name
    parts = sizes.map { size in
      defer { start += size }
      return Array(values[start..<start + size])
    }
    sorted = values.sorted()
  }

  /// The values of one rank in sorted pieces, of which one is empty and one holds most.
  func sortedSegments(ofRank rank: Int) -> SortedSegments {
    let part = parts[rank]
    let bounds = [0, part.count / 10, part.count / 10, part.count / 3, part.count]
    return SortedSegments(zip(bounds, bounds.dropFirst()).map { part[$0..<$1].sorted()[...] })
  }

  /// The numbers of values of each rank, as equal as can be.
  static func evenSizes(_ count: Int, _ ranks: Int) -> [Int] {
    (0..<ranks).map { count * ($0 + 1) / ranks - count * $0 / ranks }
  }

  /// The most frequent value of all, of several the smallest, and its frequency.
  var mode: ValueCount {
    var counts: [Double: Int] = [:]
    for value in sorted { counts[value, default: 0] += 1 }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best.map { ValueCount(value: $0.key, count: $0.value) } ?? .identity
  }
}

extension Column {
  /// Columns of many kinds, divided evenly, unevenly, and with ranks that have nothing.
  ///
  /// - Parameters:
  ///   - count: the number of values of each.
  ///   - ranks: the number of ranks.
  ///   - generator: chooses the values.
  /// - Returns: the columns of every kind, divided in every way.
  static func all(
    count: Int, ranks: Int, using generator: inout SeededGenerator
  ) -> [Column] {
    Kind.allCases.flatMap { kind in
      let values = (0..<count).map { _ in kind.value(using: &generator) }
      return Division.allCases.map { division in
        Column("\(kind), \(division)", values, sizes: division.sizes(count, ranks))
      }
    }
  }

  /// A distribution.
  private enum Kind: CaseIterable {
    case uniform
    case anyExponent
    case clustered
    case fewDistinct
    case mostlyZero
    case negative
    case neighbours
    case constant

    func value(using generator: inout SeededGenerator) -> Double {
      switch self {
      case .uniform: Double.random(in: -100..<100, using: &generator)
      case .anyExponent: Self.anyFinite(using: &generator)
      case .clustered:
        [-1e300, -1, 1e-300, 1, 1e9].randomElement(using: &generator).map {
          $0 * (1 + Double.random(in: 0..<1e-9, using: &generator))
        } ?? 0
      case .fewDistinct: Double(Int.random(in: -3...3, using: &generator)) / 10 + 0
      case .mostlyZero:
        Int.random(in: 0..<10, using: &generator) > 0
          ? 0 : Double.random(in: -1...1, using: &generator) + 0
      case .negative: -Double.random(in: 1...2, using: &generator)
      case .neighbours:
        // Consecutive doubles: they share all but the last digits of their keys.
        Double(bitPattern: (1e9).bitPattern + UInt64.random(in: 0..<5000, using: &generator))
      case .constant: 0.1
      }
    }

    private static func anyFinite(using generator: inout SeededGenerator) -> Double {
      while true {
        let value = Double(bitPattern: generator.next())
        if value.isFinite { return value + 0 }
      }
    }
  }

  /// How values are divided among ranks.
  private enum Division: CaseIterable {
    case even
    case firstRankOnly
    case lastRankOnly
    case everyOtherRank

    func sizes(_ count: Int, _ ranks: Int) -> [Int] {
      let owners: [Int] =
        switch self {
        case .even: Array(0..<ranks)
        case .firstRankOnly: [0]
        case .lastRankOnly: [ranks - 1]
        case .everyOtherRank: Array(stride(from: ranks > 1 ? 1 : 0, to: ranks, by: 2))
        }
      return (0..<ranks).map { rank in
        guard let place = owners.firstIndex(of: rank) else { return 0 }
        return Column.evenSizes(count, owners.count)[place]
      }
    }
  }
}
