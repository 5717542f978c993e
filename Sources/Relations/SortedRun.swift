import Algorithms
import Expressions
import Ranks

/// Rows in order, in a file: as many as had room in memory at a time.
struct SortedRun: Sendable {
  /// The file, which may have others beside it.
  let file: ScratchFile

  /// Where the rows are, each as ``RunRecord`` has it.
  let range: Range<Int>

  /// The keys of some rows, at about the same distance from each other.
  let samples: [[UInt8]]
}

/// A row in a file, for rows that are put in order there: its key, of which none is the beginning of
/// another, and what is written of it.
enum RunRecord {
  /// The bytes before a row: how long its key is, and how long its text.
  static let headerBytes = 2 * MemoryLayout<UInt32>.size

  /// The bytes of the place with which every key ends.
  static let placeBytes = MemoryLayout<UInt64>.size

  /// Appends what stands before a key and a text.
  static func appendHeader(key: Int, text: Int, to bytes: inout [UInt8]) {
    for count in [UInt32(key), UInt32(text)] {
      for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * UInt32(byte)))) }
    }
  }

  /// The bytes of a row in a file, without its key and its text, for the memory that runs take.
  static func byteCount(key: Int, text: Int) -> Int { headerBytes + key + text }
}

/// Writes rows in order behind each other.
struct RunWriter {
  /// The rows whose bytes are made at a time by a thread.
  private static let rowsOfPart = 8192

  private let scratch: ScratchFolder
  private var file: ScratchFile?

  /// The runs that have been written.
  private(set) var runs: [SortedRun] = []

  /// Where the run at hand began.
  private var start = 0
  private var samples: [[UInt8]] = []

  /// Prepares to write.
  ///
  /// - Parameter scratch: where; nothing is made there before it is needed.
  init(in scratch: ScratchFolder) { self.scratch = scratch }

  /// The bytes that have been written.
  var byteCount: Int { file?.byteCount ?? 0 }

  /// The folder in which they are.
  var folder: String? { file?.folder }

  /// Appends rows to the run at hand.
  ///
  /// - Parameters:
  ///   - records: them, as ``RunRecord`` has them, in order behind those before.
  ///   - sample: the key of the first, if others are to know where to divide rows.
  /// - Throws: the failure to write.
  mutating func append(_ records: [UInt8], sample: [UInt8]? = nil) throws(LocalFailure) {
    guard !records.isEmpty else { return }
    let file: ScratchFile
    if let known = self.file {
      file = known
    } else {
      file = try ScratchFile(in: scratch)
      self.file = file
    }
    try file.append(records)
    if let sample { samples.append(sample) }
  }

  /// Ends the run at hand, if there are rows in it.
  mutating func endRun() {
    guard let file, file.byteCount > start else { return }
    runs.append(SortedRun(file: file, range: start..<file.byteCount, samples: samples))
    start = file.byteCount
    samples = []
  }

  /// Sorts rows, and writes them as a run.
  ///
  /// - Parameters:
  ///   - chunks: the rows, with keys of the same kinds, none of which is numbered.
  ///   - workers: this rank's threads.
  /// - Throws: the failure to write.
  mutating func write(_ chunks: [KeptRows], _ workers: Workers) throws(LocalFailure) {
    let sort = RowSort(chunks, by: \.keys)
    let order = sort.sorted(workers)
    let rows = RankRows(chunks)
    let parts = Array(order.chunks(ofCount: Self.rowsOfPart))
    for first in stride(from: 0, to: parts.count, by: 2 * workers.count) {
      let some = parts[first..<min(first + 2 * workers.count, parts.count)]
      let made = workers.map(some.count) { number in
        rows.records(of: parts[first + number], keyedBy: sort)
      }
      for part in made { try append(part.bytes, sample: part.firstKey) }
    }
    endRun()
  }
}

extension RankRows {
  /// Rows as they stand in a run.
  fileprivate func records(
    of rows: ArraySlice<RowID>, keyedBy sort: RowSort
  ) -> (bytes: [UInt8], firstKey: [UInt8]) {
    var bytes: [UInt8] = []
    var firstKey: [UInt8] = []
    for row in rows {
      var key = sort.key(row)
      key.append(bigEndian: UInt64(place(of: row)))
      if firstKey.isEmpty { firstKey = key }
      let chunk = chunks[row.chunk]
      RunRecord.appendHeader(key: key.count, text: chunk.texts[row.row].count, to: &bytes)
      bytes += key
      // Sound: strings lie inside the bytes, which the chunk holds.
      unsafe bytes.append(contentsOf: chunk.texts.bytes.elements[chunk.texts[row.row]])
    }
    return (bytes, firstKey)
  }
}
