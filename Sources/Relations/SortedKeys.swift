/// The keys of rows, 64 bits of them at a time.
@safe
struct SortedKeys: Sendable {
  /// A place in the keys of a row: a key's number, and the bytes of it that have been seen.
  struct Cursor: Equatable, Sendable {
    var key = 0
    var depth = 0
  }

  /// Where a key of a chunk is, which holds it.
  @unsafe
  private enum Place {
    case ranked(UnsafeBufferPointer<UInt32>)
    case words(UnsafeBufferPointer<UInt64>)
    case strings(StringPlace)
  }

  /// The number of rows of each chunk.
  let chunkCounts: [Int]

  /// The number of rows.
  let count: Int

  /// Whether rows stand in the order of their places.
  let placesAscend: Bool

  /// How much of the keys is in the first 64 bits: the keys that are in it, the bits of each, and
  /// what is behind them; nil if that is nothing.
  let first: (bits: [Int], cursor: Cursor?)

  /// The keys of each chunk, one chunk behind the other.
  nonisolated(unsafe) private let places: [Place]
  private let keyCount: Int

  /// What holds them.
  private let columns: [[KeyColumn]]
  private let rowPlaces: [FrozenArray<Int>]

  /// Finds the keys of rows.
  init(_ chunks: [KeptRows], by keys: (KeptRows) -> [KeyColumn]) {
    columns = chunks.map(keys)
    keyCount = columns.first?.count ?? 0
    unsafe places = columns.joined().map { column in
      switch column {
      case .ranked(let numbers): unsafe .ranked(numbers.elements)
      case .words(let words, _): unsafe .words(words.elements)
      case .strings(let strings): unsafe .strings(strings.place)
      }
    }
    chunkCounts = chunks.map(\.count)
    count = chunkCounts.reduce(0, +)
    rowPlaces = chunks.map(\.places)
    placesAscend = Self.ascend(rowPlaces)
    first = Self.first(columns)
  }

  private static func ascend(_ places: [FrozenArray<Int>]) -> Bool {
    var last = Int.min
    for chunk in places {
      for row in 0..<chunk.count {
        guard chunk[row] >= last else { return false }
        last = chunk[row]
      }
    }
    return true
  }

  /// What of the keys fits in 64 bits.
  private static func first(_ columns: [[KeyColumn]]) -> (bits: [Int], cursor: Cursor?) {
    guard let kinds = columns.first else { return ([], nil) }
    var bits: [Int] = []
    var left = 64
    for (key, kind) in kinds.enumerated() {
      switch kind {
      case .ranked:
        let largest = columns.lazy.map { $0[key].largestNumber }.max() ?? 0
        let wanted = 32 - largest.leadingZeroBitCount
        guard wanted <= left else { return (bits, Cursor(key: key)) }
        bits.append(wanted)
        left -= wanted
      case .words:
        guard left == 64 else { return (bits, Cursor(key: key)) }
        bits.append(64)
        left = 0
      case .strings:
        bits.append(left / 8 * 8)
        return (bits, Cursor(key: key, depth: left / 8))
      }
    }
    return (bits, nil)
  }

  /// The first 64 bits of the keys of all rows of a chunk.
  func prefixes(ofChunk chunk: Int) -> [UInt64] {
    var prefixes = [UInt64](repeating: 0, count: chunkCounts[chunk])
    for (key, bits) in first.bits.enumerated() where bits > 0 {
      // Sound: a key has a value for each row of its chunk.
      switch unsafe places[chunk * keyCount + key] {
      case .ranked(let numbers):
        for row in prefixes.indices {
          unsafe prefixes[row] = prefixes[row] << UInt64(bits) | UInt64(numbers[row])
        }
      case .words(let words):
        for row in prefixes.indices { unsafe prefixes[row] = words[row] }
      case .strings(let strings):
        for row in prefixes.indices {
          let word = unsafe Self.word(of: strings[row], at: 0) >> UInt64(64 - bits)
          prefixes[row] = (bits == 64 ? 0 : prefixes[row] << UInt64(bits)) | word
        }
      }
    }
    return prefixes
  }

  /// The place of a row, as a number of the same order.
  func place(of row: RowID) -> UInt64 { UInt64(rowPlaces[row.chunk][row.row]) }

  /// 64 bits of a row's keys, from a cursor on.
  func word(of row: RowID, at cursor: Cursor) -> UInt64 {
    // Sound: as above.
    switch unsafe places[row.chunk * keyCount + cursor.key] {
    case .ranked(let numbers): unsafe UInt64(numbers[row.row])
    case .words(let words): unsafe words[row.row]
    case .strings(let strings): unsafe Self.word(of: strings[row.row], at: cursor.depth)
    }
  }

  /// The cursor behind ``word(of:at:)``, for rows that are alike so far; nil if there is nothing more.
  ///
  /// No string is the beginning of another: if one has ended, all have.
  func cursor(behind cursor: Cursor, of row: RowID) -> Cursor? {
    if case .strings(let strings) = unsafe places[row.chunk * keyCount + cursor.key],
      unsafe strings[row.row].count > cursor.depth + 8
    {
      return Cursor(key: cursor.key, depth: cursor.depth + 8)
    }
    return cursor.key + 1 < keyCount ? Cursor(key: cursor.key + 1) : nil
  }

  /// Eight bytes of a string as a number that is in their order, zeros behind its end.
  @unsafe @inline(__always)
  private static func word(of string: UnsafeBufferPointer<UInt8>, at depth: Int) -> UInt64 {
    let count = min(8, string.count - depth)
    guard count > 0 else { return 0 }
    if count == 8 {
      // Sound: there are eight bytes.
      return UInt64(
        bigEndian: unsafe UnsafeRawBufferPointer(string).loadUnaligned(
          fromByteOffset: depth, as: UInt64.self))
    }
    var word: UInt64 = 0
    for index in depth..<depth + count { word = unsafe word << 8 | UInt64(string[index]) }
    return word << UInt64(8 * (8 - count))
  }

  /// Appends bytes of a row that are in the order of rows but for their places.
  func appendBytes(of row: RowID, to bytes: inout [UInt8]) {
    for column in columns[row.chunk] { column.appendBytes(ofRow: row.row, to: &bytes) }
  }
}

extension KeyColumn {
  /// The largest number of a row; 0 if there are none.
  fileprivate var largestNumber: UInt32 {
    guard case .ranked(let numbers) = self else { return 0 }
    return unsafe numbers.elements.max() ?? 0
  }
}
