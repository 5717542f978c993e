import CSV
import MPI
import Statistics

/// Reads a column of a file that every rank can open: each rank its slice, then all check that the
/// slices fit together.
struct SharedScan: ~Copyable, Sendable {
  private let path: String
  private let source: FileSource
  private let slices: [Range<Int>]
  private let scanner: SliceScanner
  private let progress: InputProgress?

  /// The file's grid.
  let grid: BlockGrid

  /// What the head of the file says.
  let layout: FileLayout

  /// The column's 0-based position.
  let columnIndex: Int

  /// Opens the file on every rank, makes sure that it is the same, and reads its head on rank 0.
  ///
  /// - Throws: an agreed ``CaudalError``.
  init(_ request: DescribeRequest, on ranks: borrowing Communicator) throws {
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
    let reader = LayoutReader(delimiter: request.delimiter, decimal: request.decimal)
    let (layout, columnIndex) = try ranks.readLayout(of: path) { () throws(LayoutReader.Failure) in
      try reader.readLayout(of: source, column: request.column)
    }
    let column = NumericColumn(
      index: columnIndex, nullTokens: request.nullTokens, decimal: layout.dialect.decimal)
    let chunkBytes = request.chunkBytes ?? Self.chunkBytes(for: source)
    self.path = path
    self.source = source
    progress = request.progress
    progress?.expect(bytes: grid.byteCount, readBy: ranks.size)
    self.grid = grid
    self.layout = layout
    self.columnIndex = columnIndex
    slices = (0..<ranks.size).map { grid.blocks(ofRank: $0, of: ranks.size) }
    scanner = SliceScanner(
      layout: layout, column: column, grid: grid, chunkBytes: chunkBytes)
  }

  /// The bytes to read at a time.
  ///
  /// What the processor likes, except where the file system wants larger requests: NFS says 1 MiB.
  private static func chunkBytes(for source: borrowing FileSource) -> Int {
    max(SliceScanner.standardChunkBytes, min(source.preferredReadBytes, 1 << 22))
  }

  /// Scans this rank's slice, and again where its start was guessed wrong, until all slices fit.
  ///
  /// - Throws: an agreed ``CaudalError``: the first row of the file that can't be used, or a
  ///   failure to read.
  borrowing func scan(on ranks: borrowing Communicator, _ workers: Workers) throws -> ColumnSlice {
    let blocks = slices[ranks.rank]
    let bytes = slices.map { grid.bytes(of: $0) }
    var slice = try ranks.agree { () throws(LocalFailure) in
      var slice = try scanUnits(of: blocks, workers)
      let start = slice.units.lazy.compactMap(\.scan.start).first
      try settle(&slice, from: start ?? bytes[ranks.rank].upperBound, workers)
      return slice
    }
    while true {
      let scan = slice.scan(endingAt: bytes[ranks.rank].upperBound)
      let ends = try ranks.allgather(SliceEnds(scan))
      switch SliceChain(ends, bytes: bytes, dataStart: layout.dataStart) {
      case .complete:
        try checkUnchanged(on: ranks)
        return slice
      case .failed(let failed):
        try reportFailure(of: failed, scan: scan, rows: slice.rowCount, on: ranks)
      case .rescan(let starts):
        try ranks.agree { () throws(LocalFailure) in
          guard let start = starts[ranks.rank] else { return }
          try settle(&slice, from: start, workers)
        }
      }
    }
  }

  /// Scans all units of a slice, each from where it is guessed to start.
  private borrowing func scanUnits(
    of blocks: Range<Int>, _ workers: Workers
  ) throws(LocalFailure) -> ColumnSlice {
    // Some hundreds of units, some for each thread, and none so large that its sort needs much
    // scratch.
    let length = max(1, min(max(blocks.count / 256, 4), 64, blocks.count / (4 * workers.count)))
    let units = stride(from: blocks.lowerBound, to: blocks.upperBound, by: length).map {
      $0..<min($0 + length, blocks.upperBound)
    }
    let scanned = try scan(units.enumerated().map { ($0, $1, nil) }, workers)
    return ColumnSlice(firstBlock: blocks.lowerBound, scanned)
  }

  /// Scans units again until each starts where its predecessor ended.
  ///
  /// - Parameters:
  ///   - slice: the slice, all of whose units have been scanned.
  ///   - start: the offset of the first row that begins in the slice or behind it.
  ///   - workers: this rank's threads.
  /// - Throws: a failure to read.
  private borrowing func settle(
    _ slice: inout ColumnSlice, from start: Int, _ workers: Workers
  ) throws(LocalFailure) {
    var firstBlock = slice.firstBlock
    let blocks = slice.units.map { unit in
      defer { firstBlock += unit.blockCount }
      return firstBlock..<firstBlock + unit.blockCount
    }
    let bytes = blocks.map { grid.bytes(of: $0) }
    while true {
      let ends = slice.units.map { SliceEnds($0.scan) }
      guard case .rescan(let starts) = SliceChain(ends, bytes: bytes, dataStart: start) else {
        return
      }
      let wrong = starts.keys.sorted()
      slice.replace(with: try scan(wrong.map { ($0, blocks[$0], starts[$0]) }, workers))
    }
  }

  /// Scans some units, each from a given offset, or from where it is guessed to start.
  private borrowing func scan(
    _ units: [(number: Int, blocks: Range<Int>, start: Int?)], _ workers: Workers
  ) throws(LocalFailure) -> ScannedUnits {
    // A number takes at least two bytes, of which one ends its field.
    let maximum = units.reduce(1) { $0 + grid.bytes(of: $1.blocks).count / 2 }
    let threads = workers.fold(units.count, into: { ScanThread(maximumValues: maximum) }) {
      thread, index in
      let (number, blocks, start) = units[index]
      thread.sink.beginUnit(blockCount: blocks.count)
      do throws(SourceError) {
        var start = start
        if start == nil { start = try scanner.guessStart(of: blocks, in: source) }
        let scan = try scanner.scan(blocks, from: start, in: source, into: &thread.sink)
        thread.sink.endUnit(number, scan)
        progress?.count(bytes: grid.bytes(of: blocks).count)
      } catch {
        thread.errors.append(error)
      }
    }
    if let error = threads.flatMap(\.errors).min(by: { $0.offset < $1.offset }) {
      throw LocalFailure(
        position: error.offset, error: CaudalError(error, path: path), isOfHost: true)
    }
    return threads.reduce(into: ScannedUnits(maximumValues: maximum)) { $0.append($1.sink.scanned) }
  }

  /// Throws the error of the first bad row on every rank.
  private borrowing func reportFailure(
    of failed: Int, scan: SliceScan, rows: Int, on ranks: borrowing Communicator
  ) throws {
    let rowCounts = try ranks.allgather(rows)
    let rowsBefore = rowCounts[..<failed].reduce(0, +)
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == failed, let failure = scan.failure else { return }
      let message = failure.message(
        path: path, row: rowsBefore + failure.rowsBefore + 2, layout: layout)
      throw LocalFailure(position: failure.byteOffset, error: CaudalError(.badData, message))
    }
  }

  private borrowing func checkUnchanged(on ranks: borrowing Communicator) throws {
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

/// What a thread has scanned, and the reads that failed.
private struct ScanThread: Sendable {
  var sink: UnitSink
  var errors: [SourceError] = []

  init(maximumValues: Int) { sink = UnitSink(maximumValues: maximumValues) }
}

extension ColumnSlice {
  /// How the scan of the whole slice started and ended, once its units fit together.
  ///
  /// - Parameter end: the offset behind the slice, which is where a slice without rows ends.
  /// - Returns: the first failure, if there is one, and the offsets in any case.
  fileprivate func scan(endingAt end: Int) -> SliceScan {
    var rowsBefore = 0
    for unit in units {
      if let failure = unit.scan.failure {
        let start = units.lazy.compactMap(\.scan.start).first
        return SliceScan(
          start: start, end: unit.scan.end, failure: failure.moved(byRows: rowsBefore))
      }
      rowsBefore += unit.rowCount
    }
    let withRows = units.filter { $0.scan.start != nil }
    return SliceScan(
      start: withRows.first?.scan.start, end: withRows.last?.scan.end ?? end, failure: nil)
  }
}
