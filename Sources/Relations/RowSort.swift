import Algorithms
import Ranks

/// Puts rows in order: by their keys, then by their places.
///
/// Of each row's keys as much as fits in 64 bits stands beside its number. The rows are divided by
/// these bits, from a sample of them, and each part is sorted in the processor's caches; where they are
/// the same and there is more of the keys, by the next 64.
///
/// - Complexity: O(rows) for each eight bits in which rows of a part differ; ``rowBytes`` of memory a row.
struct RowSort: Sendable {
  private let rows: SortedKeys

  /// The bytes of memory that sorting takes for each row.
  static let rowBytes = 32

  /// The rows of which a part is sorted at a time, about.
  private static let partRows = 1 << 16

  /// Every so many rows one tells where to divide.
  private static let sampleStep = 1 << 10

  /// Prepares to sort rows.
  ///
  /// - Parameters:
  ///   - chunks: the rows.
  ///   - keys: their keys, of the same kinds in all chunks.
  init(_ chunks: [KeptRows], by keys: (KeptRows) -> [KeyColumn]) {
    rows = SortedKeys(chunks, by: keys)
  }

  /// Sorts all rows.
  ///
  /// - Parameter workers: the threads that sort.
  /// - Returns: the rows in order.
  func sorted(_ workers: Workers) -> [RowID] {
    let parts = divided(workers)
    var order = [RowID](repeating: RowID(bits: 0), count: rows.count)
    unsafe order.withUnsafeMutableBufferPointer { order in
      // Sound: every part is written by one thread.
      nonisolated(unsafe) let order = unsafe order
      _ = workers.fold(parts.bounds.count - 1, into: { EntrySorter() }) { sorter, part in
        let range = parts.bounds[part]..<parts.bounds[part + 1]
        unsafe parts.entries.withPart(range) { entries in
          unsafe sort(entries, with: &sorter)
          for index in entries.indices {
            unsafe order[range.lowerBound + index] = RowID(bits: entries[index].row)
          }
        }
      }
    }
    return order
  }

  /// Whether two rows have the same keys.
  func areAlike(_ first: RowID, _ second: RowID) -> Bool { key(first) == key(second) }

  /// Bytes that are in the order of rows but for their places.
  func key(_ row: RowID) -> [UInt8] {
    var bytes: [UInt8] = []
    rows.appendBytes(of: row, to: &bytes)
    return bytes
  }

  // MARK: - Parts

  /// The rows in parts, each of which has its place among the others.
  private func divided(_ workers: Workers) -> (entries: EntryStore, bounds: [Int]) {
    let chunks = rows.chunkCounts
    let bounds = bounds(workers)
    let numbers = workers.map(chunks.count) { chunk in
      rows.prefixes(ofChunk: chunk).map { prefix in
        UInt32(truncatingIfNeeded: bounds.partitioningIndex { $0 >= prefix })
      }
    }
    // Where the rows of each chunk begin in each part: parts first, chunks in their order.
    let counts = workers.map(chunks.count) { chunk in
      numbers[chunk].reduce(into: [Int](repeating: 0, count: bounds.count + 1)) {
        $0[Int($1)] += 1
      }
    }
    var starts = counts
    var next = 0
    var parts: [Int] = []
    for part in 0...bounds.count {
      parts.append(next)
      for chunk in counts.indices {
        starts[chunk][part] = next
        next += counts[chunk][part]
      }
    }
    let store = EntryStore(count: next)
    _ = workers.map(chunks.count) { [starts] chunk in
      var places = starts[chunk]
      for (row, prefix) in rows.prefixes(ofChunk: chunk).enumerated() {
        let part = Int(numbers[chunk][row])
        store.put(
          SortEntry(prefix: prefix, row: RowID(chunk: chunk, row: row).bits), at: places[part])
        places[part] += 1
      }
    }
    return (store, parts + [next])
  }

  /// The largest prefixes of all parts but the last, from a sample.
  private func bounds(_ workers: Workers) -> [UInt64] {
    let count = rows.count / Self.partRows
    guard count > 1 else { return [] }
    let sample = workers.map(rows.chunkCounts.count) { chunk in
      Array(rows.prefixes(ofChunk: chunk).striding(by: Self.sampleStep))
    }.joined().sorted()
    return Array((1..<count).map { sample[$0 * sample.count / count] }.uniqued())
  }

  // MARK: - Of a part

  /// Neighbouring rows whose keys are alike up to a cursor.
  private struct Run {
    var range: Range<Int>
    var cursor: SortedKeys.Cursor?
  }

  /// Sorts rows that have their prefixes.
  ///
  /// - Parameters:
  ///   - entries: the rows, by place if places are in the order of rows.
  ///   - sorter: sorts by prefixes.
  @unsafe
  private func sort(
    _ entries: UnsafeMutableBufferPointer<SortEntry>, with sorter: inout EntrySorter
  ) {
    unsafe sorter.sort(entries)
    var runs: [Run] = []
    unsafe addRuns(in: entries, entries.indices, to: &runs) { _ in rows.first.cursor }
    while let run = runs.popLast() {
      let part = unsafe UnsafeMutableBufferPointer(rebasing: entries[run.range])
      let cursor = run.cursor
      // Sound: a run has at least two rows, and every index is below their count.
      for index in part.indices {
        let row = unsafe RowID(bits: part[index].row)
        unsafe part[index].prefix = cursor.map { rows.word(of: row, at: $0) } ?? rows.place(of: row)
      }
      unsafe sorter.sort(part)
      guard let cursor else { continue }
      unsafe addRuns(in: entries, run.range, to: &runs) { rows.cursor(behind: cursor, of: $0) }
    }
  }

  /// Finds rows that are alike, of which more is to be looked at.
  ///
  /// - Parameters:
  ///   - entries: rows.
  ///   - range: those that were sorted last.
  ///   - runs: where they go.
  ///   - cursor: what is behind the bits at hand of a row, and of all that are alike.
  @unsafe
  private func addRuns(
    in entries: UnsafeMutableBufferPointer<SortEntry>, _ range: Range<Int>,
    to runs: inout [Run], _ cursor: (RowID) -> SortedKeys.Cursor?
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      // Sound: both are in the range.
      while end < range.upperBound, unsafe entries[end].prefix == entries[start].prefix { end += 1 }
      if end - start > 1 {
        let next = unsafe cursor(RowID(bits: entries[start].row))
        // Rows of the same keys are in the order of their places already, if all are.
        if next != nil || !rows.placesAscend { runs.append(Run(range: start..<end, cursor: next)) }
      }
      start = end
    }
  }
}
