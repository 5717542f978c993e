import CSV
import MPI
import Ranks
import Vocabulary

/// A unit as all ranks know it while rows that were left out are brought together.
private struct UnitEntry: BitwiseCopyable {
  let number: Int
  let owner: Int
  let file: Int
  let rowCount: Int

  /// Whether rows of it were left out.
  let hasRejected: Bool
}

/// The rows of a table that can't be used: whether there are too many, and where they go.
struct RejectedRows {
  private static let tag = 5

  let request: TableRequest
  let outcomes: [UnitOutcome]
  let spool: RejectionSpool?

  /// The files, by their numbers, as far as this rank has units of them.
  let files: [Int: TableFile]

  /// The number of the file in which a unit lies.
  private func file(ofUnit number: Int) -> Int {
    files.values.filter { $0.firstBlock <= number }.map(\.number).max() ?? 0
  }

  /// Ends the job if more rows and fields can't be used than the request allows.
  ///
  /// - Parameters:
  ///   - counts: those of all ranks.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` that says how many there are, and which is the first.
  func checkLimit(_ counts: UnusableRowCounts, on ranks: borrowing Communicator) throws {
    let found = counts.rejectedRows + counts.missingFields
    guard let limit = request.unusableRows.limit, found > limit else { return }
    let mine = outcomes.filter { $0.unusable?.first != nil }.min { $0.number < $1.number }
    let first = try ranks.allreduce(mine?.number ?? .max, .minimum)
    let isMine = mine?.number == first
    let place = isMine ? files[file(ofUnit: first)] : nil
    let firstBlock = try ranks.allreduce(place?.firstBlock ?? .max, .minimum)
    let before = outcomes.filter { (firstBlock..<first).contains($0.number) }
    let rowsBefore = try ranks.allreduce(before.reduce(0) { $0 + $1.rowCount }, .sum)
    try ranks.agree { () throws(LocalFailure) in
      guard let place, let failure = mine?.unusable?.first else { return }
      let error = failure.error(
        path: request.inputNames[place.number], rowsBefore: rowsBefore, layout: place.head.layout)
      let what = found == 1 ? "row or field" : "rows or fields"
      throw LocalFailure(
        error: CaudalError(
          .badData,
          "\(found) \(what) can't be used, more than the \(limit) that may be; the first is"
            + " \(error.problem)", advice: error.advice))
    }
  }

  /// Writes the rows that were left out, in the order of the files.
  ///
  /// Each rank makes the lines of its own units; rank 0 takes them unit by unit, and no rank holds
  /// more of them at a time than what one thread has put into the spool at a time.
  ///
  /// - Parameter ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if they can't be written.
  func write(on ranks: borrowing Communicator) throws {
    guard let writer = request.unusableRows.rejected else { return }
    let entries = outcomes.map { outcome in
      UnitEntry(
        number: outcome.number, owner: ranks.rank, file: file(ofUnit: outcome.number),
        rowCount: outcome.rowCount, hasRejected: outcome.unusable?.places.isEmpty == false)
    }
    let all = try ranks.allgather(varying: entries).joined().sorted { $0.number < $1.number }
    let own = Dictionary(uniqueKeysWithValues: outcomes.map { ($0.number, $0) })
    var output = Output(ranks.rank == 0 ? writer : nil)
    var failure: LocalFailure?
    var rowsBefore = 0
    for (index, entry) in all.enumerated() {
      if index > 0, all[index - 1].file != entry.file { rowsBefore = 0 }
      defer { rowsBefore += entry.rowCount }
      guard entry.hasRejected else { continue }
      if entry.owner != ranks.rank {
        if ranks.rank == 0 { try receive(from: entry.owner, into: &output, on: ranks) }
        continue
      }
      for place in own[entry.number]?.unusable?.places ?? [] where failure == nil {
        var text: [UInt8] = []
        do throws(LocalFailure) {
          text = try lines(at: place, rowsBefore: rowsBefore, file: entry.file)
        } catch {
          failure = error
          continue
        }
        if ranks.rank == 0 {
          output.write(text)
        } else {
          try ranks.send(text, to: 0, tag: Self.tag)
        }
      }
      // An empty message says that there are no more of the unit.
      if ranks.rank != 0 { try ranks.send([UInt8](), to: 0, tag: Self.tag) }
    }
    // Nothing appears that isn't whole.
    let end = failure ?? output.failure
    do {
      try ranks.agree { () throws(LocalFailure) in if let end { throw end } }
    } catch {
      output.abandon()
      throw error
    }
    output.commit()
    let last = output.failure
    try ranks.agree { () throws(LocalFailure) in if let last { throw last } }
  }

  /// Takes the lines of a unit from another rank.
  private func receive(
    from rank: Int, into output: inout Output, on ranks: borrowing Communicator
  ) throws(MPIError) {
    while true {
      let lines = try ranks.receive(varying: UInt8.self, from: rank, tag: Self.tag)
      if lines.isEmpty { return }
      output.write(lines)
    }
  }

  /// The lines of some rows.
  private func lines(
    at place: Range<Int>, rowsBefore: Int, file: Int
  ) throws(LocalFailure) -> [UInt8] {
    guard let spool, let layout = files[file]?.head.layout else { return [] }
    var rows = try spool.bytes(at: place)[...]
    var lines: [UInt8] = []
    let name = request.inputNames[file].pathBytes
    while !rows.isEmpty {
      let row = RejectedRow(from: &rows)
      let number = rowsBefore + row.rowsBefore + layout.rowsBeforeData + 1
      let column = row.column < 0 ? "" : layout.columnNames[row.column]
      let reason = UnusableKind(rawValue: row.kind)?.reason.rawValue ?? ""
      lines.append(field: name, then: UInt8(ascii: ","))
      lines += Array("\(number),\(row.byteOffset),".utf8)
      lines.append(field: Array(column.utf8), then: UInt8(ascii: ","))
      lines += Array("\(reason),".utf8)
      lines.append(field: row.text, then: UInt8(ascii: "\n"))
    }
    return lines
  }
}

/// Rank 0's side of the table of rows that were left out; elsewhere it does nothing.
private struct Output {
  private let writer: (any RowWriter)?
  private(set) var failure: LocalFailure?

  init(_ writer: (any RowWriter)?) {
    self.writer = writer
    attempt { writer throws(CaudalError) in
      _ = try writer.begin()
      try writer.write(Array("file,row,byte,column,reason,text\n".utf8))
    }
  }

  mutating func write(_ bytes: [UInt8]) {
    attempt { writer throws(CaudalError) in try writer.write(bytes) }
  }

  /// Ends what will never be whole.
  func abandon() { writer?.abandon() }

  /// Ends the table.
  mutating func commit() { attempt { writer throws(CaudalError) in try writer.commit() } }

  private mutating func attempt(
    _ body: (any RowWriter) throws(CaudalError) -> Void
  ) {
    guard failure == nil, let writer else { return }
    do throws(CaudalError) { try body(writer) } catch { failure = LocalFailure(error: error) }
  }
}

extension [UInt8] {
  /// Appends a field as CSV has it, and what follows it.
  package mutating func append(field: [UInt8], then end: UInt8) {
    let quote = UInt8(ascii: "\"")
    let isPlain = field.allSatisfy { byte in
      byte != quote && byte != UInt8(ascii: ",") && byte != 0x0A && byte != 0x0D
    }
    if isPlain {
      self += field
    } else {
      append(quote)
      for byte in field {
        if byte == quote { append(quote) }
        append(byte)
      }
      append(quote)
    }
    append(end)
  }
}
