import CSV
import MPI
import Statistics

/// Reads a column of something that only rank 0 sees, and only from its beginning to its end: rank
/// 0 cuts it into units between rows and sends each to a rank that is free, while all ranks scan
/// what they have got.
///
/// The units are not larger than some megabytes, and every rank, rank 0 included, holds only a few
/// at a time: a rank that lags behind gets fewer, and if all lag rank 0 waits before it reads on.
struct StreamedScan {
  private let request: DescribeRequest

  /// What the head of the stream says.
  private(set) var layout = FileLayout(columnNames: [], dataStart: 0, dialect: Dialect())

  /// The column's 0-based position.
  private(set) var columnIndex = 0

  /// The number of uncompressed bytes, once all have been read.
  private(set) var byteCount = 0

  /// Prepares to read what the request names.
  init(_ request: DescribeRequest) { self.request = request }

  /// Reads the stream.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: this rank's slice.
  /// - Throws: an agreed ``CaudalError``: the first row that can't be used, or a failure to read.
  mutating func scan(
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> ColumnSlice {
    var rows = try openStream(on: ranks)
    (layout, columnIndex) = try ranks.readLayout(of: request.inputName) {
      () throws(LayoutReader.Failure) in
      let reader = LayoutReader(delimiter: request.delimiter, decimal: request.decimal)
      guard let layout = try rows?.readLayout(by: reader, column: request.column) else {
        preconditionFailure("only rank 0 reads the head")
      }
      return layout
    }
    let scanners = makeScanners(workers, ranks: ranks.size)
    var failure: SourceError?
    if ranks.rank == 0 {
      expectBytes()
      var dealer = try UnitDealer(scanners, request.progress, on: ranks)
      failure = try dealer.deal(&rows, on: ranks)
    } else {
      try receiveUnits(on: ranks, scanners)
    }
    let scanned = scanners.finish()
    try report(scanned, on: ranks)
    try ranks.agree { () throws(LocalFailure) in
      if let failure { throw LocalFailure(error: CaudalError(failure, path: request.inputName)) }
    }
    byteCount = rows?.byteCount ?? 0
    try ranks.broadcast(&byteCount, from: 0)
    let grid = BlockGrid(byteCount: byteCount, blockBytes: request.blockBytes)
    return try ranks.slice(of: consume scanned, blockCount: grid.blockCount)
  }

  /// Tells whoever waits how many bytes there are, where that is known: not in a pipe, nor where
  /// bytes are compressed.
  private func expectBytes() {
    guard request.progress != nil, request.path != "-",
      let source = try? FileSource(path: request.path),
      let head = try? source.firstBytes(Compression.magicBytes), Compression(head: head) == .none
    else { return }
    request.progress?.expect(bytes: source.byteCount, readBy: 1)
  }

  /// Opens the stream on rank 0.
  private func openStream(
    on ranks: borrowing Communicator
  ) throws -> RowStream<DescriptorStream>? {
    let path = request.path
    return try ranks.agree { () throws(LocalFailure) -> RowStream<DescriptorStream>? in
      guard ranks.rank == 0 else { return nil }
      do throws(SourceError) {
        let stream = try path == "-" ? DescriptorStream() : DescriptorStream(path: path)
        return try RowStream(stream, blockBytes: request.blockBytes)
      } catch {
        throw LocalFailure(error: CaudalError(error, path: request.inputName))
      }
    }
  }

  /// Starts the threads that scan units.
  private func makeScanners(_ workers: Workers, ranks: Int) -> UnitScanners {
    let (request, layout) = (request, layout)
    let column = NumericColumn(
      index: columnIndex, nullTokens: request.nullTokens, decimal: layout.dialect.decimal)
    let unitBytes = request.blockBytes * RowStream<DescriptorStream>.standardUnitBlocks
    return UnitScanners(
      count: workers.count, maximumValues: ranks == 1 ? .max : unitBytes / 2 + 1,
      arrayPerUnit: ranks > 1
    ) { unit, sink in
      let grid = BlockGrid(byteCount: unit.byteCount, blockBytes: request.blockBytes)
      let scanner = SliceScanner(
        layout: layout, column: column, grid: grid,
        chunkBytes: request.chunkBytes ?? SliceScanner.standardChunkBytes)
      do throws(SourceError) {
        let start = unit.bytes.isEmpty ? nil : unit.start
        return try scanner.scan(unit.blocks, from: start, in: unit, into: &sink)
      } catch {
        preconditionFailure("bytes in memory can be read: \(error.reason)")
      }
    }
  }

  /// Receives units until rank 0 says that there are no more.
  private func receiveUnits(
    on ranks: borrowing Communicator, _ scanners: UnitScanners
  ) throws(MPIError) {
    var hasReported = false
    while true {
      let header = try ranks.receive(UnitHeader.self, from: 0, tag: UnitTag.header)
      guard header.firstBlock >= 0 else { break }
      let bytes = try ranks.receive(
        UInt8.self, atMost: header.byteCount, from: 0, tag: UnitTag.bytes)
      scanners.queue.put(
        RowUnit(
          blocks: header.firstBlock..<header.endBlock, start: header.start, bytes: bytes))
      if scanners.hasFailed, !hasReported {
        hasReported = true
        try ranks.send(1, to: 0, tag: UnitTag.outcome)
      }
    }
    if !hasReported { try ranks.send(0, to: 0, tag: UnitTag.outcome) }
  }

  /// Throws the error of the first bad row on every rank.
  private func report(_ scanned: ScannedUnits, on ranks: borrowing Communicator) throws {
    let failures = scanned.units.filter { $0.unit.scan.failure != nil }
    let mine = failures.min { $0.number < $1.number }
    let first = try ranks.allreduce(mine?.number ?? .max, .minimum)
    guard first < .max else { return }
    let before = scanned.units.filter { $0.number < first }.reduce(0) { $0 + $1.unit.rowCount }
    let rowsBefore = try ranks.allreduce(before, .sum)
    try ranks.agree { () throws(LocalFailure) in
      guard let mine, mine.number == first, let failure = mine.unit.scan.failure else { return }
      let message = failure.message(
        path: request.inputName, row: rowsBefore + failure.rowsBefore + 2, layout: layout)
      throw LocalFailure(position: failure.byteOffset, error: CaudalError(.badData, message))
    }
  }
}
