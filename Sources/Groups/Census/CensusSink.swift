import CSV
import Keys
import Ranks
import Scan

/// Looks at all rows of the units that a thread scans, column by column.
struct CensusSink: ChosenRowSink {
  /// False: texts that have been counted can't be taken back.
  static var replacesUnits: Bool { false }

  private(set) var columns: [ColumnCensus]
  private let share: MemoryBudget.Share

  /// Prepares for units.
  ///
  /// - Parameters:
  ///   - columns: what is looked at.
  ///   - shared: for each of the columns what its distinct values are handed over to.
  ///   - budget: how much memory these may take.
  init(_ columns: [CensusColumn], _ shared: [SharedGroups?], _ budget: MemoryBudget) {
    self.columns = zip(columns, shared).map { ColumnCensus($0, $1) }
    share = MemoryBudget.Share(of: budget)
  }

  mutating func beginUnit(_ blocks: Range<Int>) {}

  mutating func endUnit(_ scan: SliceScan) {}

  mutating func endBlock(_ block: ScannedBlock) {
    share.note(columns.reduce(0) { $0 + $1.byteCount })
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    for index in columns.indices where columns[index].column.isStrict {
      choice.stop(at: columns[index].readStrictly(rows, choice.rows))
    }
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    // A budget that is exhausted ends the job soon; until then, no more memory is taken.
    guard !share.mustLeaveOut() else { return }
    for index in columns.indices { columns[index].add(rows, mask) }
  }

  mutating func undecodedTexts(of rows: borrowing RowBatch, _ mask: RowMask) -> UndecodedTexts? {
    let strange = columns.filter(\.hasSeenStrangers).map(\.column.column.index)
    return strange.isEmpty ? nil : rows.undecodedTexts(of: strange, in: mask)
  }

  /// Hands over what is left when all rows have been seen.
  mutating func finish() {
    for index in columns.indices { columns[index].finish() }
  }
}

/// What a thread finds in a column.
struct ColumnCensus: Sendable {
  /// The column.
  let column: CensusColumn

  /// What has been found, but for the distinct values.
  private(set) var found = CensusedColumn()

  /// The extremes of the texts.
  private(set) var range: TextRange?

  /// Whether a text was too long to be counted.
  private(set) var isTooLong = false

  /// Whether a text has been seen that no encoding explains.
  private(set) var hasSeenStrangers = false

  /// The distinct values, where they are counted. There may be thousands of columns of numbers, so these have little.
  private var combiner: GroupCombiner?
  private var numbers = NumberBatch()
  private var times: TimestampBatch
  private var keys: [UInt32] = []
  private var batch: KeyBatch

  init(_ column: CensusColumn, _ shared: SharedGroups?) {
    self.column = column
    combiner = shared.map { GroupCombiner($0) }
    if case .times(let times) = column.reading {
      self.times = TimestampBatch(of: times)
    } else {
      times = TimestampBatch()
    }
    keys = [UInt32](repeating: 0, count: column.isCounted ? RowBatch.limit : 0)
    batch = KeyBatch(rows: keys.count)
  }

  /// The bytes of memory that distinct values take.
  var byteCount: Int { combiner?.table.byteCount ?? 0 }

  /// Reads numbers, of which the first that is none can't be used.
  mutating func readStrictly(_ rows: borrowing RowBatch, _ mask: RowMask) -> UnusableField? {
    rows.readNumbers(of: column.column, mask, into: &numbers)
  }

  /// Takes rows.
  mutating func add(_ rows: borrowing RowBatch, _ mask: RowMask) {
    found.rows += mask.count
    switch column.reading {
    case .numbers: addNumbers(rows, mask)
    case .times(let times): addTimes(rows, mask, times)
    case .texts: addTexts(rows, mask)
    }
  }

  /// Hands over what is left.
  mutating func finish() {
    if combiner?.table.count ?? 0 > 0 { _ = combiner?.handOver() }
  }

  private mutating func addNumbers(_ rows: borrowing RowBatch, _ mask: RowMask) {
    if !column.isStrict {
      // Rows of units come in order; the first misfit of all is among the first of the units.
      if let known = found.misfit, known.place <= rows.start(ofRow: 0) { return }
      if let misfit = rows.readNumbers(of: column.column, mask, into: &numbers) {
        return note(misfit, rows)
      }
    }
    let present = numbers.isPresent & mask
    found.count += present.count
    guard found.isWhole else { return }
    var isWhole = true
    present.forEach { row in
      let value = numbers.values[row]
      isWhole = isWhole && value == value.rounded(.towardZero)
    }
    found.isWhole = isWhole
    guard isWhole, !found.hasCodes else { return }
    found.hasCodes = !rows.rows(present, whose: column.column.index) { $0.isCode }.isEmpty
  }

  private mutating func addTimes(
    _ rows: borrowing RowBatch, _ mask: RowMask, _ column: TimestampColumn
  ) {
    if let known = found.misfit, known.place <= rows.start(ofRow: 0) { return }
    if let misfit = rows.readTimestamps(of: column, in: mask, into: &times) {
      return note(misfit, rows)
    }
    let present = times.isPresent & mask
    found.count += present.count
    var key: [UInt8] = []
    present.forEach { row in
      key.removeAll(keepingCapacity: true)
      key.append(bigEndian: UInt64(bitPattern: times.orderKeys[row]))
      keys[row] = UInt32(
        truncatingIfNeeded: combiner?.table.keys.number(of: key.span) ?? 0)
    }
    count(present)
  }

  private mutating func addTexts(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let rule = rows.local(column.column)
    let present = mask.subtracting(rows.rows(mask, whose: rule.index) { rule.isMissing($0) })
    found.count += present.count
    guard !isTooLong else { return }
    guard rows.firstLongText(of: rule.index, in: present, as: "text") == nil else {
      isTooLong = true
      return
    }
    let known = combiner?.table.count ?? 0
    combiner?.table.keys.readNumbers(
      ofColumn: rule.index, in: rows, present, with: &batch, into: &keys)
    if let table = combiner?.table {
      // A text that is seen for the first time may be longer, or come before all others.
      for number in known..<table.count {
        range = TextRange.joined(range, TextRange(of: table.keys.text(number)))
      }
      if !hasSeenStrangers { hasSeenStrangers = table.hasUndecodedKey(from: known) }
    }
    count(present)
  }

  /// Counts the rows of the values that were looked for last.
  private mutating func count(_ mask: RowMask) {
    let count = combiner?.table.count ?? 0
    combiner?.table.sums.addGroups(upTo: count)
    combiner?.table.keys.countRows(keys, mask)
    if combiner?.isFull ?? false { _ = combiner?.handOver() }
  }

  /// Takes notice of a value that isn't what all were taken to be.
  private mutating func note(_ misfit: UnusableField, _ rows: borrowing RowBatch) {
    let place = rows.start(ofRow: misfit.row)
    guard place < found.misfit?.place ?? .max else { return }
    let text = rows.withText(of: misfit.column, inRow: misfit.row) { text in
      text.indices.prefix(CensusMisfit.longest).map { text[$0] }
    }
    found.misfit = CensusMisfit(place: place, text: text)
  }
}

extension Span<UInt8> {
  /// Whether it begins with a zero that is followed by a digit, as codes do of which zeros in front are a part.
  package var isCode: Bool {
    var start = 0
    while start < count, self[start] == UInt8(ascii: " ") { start += 1 }
    guard start + 1 < count, self[start] == UInt8(ascii: "0") else { return false }
    return self[start + 1] &- UInt8(ascii: "0") <= 9
  }
}
