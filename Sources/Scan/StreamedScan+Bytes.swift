import CSV
import MPI
import Ranks
import Vocabulary

// The bytes that will be read, and the memory that they take on their way.

extension StreamedScan {
  /// The bytes of memory that this rank needs for rows that are read, sent, received, waiting or
  /// scanned, unless they are longer than usual.
  func readingBytes(on ranks: borrowing Communicator, _ workers: Workers) throws(MPIError) -> Int {
    var known = ranks.rank == 0 ? bytesOfHead ?? fileBytes() ?? -1 : 0
    try ranks.broadcast(&known, from: 0)
    let unit = HeldBytes.usualUnit
    let waiting = min(UnitQueue.capacity(takers: workers.count), HeldBytes.limit / unit)
    let sending = min(ranks.size - 1, HeldBytes.limit / unit)
    // A unit is copied to be sent, and where it is received; what is read has room for two, and for a
    // third while it grows.
    let moving = ranks.rank == 0 ? 4 + sending : 3
    let most =
      (waiting + workers.count + moving) * unit
      + workers.count * (RowScanner.standardChunkBytes + 2 * TableRequest.standardBlockBytes)
    return known < 0 ? most : min(most, 4 * known)
  }

  /// The number of bytes that will be read, where that is known: not in a pipe or a database, nor where
  /// bytes are compressed.
  private func fileBytes() -> Int? {
    var byteCount = 0
    for (number, path) in request.paths.enumerated() {
      guard path != "-", request.databases[number] == nil, let source = try? FileSource(path: path),
        (try? FileStream.isPlain(source, encoding: request.dialect.encoding)) == true
      else { return nil }
      byteCount += source.byteCount
    }
    return byteCount
  }

  /// How long rows of the first file are, where it hasn't been read beyond its head.
  ///
  /// - Throws: `SourceError` if the bytes can't be had.
  func rowLengths() throws(SourceError) -> RowLengths {
    if let source = try Self.seekableFile(request, 0) {
      return try LayoutReader.rowLengths(of: source, layout)
    }
    return rowLengthsOfHead
  }

  /// Tells whoever waits how many bytes there are, where that is known.
  func expectBytes() {
    guard let progress = request.progress, let byteCount = fileBytes() else { return }
    progress.expect(bytes: byteCount, readBy: 1)
  }
}
