import Foundation
import Stores
import TestSupport
import Testing
import Values

/// The types that columns get.
@Suite("Types of columns")
struct TypeCensusTests {
  private func type(_ texts: [String], decimal: Unicode.Scalar = ".") -> StoredType {
    var census = TypeCensus(columnCount: 1, decimal: UInt8(ascii: decimal))
    for text in texts { census.add(Array(text.utf8).span, to: 0) }
    return census.types[0]
  }

  @Test(
    "A column's type is the narrowest that loses nothing",
    arguments: [
      (["0", "-1", " 15 ", "9223372036854775807", "-9223372036854775808"], .integer),
      (["9223372036854775808"], .decimal), (["-9223372036854775809", "1"], .decimal),
      (["1", "2.50", "-.5", "5.", "1e-07", "1.5E10", "-0"], .number),
      (["0.1", "0.30000000000000004"], .number),
      (["0.1000000000000000055511151231257827"], .decimal),
      (["1.5", "9007199254740993"], .decimal), (["1.5", "9007199254740992"], .number),
      (["1", "9007199254740993"], .integer), (["1.7976931348623157e+308"], .number),
      (["1e+400"], .decimal), (["1e+4000"], .text), (["1e+99999999999"], .text),
      // Codes, and numbers that would come back in another form.
      (["0021"], .text), (["1", "-01"], .text), (["+5"], .text), (["12E3"], .text),
      (["1,5"], .text),
      (["-"], .text), (["."], .text), (["1e-"], .text), (["1e+"], .text), (["0x1"], .text),
      (["1 2"], .text), (["inf"], .text), (["NaN"], .text), ([""], .text), ([" "], .text),
      (["٣"], .text), ([], .text),
      (["true", "false"], .boolean), (["True"], .text), (["true", "1"], .text),
      (["2017-05-22", "0001-01-01", "9999-12-31", "2016-02-29"], .date), (["2017-02-29"], .text),
      (["2017-5-22"], .text), (["2017/05/22"], .text), (["22-05-2017"], .text),
      (["2017-05-22 13:00:00", "2017-05-22T13:00", "2017-05-22"], .timestamp),
      (["2017-05-22 13:00:00.123456000"], .timestamp), (["2017-05-22 13:00:00.1234567"], .text),
      (["2017-05-22 24:00:00"], .text), (["2017-05-22 13:00:60"], .text),
      (["2017-05-22 13"], .text), (["2017-05-22 01:00 PM"], .text), (["2017-05-22x"], .text),
      (["2017-05-22T13:00:00Z", "2017-05-22 13:00:00.5-05:30"], .timestampUTC),
      (["2017-05-22T13:00+02", "2017-05-22T13:00+0200"], .timestampUTC),
      (["2017-05-22T13:00:00Z", "2017-05-22 13:00:00"], .text), (["2017-05-22Z"], .text),
      (["2017-05-22T13:00:00Z", "2017-05-22"], .text), (["2017-05-22T13:00:00+16:00"], .text),
      (["2017-05-22", "1"], .text), (["1.2e-00010"], .number),
    ] as [([String], StoredType)])
  func types(texts: [String], expected: StoredType) {
    #expect(type(texts) == expected)
    #expect(type(texts.reversed()) == expected)
  }

  @Test("The decimal mark is the file's")
  func decimalMark() {
    #expect(type(["1,5", "2"], decimal: ",") == .number)
    #expect(type(["1.5"], decimal: ",") == .text)
  }

  /// Python's `decimal` says which numbers a double keeps: those that its shortest form is.
  @Test("A number of any digits is a double only if a double keeps it")
  func doubles() async throws {
    var random = SeededGenerator(stream: 1300)
    let texts = (0..<4000).map { _ -> String in
      if Bool.random(using: &random) {
        let value = Double(bitPattern: .random(in: 0...UInt64.max, using: &random))
        if value.isFinite { return "\(value)" }
      }
      let digits = (0..<Int.random(in: 1...22, using: &random)).map { _ in
        "\(Int.random(in: 0...9, using: &random))"
      }
      let place = Int.random(in: 0...digits.count, using: &random)
      return "-\(Int.random(in: 1...9, using: &random))" + digits[..<place].joined() + "."
        + digits[place...].joined()
    }
    let kept = try await Oracle.python(
      """
      import json, sys
      from decimal import Decimal
      print(json.dumps([Decimal(repr(float(t))) == Decimal(t) for t in sys.stdin.read().split()]))
      """, input: texts.joined(separator: "\n"), as: [Bool].self)
    try #require(kept.count == texts.count)
    #expect(kept.contains(true) && kept.contains(false))
    for (text, isKept) in zip(texts, kept) {
      #expect(type([text]) == (isKept ? .number : .decimal), "\(text)")
    }
  }

  @Test("Parts in any order make the whole")
  func merging() {
    var random = SeededGenerator(stream: 1301)
    let pool = [
      "1", "9007199254740993", "9223372036854775808", "1.5", "0.1234567890123456789", "true",
      "2017-05-22", "2017-05-22 13:00:00", "2017-05-22T13:00:00Z", "0021", "",
    ]
    for _ in 0..<2000 {
      let few = pool.shuffled(using: &random).prefix(.random(in: 1...3, using: &random))
      let rows: [[String?]] = (0..<6).map { _ in
        [Bool.random(using: &random) ? nil : few.randomElement(using: &random)]
      }
      var whole = TypeCensus(columnCount: 1)
      whole.add(rows: images(rows).span, count: rows.count)
      var merged = TypeCensus(columnCount: 1)
      for part in [rows[..<2], rows[2..<3], rows[3...]].shuffled(using: &random) {
        var census = TypeCensus(columnCount: 1)
        census.add(rows: images(Array(part)).span, count: part.count)
        merged.merge(census.bits)
      }
      #expect(merged == whole, "\(rows)")
      merged.merge(TypeCensus(columnCount: 1))
      #expect(merged == whole, "\(rows)")
    }
  }
}
