import CSV
import Expressions
package import MPI
import Ranks
package import Vocabulary

/// Scans rows as they come: what chooses, counts and leaves out rows is that of every other scan.
package struct LiveScan<Sink: ChosenRowSink> {
  private var thread: ThreadScan<Sink>
  private let request: TableRequest
  private let fields: [Int]
  private let notes: Notes
  private let fateOfUndecodedTexts: String
  private var counts = RowCounts()

  /// Prepares to scan.
  ///
  /// - Parameters:
  ///   - table: the table, whose rows still come.
  ///   - wantedFields: the 0-based numbers of the fields that the sink reads.
  ///   - sink: takes the rows that are chosen.
  ///   - fateOfUndecodedTexts: what becomes of bytes that are no letter, as a part of a sentence.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if the request's condition makes no sense.
  package init(
    of table: Table, _ wantedFields: [Int], into sink: consuming Sink,
    _ fateOfUndecodedTexts: String, on ranks: borrowing Communicator
  ) throws {
    let filter = try table.rowFilter(on: ranks)
    request = table.request
    (notes, self.fateOfUndecodedTexts) = (table.notes, fateOfUndecodedTexts)
    fields = wantedFields + filter.fields
    thread = ThreadScan(into: sink, filter)
  }

  /// What takes the rows.
  package var sink: Sink {
    get { thread.sink }
    _modify { yield &thread.sink }
  }

  /// Scans rows.
  ///
  /// - Parameter batch: the rows.
  /// - Returns: their number, those that were left out included.
  /// - Throws: ``CaudalError`` at the first row that can't be used, or if there are too many; or if the sink can take
  ///   no more.
  package mutating func scan(_ batch: LiveBatch) throws(CaudalError) -> Int {
    let rows = RowUnit(blocks: 0..<1, start: 0, bytes: batch.bytes)
    let file = TableFile(
      number: 0, firstBlock: batch.number, origin: batch.position, head: batch.head)
    let scanner = RowScanner(
      file, wantedFields: fields,
      grid: BlockGrid(byteCount: batch.bytes.count, blockBytes: max(1, batch.bytes.count)),
      chunkBytes: request.chunkBytes ?? RowScanner.standardChunkBytes, policy: RowPolicy(request))
    do throws(SourceError) {
      try thread.scan(0..<1, firstBlock: batch.number, from: 0, in: rows, with: scanner)
    } catch {
      preconditionFailure("bytes in memory can be read: \(error.reason)")
    }
    var rowCount = 0
    for outcome in thread.takeOutcomes() {
      if let found = outcome.undecoded, counts.undecoded == 0 { sayUndecoded(found, in: batch) }
      counts.add(outcome)
      rowCount += outcome.rowCount
      if let failure = outcome.scan.failure {
        guard leavesOut(failure, in: batch) else { throw Self.error(failure, in: batch) }
        counts.addRejected(failure.kind)
        rowCount += 1
        try checkLimit(failure, in: batch)
      }
      if let first = outcome.unusable?.first { try checkLimit(first, in: batch) }
    }
    if let failure = thread.failure { throw failure.error }
    return rowCount
  }

  /// Whether a row is left out whose quote is never closed: only where it ends with its message, so that it is known
  /// where the next one begins.
  private func leavesOut(_ failure: RecordFailure, in batch: LiveBatch) -> Bool {
    failure.kind == .unterminatedQuote && !batch.origins.isEmpty
      && request.unusableRows.handling != .fail
  }

  /// Says where the first value is that no encoding explains; how many there are is known in the end alone.
  private func sayUndecoded(_ found: UnitUndecoded, in batch: LiveBatch) {
    let layout = batch.head.layout
    notes.sayUndecoded(
      batch.source, "a value holds", "the first in",
      row: batch.rowsBefore + found.rowsBefore + layout.rowsBeforeData + 1, column: found.column,
      layout, fateOfUndecodedTexts)
  }

  private static func error(_ failure: RecordFailure, in batch: LiveBatch) -> CaudalError {
    let place = batch.place(ofByte: failure.byteOffset)
    return failure.moved(byBytes: batch.bytesBefore - place.bytesBefore).error(
      path: place.name, rowsBefore: batch.rowsBefore - place.rowsBefore, layout: place.layout)
  }

  /// Throws if more rows and fields can't be used than may be.
  private func checkLimit(
    _ last: RecordFailure, in batch: LiveBatch
  ) throws(CaudalError) {
    guard let limit = request.unusableRows.limit, counts.unusable > limit else { return }
    let error = Self.error(last, in: batch)
    throw CaudalError(
      .badData,
      "\(counts.unusable) rows or fields can't be used, more than the \(limit) that may be; one of them is"
        + " \(error.problem)", advice: error.advice)
  }

  /// The rows of all ranks so far, and how many of them can't be used.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: how many rows there were, how many were unusable, and why; and how many values hold bytes that no
  ///   encoding explains.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package func tally(
    on ranks: borrowing Communicator
  ) throws(MPIError) -> (rows: Int, unusable: UnusableRowCounts, undecoded: Int) {
    let tally = try RowTally(counts, on: ranks)
    return (tally.rows, tally.unusable, tally.undecoded)
  }

  /// What has been counted, for a checkpoint.
  package var countsSoFar: [Int] {
    get { counts.counts }
    set { counts.counts = newValue }
  }
}
