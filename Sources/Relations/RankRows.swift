import Algorithms
import MPI
import Ranks

/// The rows that a rank keeps, in some chunks.
@safe
struct RankRows: Sendable {
  /// The rows; at least one chunk, so that every rank knows what there is of rows.
  let chunks: [KeptRows]

  /// Where the texts of each chunk are, which holds them.
  nonisolated(unsafe) private let texts: [StringPlace]

  /// The rows whose texts are looked for at a time, so that memory answers for many of them at once.
  private static let rowsAtOnce = 64

  /// Takes rows.
  init(_ chunks: [KeptRows]) {
    self.chunks = chunks
    unsafe texts = chunks.map { unsafe $0.texts.place }
  }

  /// The number of rows.
  var count: Int { chunks.reduce(0) { $0 + $1.count } }

  /// The offset in the table at which a row begins.
  func place(of row: RowID) -> Int { chunks[row.chunk].places[row.row] }

  /// The number of bytes of some rows as they are written.
  func byteCount(of rows: ArraySlice<RowID>) -> Int {
    // Sound: the rows are there, and the chunks hold them.
    rows.reduce(0) { sum, row in unsafe sum + texts[row.chunk][row.row].count }
  }

  /// The bytes of some rows as they are written.
  func text(of rows: ArraySlice<RowID>) -> [UInt8] {
    let count = byteCount(of: rows)
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard var next = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      var found = unsafe [UnsafeBufferPointer<UInt8>]()
      unsafe found.reserveCapacity(Self.rowsAtOnce)
      for some in rows.chunks(ofCount: Self.rowsAtOnce) {
        unsafe found.removeAll(keepingCapacity: true)
        // Sound: as above, and there is room for all of their bytes.
        for row in some { unsafe found.append(texts[row.chunk][row.row]) }
        for index in unsafe found.indices {
          let text = unsafe found[index]
          guard let start = text.baseAddress else { continue }
          unsafe next.copyMemory(from: start, byteCount: text.count)
          unsafe next += text.count
        }
      }
      filled = count
    }
  }

  /// Some of the rows, as they are numbered.
  func selecting(_ rows: [RowID]) -> KeptRows {
    var kept = KeptRows()
    let bytes = text(of: rows[...])
    var end = 0
    let ends = rows.map { row in
      // Sound: as above.
      unsafe end += texts[row.chunk][row.row].count
      return end
    }
    kept.texts = FrozenStrings(Strings(bytes: bytes, ends: ends))
    if chunks.contains(where: { $0.groups.count > 0 }) {
      var groups = Strings()
      for row in rows { groups.append(chunks[row.chunk].groups.string(row.row)) }
      kept.groups = FrozenStrings(groups)
    }
    kept.places = FrozenArray(rows.map { place(of: $0) })
    kept.keys = (chunks.first?.keys.indices ?? 0..<0).map { key in
      chunks.map { $0.keys[key] }.selecting(rows)
    }
    return kept
  }

  /// Sends rows to other ranks.
  ///
  /// - Parameters:
  ///   - destinations: for each rank the rows that it gets.
  ///   - ranks: all ranks.
  /// - Returns: the rows that this rank has got.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func exchanged(
    _ destinations: [[RowID]], on ranks: borrowing Communicator
  ) throws(MPIError) -> RankRows {
    RankRows(try KeptRows.exchanged(destinations.map { selecting($0) }, on: ranks))
  }
}
