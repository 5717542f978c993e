import CSV
import MPI
import Statistics

/// Reads a column of a file that every rank can open: each rank its slice, then all check that the slices
/// fit together.
struct SharedScan: ~Copyable {
  private let request: DescribeRequest
  private let source: FileSource
  private let slices: [Range<Int>]
  private let scanner: SliceScanner

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
        throw LocalFailure(error: CaudalError(error, path: path))
      }
    }
    try ranks.checkSameFile(source.identity, path: path)
    let grid = BlockGrid(byteCount: source.byteCount, blockBytes: request.blockBytes)
    let (layout, columnIndex) = try ranks.readLayout(of: source, for: request)
    let column = NumericColumn(
      index: columnIndex, nullTokens: request.nullTokens, decimal: layout.dialect.decimal)
    self.request = request
    self.source = source
    self.grid = grid
    self.layout = layout
    self.columnIndex = columnIndex
    slices = (0..<ranks.size).map { grid.blocks(ofRank: $0, of: ranks.size) }
    scanner = SliceScanner(
      layout: layout, column: column, grid: grid, chunkBytes: request.chunkBytes)
  }

  /// Scans this rank's slice, and again if its start was guessed wrong, until all slices fit.
  ///
  /// - Throws: an agreed ``CaudalError``: the first row of the file that can't be used, or a failure to
  ///   read.
  borrowing func scan(on ranks: borrowing Communicator) throws -> ColumnSlice {
    let blocks = slices[ranks.rank]
    let bytes = slices.map { grid.bytes(of: $0) }
    var slice = ColumnSlice()
    var scan = try ranks.agree { () throws(LocalFailure) in
      try reading { () throws(SourceError) in
        let start = try scanner.guessStart(of: blocks, in: source)
        return try scanner.scan(blocks, from: start, in: source, into: &slice)
      }
    }
    while true {
      let ends = try ranks.allgather(SliceEnds(scan))
      switch SliceChain(ends, bytes: bytes, dataStart: layout.dataStart) {
      case .complete:
        try checkUnchanged(on: ranks)
        return slice
      case .failed(let failed):
        try reportFailure(of: failed, scan: scan, rows: slice.rowCount, on: ranks)
      case .rescan(let starts):
        scan = try ranks.agree { () throws(LocalFailure) in
          guard let start = starts[ranks.rank] else { return scan }
          return try rescan(blocks, from: start, after: scan, &slice)
        }
      }
    }
  }

  /// Scans a slice from another start than before, up to where the two scans agree.
  private borrowing func rescan(
    _ blocks: Range<Int>, from start: Int, after earlier: SliceScan, _ slice: inout ColumnSlice
  ) throws(LocalFailure) -> SliceScan {
    var repair = ColumnSlice(rescanning: slice)
    let scan = try reading { () throws(SourceError) in
      try scanner.scan(blocks, from: start, in: source, into: &repair)
    }
    let agrees = repair.blocks.count < slice.blocks.count && scan.failure == nil
    guard agrees else {
      slice = repair
      return scan
    }
    let moreRows = slice.replacePrefix(by: repair)
    return earlier.moved(toStart: scan.start, moreRows: moreRows)
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
        path: request.path, row: rowsBefore + failure.rowsBefore + 2,
        column: layout.columnNames[columnIndex], dialect: layout.dialect)
      throw LocalFailure(position: failure.byteOffset, error: CaudalError(.badData, message))
    }
  }

  private borrowing func checkUnchanged(on ranks: borrowing Communicator) throws {
    try ranks.agree { () throws(LocalFailure) in
      let now = try reading { () throws(SourceError) in try source.currentIdentity() }
      guard now == source.identity else {
        let message = "\(request.path): the file changed while it was read; run again"
        throw LocalFailure(error: CaudalError(.inputOutput, message))
      }
    }
  }

  /// Turns a failure to read into one that can be agreed on.
  private borrowing func reading<Value>(
    _ body: () throws(SourceError) -> Value
  ) throws(LocalFailure) -> Value {
    do throws(SourceError) {
      return try body()
    } catch {
      throw LocalFailure(
        position: error.offset, error: CaudalError(error, path: request.path))
    }
  }
}
