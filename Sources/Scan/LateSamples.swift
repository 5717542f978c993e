import CSV
package import MPI
package import Ranks
import Vocabulary

/// The first values of columns that have none in the first rows, as far as anybody has looked for them.
final class LateSamples {
  /// The values, by the columns' 0-based positions; the same on every rank.
  var values: [Int: [[UInt8]]] = [:]
}

extension Table {
  /// The values of a column that are enough to find out what it holds.
  private static let enoughValues = 1000

  /// Reads rows until there are values in some columns, of which the first rows have none. From then on they
  /// count as those of the first rows: ``samples(ofColumns:)`` gives them.
  ///
  /// - Parameters:
  ///   - columns: the columns' 0-based positions.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: whether they could be looked for: not in a pipe, whose rows come only once.
  /// - Throws: an agreed ``CaudalError``: the first row that can't be used, or a failure to read.
  /// - Complexity: O(rows) up to the thousandth value of each column, or to the end if one has fewer.
  package func findValues(
    ofColumns columns: [Int], on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> Bool {
    let new = columns.filter { late.values[$0] == nil }
    guard !new.isEmpty else { return true }
    if let tables = derived?.origins(ofColumns: new) {
      for (table, columns) in tables {
        guard try table.findValues(ofColumns: columns, on: ranks, workers) else { return false }
      }
      return true
    }
    guard let again = try openedAgain(on: ranks) else { return false }
    let rule = NumericColumn(index: 0, nullTokens: nullTokens, numbers: layout.dialect.numbers)
    var units: [ValueSink.Unit] = []
    var counts = new.map { _ in 0 }
    try again.scanInRounds(
      new, RowFilter(), on: ranks, workers,
      into: { ValueSink(new, rule, limit: Self.enoughValues) }
    ) { round in
      for unit in round where counts.contains(where: { $0 < Self.enoughValues }) {
        for index in counts.indices { counts[index] += unit.values[index].count }
        units.append(unit)
      }
      return try ranks.allreduce(counts, .sum).contains { $0 < Self.enoughValues }
    }
    for (index, column) in new.enumerated() {
      let all = try ValueSink.Unit.together(units, index, on: ranks)
      late.values[column] = Array(all.prefix(Self.enoughValues))
    }
    return true
  }
}

/// Keeps the first values of columns in each unit.
private struct ValueSink: RoundSink {
  /// The values of a unit.
  struct Unit: UnitResult {
    let number: Int

    /// Of each column those that aren't missing, in the order of the rows.
    var values: [[[UInt8]]]

    /// The values of one column in the units of all ranks, in the order of the table.
    static func together(
      _ units: [Unit], _ index: Int, on ranks: borrowing Communicator
    ) throws(MPIError) -> [[UInt8]] {
      var (lengths, bytes): ([Int], [UInt8]) = ([], [])
      for unit in units {
        for value in unit.values[index] {
          lengths += [unit.number, value.count]
          bytes += value
        }
      }
      let allLengths = try ranks.allgather(varying: lengths)
      let allBytes = try ranks.allgather(varying: bytes)
      var found: [(unit: Int, value: [UInt8])] = []
      for (lengths, bytes) in zip(allLengths, allBytes) {
        var start = 0
        for index in stride(from: 0, to: lengths.count, by: 2) {
          let end = start + lengths[index + 1]
          found.append((lengths[index], Array(bytes[start..<end])))
          start = end
        }
      }
      // A unit is one rank's, whose values are in order.
      let ordered = found.enumerated().sorted {
        ($0.element.unit, $0.offset) < ($1.element.unit, $1.offset)
      }
      return ordered.map(\.element.value)
    }
  }

  private let columns: [Int]
  private let rule: NumericColumn
  private let limit: Int
  private(set) var units: [Unit] = []

  init(_ columns: [Int], _ rule: NumericColumn, limit: Int) {
    (self.columns, self.rule, self.limit) = (columns, rule, limit)
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(Unit(number: blocks.lowerBound, values: columns.map { _ in [] }))
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {}

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let last = units.count - 1
    for (index, column) in columns.enumerated() {
      var rest = mask
      while units[last].values[index].count < limit, let row = rest.popFirst() {
        rows.withText(of: column, inRow: row) { text in
          guard !rule.isMissing(text) else { return }
          units[last].values[index].append(text.indices.map { text[$0] })
        }
      }
    }
  }
}
