import Statistics
import TestSupport
import Testing

/// Numbers as codes, and back.
@Suite struct DecimalUnitTests {
  /// The codes of 16 bits; nil if the numbers can't be encoded.
  private func shortCodes(_ values: [Double], decimals: Int) -> [Int16]? {
    let unit = DecimalUnit(decimals: decimals)
    var codes: [Int16] = [7]
    var isExact = false
    codes.append(addingCapacity: values.count) { isExact = unit.encode(values.span, into: &$0) }
    #expect(codes[0] == 7 && codes.count == (isExact ? values.count + 1 : 1))
    return isExact ? Array(codes.dropFirst()) : nil
  }

  private func longCodes(_ values: [Double], decimals: Int) -> [Int32]? {
    let unit = DecimalUnit(decimals: decimals)
    var codes: [Int32] = []
    var isExact = false
    codes.append(addingCapacity: values.count) { isExact = unit.encode(values.span, into: &$0) }
    return isExact ? codes : nil
  }

  /// Whatever the text, its number is the quotient that decoding makes of its code.
  @Test(arguments: 0...DecimalUnit.mostDecimals, [1, 7, 8, 9, 31, 32, 33, 40, 41, 1000])
  func textsAndBack(decimals: Int, count: Int) throws {
    var random = SeededGenerator(stream: 100 * decimals + count)
    let limit = decimals < 4 ? Int(Int16.max) : Int(Int32.max)
    let codes = (0..<count).map { _ in Int.random(in: -limit...limit, using: &random) }
    let values = try codes.map { try #require(Double("\($0)e-\(decimals)")) }
    let unit = DecimalUnit(decimals: decimals)
    var decoded: [Double] = []
    if decimals < 4 {
      let found = try #require(shortCodes(values, decimals: decimals))
      #expect(found.map(Int.init) == codes)
      decoded.append(addingCapacity: count) { unit.decode(found.span, into: &$0) }
      #expect(found.map(unit.value(of:)).map(\.bitPattern) == decoded.map(\.bitPattern))
    } else {
      let found = try #require(longCodes(values, decimals: decimals))
      #expect(found.map(Int.init) == codes)
      decoded.append(addingCapacity: count) { unit.decode(found.span, into: &$0) }
    }
    #expect(decoded.map { ($0 + 0).bitPattern } == values.map { ($0 + 0).bitPattern })
  }

  /// One number that doesn't fit the unit, wherever it stands, is noticed, and nothing is appended.
  @Test(arguments: [0, 6, 7, 8, 31, 32, 38, 39, 500, 998, 999])
  func oneOddNumber(position: Int) {
    var values = (0..<1000).map { Double($0 % 300) / 10 }
    #expect(shortCodes(values, decimals: 1) != nil)
    for odd in [0.05, 1.0 / 3, (0.1).nextUp, 0.30000000000000004, .leastNonzeroMagnitude, 1e-7] {
      values[position] = odd
      #expect(shortCodes(values, decimals: 1) == nil)
      #expect(longCodes(values, decimals: 1) == nil)
    }
  }

  @Test func sizes() {
    let tenths = DecimalUnit(decimals: 1)
    #expect(tenths.fits(3276.7, as: Int16.self) && !tenths.fits(3276.8, as: Int16.self))
    #expect(tenths.fits(214_748_364.7, as: Int32.self))
    #expect(!tenths.fits(214_748_364.8, as: Int32.self))
    #expect(!tenths.fits(.infinity, as: Int32.self) && !tenths.fits(.nan, as: Int32.self))
    #expect(shortCodes([3276.7, -3276.7], decimals: 1) == [32767, -32767])
    #expect(shortCodes([0, -0.0], decimals: 3) == [0, 0])
    #expect(shortCodes([], decimals: 3) == [])
  }

  /// Counts of codes are those of the numbers, in one table with numbers that have no codes.
  @Test(arguments: [1, 2, 3, 1000, 1001])
  func counts(_ count: Int) {
    var random = SeededGenerator(stream: count)
    let values = (0..<count).map { _ in Double(Int.random(in: -50...50, using: &random)) / 10 }
    var counts = CodeCounts(unit: DecimalUnit(decimals: 1))
    for codes in [shortCodes(values, decimals: 1), shortCodes(values, decimals: 1)] {
      if let codes { counts.count(codes.span) }
    }
    var table = FrequencyTable()
    var expected = FrequencyTable()
    let fits = table.count(values.span) && table.add(counts)
    let expectedFits = (0..<3).allSatisfy { _ in expected.count(values.span) }
    #expect(fits && expectedFits)
    #expect(table.entries == expected.entries)
    var small = FrequencyTable(limit: max(1, table.distinctCount - 1))
    #expect(small.add(counts) == (table.distinctCount == 1))
  }

  /// Counts grow with the codes, up to the largest ones of both signs.
  @Test func growingCounts() {
    var counts = CodeCounts(unit: DecimalUnit(decimals: 0))
    var table = FrequencyTable()
    for codes: [Int16] in [[], [0, 0], [1, -1, 0], [300], [-300, 300, 5], [-32767, 32767, 0]] {
      counts.count(codes.span)
      let values = codes.map { Double($0) }
      let fits = table.count(values.span)
      #expect(fits)
    }
    var found = FrequencyTable()
    let fits = found.add(counts)
    #expect(fits)
    #expect(found.entries == table.entries)
  }
}
