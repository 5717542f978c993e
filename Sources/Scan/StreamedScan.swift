import CSV
import Expressions
import MPI
import Ranks
import Vocabulary

/// Reads the rows of something that only rank 0 sees, and only from its beginning to its end: rank
/// 0 cuts it into units between rows and sends each to a rank that is free, while all ranks scan
/// what they have got.
///
/// The units are not larger than some megabytes, and every rank, rank 0 included, holds only a few
/// at a time: a rank that lags behind gets fewer, and if all lag rank 0 waits before it reads on.
///
/// A table of several files is read file by file; of those only one is open. The heads of ordinary
/// files are looked at before, so that nothing is begun that can't be ended; pipes are opened when
/// their turn has come, since who fills them may fill them one after the other.
final class StreamedScan {
  let request: TableRequest
  private let notes: Notes
  private let first: FileHead

  /// The file at hand, on rank 0; nil if the next one isn't open yet.
  private var rows: RowStream<FileStream>?

  /// The number of the file at hand, or the next one, on rank 0.
  private var fileNumber = 0

  /// The files of which this rank has got units, and on rank 0 all that were begun.
  private(set) var files: [TableFile]

  /// What the files that were begun were then, on rank 0; nil of one that isn't a regular file.
  private(set) var identities: [FileSource.Identity?] = []

  /// The number of uncompressed bytes of all files, once all have been read.
  private(set) var byteCount = 0

  /// The number of blocks of all files, once all have been read.
  private(set) var blockCount = 0

  /// The columns and the dialect of the first file.
  var layout: FileLayout { first.layout }

  /// Whether all files have been read.
  private(set) var isAtEnd = false

  /// Opens the first file and reads its head, on rank 0; looks at the others.
  ///
  /// - Parameters:
  ///   - request: the files and how to read them.
  ///   - notes: what is said of the files.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  init(
    _ request: TableRequest, _ notes: Notes, on ranks: borrowing Communicator
  ) throws {
    self.request = request
    self.notes = notes
    var opened = try ranks.agree { () throws(LocalFailure) -> RowStream<FileStream>? in
      guard ranks.rank == 0 else { return nil }
      do throws(SourceError) {
        return try Self.stream(request, 0)
      } catch {
        throw LocalFailure(error: CaudalError(error, path: request.inputName))
      }
    }
    let heads = try ranks.readHeads(of: [request.inputName], notes) {
      _, role throws(LayoutReader.Failure) in
      guard var stream = opened.take() else {
        preconditionFailure("only rank 0 reads the head")
      }
      let head = try Self.readHead(of: &stream, request, 0, as: role)
      opened = consume stream
      return head
    }
    first = heads[0]
    identities = ranks.rank == 0 ? [Self.identity(request, 0)] : []
    files = [TableFile(number: 0, firstBlock: 0, origin: 0, head: heads[0])]
    rows = opened
    try checkOthers(on: ranks)
  }

  /// Opens a file.
  private static func stream(
    _ request: TableRequest, _ number: Int
  ) throws(SourceError) -> RowStream<FileStream> {
    let path = request.paths[number]
    if let database = request.databases[number] {
      return try RowStream(
        FileStream(try database.open()), blockBytes: request.blockBytes,
        encoding: DialectOptions.ofDatabase(request).encoding)
    }
    let stream = try path == "-" ? FileStream() : FileStream(path: path)
    return try RowStream(
      stream, blockBytes: request.blockBytes, encoding: request.dialect.encoding)
  }

  /// Reads the head of a file that has been opened, and goes to its first row.
  ///
  /// What can be read anywhere is looked at anywhere, as if every rank read it.
  private static func readHead(
    of stream: inout RowStream<FileStream>, _ request: TableRequest, _ number: Int,
    as role: FileRole
  ) throws(LayoutReader.Failure) -> FileHead {
    if request.databases[number] != nil {
      let reader = LayoutReader(DialectOptions.ofDatabase(request))
      var head = try stream.readLayout(by: reader, as: role)
      (head.layout.isOfDatabase, head.layout.rowsBeforeData) = (true, 0)
      return head
    }
    let reader = LayoutReader(request)
    let file: FileSource?
    do throws(SourceError) { file = try seekableFile(request, number) } catch {
      throw .source(error)
    }
    guard let file else { return try stream.readLayout(by: reader, as: role) }
    let head = try reader.readLayout(of: file, as: role)
    try stream.begin(head.layout)
    return head
  }

  /// A file that can be read at any place, and whose bytes are read as they are; nil of another.
  static func seekableFile(
    _ request: TableRequest, _ number: Int
  ) throws(SourceError) -> FileSource? {
    guard request.paths[number] != "-", try request.kind(ofInput: number) == .file else {
      return nil
    }
    return try FileSource(path: request.paths[number])
  }

  /// The head of a file that can be opened again, read for itself; nil of a pipe.
  private func headAhead(_ number: Int) throws(LayoutReader.Failure) -> FileHead? {
    guard request.isOrdinary(number) else { return nil }
    var stream: RowStream<FileStream>
    do throws(SourceError) { stream = try Self.stream(request, number) } catch {
      throw .source(error)
    }
    return try Self.readHead(of: &stream, request, number, as: .other(first))
  }

  /// Looks at the heads of the files behind the first, on rank 0.
  private func checkOthers(on ranks: borrowing Communicator) throws {
    guard request.paths.count > 1 else { return }
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0 else { return }
      var names = [request.inputName]
      var heads = [first]
      for number in 1..<request.paths.count {
        do throws(LayoutReader.Failure) {
          guard let head = try headAhead(number) else { continue }
          names.append(request.inputNames[number])
          heads.append(head)
        } catch {
          throw LocalFailure(error: CaudalError(error, path: request.inputNames[number]))
        }
      }
      notes.sayReordered(names, heads)
    }
  }

  /// The blocks of a unit.
  var blocksOfUnit: Int { RowStream<FileStream>.standardUnitBlocks }

  /// The most numbers that a unit can have.
  static func largestUnit(blockBytes: Int) -> Int {
    blockBytes * RowStream<FileStream>.standardUnitBlocks / 2 + 1
  }

  /// The number of uncompressed bytes of all files, on rank 0, if they were so few that all have been
  /// read to look at the head.
  var bytesOfHead: Int? {
    request.paths.count == 1 && rows?.isAtEnd == true ? rows?.byteCount : nil
  }

  /// How long the rows are that came with the head, on rank 0.
  var rowLengthsOfHead: RowLengths { rows?.rowLengths(layout) ?? RowLengths() }

  /// The contents of some columns in the first rows of the first file that has some, on rank 0.
  func samples(ofColumns columns: [Int]) throws(SourceError) -> [[[UInt8]]] {
    if let source = try Self.seekableFile(request, 0) {
      let samples = try LayoutReader.samples(ofColumns: columns, of: source, layout)
      if samples.contains(where: { !$0.isEmpty }) { return samples }
    } else if let samples = rows?.samples(ofColumns: columns, layout),
      samples.contains(where: { !$0.isEmpty })
    {
      return samples
    }
    for number in request.paths.indices.dropFirst() {
      guard request.isOrdinary(number) else { break }
      var stream = try Self.stream(request, number)
      // Its head has been found to be good.
      let head = try? Self.readHead(of: &stream, request, number, as: .other(first))
      let fields = columns.map { head?.places?.fields[$0] ?? $0 }
      let samples: [[[UInt8]]]
      if let source = try Self.seekableFile(request, number) {
        samples = try LayoutReader.samples(ofColumns: fields, of: source, head?.layout ?? layout)
      } else {
        samples = stream.samples(ofColumns: fields, head?.layout ?? layout)
      }
      if samples.contains(where: { !$0.isEmpty }) { return samples }
    }
    return columns.map { _ in [] }
  }

  /// Reads the files, or the next part of them.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - limit: the most units that are read; nil for all that are left.
  ///   - earlier: how this rank's units of the parts before were scanned.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeScan: makes the scan of a thread.
  /// - Returns: the sinks of this rank's threads, and how its units were scanned.
  /// - Throws: an agreed ``CaudalError``: the first row that can't be used, or a failure to read.
  func scan<Sink: ChosenRowSink>(
    _ wantedFields: [Int], atMost limit: Int? = nil, behind earlier: [UnitOutcome] = [],
    on ranks: borrowing Communicator, _ workers: Workers,
    into makeScan: @escaping @Sendable () -> ThreadScan<Sink>
  ) throws -> Scanned<Sink> {
    request.progress?.enter(.read)
    defer { request.progress?.enter(.compute) }
    let scanners = try startScanners(wantedFields, workers, makeScan, on: ranks)
    var failure: CaudalError?
    if ranks.rank == 0 {
      if earlier.isEmpty { expectBytes() }
      failure = try dealUnits(scanners.queue, atMost: limit ?? .max, on: ranks)
    } else {
      try receiveUnits(on: ranks, scanners.queue)
    }
    let threads = scanners.finish()
    let outcomes = threads.flatMap(\.outcomes)
    try report(earlier + outcomes, on: ranks)
    try ranks.agree { () throws(LocalFailure) in
      if let failure { throw LocalFailure(error: failure) }
      if let failure = threads.compactMap(\.failure).first { throw failure }
    }
    var counts = [byteCount, blockCount, fileNumber]
    try ranks.broadcast(&counts, from: 0)
    (byteCount, blockCount) = (counts[0], counts[1])
    isAtEnd = counts[2] == request.paths.count
    return Scanned(passes: [threads.map(\.sink)], outcomes: outcomes)
  }

  /// Deals units of the files, on rank 0.
  ///
  /// - Returns: why a file could not be read to its end; nil if all could.
  private func dealUnits(
    _ queue: UnitQueue, atMost limit: Int, on ranks: borrowing Communicator
  ) throws(MPIError) -> CaudalError? {
    var dealer = try UnitDealer(queue, atMost: limit, request.progress, on: ranks)
    var failure: CaudalError?
    while fileNumber < request.paths.count, dealer.isAllowedMore, try !dealer.hasFailed() {
      do throws(CaudalError) {
        if rows == nil { files.append(try openFile(fileNumber, on: ranks)) }
      } catch {
        failure = error
        break
      }
      guard var stream = rows.take() else { preconditionFailure("a file has been opened") }
      do throws(UnitDealer.Failure) {
        if try dealer.deal(&stream, of: files[fileNumber], on: ranks) {
          endFile(byteCount: stream.byteCount)
        } else {
          rows = consume stream
        }
      } catch {
        switch error {
        case .source(let error):
          failure = CaudalError(error, path: request.inputNames[fileNumber])
        case .ranks(let error): throw error
        }
        break
      }
    }
    try dealer.finish(on: ranks)
    return failure
  }

  /// Takes notice that the file at hand has been read to its end.
  private func endFile(byteCount fileBytes: Int) {
    byteCount += fileBytes
    blockCount += BlockGrid(byteCount: fileBytes, blockBytes: request.blockBytes).blockCount
    fileNumber += 1
  }

  /// Opens a file behind the first when its turn has come.
  private func openFile(
    _ number: Int, on ranks: borrowing Communicator
  ) throws(CaudalError) -> TableFile {
    let name = request.inputNames[number]
    do throws(SourceError) {
      identities.append(Self.identity(request, number))
      rows = try Self.stream(request, number)
    } catch {
      throw CaudalError(error, path: name)
    }
    do throws(LayoutReader.Failure) {
      guard var stream = rows.take() else { preconditionFailure("the file has been opened") }
      let head = try Self.readHead(of: &stream, request, number, as: .other(first))
      rows = consume stream
      if head.places?.isReordered == true, !request.isOrdinary(number) {
        notes.sayReordered(name, and: 0, table: request.inputName)
      }
      return TableFile(number: number, firstBlock: blockCount, origin: byteCount, head: head)
    } catch {
      throw CaudalError(error, path: name)
    }
  }

  /// Starts the threads that scan units; each rank needs one at least beside the one that reads.
  private func startScanners<Sink: ChosenRowSink>(
    _ wantedFields: [Int], _ workers: Workers,
    _ makeScan: @escaping @Sendable () -> ThreadScan<Sink>, on ranks: borrowing Communicator
  ) throws -> UnitScanners<Sink> {
    let scanners = makeScanners(wantedFields, workers, makeScan)
    do {
      try ranks.agree { () throws(LocalFailure) in
        if scanners.count == 0 { throw LocalFailure(noThreadFor: "scan what another reads") }
      }
    } catch {
      _ = scanners.finish()
      throw error
    }
    return scanners
  }

  /// Starts the threads.
  private func makeScanners<Sink: ChosenRowSink>(
    _ wantedFields: [Int], _ workers: Workers,
    _ makeScan: @escaping @Sendable () -> ThreadScan<Sink>
  ) -> UnitScanners<Sink> {
    let blockBytes = request.blockBytes
    let chunkBytes = request.chunkBytes ?? RowScanner.standardChunkBytes
    let policy = RowPolicy(request)
    let progress = request.progress
    return UnitScanners(wanted: workers.count, into: makeScan) { unit, scan in
      let (file, rows) = (unit.file, unit.rows)
      let scanner = RowScanner(
        file, wantedFields: wantedFields,
        grid: BlockGrid(byteCount: rows.byteCount, blockBytes: blockBytes),
        chunkBytes: chunkBytes, policy: policy)
      do throws(SourceError) {
        let start = rows.bytes.isEmpty ? nil : rows.start
        try scan.scan(
          rows.blocks, firstBlock: file.firstBlock, from: start, in: rows, with: scanner)
        progress?.countScanned(
          bytes: rows.bytes.count, rows: scan.outcomes.last?.rowCount ?? 0)
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
      guard header.file >= 0 else { break }
      if header.fileByteCount > 0 {
        let message = try ranks.receive(
          UInt8.self, atMost: header.fileByteCount, from: 0, tag: UnitTag.file)
        // It comes once in each part of the files that is read.
        if files.last?.number != header.file {
          files.append(LaterFile(encoded: message).file(header.file, like: first))
        }
      }
      let bytes = try ranks.receive(
        UInt8.self, atMost: header.byteCount, from: 0, tag: UnitTag.bytes)
      let rows = RowUnit(
        blocks: header.firstBlock..<header.endBlock, start: header.start, bytes: bytes)
      queue.put(StreamUnit(file: files[files.count - 1], rows: rows))
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
    try checkUnchanged(ofBlock: first, on: ranks)
    // Rows are counted in the file that has the bad one.
    let file = mine?.number == first ? files.last { $0.firstBlock <= first } : nil
    let firstBlock = try ranks.allreduce(file?.firstBlock ?? .max, .minimum)
    let before = outcomes.filter { (firstBlock..<first).contains($0.number) }
    let rowsBefore = try ranks.allreduce(before.reduce(0) { $0 + $1.rowCount }, .sum)
    try ranks.agree { () throws(LocalFailure) in
      guard let file, let mine, let failure = mine.scan.failure else { return }
      let error = failure.error(
        path: request.inputNames[file.number], rowsBefore: rowsBefore, layout: file.head.layout)
      throw LocalFailure(position: failure.byteOffset, error: error)
    }
  }
}
