import Algorithms
import Expressions
import MPI
import Ranks

/// Rows that are put in order, or made distinct, on disks, because they are more than fit in memory.
///
/// As many as fit are sorted and written as a run; at the end the runs are merged (Knuth, *The Art of Computer
/// Programming* 3, 5.4). Between ranks the rows are divided as they are in memory. The order is total, so the
/// rows come out as they would from memory.
///
/// - Complexity: each row is written and read two times, three with several ranks; a row of distinct ones once more,
///   twice with several ranks. Memory: what one run takes.
struct SpilledRows {
  /// The bytes of a run that are sent to other ranks at a time.
  private static let sentBytes = 8 << 20

  /// The keys that each rank shows of its rows, so that all know where to divide them.
  private static let sampledRows = 256

  private let distinction: KeepingPlan.Distinction?
  private let scratch: ScratchFolder
  private var writer: RunWriter

  /// The most bytes of rows that were in memory at a time.
  private var mostBytes = 0

  /// Begins without rows.
  ///
  /// - Parameters:
  ///   - distinction: what makes rows the same, of which only the first is wanted.
  ///   - scratch: where rows are kept; nothing is made there before it is needed.
  init(_ distinction: KeepingPlan.Distinction?, in scratch: ScratchFolder) {
    self.distinction = distinction
    self.scratch = scratch
    writer = RunWriter(in: scratch)
  }

  /// The bytes that are kept in files; 0 if all rows have had room in memory.
  var byteCount: Int { writer.byteCount }

  /// The folder in which they are.
  var folder: String? { writer.folder }

  /// Writes rows to a file.
  ///
  /// - Parameters:
  ///   - units: the rows.
  ///   - workers: this rank's threads.
  /// - Throws: the failure to write.
  mutating func add(
    _ units: [KeepingSink.Unit], _ workers: Workers
  ) throws(LocalFailure) {
    guard units.contains(where: { $0.rows.count > 0 }) else { return }
    mostBytes = max(mostBytes, units.reduce(0) { $0 + $1.byteCount })
    let chunks = workers.map(units.count) { [distinction] index in
      let unit = units[index]
      var rows = unit.rows
      let keys = unit.keys.map { $0.plain.asStrings }
      guard let distinction else {
        rows.keys = keys.map { .strings($0) }
        return rows
      }
      return rows.keyedByGroups(distinction, keys)
    }
    try writer.write(chunks, workers)
  }

  /// Puts all rows in order.
  ///
  /// - Parameters:
  ///   - limit: the most rows that are wanted, the first.
  ///   - ranks: all ranks, each with what it has written.
  ///   - workers: this rank's threads.
  /// - Returns: the rows.
  /// - Throws: an agreed ``CaudalError`` if they can't be kept or read.
  consuming func ordered(
    _ limit: Int?, on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> OrderedRows {
    let memory = max(mostBytes, 1 << 20)
    var runs = writer.runs
    if distinction != nil {
      runs = try exchanged(runs, tailBytes: RunRecord.placeBytes, on: ranks)
      runs = try ranks.agree { () throws(LocalFailure) in
        var distinct = DistinctRows(in: scratch, memory: memory)
        var merge = try merge(runs, memory)
        while let row = merge.next {
          try distinct.take(row, workers)
          try merge.advance()
        }
        return try distinct.finish(workers)
      }
    }
    runs = try exchanged(runs, tailBytes: 0, on: ranks)
    let file = try ranks.agree { () throws(LocalFailure) in
      try SortedFile(try merge(runs, memory), in: scratch)
    }
    let counts = try ranks.allgather(file.count)
    let wanted = min(limit ?? .max, counts.reduce(0, +))
    let before = counts[..<ranks.rank].reduce(0, +)
    return OrderedRows(file, count: min(file.count, max(0, wanted - before)), total: wanted)
  }

  /// The rows of runs, however many runs there are.
  private func merge(_ runs: [SortedRun], _ memory: Int) throws(LocalFailure) -> RunMerge {
    var runs = runs[...]
    while runs.count > RunMerge.mostRuns {
      var merge = try RunMerge(Array(runs.prefix(RunMerge.mostRuns)), memory: memory)
      var writer = RunWriter(in: scratch)
      var records: [UInt8] = []
      while let row = merge.next {
        unsafe records.append(row.key, row.text)
        if records.count >= 1 << 20 {
          try writer.append(records)
          records.removeAll(keepingCapacity: true)
        }
        try merge.advance()
      }
      try writer.append(records)
      writer.endRun()
      runs = runs.dropFirst(RunMerge.mostRuns) + writer.runs
    }
    return try RunMerge(Array(runs), memory: memory)
  }
}

// MARK: - Among ranks

extension SpilledRows {
  /// Sends rows to the ranks that are to have them: those of a rank are behind all of the rank before it.
  ///
  /// - Parameters:
  ///   - runs: this rank's rows.
  ///   - tailBytes: the bytes at a key's end that don't count, so that rows which differ only there come to
  ///     one rank.
  ///   - ranks: all ranks.
  /// - Returns: the rows that this rank has got.
  /// - Throws: an agreed ``CaudalError`` if they can't be kept or read.
  private func exchanged(
    _ runs: [SortedRun], tailBytes: Int, on ranks: borrowing Communicator
  ) throws -> [SortedRun] {
    guard ranks.size > 1 else { return runs }
    let splitters = try splitters(of: runs, tailBytes, on: ranks)
    let partBytes = max(1 << 18, Self.sentBytes / ranks.size)
    var rest = runs[...]
    var reader: RunReader?
    var writers = (0..<ranks.size).map { _ in RunWriter(in: scratch) }
    var last = [Int](repeating: 0, count: ranks.size)
    while true {
      let parts = try ranks.agree { () throws(LocalFailure) -> [[UInt8]] in
        try Self.nextParts(&reader, &rest, splitters, tailBytes, partBytes)
      }
      let isAtEnd = reader == nil && rest.isEmpty && parts.allSatisfy(\.isEmpty)
      let numbers = try ranks.allgather(isAtEnd ? -1 : runs.count - rest.count)
      if numbers.allSatisfy({ $0 < 0 }) { break }
      let received = try ranks.alltoall(varying: parts)
      try ranks.agree { () throws(LocalFailure) in
        for (source, records) in received.enumerated() {
          if numbers[source] != last[source] { writers[source].endRun() }
          last[source] = numbers[source]
          try writers[source].append(records)
        }
      }
    }
    return writers.indices.flatMap { source in
      writers[source].endRun()
      return writers[source].runs
    }
  }

  /// The next rows of a run, for each rank some.
  ///
  /// - Parameters:
  ///   - reader: what reads the run at hand; nil between two.
  ///   - rest: the runs behind it.
  ///   - splitters: the last key of each rank but the last.
  ///   - tailBytes: the bytes at a key's end that don't count.
  ///   - byteCount: the bytes that are read, about.
  /// - Returns: the rows for each rank, as ``RunRecord`` has them.
  /// - Throws: the failure to read.
  private static func nextParts(
    _ reader: inout RunReader?, _ rest: inout ArraySlice<SortedRun>, _ splitters: [[UInt8]],
    _ tailBytes: Int, _ byteCount: Int
  ) throws(LocalFailure) -> [[UInt8]] {
    var parts = [[UInt8]](repeating: [], count: splitters.count + 1)
    if reader == nil, let run = rest.popFirst() {
      reader = RunReader(run, bufferBytes: 1 << 18)
    }
    guard let run = reader else { return parts }
    var count = 0
    var destination = 0
    while count < byteCount {
      guard try run.advance() else {
        reader = nil
        break
      }
      while destination < splitters.count, run.follows(splitters[destination], tailBytes) {
        destination += 1
      }
      unsafe parts[destination].append(run.key, run.text)
      count += unsafe RunRecord.byteCount(key: run.key.count, text: run.text.count)
    }
    return parts
  }

  /// The keys at which the rows are divided among the ranks, the last of each rank but the last.
  private func splitters(
    of runs: [SortedRun], _ tailBytes: Int, on ranks: borrowing Communicator
  ) throws(MPIError) -> [[UInt8]] {
    let keys = runs.flatMap(\.samples)
    let count = min(Self.sampledRows, keys.count)
    var own = Strings()
    for number in 0..<count { own.append(keys[number * keys.count / count].dropLast(tailBytes)) }
    let sample = try own.gathered(on: ranks).sorted { $0.lexicographicallyPrecedes($1) }
    guard !sample.isEmpty else { return (1..<ranks.size).map { _ in [] } }
    return (1..<ranks.size).map { sample[$0 * sample.count / ranks.size] }
  }
}

extension RunReader {
  /// Whether the row at hand comes behind a key, but for some bytes at its end.
  fileprivate func follows(_ splitter: [UInt8], _ tailBytes: Int) -> Bool {
    // Sound: every key is longer than a place.
    let own = unsafe UnsafeRawBufferPointer(rebasing: key.dropLast(tailBytes))
    return unsafe splitter.withUnsafeBytes { unsafe own.order(before: $0) > 0 }
  }
}

extension [UInt8] {
  /// Appends a row as it stands in a run.
  @unsafe
  fileprivate mutating func append(_ key: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer) {
    RunRecord.appendHeader(key: key.count, text: text.count, to: &self)
    unsafe append(contentsOf: key)
    unsafe append(contentsOf: text)
  }
}

// MARK: - Distinct rows

extension KeptRows {
  /// The same rows, ordered by what makes them the same; what is written of a row begins with the key of its
  /// last order.
  fileprivate func keyedByGroups(
    _ distinction: KeepingPlan.Distinction, _ keys: [FrozenStrings]
  ) -> KeptRows {
    var (made, alike) = (Strings(), Strings())
    for row in 0..<count {
      let text = texts.string(row)
      let key = keys.flatMap { $0.string(row) }
      let group = if case .wholeRows = distinction { text } else { groups.string(row) }
      alike.bytes.append(bigEndian: UInt64(group.count))
      alike.append(group)
      made.bytes.append(bigEndian: UInt64(key.count))
      made.bytes += key
      made.append(text)
    }
    return KeptRows(
      texts: FrozenStrings(made), keys: [.strings(FrozenStrings(alike))], places: places)
  }
}

/// Leaves out the rows that are the same as one before, of rows in the order of what makes them the same.
private struct DistinctRows {
  private var writer: RunWriter
  private let memory: Int
  private var last: [UInt8] = []
  private var (texts, keys) = (Strings(), Strings())
  private var places: [Int] = []

  init(in scratch: ScratchFolder, memory: Int) {
    writer = RunWriter(in: scratch)
    self.memory = memory
  }

  /// Takes the next row.
  mutating func take(_ row: RunReader, _ workers: Workers) throws(LocalFailure) {
    // Sound: the row is at hand.
    let group = unsafe row.key.dropLast(RunRecord.placeBytes)
    guard unsafe !group.elementsEqual(last) else { return }
    last = unsafe Array(group)
    let count = unsafe Int(
      UInt64(bigEndian: row.text.loadUnaligned(as: UInt64.self)))
    let rest = unsafe row.text.dropFirst(8)
    unsafe keys.append(rest.prefix(count))
    unsafe texts.append(rest.dropFirst(count))
    places.append(row.place)
    if keys.bytes.count + texts.bytes.count + 64 * places.count > memory / 2 {
      try write(workers)
    }
  }

  /// The rows that are left, in runs by their last order.
  mutating func finish(_ workers: Workers) throws(LocalFailure) -> [SortedRun] {
    try write(workers)
    return writer.runs
  }

  private mutating func write(_ workers: Workers) throws(LocalFailure) {
    let rows = KeptRows(
      texts: FrozenStrings(texts), keys: [.strings(FrozenStrings(keys))],
      places: FrozenArray(places))
    try writer.write([rows], workers)
    (texts, keys, places) = (Strings(), Strings(), [])
  }
}
