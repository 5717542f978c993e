import Formats
import MPI
import Ranks
import Vocabulary

/// A text that all ranks write together, in one order, as it is or compressed.
///
/// What is compressed is cut on a fixed grid of the text's bytes, and each cell becomes a frame, made by the
/// rank that has its beginning. So all ranks and threads compress, and the file is the same for any number
/// of them.
struct TextOutput {
  private var output: OrderedOutput
  private let encoder: FrameEncoder?
  private var cells: CellCollector

  /// The number of bytes of all ranks that have been written.
  var byteCount: Int { output.byteCount }

  /// Begins to write.
  ///
  /// - Parameters:
  ///   - writer: what takes the bytes, on rank 0.
  ///   - request: how they are compressed, and cut.
  ///   - isSpread: whether the input is seen by all ranks, so that the output may be, too.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if nothing can be written.
  init(
    _ writer: any RowWriter, _ request: SelectRequest, isSpread: Bool,
    on ranks: borrowing Communicator
  ) throws {
    output = try OrderedOutput(
      writer, isSpread: isSpread, cellBytes: request.cellBytes ?? CellPlan.standardCellBytes,
      on: ranks)
    encoder = request.fileFormat.compression.map { FrameEncoder($0.frames) }
    cells = CellCollector(
      cellLength: request.frameBytes ?? FrameEncoder.standardPieceBytes, in: .bytes)
  }

  /// Writes the bytes of a round; see `OrderedOutput`.
  mutating func write(
    _ parts: [[UInt8]], in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    try write(in: order, on: ranks, workers) { parts[$0] }
  }

  /// Writes bytes that are made as they are written; see `OrderedOutput`. Of what is compressed the frames
  /// of one call are in memory.
  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]
  ) throws {
    guard encoder != nil else {
      return try output.write(in: order, on: ranks, workers, making: make)
    }
    try write(try cells.take(order, on: ranks, making: make), on: ranks, workers, make)
  }

  /// Ends: all has been written.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: an agreed ``CaudalError`` if it can't be kept.
  mutating func commit(on ranks: borrowing Communicator, _ workers: Workers) throws {
    if let encoder {
      try write(cells.finish(on: ranks), on: ranks, workers) { _ in [] }
      if output.byteCount == 0 {
        // No text at all is a frame without contents.
        let frame = encoder.frame(of: [])
        _ = try output.write(ranks.rank == 0 ? [frame] : [], of: [0], on: ranks, workers)
      }
    }
    try output.commit(on: ranks)
  }

  /// Ends because the job does: nothing is left.
  func abandon(on ranks: borrowing Communicator) { output.abandon(on: ranks) }

  /// Compresses and writes cells.
  private mutating func write(
    _ full: CellCollector.Cells, on ranks: borrowing Communicator, _ workers: Workers,
    _ make: @Sendable (Int) -> [UInt8]
  ) throws {
    guard let encoder else { return }
    let frames = workers.map(full.own.count) { [cells] index in
      encoder.frame(of: cells.bytes(of: full.own[index], making: make))
    }
    _ = try output.write(frames, of: full.owners, on: ranks, workers)
  }
}

extension TextCompression {
  /// The frames that a file of this kind is made of.
  var frames: FrameEncoder.Format {
    switch self {
    case .gzip: .gzip
    case .zstandard: .zstandard
    }
  }
}
