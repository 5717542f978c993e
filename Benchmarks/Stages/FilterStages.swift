import CSV
import Expressions
import Vocabulary

/// The stages that choose rows, on one core.
struct FilterStages {
  /// The bytes of the file.
  let bytes: Int

  /// Measures all of them.
  func measure(with stopwatch: inout Stopwatch) throws {
    let sample = Sample(.plain, bytes: bytes)
    try measureTimestamps(with: &stopwatch)
    for (name, condition) in [
      ("rows alone", nil), ("a number", "\"field 3\" > 20"),
      ("a text", "\"field 5\" in ('META', 'CHOCÓ', 'BOGOTÁ')"),
      ("a date", "\"field 2\" >= date '2017-01-01'"),
      ("all three", "\"field 5\" = 'BOGOTÁ' and hour(\"field 2\") in (2, 3) and \"field 3\" > 20"),
    ] {
      try measure("filter, \(name)", condition, of: sample, with: &stopwatch)
    }
  }

  /// A million dates, one after the other.
  private func measureTimestamps(with stopwatch: inout Stopwatch) throws {
    var random = SplitMix64(state: 2017)
    func digits(_ range: ClosedRange<Int>) -> String {
      String(String(100 + Int.random(in: range, using: &random)).dropFirst())
    }
    let texts = (0..<1_000_000).flatMap { _ in
      let date = "\(digits(1...12))/\(digits(1...28))/20\(digits(0...25))"
      let time = "\(digits(1...12)):\(digits(0...59)):00"
      return Array("\(date) \(time) \(Bool.random(using: &random) ? "AM" : "PM")".utf8)
    }
    let format = TimestampFormat.monthFirst
    stopwatch.measure("parse dates", bytes: texts.count, values: texts.count / 22) {
      let span = texts.span
      var latest: Timestamp?
      for start in stride(from: 0, to: span.count, by: 22) {
        guard let timestamp = format.parse(span.extracting(start..<start + 22)) else {
          preconditionFailure("the sample's texts are dates")
        }
        if latest.map({ $0 < timestamp }) ?? true { latest = timestamp }
      }
      precondition(latest?.year == 2025, "the sample has dates of that year")
    }
  }

  /// The scan of the file with the choice of its rows.
  private func measure(
    _ name: String, _ condition: String?, of sample: Sample, with stopwatch: inout Stopwatch
  ) throws {
    let layout = sample.layout
    let plan = try condition.map {
      try FilterPlan(
        Condition($0), layout: layout, nullTokens: TableRequest.standardNullTokens)
    }
    let grid = BlockGrid(
      byteCount: sample.bytes.count, blockBytes: TableRequest.standardBlockBytes)
    let scanner = RowScanner(TableFile(layout), wantedFields: plan?.columns ?? [], grid: grid)
    let source = MemorySource(bytes: sample.bytes)
    let selector = try plan?.makeSelector(timestamps: [2: TimestampReading(.monthFirst)])
    try stopwatch.measure(name, bytes: sample.bytes.count, values: sample.rowCount) {
      var counter = RowCounter(selector: selector)
      let scan = try scanner.scan(0..<grid.blockCount, from: 0, in: source, into: &counter)
      precondition(scan.failure == nil && counter.rows == sample.rowCount, "all rows are regular")
      precondition(counter.chosen > 0, "every condition chooses some rows")
    }
  }
}

/// Counts rows, and those that are chosen.
private struct RowCounter: RowSink {
  var selector: RowSelector?
  var rows = 0
  var chosen = 0

  init(selector: RowSelector?) { self.selector = selector }

  mutating func take(_ batch: borrowing RowBatch) -> UnusableField? {
    rows += batch.count
    guard let selection = selector?.select(from: batch) else {
      chosen += batch.count
      return nil
    }
    chosen += selection.rows.count
    return selection.unusable
  }

  mutating func endBlock(_ block: ScannedBlock) {}
}
