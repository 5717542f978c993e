import CSV
import MPI

/// Reads the rows of a file that every rank can open: each rank its slice, then all check that the
/// slices fit together.
final class SharedScan: Sendable {
  private let path: String
  private let source: FileSource
  private let slices: [Range<Int>]
  private let chunkBytes: Int
  private let progress: InputProgress?

  /// The file's grid.
  let grid: BlockGrid

  /// What the head of the file says.
  let layout: FileLayout

  /// Opens the file on every rank, makes sure that it is the same, and reads its head on rank 0.
  ///
  /// - Parameters:
  ///   - request: the file and how to read it.
  ///   - column: the column whose numbers tell the decimal mark.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  init(
    _ request: some TableRequest, column: String, on ranks: borrowing Communicator
  ) throws {
    let path = request.path
    let source = try ranks.agree { () throws(LocalFailure) in
      do throws(SourceError) {
        return try FileSource(path: path)
      } catch {
        throw LocalFailure(error: CaudalError(error, path: path), isOfHost: true)
      }
    }
    try ranks.checkSameFile(source.identity, path: path)
    let grid = BlockGrid(byteCount: source.byteCount, blockBytes: request.blockBytes)
    layout = try ranks.readLayout(of: path) { () throws(LayoutReader.Failure) in
      try LayoutReader(request).readLayout(of: source, column: column).layout
    }
    chunkBytes = request.chunkBytes ?? Self.chunkBytes(for: source)
    self.path = path
    self.source = source
    progress = request.progress
    progress?.expect(bytes: grid.byteCount, readBy: ranks.size)
    self.grid = grid
    slices = (0..<ranks.size).map { grid.blocks(ofRank: $0, of: ranks.size) }
  }

  /// The bytes to read at a time.
  ///
  /// What the processor likes, except where the file system wants larger requests: NFS says 1 MiB.
  private static func chunkBytes(for source: borrowing FileSource) -> Int {
    max(RowScanner.standardChunkBytes, min(source.preferredReadBytes, 1 << 22))
  }

  /// The number of the first block of a rank's slice.
  func firstBlock(ofRank rank: Int) -> Int { slices[rank].lowerBound }

  /// The contents of a field in the first rows.
  func samples(ofColumn column: Int) throws(SourceError) -> [[UInt8]] {
    try LayoutReader.samples(ofColumn: column, of: source, layout)
  }

  /// Scans this rank's slice, and again where its start was guessed wrong, until all slices fit.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeSink: makes what a thread's rows go to.
  /// - Returns: the sinks, those of each pass together. Where units are replaced, those of later
  ///   passes take the places of the same units; elsewhere there is one pass.
  /// - Throws: an agreed ``CaudalError``: the first row of the file that can't be used, or a
  ///   failure to read.
  func scan<Sink: UnitRowSink>(
    _ wantedFields: [Int], on ranks: borrowing Communicator, _ workers: Workers,
    into makeSink: @escaping @Sendable () -> Sink
  ) throws -> [[Sink]] {
    let bytes = slices.map { grid.bytes(of: $0) }
    let scanner = RowScanner(
      layout: layout, wantedFields: wantedFields, grid: grid, chunkBytes: chunkBytes)
    var slice = SliceUnits<Sink>(slices[ranks.rank], grid, workers)
    try ranks.agree { () throws(LocalFailure) in
      let all = slice.units.indices.map { (number: $0, start: Int?.none) }
      try scan(all, of: &slice, scanner, workers, makeSink)
      let start = slice.firstStart ?? bytes[ranks.rank].upperBound
      try settle(&slice, from: start, scanner, workers, makeSink)
    }
    while true {
      let scan = slice.scan(endingAt: bytes[ranks.rank].upperBound)
      let ends = try ranks.allgather(SliceEnds(scan))
      switch SliceChain(ends, bytes: bytes, dataStart: layout.dataStart) {
      case .complete:
        try checkUnchanged(on: ranks)
        return slice.passes
      case .failed(let failed):
        try reportFailure(of: failed, scan: scan, rows: slice.rowCount, on: ranks)
      case .rescan(let starts):
        try ranks.agree { () throws(LocalFailure) in
          guard let start = starts[ranks.rank] else { return }
          try settle(&slice, from: start, scanner, workers, makeSink)
        }
      }
    }
  }

  /// Scans units again until each starts where its predecessor ended.
  ///
  /// The slice's units have all been scanned before; its first row, or the one behind it, is at
  /// `start`.
  private func settle<Sink: UnitRowSink>(
    _ slice: inout SliceUnits<Sink>, from start: Int, _ scanner: RowScanner, _ workers: Workers,
    _ makeSink: @Sendable () -> Sink
  ) throws(LocalFailure) {
    let bytes = slice.units.map { grid.bytes(of: $0) }
    var hasScannedAgain = false
    while true {
      let ends = slice.outcomes.map { SliceEnds($0.scan) }
      guard case .rescan(let starts) = SliceChain(ends, bytes: bytes, dataStart: start) else {
        break
      }
      hasScannedAgain = true
      let wrong = starts.sorted { $0.key < $1.key }.map { (number: $0, start: Int?($1)) }
      try scan(wrong, of: &slice, scanner, workers, makeSink)
    }
    guard hasScannedAgain, !Sink.replacesUnits else { return }
    slice.passes = []
    let all = slice.units.indices.map { unit in
      (number: unit, start: slice.outcomes[unit].scan.start ?? bytes[unit].upperBound as Int?)
    }
    try scan(all, of: &slice, scanner, workers, makeSink)
  }

  /// Scans some units, each from a given offset, or from where it is guessed to start.
  private func scan<Sink: UnitRowSink>(
    _ wanted: [(number: Int, start: Int?)], of slice: inout SliceUnits<Sink>,
    _ scanner: RowScanner, _ workers: Workers, _ makeSink: @Sendable () -> Sink
  ) throws(LocalFailure) {
    let units = slice.units
    let threads = workers.fold(wanted.count, into: { ScanThread(sink: CountedSink(makeSink())) }) {
      thread, index in
      let (number, start) = wanted[index]
      do throws(SourceError) {
        var start = start
        if start == nil { start = try scanner.guessStart(of: units[number], in: source) }
        try thread.sink.scan(number, units[number], from: start, in: source, with: scanner)
        progress?.count(bytes: grid.bytes(of: units[number]).count)
      } catch {
        thread.errors.append(error)
      }
    }
    if let error = threads.flatMap(\.errors).min(by: { $0.offset < $1.offset }) {
      throw LocalFailure(
        position: error.offset, error: CaudalError(error, path: path), isOfHost: true)
    }
    slice.take(threads.map(\.sink))
  }

  /// Throws the error of the first bad row on every rank.
  private func reportFailure(
    of failed: Int, scan: SliceScan, rows: Int, on ranks: borrowing Communicator
  ) throws {
    let rowCounts = try ranks.allgather(rows)
    let rowsBefore = rowCounts[..<failed].reduce(0, +)
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == failed, let failure = scan.failure else { return }
      let message = failure.message(path: path, rowsBefore: rowsBefore, layout: layout)
      throw LocalFailure(position: failure.byteOffset, error: CaudalError(.badData, message))
    }
  }

  private func checkUnchanged(on ranks: borrowing Communicator) throws {
    try ranks.agree { () throws(LocalFailure) in
      do throws(SourceError) {
        guard try source.currentIdentity() != source.identity else { return }
      } catch {
        throw LocalFailure(error: CaudalError(error, path: path), isOfHost: true)
      }
      let message = "\(path): the file changed while it was read; run again"
      throw LocalFailure(error: CaudalError(.inputOutput, message))
    }
  }
}

extension LayoutReader {
  /// A reader of the head of what a request names.
  init(_ request: some TableRequest) {
    self.init(
      delimiter: request.delimiter, decimal: request.decimal, hasHeader: request.hasHeader,
      isPlainText: request.isPlainText)
  }
}

/// What a thread has scanned, and the reads that failed.
private struct ScanThread<Sink: UnitRowSink>: Sendable {
  var sink: CountedSink<Sink>
  var errors: [SourceError] = []
}
