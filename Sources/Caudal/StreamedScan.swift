import CSV
import MPI

/// Reads the rows of something that only rank 0 sees, and only from its beginning to its end: rank
/// 0 cuts it into units between rows and sends each to a rank that is free, while all ranks scan
/// what they have got.
///
/// The units are not larger than some megabytes, and every rank, rank 0 included, holds only a few
/// at a time: a rank that lags behind gets fewer, and if all lag rank 0 waits before it reads on.
final class StreamedScan {
  private let request: any TableRequest
  private var rows: RowStream<DescriptorStream>?

  /// What the head of the stream says.
  let layout: FileLayout

  /// The number of uncompressed bytes, once all have been read.
  private(set) var byteCount = 0

  /// Opens the stream and reads its head, on rank 0.
  ///
  /// - Parameters:
  ///   - request: the stream and how to read it.
  ///   - column: the column whose numbers tell the decimal mark.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  init(
    _ request: some TableRequest, column: String, on ranks: borrowing Communicator
  ) throws {
    self.request = request
    var opened = try Self.openStream(request, on: ranks)
    layout = try ranks.readLayout(of: request.inputName) { () throws(LayoutReader.Failure) in
      guard let layout = try opened?.readLayout(by: LayoutReader(request), column: column) else {
        preconditionFailure("only rank 0 reads the head")
      }
      return layout.layout
    }
    rows = opened
  }

  /// The most numbers that a unit can have.
  var largestUnit: Int {
    request.blockBytes * RowStream<DescriptorStream>.standardUnitBlocks / 2 + 1
  }

  /// The contents of a field in the first rows, on rank 0.
  func samples(ofColumn column: Int) -> [[UInt8]] {
    rows?.samples(ofColumn: column, layout) ?? []
  }

  /// Reads the stream.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeSink: makes what a thread's rows go to. Units are numbered by their first blocks.
  /// - Returns: the sinks of this rank's threads.
  /// - Throws: an agreed ``CaudalError``: the first row that can't be used, or a failure to read.
  func scan<Sink: UnitRowSink>(
    _ wantedFields: [Int], on ranks: borrowing Communicator, _ workers: Workers,
    into makeSink: @escaping @Sendable () -> Sink
  ) throws -> [Sink] {
    let scanners = makeScanners(wantedFields, workers, makeSink)
    var failure: SourceError?
    if ranks.rank == 0 {
      expectBytes()
      var dealer = try UnitDealer(scanners.queue, request.progress, on: ranks)
      failure = try dealer.deal(&rows, on: ranks)
    } else {
      try receiveUnits(on: ranks, scanners.queue)
    }
    let threads = scanners.finish()
    try report(threads.flatMap(\.outcomes), on: ranks)
    try ranks.agree { () throws(LocalFailure) in
      if let failure { throw LocalFailure(error: CaudalError(failure, path: request.inputName)) }
    }
    byteCount = rows?.byteCount ?? 0
    try ranks.broadcast(&byteCount, from: 0)
    return threads.map(\.sink)
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
  private static func openStream(
    _ request: some TableRequest, on ranks: borrowing Communicator
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
  private func makeScanners<Sink: UnitRowSink>(
    _ wantedFields: [Int], _ workers: Workers, _ makeSink: @escaping @Sendable () -> Sink
  ) -> UnitScanners<Sink> {
    let (layout, blockBytes) = (layout, request.blockBytes)
    let chunkBytes = request.chunkBytes ?? RowScanner.standardChunkBytes
    return UnitScanners(count: workers.count, into: makeSink) { unit, sink in
      let grid = BlockGrid(byteCount: unit.byteCount, blockBytes: blockBytes)
      let scanner = RowScanner(
        layout: layout, wantedFields: wantedFields, grid: grid, chunkBytes: chunkBytes)
      do throws(SourceError) {
        let start = unit.bytes.isEmpty ? nil : unit.start
        let number = unit.blocks.lowerBound
        try sink.scan(number, unit.blocks, from: start, in: unit, with: scanner)
      } catch {
        preconditionFailure("bytes in memory can be read: \(error.reason)")
      }
    }
  }

  /// Receives units until rank 0 says that there are no more.
  private func receiveUnits(
    on ranks: borrowing Communicator, _ queue: UnitQueue
  ) throws(MPIError) {
    var hasReported = false
    while true {
      let header = try ranks.receive(UnitHeader.self, from: 0, tag: UnitTag.header)
      guard header.firstBlock >= 0 else { break }
      let bytes = try ranks.receive(
        UInt8.self, atMost: header.byteCount, from: 0, tag: UnitTag.bytes)
      queue.put(
        RowUnit(
          blocks: header.firstBlock..<header.endBlock, start: header.start, bytes: bytes))
      if queue.hasFailed, !hasReported {
        hasReported = true
        try ranks.send(1, to: 0, tag: UnitTag.outcome)
      }
    }
    if !hasReported { try ranks.send(0, to: 0, tag: UnitTag.outcome) }
  }

  /// Throws the error of the first bad row on every rank.
  private func report(_ outcomes: [UnitOutcome], on ranks: borrowing Communicator) throws {
    let mine = outcomes.filter { $0.scan.failure != nil }.min { $0.number < $1.number }
    let first = try ranks.allreduce(mine?.number ?? .max, .minimum)
    guard first < .max else { return }
    let before = outcomes.filter { $0.number < first }.reduce(0) { $0 + $1.rowCount }
    let rowsBefore = try ranks.allreduce(before, .sum)
    try ranks.agree { () throws(LocalFailure) in
      guard let mine, mine.number == first, let failure = mine.scan.failure else { return }
      let message = failure.message(
        path: request.inputName, rowsBefore: rowsBefore, layout: layout)
      throw LocalFailure(position: failure.byteOffset, error: CaudalError(.badData, message))
    }
  }
}
