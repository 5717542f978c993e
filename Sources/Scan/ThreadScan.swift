import CSV
import Expressions
import Ranks

/// How a unit was scanned, whatever was made of its rows.
struct UnitOutcome: Sendable {
  /// The unit's number: that of its first block in the table.
  let number: Int

  /// How its scan started and ended.
  let scan: SliceScan

  /// The number of rows, those that were left out included.
  let rowCount: Int

  /// The rows that can't be used, and what was done with them; nil if all can.
  let unusable: UnitRejections?

  /// The texts that no encoding explains; nil if there are none.
  let undecoded: UnitUndecoded?
}

/// The texts of a unit that no encoding explains.
struct UnitUndecoded: BitwiseCopyable, Sendable {
  /// Their number.
  var count: Int

  /// The number of rows before the first one, in the unit.
  let rowsBefore: Int

  /// The 0-based position of the first one's column in the table.
  let column: Int
}

/// A thread's scan of some units: the one place where rows are chosen by a condition, and counted.
struct ThreadScan<Sink: ChosenRowSink>: RowSink, Sendable {
  /// The sink of the rows that are chosen.
  var sink: Sink

  /// The units so far.
  private(set) var outcomes: [UnitOutcome] = []

  private var selector: RowSelector?
  private var rowCount = 0
  private let spool: RejectionSpool?
  private var unusable: UnitRejections?
  private var undecoded: UnitUndecoded?

  /// The number of rows of the unit that have been taken, or left out.
  private var passedRows = 0

  /// Begins without units.
  ///
  /// - Parameters:
  ///   - sink: what takes the rows.
  ///   - filter: what chooses them.
  ///   - spool: what keeps the rows that are left out; nil if nobody wants them.
  init(into sink: consuming Sink, _ filter: RowFilter, _ spool: RejectionSpool? = nil) {
    self.sink = sink
    self.spool = spool
    selector = filter.selector
  }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    guard let selection = selector?.select(from: rows) else {
      let unusable = sink.takeAll(rows)
      pass(rows, RowMask(first: unusable?.row ?? rows.count), until: unusable)
      return unusable
    }
    var choice = RowChoice(selection)
    let unusable = sink.takeChosen(rows, &choice)
    pass(rows, choice.rows, until: unusable)
    return unusable
  }

  /// Takes notice of the texts of rows that were kept.
  private mutating func pass(
    _ rows: borrowing RowBatch, _ kept: RowMask, until unusable: UnusableField?
  ) {
    if let found = sink.undecodedTexts(of: rows, kept) {
      let first = UnitUndecoded(
        count: 0, rowsBefore: passedRows + found.row, column: found.column)
      if undecoded == nil { undecoded = first }
      undecoded?.count += found.count
    }
    passedRows += unusable?.row ?? rows.count
  }

  mutating func note(_ event: RowEvent) {
    let spool = spool
    if case .rejected = event { passedRows += 1 }
    if unusable == nil { unusable = UnitRejections() }
    unusable?.note(event, into: spool)
  }

  mutating func endBlock(_ block: ScannedBlock) {
    rowCount += block.rowCount
    sink.endBlock(block)
  }

  /// Scans a unit.
  ///
  /// - Parameters:
  ///   - blocks: the numbers of its blocks in its file.
  ///   - firstBlock: the number in the table of the file's first block.
  ///   - start: the offset of its first row; nil if none begins in it.
  ///   - source: what its bytes are read from.
  ///   - scanner: what reads them.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  mutating func scan(
    _ blocks: Range<Int>, firstBlock: Int = 0, from start: Int?,
    in source: borrowing some ByteSource & ~Copyable, with scanner: RowScanner
  ) throws(SourceError) {
    (rowCount, passedRows) = (0, 0)
    (unusable, undecoded) = (nil, nil)
    let number = firstBlock + blocks.lowerBound
    sink.beginUnit(number..<firstBlock + blocks.upperBound)
    let scan = try scanner.scan(blocks, from: start, in: source, into: &self)
    sink.endUnit(scan)
    let spool = spool
    unusable?.flush(into: spool)
    outcomes.append(
      UnitOutcome(
        number: number, scan: scan, rowCount: rowCount, unusable: unusable, undecoded: undecoded))
  }

  /// Takes out how the units so far were scanned.
  mutating func takeOutcomes() -> [UnitOutcome] {
    defer { outcomes = [] }
    return outcomes
  }

  /// Why no more units can be scanned; nil as long as they can.
  var failure: LocalFailure? { sink.failure ?? spool?.failure }

  /// Whether the last unit has a row that can't be used.
  var lastUnitFailed: Bool { outcomes.last?.scan.failure != nil }
}
