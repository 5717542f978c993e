import CSV
import Expressions
package import MPI
import Ranks
package import Vocabulary

/// Scans rows as they come: what chooses, counts and leaves out rows is that of every other scan.
///
/// Each rank scans its part of them, and rank 0 counts what all have found.
package struct LiveScan<Sink: ChosenRowSink> {
  private var thread: ThreadScan<Sink>
  private let request: TableRequest
  private let fields: [Int]
  private let layout: FileLayout
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
    (request, layout) = (table.request, table.layout)
    (notes, self.fateOfUndecodedTexts) = (table.notes, fateOfUndecodedTexts)
    fields = wantedFields + filter.fields
    thread = ThreadScan(into: sink, filter)
  }

  /// What takes the rows.
  package var sink: Sink {
    get { thread.sink }
    _modify { yield &thread.sink }
  }

  /// Scans rows, up to one that can't be used.
  ///
  /// - Parameter batches: the rows, in their order.
  /// - Returns: what was found, of which nothing has been counted yet.
  /// - Complexity: O(bytes).
  package mutating func scan(_ batches: [LiveBatch]) -> LiveFindings {
    var findings = LiveFindings()
    for (number, batch) in batches.enumerated() where findings.failure == nil {
      scan(batch, number, into: &findings)
    }
    return findings
  }

  private mutating func scan(
    _ batch: LiveBatch, _ number: Int, into findings: inout LiveFindings
  ) {
    let rows = RowUnit(blocks: 0..<1, start: 0, bytes: batch.bytes)
    let file = TableFile(
      number: 0, firstBlock: batch.position, origin: batch.position, head: batch.head)
    let scanner = RowScanner(
      file, wantedFields: fields,
      grid: BlockGrid(byteCount: batch.bytes.count, blockBytes: max(1, batch.bytes.count)),
      chunkBytes: request.chunkBytes ?? RowScanner.standardChunkBytes, policy: RowPolicy(request))
    do throws(SourceError) {
      try thread.scan(0..<1, firstBlock: batch.position, from: 0, in: rows, with: scanner)
    } catch {
      preconditionFailure("bytes in memory can be read: \(error.reason)")
    }
    var rowCount = 0
    for outcome in thread.takeOutcomes() {
      findings.counts.add(outcome)
      rowCount += outcome.rowCount
      if findings.undecoded == nil { findings.undecoded = outcome.undecoded.map { (number, $0) } }
      if let failure = outcome.scan.failure {
        if leavesOut(failure, in: batch) {
          findings.counts.addRejected(failure.kind)
          rowCount += 1
          if findings.unusable == nil { findings.unusable = (number, failure) }
        } else {
          findings.failure = .row(number, failure)
        }
      }
      if findings.unusable == nil {
        findings.unusable = outcome.unusable?.first.map { (number, $0) }
      }
    }
    findings.rows.append(rowCount)
    if findings.failure == nil, let failure = thread.failure { findings.failure = .rank(failure) }
  }

  /// Whether a row is left out whose quote is never closed: only where it ends with its message, so that it is known
  /// where the next one begins.
  private func leavesOut(_ failure: RecordFailure, in batch: LiveBatch) -> Bool {
    failure.kind == .unterminatedQuote && !batch.origins.isEmpty
      && request.unusableRows.handling != .fail
  }

  /// What rank 0 is to know of a scan.
  ///
  /// - Parameters:
  ///   - findings: what was found.
  ///   - batches: the rows, of which it is known now how many stand before each.
  ///   - ranks: all ranks.
  /// - Returns: the report.
  package func report(
    _ findings: LiveFindings, of batches: [LiveBatch], on ranks: borrowing Communicator
  ) -> LiveReport {
    var report = LiveReport(counts: findings.counts.counts)
    switch findings.failure {
    case .row(let batch, let failure): report.failure = Self.error(failure, in: batches[batch])
    case .rank(let failure):
      report.failure = failure.error
      if failure.isOfHost, ranks.size > 1 {
        report.failure?.problem += " (on host \(ranks.processorName), rank \(ranks.rank))"
      }
    case nil: break
    }
    if request.unusableRows.limit != nil, let (batch, failure) = findings.unusable {
      report.unusable = Self.error(failure, in: batches[batch])
    }
    if let (number, found) = findings.undecoded {
      let batch = batches[number]
      let row = batch.rowsBefore + found.rowsBefore + batch.head.layout.rowsBeforeData + 1
      report.undecoded = LiveReport.Place(source: batch.source, row: row, column: found.column)
    }
    return report
  }

  private static func error(_ failure: RecordFailure, in batch: LiveBatch) -> CaudalError {
    let place = batch.place(ofByte: failure.byteOffset)
    return failure.moved(byBytes: batch.bytesBefore - place.bytesBefore).error(
      path: place.name, rowsBefore: batch.rowsBefore - place.rowsBefore, layout: place.layout)
  }

  // MARK: - On rank 0

  /// Counts what was found, and says what there is to say of it.
  ///
  /// - Parameter reports: those of all parts of some rows, in the order of the rows.
  /// - Throws: the first ``CaudalError`` in that order; or one if too many rows can't be used.
  package mutating func count(_ reports: [LiveReport]) throws(CaudalError) {
    for report in reports {
      // Where the first one is: how many there are is known in the end alone.
      if let found = report.undecoded, counts.undecoded == 0 {
        notes.sayUndecoded(
          found.source, "a value holds", "the first in", row: found.row, column: found.column,
          layout, fateOfUndecodedTexts)
      }
      counts.add(report.counts)
      if let failure = report.failure { throw failure }
    }
    guard let limit = request.unusableRows.limit, counts.unusable > limit,
      let error = reports.lazy.compactMap(\.unusable).first
    else { return }
    throw CaudalError(
      .badData,
      "\(counts.unusable) rows or fields can't be used, more than the \(limit) that may be; one of them is"
        + " \(error.problem)", advice: error.advice)
  }

  /// The rows so far, and how many of them can't be used; and how many values hold bytes that no encoding explains.
  package var tally: (rows: Int, unusable: UnusableRowCounts, undecoded: Int) {
    let tally = RowTally(counts)
    return (tally.rows, tally.unusable, tally.undecoded)
  }

  // MARK: - Between ranks

  /// Receives the rows that rank 0 sends to this one.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: the rows.
  /// - Throws: `MPIError` if it can't be reached.
  package func receive(on ranks: borrowing Communicator) throws(MPIError) -> [LiveBatch] {
    try ranks.receiveRows(like: layout)
  }

  /// What has been counted, for a checkpoint.
  package var countsSoFar: [Int] {
    get { counts.counts }
    set { counts.counts = newValue }
  }
}
