import Algorithms
import Ranks

/// Puts rows in order: by the bytes of a key, then by place.
///
/// Rows are divided by the first eight bytes of their keys, and each part is sorted by these as numbers;
/// where they are the same, by the next eight. No key is the beginning of another.
///
/// - Complexity: O(rows · log(rows)) comparisons of numbers; 32 bytes of memory a row, and the keys.
struct RowSort: Sendable {
  /// The keys of all rows; none where only places count.
  private let keys: KeptRows.Strings?

  /// The places of all rows.
  private let places: [Int]

  /// A row with eight bytes of its key.
  private struct Entry: BitwiseCopyable {
    var prefix: UInt64
    var row: Int
  }

  /// The rows of which a part is sorted at a time, about.
  private static let partRows = 1 << 16

  /// Prepares to sort rows.
  ///
  /// - Parameters:
  ///   - chunks: the rows.
  ///   - strings: their keys.
  init(_ chunks: [KeptRows], by strings: KeyPath<KeptRows, KeptRows.Strings>) {
    places = chunks.flatMap(\.places)
    let keys = KeptRows.Strings(joining: chunks.map { $0[keyPath: strings] })
    self.keys = keys.bytes.isEmpty ? nil : keys
  }

  /// All rows in order.
  ///
  /// - Parameter workers: the threads that sort.
  /// - Returns: their numbers, counted over all chunks.
  func sorted(_ workers: Workers) -> [Int] {
    let parts = dividedEntries(workers)
    let sorted = workers.map(parts.count) { part -> [Int] in
      var entries = parts[part]
      unsafe entries.withUnsafeMutableBufferPointer { unsafe sort($0, depth: 0) }
      return entries.map(\.row)
    }
    return Array(sorted.joined())
  }

  /// Whether two rows have the same key.
  func areAlike(_ first: Int, _ second: Int) -> Bool {
    guard let keys else { return true }
    return keys.bytes[keys[first]] == keys.bytes[keys[second]]
  }

  /// The key of a row.
  func key(_ row: Int) -> ArraySlice<UInt8> { keys.map { $0.bytes[$0[row]] } ?? [] }

  /// The rows in parts, each of which has its place among the others.
  private func dividedEntries(_ workers: Workers) -> [[Entry]] {
    let bounds = bounds(ofParts: max(1, places.count / Self.partRows))
    let slices = (places.count + Self.partRows - 1) / Self.partRows
    let divided = workers.map(slices) { slice -> [[Entry]] in
      var parts = [[Entry]](repeating: [], count: bounds.count + 1)
      for row in slice * Self.partRows..<min(places.count, (slice + 1) * Self.partRows) {
        let prefix = prefix(row, depth: 0)
        let part = bounds.partitioningIndex { $0 >= prefix }
        parts[part].append(Entry(prefix: prefix, row: row))
      }
      return parts
    }
    return workers.map(bounds.count + 1) { part in divided.flatMap { $0[part] } }
  }

  /// The largest prefixes of all parts but the last, from a sample.
  private func bounds(ofParts count: Int) -> [UInt64] {
    guard count > 1 else { return [] }
    let step = max(1, Self.partRows / 32)
    let sample = stride(from: 0, to: places.count, by: step).map { prefix($0, depth: 0) }.sorted()
    return Array((1..<count).map { sample[$0 * sample.count / count] }.uniqued())
  }

  /// Eight bytes of a key as a number that is in their order, zeros behind its end; the place where
  /// there are no keys.
  private func prefix(_ row: Int, depth: Int) -> UInt64 {
    guard let keys else { return UInt64(truncatingIfNeeded: places[row]) }
    let range = keys[row]
    let start = range.lowerBound + depth
    let count = min(8, range.upperBound - start)
    guard count > 0 else { return 0 }
    var prefix: UInt64 = 0
    for index in start..<start + count { prefix = prefix << 8 | UInt64(keys.bytes[index]) }
    return prefix << UInt64(8 * (8 - count))
  }

  @unsafe
  private func sort(_ entries: UnsafeMutableBufferPointer<Entry>, depth: Int) {
    var entries = unsafe entries
    unsafe entries.sort { $0.prefix < $1.prefix }
    var start = 0
    while start < entries.count {
      var end = start + 1
      // Sound: both are below the count.
      while end < entries.count, unsafe entries[end].prefix == entries[start].prefix { end += 1 }
      if end - start > 1 {
        unsafe sortAlike(UnsafeMutableBufferPointer(rebasing: entries[start..<end]), depth: depth)
      }
      start = end
    }
  }

  /// Sorts rows whose keys are alike up to eight bytes behind a depth.
  @unsafe
  private func sortAlike(_ entries: UnsafeMutableBufferPointer<Entry>, depth: Int) {
    var entries = unsafe entries
    // Sound: there are rows, and every index is below their count.
    let first = unsafe entries[0].row
    guard let keys, keys[first].count > depth + 8 else {
      for index in 0..<entries.count {
        unsafe entries[index].prefix = UInt64(truncatingIfNeeded: places[entries[index].row])
      }
      return unsafe entries.sort { $0.prefix < $1.prefix }
    }
    for index in 0..<entries.count {
      unsafe entries[index].prefix = prefix(entries[index].row, depth: depth + 8)
    }
    unsafe sort(entries, depth: depth + 8)
  }
}
