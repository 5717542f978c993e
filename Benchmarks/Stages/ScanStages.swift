import CSV
import Foundation
import Statistics
import Vocabulary

/// The stages from a file's bytes to its numbers, on one core.
struct ScanStages {
  /// The bytes of the file.
  let bytes: Int

  private static let chunkBytes = RowScanner.standardChunkBytes

  /// Measures all of them.
  func measure(with stopwatch: inout Stopwatch) throws {
    for form in Sample.Form.allCases {
      let sample = Sample(form, bytes: bytes)
      if form == .plain { try measureReading(of: sample, with: &stopwatch) }
      for kernel in ByteKernel.available {
        try measureParts(of: sample, form, kernel, with: &stopwatch)
      }
    }
    for form in Sample.Form.allCases {
      let sample = Sample(form, bytes: bytes)
      for kernel in ByteKernel.available where form == .plain || kernel == .fastest {
        try measureWhole(of: sample, "scan, \(form), \(kernel)", kernel, with: &stopwatch)
      }
    }
  }

  /// The copy from the page cache, chunk by chunk.
  private func measureReading(of sample: Sample, with stopwatch: inout Stopwatch) throws {
    try withFile(of: sample) { path in
      let source = try FileSource(path: path)
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkBytes, alignment: 64)
      defer { unsafe chunk.deallocate() }
      try stopwatch.measure("read", bytes: sample.bytes.count) {
        for offset in stride(from: 0, to: source.byteCount, by: Self.chunkBytes) {
          _ = try unsafe source.read(into: chunk, at: offset)
        }
      }
    }
  }

  /// Classifying the bytes of each chunk, and walking to the numbers and parsing them.
  private func measureParts(
    of sample: Sample, _ form: Sample.Form, _ kernel: ByteKernel, with stopwatch: inout Stopwatch
  ) throws {
    let source = MemorySource(bytes: sample.bytes)
    let column = sample.numbers
    let syntax = sample.layout.dialect.rows
    let isFastest = kernel == .fastest
    let names =
      ["classify, \(form), \(kernel)"] + (isFastest ? ["walk and parse, \(form)"] : [])
    try stopwatch.measureParts(names, bytes: sample.bytes.count, values: sample.rowCount) { laps in
      var chunk = ChunkBuffer(capacity: Self.chunkBytes, offset: 0)
      var values: [Double] = []
      values.reserveCapacity(Self.chunkBytes)
      var end = 0
      while end < sample.bytes.count {
        try chunk.fill(from: source, upTo: sample.bytes.count)
        let found = laps[0].time {
          chunk.findRegularRows(
            fieldCount: Sample.fieldCount, syntax, kernel: kernel)
        }
        guard let rows = found else { preconditionFailure("the sample's rows are regular") }
        if isFastest {
          values.removeAll(keepingCapacity: true)
          laps[1].time {
            for first in stride(from: 0, to: rows.count, by: RowBatch.limit) {
              let batch = first..<min(first + RowBatch.limit, rows.count)
              _ = chunk.withBatch(batch, of: rows, kernel: kernel) {
                $0.appendNumbers(of: column, to: &values)
              }
            }
          }
          precondition(values.count == rows.count, "the sample's fields are numbers")
        }
        let used = chunk.start(of: rows.count, in: rows)
        chunk.drop(used)
        end += used
      }
    }
  }

  /// Everything that is done with a file's bytes: reading, classifying, walking, parsing, summing
  /// up.
  private func measureWhole(
    of sample: Sample, _ name: String, _ kernel: ByteKernel, with stopwatch: inout Stopwatch
  ) throws {
    try withFile(of: sample) { path in
      let source = try FileSource(path: path)
      let grid = BlockGrid(
        byteCount: source.byteCount, blockBytes: TableRequest.standardBlockBytes)
      let scanner = RowScanner(
        TableFile(sample.layout), wantedFields: [sample.numbers.index], grid: grid, kernel: kernel)
      try stopwatch.measure(name, bytes: source.byteCount, values: sample.rowCount) {
        var sink = SummarySink(sample.numbers, capacity: sample.rowCount)
        let scan = try scanner.scan(0..<grid.blockCount, from: 0, in: source, into: &sink)
        precondition(
          scan.failure == nil && sink.values.count == sample.rowCount, "a row was lost")
      }
    }
  }

  /// Writes a sample into a temporary file, which is then in the page cache.
  private func withFile(of sample: Sample, _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    try Data(sample.bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }
}

/// Does with a block's numbers what a rank does: sums them up, and keeps them.
private struct SummarySink: RowSink {
  var values: [Double] = []
  var summary = Summary()

  private let column: NumericColumn
  private var blockStart = 0

  init(_ column: NumericColumn, capacity: Int) {
    self.column = column
    values.reserveCapacity(capacity)
  }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    rows.appendNumbers(of: column, to: &values).unusable
  }

  mutating func endBlock(_ block: ScannedBlock) {
    let blockEnd = values.count
    summary = summary.merged(
      with: Summary(of: values.span.extracting(blockStart..<blockEnd)))
    blockStart = blockEnd
  }
}
