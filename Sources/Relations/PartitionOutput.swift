import Formats
import Keys
import MPI
import Ranks
import Scan
import Stores
import Values
import Vocabulary

/// Rows of all ranks that are divided among files, each in order.
///
/// A file is written by one rank, to which the others send what they have for it: so nothing depends on who has
/// read which rows, and no two hosts write to one file. Where only rank 0 sees the folder, it writes all. A file is
/// open only while something is written to it.
///
/// The rows come as images with their keys in front; see ``PartitionPlan``.
struct PartitionOutput: TypedOutput, RowOutput {
  /// The bytes of images that a rank divides at a time.
  private static let bytesAtOnce = 64 << 20

  /// The bytes of all files of a rank that are kept in memory, if they can be written at any time.
  private static let mostKeptBytes = 256 << 20

  private let folder: any RowFolder
  private let plan: RowPlan
  private let partition: PartitionPlan
  private let notes: Notes

  /// The number of ranks that write files, the first of all.
  private let writerCount: Int

  /// The keys of all files, in the order in which all ranks have learnt of them.
  private var keys = KeyTable(isRoomy: false)

  /// This rank's files, by their numbers.
  private var files: [Int: PartitionFile] = [:]

  private let kind: PartitionFile.Kind

  /// What makes lines of JSON of images; nil if rows are texts already.
  private var lines: JSONLines?

  private(set) var rowCount = 0
  private(set) var byteCount = 0

  /// The number of files of all ranks.
  var fileCount: Int? { keys.count }

  /// Begins to write.
  ///
  /// - Parameters:
  ///   - folder: what takes the files, on rank 0.
  ///   - request: how they are written.
  ///   - plan: what is written of a row; it has a partition.
  ///   - table: the table that is read.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if nothing can be written.
  init(
    _ folder: any RowFolder, _ request: SelectRequest, _ plan: RowPlan, _ table: Table,
    on ranks: borrowing Communicator
  ) throws {
    guard let partition = plan.partition else { preconditionFailure("nothing divides the rows") }
    self.folder = folder
    self.plan = plan
    self.partition = partition
    notes = table.notes
    var path = try ranks.agree { () throws(LocalFailure) -> String in
      guard ranks.rank == 0 else { return "" }
      do throws(CaudalError) { return try folder.begin() } catch {
        throw LocalFailure(error: error)
      }
    }
    if ranks.size > 1 {
      var bytes = Array(path.utf8)
      try ranks.broadcast(varying: &bytes, from: 0)
      path = String(decoding: bytes, as: UTF8.self)
    }
    let isSeen =
      ranks.rank == 0 || table.input == .shared && PartitionFile.isFolder(path, isAwaited: true)
    let seers = try ranks.allreduce(isSeen ? 1 : 0, .sum)
    writerCount = seers == ranks.size ? ranks.size : 1
    if ranks.rank != 0, writerCount > 1 { folder.join(path) }
    let isText = request.fileFormat.format == .csv
    kind = PartitionFile.Kind(
      folder: path, header: isText ? plan.header : [],
      encoder: request.fileFormat.compression.map { FrameEncoder($0.frames) },
      pieceBytes: request.frameBytes ?? PartitionFile.standardPieceBytes)
  }

  func begin(_ plan: RowPlan, on ranks: borrowing Communicator, _ workers: Workers) {}

  mutating func begin(
    _ plan: RowPlan, _ census: RowCensus, _ notes: Notes, on ranks: borrowing Communicator
  ) -> Bool {
    lines = JSONLines(census.columns(of: plan))
    return true
  }

  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]
  ) throws {
    var rest = order[...]
    var before = 0
    while !rest.isEmpty {
      var lengths = [Int](repeating: 0, count: ranks.size)
      let some = rest.prefix { part in
        let isFirst = lengths[part.owner] == 0
        lengths[part.owner] += part.byteCount
        return isFirst || lengths[part.owner] <= Self.bytesAtOnce
      }
      try write(Array(some), on: ranks, workers) { [before] in make(before + $0) }
      before += some.count { $0.owner == ranks.rank }
      rest = rest[some.endIndex...]
    }
  }

  /// Writes so many parts as are divided at a time.
  private mutating func write(
    _ order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    _ make: @Sendable (Int) -> [UInt8]
  ) throws {
    let own = order.filter { $0.owner == ranks.rank }
    let (partition, lines, columnCount) = (partition, lines, plan.outputs.count)
    let parts = workers.map(own.count) { part in
      DividedRows(
        make(part), own[part].rowCount, keyCount: partition.keyCount, columnCount: columnCount,
        lines, limit: partition.request.limit)
    }
    try ranks.settle(parts.map(\.failure), in: order, behind: rowCount)
    try learnKeys(of: parts, on: ranks)
    take(try sent(parts, in: order, on: ranks))
    try flush(isLast: false, on: ranks, workers)
    rowCount += order.reduce(0) { $0 + $1.rowCount }
  }

  // MARK: - Files

  /// The rank that writes a file.
  private func owner(ofFile file: Int) -> Int { file % writerCount }

  /// Tells all ranks of keys that they don't know, and numbers these.
  ///
  /// - Throws: an error, the same on all ranks, if there are too many.
  private mutating func learnKeys(
    of parts: [DividedRows], on ranks: borrowing Communicator
  ) throws {
    let limit = partition.request.limit
    var new = KeyTable(isRoomy: false)
    var own = Strings()
    for part in parts {
      for number in 0..<part.keys.count where own.count <= limit {
        let key = part.keys.text(number)
        guard keys.find(key.span) == nil, new.find(key.span) == nil else { continue }
        _ = new.number(of: key.span)
        own.append(key)
      }
    }
    for key in try own.gathered(on: ranks) where keys.count <= limit {
      _ = keys.number(of: key.span)
    }
    guard keys.count <= limit else {
      let names = partition.keys.names.joined(separator: ", ")
      throw CaudalError(
        .usage,
        "more than \(limit) files would be written, one for each value of \(names); allow more, or"
          + " divide by something that has fewer",
        subject: .partition)
    }
    folder.expect(files: keys.count)
  }

  /// What a rank has for a file.
  private struct Piece: BitwiseCopyable, Sendable {
    let file: Int

    /// The number of the part that it is of, among those of all ranks.
    let part: Int
    let byteCount: Int
  }

  /// Sends what there is for each file to the rank that writes it.
  ///
  /// - Returns: what this rank writes, in order.
  private func sent(
    _ parts: [DividedRows], in order: [RoundPart], on ranks: borrowing Communicator
  ) throws(MPIError) -> [(file: Int, bytes: ArraySlice<UInt8>)] {
    var pieces = [[Piece]](repeating: [], count: ranks.size)
    var bytes = [[UInt8]](repeating: [], count: ranks.size)
    var own = 0
    for (number, entry) in order.enumerated() where entry.owner == ranks.rank {
      let part = parts[own]
      own += 1
      for key in 0..<part.keys.count {
        guard let file = keys.find(part.keys.text(key).span) else { continue }
        let owner = owner(ofFile: file)
        pieces[owner].append(
          Piece(file: file, part: number, byteCount: part.texts[key].count))
        bytes[owner] += part.texts[key]
      }
    }
    let receivedPieces = try ranks.alltoall(varying: pieces)
    let receivedBytes = try ranks.alltoall(varying: bytes)
    var received: [(piece: Piece, bytes: ArraySlice<UInt8>)] = []
    for (pieces, bytes) in zip(receivedPieces, receivedBytes) {
      var rest = bytes[...]
      for piece in pieces {
        received.append((piece, rest.prefix(piece.byteCount)))
        rest = rest.dropFirst(piece.byteCount)
      }
    }
    received.sort { $0.piece.part < $1.piece.part }
    return received.map { ($0.piece.file, $0.bytes) }
  }

  private mutating func take(_ pieces: [(file: Int, bytes: ArraySlice<UInt8>)]) {
    for (number, bytes) in pieces {
      let new = PartitionFile(kind, number: number)
      files[number, default: new].append(bytes)
    }
  }

  /// Writes what this rank has of its files.
  ///
  /// - Parameters:
  ///   - isLast: whether no more comes; if not, only full pieces are written.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: an agreed ``CaudalError`` if they can't be written.
  private mutating func flush(
    isLast: Bool, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    // Of very many files there is a lot in memory before any has a piece.
    let isTight = files.values.reduce(0) { $0 + $1.writableBytes } > Self.mostKeptBytes
    let ready = files.values.filter { isLast || $0.isFull || isTight && $0.writableBytes > 0 }
      .sorted { $0.number < $1.number }
    let written = workers.map(ready.count) { index in
      var file = ready[index]
      let code = file.flush(isLast: isLast)
      return (file: file, code: code)
    }
    for (file, _) in written { files[file.number] = file }
    let failure = written.first { $0.code != 0 }
    try ranks.agree { () throws(LocalFailure) in
      guard let failure else { return }
      throw LocalFailure(
        error: CaudalError(.inputOutput, "\(folder.name): \(failure.code.errorText)"),
        isOfHost: true)
    }
  }

  // MARK: - End

  mutating func commit(on ranks: borrowing Communicator, _ workers: Workers) throws {
    try flush(isLast: true, on: ranks, workers)
    byteCount = try ranks.allreduce(files.values.reduce(0) { $0 + $1.writtenBytes }, .sum)
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0 else { return }
      do throws(CaudalError) {
        let images = (0..<keys.count).map { keys.text($0) }
        let names = try PartitionNames(
          of: images, partition.keys, partition.request.fileName)
        try folder.commit(names.names)
      } catch {
        throw LocalFailure(error: error)
      }
    }
    guard ranks.rank == 0 else { return }
    let fileWords = keys.count == 1 ? "1 file" : "\(keys.count) files"
    let rowWords = rowCount == 1 ? "1 row" : "\(rowCount) rows"
    notes.say("note: \(fileWords) with \(rowWords) in \(folder.name)")
  }

  func abandon(on ranks: borrowing Communicator) { if ranks.rank == 0 { folder.abandon() } }
}
