import TestSupport
import Testing

@testable import Statistics

/// The table of frequencies against a dictionary.
@Suite struct FrequencyTableTests {
  /// The mode of the fixture's columns.
  @Test(arguments: DescribeOracle.columns)
  func mode(_ column: DescribeOracle.Column) {
    var table = FrequencyTable()
    let fits = table.count(column.numbers.span)
    #expect(fits)
    let mode = table.entries.reduce(ValueCount.identity) { $0.merged(with: $1) }
    #expect(mode.count == column.expected.mode?.frequency ?? 0)
    if let expected = column.expected.mode { #expect(mode.value == expected.value) }
  }

  @Test(arguments: [1, 2, 31, 32, 33, 64, 65, 1000, 5000])
  func likeDictionary(_ distinct: Int) {
    var random = SeededGenerator(stream: distinct)
    let domain = (0..<distinct).map { Double($0 - distinct / 2) / 10 }
    var table = FrequencyTable(limit: distinct)
    var model: [Double: Int] = [:]
    for _ in 0..<3 {
      let values =
        domain.shuffled(using: &random)
        + (0..<1000).compactMap { _ in domain.randomElement(using: &random) }
      let fits = table.count(values.span)
      #expect(fits)
      for value in values { model[value, default: 0] += 1 }
    }
    #expect(table.distinctCount == distinct)
    #expect(table.entries.map(\.value) == model.keys.sorted())
    for entry in table.entries { #expect(entry.count == model[entry.value]) }
  }

  /// Any bits: the smallest, the largest and infinite values are values.
  @Test func anyBits() {
    var random = SeededGenerator(stream: 40)
    let values = (0..<3000).map { _ in Double(bitPattern: random.next()) }.filter { !$0.isNaN }
    let special = [Double.infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    var table = FrequencyTable()
    let fits = table.count((values + special + special).span)
    #expect(fits)
    #expect(table.entries.map(\.value) == Set(values + special).sorted())
    for value in special {
      #expect(table.entries.first { $0.value == value }?.count ?? 0 >= 2)
    }
  }

  @Test(arguments: [1, 2, 63, 64, 65])
  func limit(_ limit: Int) {
    var table = FrequencyTable(limit: limit)
    for value in 0..<limit {
      let fits = table.add(Double(value), times: 1)
      #expect(fits)
    }
    let again = table.add(Double(limit - 1), times: 5)
    #expect(again, "a value that is there always fits")
    #expect(table.distinctCount == limit)
    let more = table.add(Double(limit), times: 1)
    #expect(!more)
    let counted = table.count([0, Double(limit) + 1, 0].span)
    #expect(!counted)
  }

  @Test func minusZeroIsZero() {
    var table = FrequencyTable(limit: 1)
    let fits = table.count([0, -0.0, 0, -0.0].span)
    #expect(fits)
    #expect(table.entries == [ValueCount(value: 0, count: 4)])
    #expect(table.entries[0].value.sign == .plus)
  }

  @Test func empty() {
    var table = FrequencyTable()
    let fits = table.count([Double]().span)
    #expect(fits)
    #expect(table.entries.isEmpty)
    #expect(table.distinctCount == 0)
    #expect(table.limit == FrequencyTable.defaultLimit)
  }

  /// A value counted no times is no value.
  @Test func noTimes() {
    var table = FrequencyTable(limit: 2)
    for value in [1.0, 2, 3, 1] {
      let fits = table.add(value, times: 0)
      #expect(fits)
    }
    #expect(table.entries.isEmpty)
    #expect(table.distinctCount == 0)
  }

  /// Tables of parts add up to the table of the whole, in any order.
  @Test func merging() {
    var random = SeededGenerator(stream: 41)
    let values = (0..<2000).map { _ in Double(Int.random(in: 0..<300, using: &random)) / 4 }
    var whole = FrequencyTable()
    let fits = whole.count(values.span)
    #expect(fits)
    let tables = randomParts(of: values.count, most: 9, using: &random).map { part in
      var table = FrequencyTable()
      #expect(table.count(values.span.extracting(part)) == true)
      return table
    }
    var merged = FrequencyTable()
    for table in tables.shuffled(using: &random) {
      for entry in table.entries {
        let fits = merged.add(entry.value, times: entry.count)
        #expect(fits)
      }
    }
    #expect(merged.entries == whole.entries)
  }

  /// Values whose products with one factor begin with the same bits collide with that factor alone.
  @Test func collidingValues() {
    // 2⁶⁴ divided by the golden ratio, and its inverse modulo 2⁶⁴: an odd number times this is small.
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    let inverse = (0..<6).reduce(factor) { inverse, _ in inverse &* (2 &- factor &* inverse) }
    #expect(factor &* inverse == 1)
    let values = (1...4_000).map { Double(bitPattern: UInt64($0) &* inverse) }
      .filter { $0.isFinite && $0 != 0 }
    let unlucky = FrequencyTable.probes(values, factor: factor)
    #expect(unlucky > values.count * values.count / 4)
    var random = SeededGenerator(stream: 41)
    // Among all factors one in a hundred is nearly as unlucky: it is half of them that must not be.
    let others = (0..<20).map { _ in FrequencyTable.probes(values, factor: random.next() | 1) }
    #expect(others.sorted()[others.count / 2] < 20 * values.count)
    var table = FrequencyTable()
    #expect(table.factor & 1 == 1 && table.factor != factor)
    let fits = table.count(values.span)
    #expect(fits)
    #expect(table.entries.map(\.value) == values.sorted())
  }
}

extension FrequencyTable {
  /// The slots that are looked at while distinct values are put into a table.
  fileprivate static func probes(_ values: [Double], factor: UInt64) -> Int {
    var size = 64
    while size < 2 * values.count { size *= 2 }
    let shift = UInt64(64 - size.trailingZeroBitCount)
    var isTaken = [Bool](repeating: false, count: size)
    var probes = 0
    for value in values {
      var slot = Int(truncatingIfNeeded: (value.bitPattern &* factor) >> shift)
      probes += 1
      while isTaken[slot] {
        slot = (slot + 1) & (size - 1)
        probes += 1
      }
      isTaken[slot] = true
    }
    return probes
  }
}
