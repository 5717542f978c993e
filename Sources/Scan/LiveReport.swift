import CSV
package import Ranks
import Vocabulary

/// What was found in rows that have come, before it counts.
package struct LiveFindings {
  /// Why rows couldn't be scanned to their end.
  enum Failure {
    /// A row of a batch can't be used.
    case row(Int, RecordFailure)
    /// This rank can take no more.
    case rank(LocalFailure)
  }

  /// The number of rows of each batch that was scanned, those that were left out included.
  package var rows: [Int] = []

  var counts = RowCounts()
  var failure: Failure?

  /// The first value that no encoding explains, and its batch.
  var undecoded: (batch: Int, UnitUndecoded)?

  /// The first row that can't be used and was left out, or has a field that was taken for missing.
  var unusable: (batch: Int, RecordFailure)?
}

/// What rank 0 is to know of rows that a rank has scanned.
package struct LiveReport: WireCodable {
  /// Where a value is.
  struct Place: WireCodable {
    let source: String
    let row: Int
    let column: Int

    init(source: String, row: Int, column: Int) {
      (self.source, self.row, self.column) = (source, row, column)
    }

    func write(to message: inout WireWriter) { message.write(source, row, column) }

    init(from message: inout WireReader) {
      (source, row, column) = (message.read(), message.read(), message.read())
    }
  }

  /// The counts, in the order of ``RowCounts``.
  let counts: [Int]

  /// Why they couldn't be scanned to their end.
  var failure: CaudalError?

  /// The first row that can't be used, if that matters.
  var unusable: CaudalError?

  /// Where the first value is that no encoding explains.
  var undecoded: Place?

  init(counts: [Int]) { self.counts = counts }

  package func write(to message: inout WireWriter) {
    message.write(counts, failure, unusable, undecoded)
  }

  package init(from message: inout WireReader) {
    counts = message.read()
    (failure, unusable) = (message.read(), message.read())
    undecoded = message.read()
  }
}
