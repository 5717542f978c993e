import CSV
import TestSupport
import Testing
import TimeSeries
import Vocabulary

/// What is known of the values in a step, whoever has put them together.
@Suite("Steps with rows")
struct BinTableTests {
  /// A row: its group, step, place and value, if it has one.
  private struct Row {
    let group: UInt32
    let start: Int
    let place: Int
    let value: Double?
  }

  private static let aggregates = Aggregate.allCases

  private static func rows(_ count: Int, using generator: inout SeededGenerator) -> [Row] {
    (0..<count).map { place in
      let scale = Int.random(in: 0...9, using: &generator) == 0 ? 0x1p250 : 4
      let number = Double.random(in: -scale...scale, using: &generator)
      return Row(
        group: UInt32.random(in: 0..<5, using: &generator),
        start: Int.random(in: -3..<9, using: &generator) * 3600, place: 10 * place,
        value: Int.random(in: 0..<6, using: &generator) == 0 ? nil : number)
    }
  }

  private static func table(_ rows: some Sequence<Row>) -> BinTable {
    var table = BinTable(aggregates + [.first, .last])
    for row in rows {
      // One row at a time: batches are an order, too.
      var bins = [UInt32](repeating: 0, count: RowBatch.limit)
      let one = RowMask(first: 1)
      table.count(one, groups: [row.group], starts: [row.start], places: [row.place], into: &bins)
      guard let value = row.value else { continue }
      for column in aggregates.indices {
        table.add([value], of: one, toColumn: column, bins, places: [row.place])
      }
      for column in aggregates.count..<aggregates.count + 2 {
        table.add(
          Array("\(value)".utf8).span, toColumn: column, Int(bins[0]), place: row.place)
      }
    }
    return table
  }

  /// What a table says, in the order of groups and time.
  private static func report(_ table: BinTable) -> [String] {
    table.series(groupCount: 5).joined().map { number in
      let number = Int(number)
      let bin = table.bins[number]
      let numbers = aggregates.indices.map { table.number(number, column: $0)?.bitPattern }
      let texts = (aggregates.count..<aggregates.count + 2).map { column in
        table.text(number, column: column).map { String(decoding: $0, as: UTF8.self) }
      }
      return "\(bin.group) \(bin.start) \(bin.rows) \(bin.place) \(numbers) \(texts)"
    }
  }

  @Test("Tables of parts of the rows are merged to the same bits, in any order")
  func merging() {
    for round in 0..<30 {
      var generator = SeededGenerator(stream: 10 + round)
      let rows = Self.rows(200, using: &generator)
      let whole = Self.report(Self.table(rows))
      var parts = [[Row]](repeating: [], count: Int.random(in: 1...6, using: &generator))
      for row in rows { parts[Int.random(in: parts.indices, using: &generator)].append(row) }
      var tables = parts.map { Self.table($0.shuffled(using: &generator)) }
      tables.shuffle(using: &generator)
      var merged = BinTable(Self.aggregates + [.first, .last])
      for table in tables { merged.merge(table, (0..<5).map { UInt32($0) }) }
      #expect(Self.report(merged) == whole)
      // What has travelled is the same.
      let sent = BinTable(
        merged.aggregates, merged.bins, merged.singles, merged.accumulators, merged.wideSums,
        merged.texts)
      var received = BinTable(merged.aggregates)
      received.merge(sent, (0..<5).map { UInt32($0) })
      #expect(Self.report(received) == whole)
    }
  }

  @Test("Groups that aren't wanted stay away, and others get their numbers")
  func choice() {
    var generator = SeededGenerator(stream: 3)
    let rows = Self.rows(100, using: &generator)
    var chosen = BinTable(Self.aggregates + [.first, .last])
    chosen.merge(Self.table(rows), [nil, 4, nil, 0, nil])
    let expected = rows.compactMap { row -> Row? in
      guard row.group == 1 || row.group == 3 else { return nil }
      return Row(
        group: row.group == 1 ? 4 : 0, start: row.start, place: row.place, value: row.value)
    }
    #expect(Self.report(chosen) == Self.report(Self.table(expected)))
  }

  @Test("A sum that no double holds is missing, and its mean isn't")
  func overflow() {
    let largest = Double.greatestFiniteMagnitude
    let table = Self.table((0..<3).map { Row(group: 0, start: 0, place: $0, value: largest) })
    for (column, aggregate) in Self.aggregates.enumerated() {
      let expected: Double? =
        aggregate == .sum ? nil : aggregate == .count ? 3 : largest
      #expect(table.number(0, column: column) == expected, "\(aggregate)")
    }
  }

  @Test("A step with one row holds its values, and nothing else")
  func memory() {
    let columns = 50
    var table = BinTable(Array(repeating: .mean, count: columns))
    func add(_ start: Int, place: Int) {
      var bins = [UInt32](repeating: 0, count: RowBatch.limit)
      let one = RowMask(first: 1)
      table.count(one, groups: [0], starts: [start], places: [place], into: &bins)
      for column in 0..<columns {
        table.add([Double(place)], of: one, toColumn: column, bins, places: [place])
      }
    }
    for step in 0..<1_000 { add(60 * step, place: step) }
    // Arrays that grow have room for as much again.
    #expect(table.byteCount < 1_000 * 2 * (8 * columns + 32 + 8))
    #expect(table.accumulators.isEmpty)
    add(60 * 7, place: 1_001)
    #expect(table.accumulators.count == columns)
    #expect(table.number(7, column: 3) == 504)
    #expect(table.number(8, column: 3) == 8)
  }
}
