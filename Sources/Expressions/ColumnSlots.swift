import CSV

/// A column's numbers in the batch at hand, as far as they have been read.
struct NumberSlot: Sendable {
  /// The column.
  let column: NumericColumn

  /// The numbers that have been read.
  private(set) var numbers = NumberBatch()
  private var isRead = RowMask()

  init(_ column: NumericColumn) { self.column = column }

  /// Forgets the batch at hand.
  mutating func forget() { isRead = RowMask() }

  /// Reads what hasn't been read yet.
  ///
  /// - Parameters:
  ///   - rows: the rows that are needed.
  ///   - batch: the batch at hand.
  ///   - isComputed: whether the number isn't just compared with others that are given.
  /// - Returns: the first needed field that is neither a number nor missing; those before it have
  ///   been read, and nobody may ask for the rows behind it again.
  mutating func read(
    _ rows: RowMask, of batch: borrowing RowBatch, isComputed: Bool = false
  ) -> UnusableField? {
    if rows.subtracting(isRead).isEmpty { return nil }
    // Those that were read are read again: the kernel writes to every place.
    isRead = isRead | rows
    let unusable = batch.readNumbers(of: column, isRead, into: &numbers)
    guard let unusable, unusable.reason == .notANumber, !isComputed else { return unusable }
    return UnusableField(
      row: unusable.row, column: unusable.column, reason: .unexpected(what: Self.expectation))
  }

  /// Words for what belongs in the field; most often it is the condition that should be another.
  private static let expectation =
    "a number; to compare texts, put the one in the condition in single quotes"

  /// The rows with a number that is in a set, or isn't; of no meaning for rows that weren't read.
  ///
  /// - Parameters:
  ///   - set: the set.
  ///   - isNegated: whether those are wanted that aren't in it.
  ///   - rows: rows that have been read, or behind which nobody asks any more.
  ///   - batch: the batch at hand.
  /// - Returns: those of the rows.
  func rows(
    in set: NumberSet, isNegated: Bool, among rows: RowMask, of batch: borrowing RowBatch
  ) -> RowMask {
    let isPresent = numbers.isPresent & rows
    let values = numbers.values.span
    precondition(values.count == RowBatch.limit, "a place is missing")
    var members =
      switch set.doubles {
      case .range(let low, let high):
        RowMask.where256 { row in
          // Sound: row < 256, the number of values.
          let value = unsafe values[unchecked: row]
          return (low <= value ? 1 : 0) & (value <= high ? 1 : 0)
        }
      case .list(let list): isPresent.filter { list.containsSorted(values[$0]) }
      }
    if !numbers.isLong.isEmpty || !set.longDoubles.isEmpty {
      lookCloser(at: &members, among: isPresent, set, batch)
    }
    return isNegated ? isPresent.subtracting(members) : isPresent & members
  }

  /// Decides by all their digits about the numbers of which the double doesn't tell enough.
  @inline(never)
  private func lookCloser(
    at members: inout RowMask, among isPresent: RowMask, _ set: NumberSet,
    _ batch: borrowing RowBatch
  ) {
    let isLong = numbers.isLong
    let rows = isPresent.filter {
      isLong.contains($0) || set.longDoubles.containsSorted(numbers.values[$0])
    }
    let exact = rows.filter { row in exactNumber(row, of: batch).map { set.contains($0) } ?? false }
    members = members.subtracting(rows) | exact
  }

  /// The number of a row with all its digits; nil if there is none.
  func exactNumber(_ row: Int, of batch: borrowing RowBatch) -> ExactNumber? {
    batch.exactNumber(of: column, inRow: row)
  }
}

/// A column's timestamps in the batch at hand, as far as they have been read.
struct TimestampSlot: Sendable {
  private let column: TimestampColumn

  /// The timestamps that have been read.
  private(set) var timestamps: TimestampBatch
  private var isRead = RowMask()

  init(_ column: TimestampColumn) {
    self.column = column
    timestamps = TimestampBatch(of: column)
  }

  /// Forgets the batch at hand.
  mutating func forget() { isRead = RowMask() }

  /// Reads what hasn't been read yet; see ``NumberSlot/read(_:of:)``.
  mutating func read(_ rows: RowMask, of batch: borrowing RowBatch) -> UnusableField? {
    let open = rows.subtracting(isRead)
    // Behind a field that can't be used, nobody asks for rows again.
    isRead = isRead | open
    return batch.readTimestamps(of: column, in: open, into: &timestamps)
  }

  /// The rows with a timestamp that is in a set, or isn't; of no meaning for rows that weren't read.
  func rows(_ part: TimestampPart?, in set: ValueSet<Int64>, isNegated: Bool) -> RowMask {
    let members =
      switch part {
      case nil: rows(in: set, timestamps.orderKeys) { $0 }
      case .year?: rows(in: set) { TimestampPart.year.key(ofOrderKey: $0) }
      case .month?: rows(inSmall: set) { TimestampPart.month.key(ofOrderKey: $0) }
      case .day?: rows(inSmall: set) { TimestampPart.day.key(ofOrderKey: $0) }
      case .hour?: rows(inSmall: set) { TimestampPart.hour.key(ofOrderKey: $0) }
      case .minute?: rows(inSmall: set) { TimestampPart.minute.key(ofOrderKey: $0) }
      case .quarter?: rows(inSmall: set) { TimestampPart.quarter.key(ofOrderKey: $0) }
      case .season?: rows(inSmall: set) { TimestampPart.season.key(ofOrderKey: $0) }
      case .date?: rows(in: set) { TimestampPart.date.key(ofOrderKey: $0) }
      case let part?: rows(in: set) { part.key(ofOrderKey: $0) }
      }
    return isNegated ? timestamps.isPresent.subtracting(members) : timestamps.isPresent & members
  }

  @inline(__always)
  private func rows(in set: ValueSet<Int64>, _ value: (Int64) -> Int64) -> RowMask {
    rows(in: set, timestamps.clockKeys, value)
  }

  @inline(__always)
  private func rows(
    in set: ValueSet<Int64>, _ keys: [Int64], _ value: (Int64) -> Int64
  ) -> RowMask {
    let keys = keys.span
    precondition(keys.count == RowBatch.limit, "a place is missing")
    switch set {
    case .range(let low, let high):
      return RowMask.where256 { row in
        // Sound: row < 256, the number of keys.
        let value = value(unsafe keys[unchecked: row])
        return (low <= value ? 1 : 0) & (value <= high ? 1 : 0)
      }
    case .list(let list):
      return timestamps.isPresent.filter { list.containsSorted(value(keys[$0])) }
    }
  }

  /// The same for values from 0 to 63, whose set fits into a number.
  @inline(__always)
  private func rows(inSmall set: ValueSet<Int64>, _ value: (Int64) -> Int64) -> RowMask {
    let keys = timestamps.clockKeys
    let span = keys.span
    precondition(span.count == RowBatch.limit, "a place is missing")
    let members: UInt64 = (0..<64).reduce(0) { $0 | (set.contains($1) ? 1 : 0) << UInt64($1) }
    return RowMask.where256 { row in
      // Sound: row < 256, the number of keys.
      members >> UInt64(truncatingIfNeeded: value(unsafe span[unchecked: row])) & 1
    }
  }
}

extension RowMask {
  /// The rows for which a closure returns true.
  @inline(__always)
  func filter(_ isIncluded: (Int) -> Bool) -> RowMask {
    var result = RowMask()
    forEach { row in
      if isIncluded(row) { result.insert(row) }
    }
    return result
  }

  /// The rows for which a closure returns 1, of all that a batch may have.
  @inline(__always)
  static func where256(_ isIncluded: (Int) -> UInt64) -> RowMask {
    var result = RowMask()
    for word in 0..<4 {
      var bits: UInt64 = 0
      for bit in 0..<64 { bits |= isIncluded(64 * word + bit) << UInt64(bit) }
      result.words[word] = bits
    }
    return result
  }
}
