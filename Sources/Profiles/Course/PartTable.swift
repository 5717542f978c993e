import Ranks
import Statistics
import Vocabulary

/// What parts of a table hold: rows, values, and sums of numbers, part by part.
struct PartTable: Sendable {
  /// The most parts.
  static let most = 96

  /// The columns that have values, and those of them that have numbers: the first ones.
  private let (columnCount, numberCount): (Int, Int)

  /// The number of rows in each part.
  private(set) var rowCounts: [Int]

  /// How many rows have a value, by column and part.
  private(set) var valueCounts: [Int]

  /// The sums, by column of numbers and part.
  private(set) var sums: [DeviationSums]

  init(columnCount: Int, numberCount: Int) {
    (self.columnCount, self.numberCount) = (columnCount, numberCount)
    rowCounts = [Int](repeating: 0, count: Self.most)
    valueCounts = [Int](repeating: 0, count: columnCount * Self.most)
    sums = [DeviationSums](repeating: DeviationSums(), count: numberCount * Self.most)
  }

  /// Adds rows to a part.
  mutating func addRows(_ count: Int, to part: Int) { rowCounts[part] += count }

  /// Adds rows that have a value.
  mutating func addValues(_ count: Int, ofColumn column: Int, to part: Int) {
    valueCounts[column * Self.most + part] += count
  }

  /// Adds a number.
  mutating func add(_ value: Double, deviation: Double, ofColumn column: Int, to part: Int) {
    sums[column * Self.most + part].add(value, deviation: deviation)
  }

  /// Adds another table of the same parts.
  mutating func add(_ other: PartTable) {
    for index in rowCounts.indices { rowCounts[index] += other.rowCounts[index] }
    for index in valueCounts.indices { valueCounts[index] += other.valueCounts[index] }
    for index in sums.indices { sums[index].add(other.sums[index]) }
  }

  /// Makes one part of two neighbours, so that half of the parts are free again.
  mutating func joinNeighbours() {
    var joined = PartTable(columnCount: columnCount, numberCount: numberCount)
    for part in 0..<Self.most {
      joined.rowCounts[part / 2] += rowCounts[part]
      for column in 0..<columnCount {
        joined.valueCounts[column * Self.most + part / 2] += valueCounts[column * Self.most + part]
      }
      for column in 0..<numberCount {
        joined.sums[column * Self.most + part / 2].add(sums[column * Self.most + part])
      }
    }
    self = joined
  }

  /// The parts of a column of numbers.
  ///
  /// - Parameters:
  ///   - column: its number.
  ///   - scale: how its deviations were measured.
  ///   - parts: the parts that are wanted.
  /// - Returns: those parts.
  func numbers(ofColumn column: Int, _ scale: DeviationScale, _ parts: [Int]) -> [PartOfColumn] {
    parts.map { sums[column * Self.most + $0].part(scale) }
  }

  /// How many rows of each part lack a value of a column.
  func missing(ofColumn column: Int, _ parts: [Int]) -> [Int] {
    parts.map { rowCounts[$0] - valueCounts[column * Self.most + $0] }
  }
}

/// Parts of equally many bytes, as few of them as a table needs.
///
/// The bytes of a part are a power of two, and grow while rows come that lie beyond all parts. So they depend on the
/// last row alone, and not on who has seen which rows.
struct PlaceParts: Sendable {
  /// The parts.
  private(set) var table: PartTable

  /// The power of two.
  private(set) var shift = 6

  init(columnCount: Int, numberCount: Int) {
    table = PartTable(columnCount: columnCount, numberCount: numberCount)
  }

  /// Makes room for a row.
  mutating func reach(_ place: Int) {
    while place >> shift >= PartTable.most { coarsen() }
  }

  /// Adds what others have found.
  mutating func add(_ other: PlaceParts) {
    var other = other
    while shift < other.shift { coarsen() }
    while other.shift < shift { other.coarsen() }
    table.add(other.table)
  }

  /// The part in which a row lies for which there is room.
  func part(of place: Int) -> Int { place >> shift }

  private mutating func coarsen() {
    table.joinNeighbours()
    shift += 1
  }

  /// Changes the parts.
  mutating func update(_ body: (inout PartTable) -> Void) { body(&table) }
}

// MARK: - From rank to rank

extension PartTable: WireCodable {
  func write(to message: inout WireWriter) {
    message.write(columnCount, numberCount)
    message.write(raw: rowCounts)
    message.write(raw: valueCounts)
    message.write(sums)
  }

  init(from message: inout WireReader) {
    columnCount = message.read()
    numberCount = message.read()
    rowCounts = message.read(raw: Int.self)
    valueCounts = message.read(raw: Int.self)
    sums = message.read()
  }
}

extension PlaceParts: WireCodable {
  func write(to message: inout WireWriter) { message.write(shift, table) }

  init(from message: inout WireReader) {
    shift = message.read()
    table = message.read()
  }
}
