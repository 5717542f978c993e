import CSV

/// What a thread makes of the rows of the units that it scans.
protocol UnitRowSink: RowSink, Sendable {
  /// Whether a unit that comes again takes the place of what had been made of it. If not, a rank
  /// that has begun a unit at a wrong place throws everything away and scans its slice again.
  static var replacesUnits: Bool { get }

  /// Begins a unit.
  ///
  /// - Parameters:
  ///   - number: the unit's number among those of this rank.
  ///   - blocks: the numbers of its blocks in the table, which tell its place among the units of
  ///     all ranks.
  mutating func beginUnit(_ number: Int, _ blocks: Range<Int>)

  /// Ends the unit.
  ///
  /// - Parameters:
  ///   - number: the unit's number.
  ///   - scan: how its scan started and ended.
  mutating func endUnit(_ number: Int, _ scan: SliceScan)
}

/// What is known of a unit whatever was made of its rows.
struct UnitOutcome: Sendable {
  /// The unit's number.
  let number: Int

  /// How its scan started and ended.
  let scan: SliceScan

  /// The number of rows that were used.
  let rowCount: Int
}

/// A sink whose rows are counted.
struct CountedSink<Sink: UnitRowSink>: RowSink {
  /// What takes the rows.
  var sink: Sink

  /// The units so far.
  private(set) var outcomes: [UnitOutcome] = []

  private var rowCount = 0

  /// Wraps a sink.
  init(_ sink: consuming Sink) { self.sink = sink }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? { sink.take(rows) }

  mutating func endBlock(_ block: ScannedBlock) {
    rowCount += block.rowCount
    sink.endBlock(block)
  }

  /// Scans a unit.
  ///
  /// - Parameters:
  ///   - number: the unit's number.
  ///   - blocks: the numbers of its blocks in its file.
  ///   - firstBlock: the number in the table of the file's first block.
  ///   - start: the offset of its first row; nil if none begins in it.
  ///   - source: what its bytes are read from.
  ///   - scanner: what reads them.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  mutating func scan(
    _ number: Int, _ blocks: Range<Int>, firstBlock: Int = 0, from start: Int?,
    in source: borrowing some ByteSource & ~Copyable, with scanner: RowScanner
  ) throws(SourceError) {
    rowCount = 0
    sink.beginUnit(
      number, firstBlock + blocks.lowerBound..<firstBlock + blocks.upperBound)
    let scan = try scanner.scan(blocks, from: start, in: source, into: &self)
    sink.endUnit(number, scan)
    outcomes.append(UnitOutcome(number: number, scan: scan, rowCount: rowCount))
  }

  /// Whether the last unit has a row that can't be used.
  var lastUnitFailed: Bool { outcomes.last?.scan.failure != nil }
}
