import Ranks
import Scan

/// What all ranks learn of a rank's part of rows that have come, before it is final.
struct PartLook: WireCodable {
  /// The inputs of its batches, and how many rows each had.
  private let inputs: [Int]
  private let rows: [Int]

  /// The latest time so far, in microseconds since 1970.
  let latest: Int

  init(_ batches: [LiveBatch], _ findings: LiveFindings, latest: Int) {
    (inputs, rows) = (batches.map(\.input), findings.rows)
    self.latest = latest
  }

  /// Counts the rows of each input.
  ///
  /// - Parameter counts: the numbers of rows so far, by input.
  func count(in counts: inout [Int: Int]) {
    for (input, rows) in zip(inputs, rows) { counts[input, default: 0] += rows }
  }

  func write(to message: inout WireWriter) { message.write(inputs, rows, latest) }

  init(from message: inout WireReader) {
    (inputs, rows, latest) = (message.read(), message.read(), message.read())
  }
}

/// What rank 0 learns of a rank's part of rows that have come.
struct PartReport: WireCodable {
  /// What was found in its rows.
  let live: LiveReport

  /// What became of them.
  let news: WindowNews

  init(_ live: LiveReport, _ news: WindowNews) { (self.live, self.news) = (live, news) }

  func write(to message: inout WireWriter) { message.write(live, news) }

  init(from message: inout WireReader) { (live, news) = (message.read(), message.read()) }
}

/// What has been noted of rows that were sorted into windows.
struct WindowNews: WireCodable {
  /// The windows that have got rows.
  let changed: [Int]

  /// The places of rows that were too late; see ``WindowSink/latePlaces``.
  let latePlaces: [Int]

  /// The numbers of rows that were too late, and of those without a time.
  let lateRows: Int
  let rowsWithoutTime: Int

  init(changed: [Int], latePlaces: [Int], lateRows: Int, rowsWithoutTime: Int) {
    (self.changed, self.latePlaces) = (changed, latePlaces)
    (self.lateRows, self.rowsWithoutTime) = (lateRows, rowsWithoutTime)
  }

  func write(to message: inout WireWriter) {
    message.write(changed, latePlaces, lateRows, rowsWithoutTime)
  }

  init(from message: inout WireReader) {
    (changed, latePlaces) = (message.read(), message.read())
    (lateRows, rowsWithoutTime) = (message.read(), message.read())
  }
}
