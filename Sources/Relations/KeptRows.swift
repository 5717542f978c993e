import MPI

/// Rows that are kept in memory: their bytes, their places, and the keys by which they are put in order.
///
/// Everything of all rows stands in a few arrays, one row behind the other.
struct KeptRows: Sendable {
  /// Byte strings that stand one behind the other.
  struct Strings: Sendable {
    /// All bytes.
    var bytes: [UInt8]

    /// Where each string ends.
    private(set) var ends: [Int]

    /// Strings that stand one behind the other.
    init(bytes: [UInt8] = [], ends: [Int] = []) {
      self.bytes = bytes
      self.ends = ends
    }

    /// Puts strings behind each other.
    init(joining parts: [Strings]) {
      self.init()
      bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
      ends.reserveCapacity(parts.reduce(0) { $0 + $1.ends.count })
      for part in parts {
        let start = bytes.count
        bytes += part.bytes
        for end in part.ends { ends.append(start + end) }
      }
    }

    /// The number of strings.
    var count: Int { ends.count }

    /// The bytes of a string.
    subscript(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// Ends a string with what has been appended to the bytes.
    mutating func endString() { ends.append(bytes.count) }

    /// Appends a string.
    mutating func append(_ string: some Sequence<UInt8>) {
      bytes.append(contentsOf: string)
      endString()
    }
  }

  /// The rows as they are written, each with its line feed.
  var texts = Strings()

  /// What the rows are ordered by, before their places; empty strings where only places count.
  var keys = Strings()

  /// What makes rows the same.
  var groups = Strings()

  /// The rows' places: the offsets in the table at which they begin.
  var places: [Int] = []

  /// The number of rows.
  var count: Int { places.count }

  /// Appends a row of others.
  mutating func append(_ row: Int, of other: KeptRows) {
    texts.append(other.texts.bytes[other.texts[row]])
    if other.keys.count > 0 { keys.append(other.keys.bytes[other.keys[row]]) }
    if other.groups.count > 0 { groups.append(other.groups.bytes[other.groups[row]]) }
    places.append(other.places[row])
  }

  /// The bytes of memory that they take.
  var byteCount: Int {
    texts.bytes.count + keys.bytes.count + groups.bytes.count
      + 8 * (texts.ends.count + keys.ends.count + groups.ends.count + places.count)
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
    let texts = try Strings.exchanged(parts.map(\.texts), on: ranks)
    let keys = try Strings.exchanged(parts.map(\.keys), on: ranks)
    let groups = try Strings.exchanged(parts.map(\.groups), on: ranks)
    let places = try ranks.alltoall(varying: parts.map(\.places))
    return places.indices.map { rank in
      KeptRows(texts: texts[rank], keys: keys[rank], groups: groups[rank], places: places[rank])
    }
  }
}

extension KeptRows.Strings {
  /// Sends strings to all ranks; see ``KeptRows/exchanged(_:on:)``.
  fileprivate static func exchanged(
    _ parts: [Self], on ranks: borrowing Communicator
  ) throws(MPIError) -> [Self] {
    let bytes = try ranks.alltoall(varying: parts.map(\.bytes))
    let ends = try ranks.alltoall(varying: parts.map(\.ends))
    return zip(bytes, ends).map { Self(bytes: $0, ends: $1) }
  }

  /// Puts all ranks' strings behind each other.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: the strings of rank 0 first.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func gathered(on ranks: borrowing Communicator) throws(MPIError) -> Self {
    let bytes = try ranks.allgather(varying: bytes)
    let ends = try ranks.allgather(varying: ends)
    return Self(joining: zip(bytes, ends).map { Self(bytes: $0, ends: $1) })
  }
}
