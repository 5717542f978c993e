import MPI

/// A row among those that a rank keeps.
struct RowID: BitwiseCopyable, Sendable, Hashable {
  /// The number of its chunk above, that in the chunk below.
  let bits: UInt64

  @inline(__always)
  init(bits: UInt64) { self.bits = bits }

  @inline(__always)
  init(chunk: Int, row: Int) { bits = UInt64(chunk) << 32 | UInt64(row) }

  /// The number of the row's chunk.
  @inline(__always)
  var chunk: Int { Int(bits >> 32) }

  /// The row's number in its chunk.
  @inline(__always)
  var row: Int { Int(bits & 0xFFFF_FFFF) }
}

/// Rows that are kept in memory: their bytes, their places, and the keys by which they are put in order.
///
/// Everything of all rows stands in a few arrays, one row behind the other.
struct KeptRows: Sendable {
  /// The rows as they are written, each with its line feed.
  var texts = FrozenStrings()

  /// What the rows are ordered by, before their places; see ``KeyColumn``.
  var keys: [KeyColumn] = []

  /// What makes rows the same; none if that isn't asked for.
  var groups = FrozenStrings()

  /// The rows' places: the offsets in the table at which they begin.
  var places = FrozenArray<Int>([])

  /// The number of rows.
  var count: Int { places.count }

  /// The bytes of memory that they take.
  var byteCount: Int {
    texts.byteCount + keys.reduce(0) { $0 + $1.byteCount } + groups.byteCount + places.byteCount
  }
}

// MARK: - Among ranks

extension KeptRows {
  /// Sends rows to all ranks.
  ///
  /// - Parameters:
  ///   - parts: the rows for each rank.
  ///   - ranks: all ranks.
  /// - Returns: the rows from each rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  static func exchanged(
    _ parts: [KeptRows], on ranks: borrowing Communicator
  ) throws(MPIError) -> [KeptRows] {
    let texts = try Strings.exchanged(parts.map { Strings($0.texts) }, on: ranks)
    let groups = try Strings.exchanged(parts.map { Strings($0.groups) }, on: ranks)
    let places = try ranks.alltoall(varying: parts.map(\.places.array))
    var rows = places.indices.map { rank in
      KeptRows(
        texts: FrozenStrings(texts[rank]), groups: FrozenStrings(groups[rank]),
        places: FrozenArray(places[rank]))
    }
    for key in parts[0].keys.indices {
      let columns = try parts.map { $0.keys[key] }.exchanged(on: ranks)
      for rank in rows.indices { rows[rank].keys.append(columns[rank]) }
    }
    return rows
  }
}
