import CSV
import Expressions
import MPI
import Ranks
import Vocabulary

/// Reads the rows of files that every rank can open: each rank its slice, then all check that the
/// slices fit together.
final class SharedScan: Sendable {
  private let files: SharedFiles
  private let chunkBytes: Int?
  private let progress: InputProgress?
  private let policy: RowPolicy

  /// All blocks of the table, scanned in one go.
  let wholeTable: TableRun

  /// The grid of all files.
  let grid: TableGrid

  /// The columns and the dialect of the first file.
  var layout: FileLayout { grid.files[0].head.layout }

  /// Opens the files on every rank, makes sure that they are the same, and reads their heads on
  /// rank 0.
  ///
  /// - Parameters:
  ///   - request: the files and how to read them.
  ///   - notes: what is said of the files.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  init(
    _ request: TableRequest, _ notes: Notes, on ranks: borrowing Communicator
  ) throws {
    let paths = request.paths
    let files = try ranks.agree { () throws(LocalFailure) in
      try SharedFiles(paths, digested: ranks.size > 1)
    }
    try ranks.checkSameFiles(files)
    let reader = LayoutReader(request)
    let heads = try ranks.readHeads(of: paths, notes) {
      number, role throws(LayoutReader.Failure) in
      let file: SharedFiles.OpenFile
      do throws(SourceError) { file = try files.file(number) } catch { throw .source(error) }
      return try reader.readLayout(of: file.source, as: role)
    }
    var grid = TableGrid(blockBytes: request.blockBytes)
    for (identity, head) in zip(files.identities, heads) {
      grid.append(byteCount: identity.byteCount, head: head)
    }
    self.files = files
    self.grid = grid
    chunkBytes = request.chunkBytes
    progress = request.progress
    policy = RowPolicy(request)
    progress?.expect(bytes: grid.byteCount, readBy: ranks.size)
    wholeTable = TableRun(of: grid, dividedAmong: ranks.size)
  }

  /// Reads files once more that are open.
  ///
  /// - Parameters:
  ///   - scan: what has read them.
  ///   - request: how to read them: the same but for what becomes of rows.
  init(rereading scan: SharedScan, _ request: TableRequest) {
    (files, grid, wholeTable) = (scan.files, scan.grid, scan.wholeTable)
    (chunkBytes, progress) = (request.chunkBytes, request.progress)
    policy = RowPolicy(request)
  }

  /// The scanner of a file's rows.
  ///
  /// The bytes that are read at a time are what the processor likes, except where the file system
  /// wants larger requests: NFS says 1 MiB.
  private func scanner(
    ofFile number: Int, _ source: borrowing FileSource, _ wantedFields: [Int]
  ) -> RowScanner {
    let preferred = max(RowScanner.standardChunkBytes, min(source.preferredReadBytes, 1 << 22))
    return RowScanner(
      grid.files[number], wantedFields: wantedFields, grid: grid.grid(ofFile: number),
      chunkBytes: chunkBytes ?? preferred, policy: policy)
  }

  /// The bytes of memory that this rank's threads need for what they read, and for the numbers of a
  /// block each, until these are kept: at most twice as many bytes, unless fields are very short.
  func readingBytes(_ workers: Workers) -> Int {
    let chunk = min(grid.byteCount, chunkBytes ?? RowScanner.standardChunkBytes)
    return workers.count * (chunk + 2 * min(grid.byteCount, TableRequest.standardBlockBytes))
  }

  /// The number of the first block of a rank's slice.
  func firstBlock(ofRank rank: Int) -> Int { wholeTable.slices[rank].lowerBound }

  /// The most numbers that a rank's slice can have.
  func maximumValues(ofRank rank: Int) -> Int {
    // A number takes at least two bytes, of which one ends its field; at the end of a file, one.
    grid.bytes(of: wholeTable.slices[rank]).count / 2 + grid.files.count + 1
  }

  /// The contents of some columns in the first rows of the first file that has some.
  func samples(ofColumns columns: [Int]) throws(SourceError) -> [[[UInt8]]] {
    for (number, head) in grid.files.map(\.head).enumerated() {
      let fields = columns.map { head.places?.fields[$0] ?? $0 }
      let file = try files.file(number)
      let samples = try LayoutReader.samples(ofColumns: fields, of: file.source, head.layout)
      if samples.contains(where: { !$0.isEmpty }) { return samples }
    }
    return columns.map { _ in [] }
  }

  /// How long rows of the first file are that has some.
  ///
  /// - Throws: `SourceError` if the bytes can't be had.
  func rowLengths() throws(SourceError) -> RowLengths {
    for (number, head) in grid.files.map(\.head).enumerated() {
      let lengths = try LayoutReader.rowLengths(of: try files.file(number).source, head.layout)
      if lengths.rows > 0 { return lengths }
    }
    return RowLengths()
  }

  /// Scans this rank's slice of a run of blocks, and again where its start was guessed wrong, until all
  /// slices fit.
  ///
  /// - Parameters:
  ///   - run: the blocks, and what is known of the rows before them.
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeScan: makes the scan of a thread.
  ///   - forget: forgets what sinks have handed over; called when all rows are scanned again.
  /// - Returns: the sinks, those of each pass together, and the offset of the row behind the run. Where
  ///   units are replaced, those of later passes take the places of the same units; elsewhere there is
  ///   one pass.
  /// - Throws: an agreed ``CaudalError``: the first row of the file that can't be used, or a
  ///   failure to read.
  func scan<Sink: ChosenRowSink>(
    _ run: TableRun, _ wantedFields: [Int], on ranks: borrowing Communicator, _ workers: Workers,
    into makeScan: @escaping @Sendable () -> ThreadScan<Sink>, forget: () -> Void
  ) throws -> Scanned<Sink> {
    let bytes = run.slices.map { grid.bytes(of: $0) }
    var slice = SliceUnits<Sink>(
      run.slices[ranks.rank], grid,
      unitBlocks: run.unitBlocks ?? workers.unitBlocks(of: run.slices[ranks.rank]))
    try ranks.agree { () throws(LocalFailure) in
      let all = slice.units.indices.map { (number: $0, start: Int?.none) }
      try scan(all, of: &slice, wantedFields, workers, makeScan)
      let start = slice.firstStart ?? bytes[ranks.rank].upperBound
      try settle(&slice, from: start, wantedFields, workers, makeScan, forget)
    }
    while true {
      let scan = slice.scan(endingAt: bytes[ranks.rank].upperBound)
      let ends = try ranks.allgather(SliceEnds(scan))
      switch SliceChain(ends, bytes: bytes, dataStart: run.start) {
      case .complete:
        try ranks.agree { () throws(LocalFailure) in try files.checkUnchanged(slice.files) }
        let end = ends.last { $0.start >= 0 }?.end ?? run.start
        return Scanned(passes: slice.passes, outcomes: slice.outcomes, end: end)
      case .failed(let failed):
        // What somebody is writing over may look like a bad row.
        try ranks.agree { () throws(LocalFailure) in try files.checkUnchanged(slice.files) }
        try reportFailure(of: failed, scan, slice, run, on: ranks)
      case .rescan(let starts):
        try ranks.agree { () throws(LocalFailure) in
          guard let start = starts[ranks.rank] else { return }
          try settle(&slice, from: start, wantedFields, workers, makeScan, forget)
        }
      }
    }
  }

  /// Scans units again until each starts where its predecessor ended.
  ///
  /// The slice's units have all been scanned before; its first row, or the one behind it, is at
  /// `start`.
  private func settle<Sink: ChosenRowSink>(
    _ slice: inout SliceUnits<Sink>, from start: Int, _ wantedFields: [Int], _ workers: Workers,
    _ makeScan: @Sendable () -> ThreadScan<Sink>, _ forget: () -> Void
  ) throws(LocalFailure) {
    var hasScannedAgain = false
    while true {
      let ends = slice.outcomes.map { SliceEnds($0.scan) }
      guard case .rescan(let starts) = SliceChain(ends, bytes: slice.bytes, dataStart: start) else {
        break
      }
      hasScannedAgain = true
      let wrong = starts.sorted { $0.key < $1.key }.map { (number: $0, start: Int?($1)) }
      try scan(wrong, of: &slice, wantedFields, workers, makeScan)
    }
    guard hasScannedAgain, !Sink.replacesUnits else { return }
    slice.passes = []
    forget()
    let all = slice.units.indices.map { unit in
      (number: unit, start: slice.outcomes[unit].scan.start ?? slice.bytes[unit].upperBound as Int?)
    }
    try scan(all, of: &slice, wantedFields, workers, makeScan)
  }

  /// Scans some units, each from a given offset, or from where it is guessed to start.
  private func scan<Sink: ChosenRowSink>(
    _ wanted: [(number: Int, start: Int?)], of slice: inout SliceUnits<Sink>,
    _ wantedFields: [Int], _ workers: Workers, _ makeScan: @Sendable () -> ThreadScan<Sink>
  ) throws(LocalFailure) {
    let units = slice.units
    progress?.enter(.read)
    defer { progress?.enter(.compute) }
    let threads = workers.fold(wanted.count, into: { Reader(scan: makeScan()) }) {
      thread, index in
      guard thread.scan.failure == nil else { return }
      let (number, start) = wanted[index]
      let file = grid.files[units[number].file]
      let blocks = file.local(units[number].blocks)
      do throws(SourceError) {
        let open = try files.file(units[number].file)
        let scanner = scanner(ofFile: units[number].file, open.source, wantedFields)
        var start = start.map { $0 - file.origin }
        if start == nil { start = try scanner.guessStart(of: blocks, in: open.source) }
        try thread.scan.scan(
          blocks, firstBlock: file.firstBlock, from: start, in: open.source, with: scanner)
        let bytes = grid.grid(ofFile: file.number).bytes(of: blocks).count
        progress?.count(bytes: bytes)
        progress?.countScanned(bytes: bytes, rows: thread.scan.outcomes.last?.rowCount ?? 0)
      } catch {
        let failure = CaudalError(error, path: files.paths[units[number].file])
        thread.errors.append(
          LocalFailure(position: file.origin + error.offset, error: failure, isOfHost: true))
      }
    }
    if let error = threads.flatMap(\.errors).min(by: { $0.position < $1.position }) {
      throw error
    }
    if let failure = threads.compactMap(\.scan.failure).first { throw failure }
    slice.take(threads.map(\.scan))
  }

  /// Throws the error of the first bad row on every rank.
  private func reportFailure(
    of failed: Int, _ scan: SliceScan, _ slice: borrowing SliceUnits<some ChosenRowSink>,
    _ run: TableRun, on ranks: borrowing Communicator
  ) throws {
    // Rows are counted in the file that has the bad one.
    var file = slice.failedFile ?? 0
    try ranks.broadcast(&file, from: failed)
    let rowsBefore = try ranks.allreduce(
      run.rowsBefore(inFile: file) + (ranks.rank < failed ? slice.rowCount(ofFile: file) : 0), .sum)
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == failed, let failure = scan.failure else { return }
      let error = failure.error(
        path: files.paths[file], rowsBefore: rowsBefore, layout: grid.files[file].head.layout)
      throw LocalFailure(position: failure.byteOffset, error: error)
    }
  }
}

/// A thread's scan, and the reads that failed.
private struct Reader<Sink: ChosenRowSink>: Sendable {
  var scan: ThreadScan<Sink>
  var errors: [LocalFailure] = []
}
