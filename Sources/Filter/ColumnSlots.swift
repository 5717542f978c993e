import CSV

/// A column's numbers in the batch at hand, as far as they have been read.
struct NumberSlot: Sendable {
  private let column: NumericColumn
  private var numbers = NumberBatch()
  private var isRead = RowMask()

  init(_ column: NumericColumn) { self.column = column }

  /// Forgets the batch at hand.
  mutating func forget() {
    isRead = RowMask()
    numbers.isPresent = RowMask()
  }

  /// Reads what hasn't been read yet.
  ///
  /// - Parameters:
  ///   - rows: the rows that are needed.
  ///   - batch: the batch at hand.
  /// - Returns: the first needed field that is neither a number nor missing; those before it have
  ///   been read.
  mutating func read(_ rows: RowMask, of batch: borrowing RowBatch) -> UnusableField? {
    if isRead.isEmpty, rows.count > 16 {
      // All at once is faster than many one by one, but ends at the first field that can't be used,
      // which may be none of those needed.
      let unusable = batch.readNumbers(of: column, into: &numbers)
      isRead = RowMask(first: unusable?.row ?? batch.count)
    }
    var open = rows.subtracting(isRead)
    while let row = open.popFirst() {
      if let field = batch.readNumber(of: column, inRow: row, into: &numbers) { return field }
      isRead.insert(row)
    }
    return nil
  }

  /// The rows with a number that is in a set, or isn't; of no meaning for rows that weren't read.
  func rows(in set: ValueSet<Double>, isNegated: Bool) -> RowMask {
    let members =
      switch set {
      case .range(let low, let high): RowMask.range(numbers.values.span, low, high)
      case .list(let list): numbers.isPresent.filter { list.containsSorted(numbers.values[$0]) }
      }
    return isNegated ? numbers.isPresent.subtracting(members) : numbers.isPresent & members
  }
}

/// A column's timestamps in the batch at hand, as far as they have been read.
struct TimestampSlot: Sendable {
  private let column: TimestampColumn
  private var timestamps = TimestampBatch()
  private var isRead = RowMask()

  init(_ column: TimestampColumn) { self.column = column }

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
      case nil: rows(in: set) { $0 }
      case .year?: rows(in: set) { TimestampPart.year.key(ofOrderKey: $0) }
      case .month?: rows(in: set) { TimestampPart.month.key(ofOrderKey: $0) }
      case .day?: rows(in: set) { TimestampPart.day.key(ofOrderKey: $0) }
      case .hour?: rows(in: set) { TimestampPart.hour.key(ofOrderKey: $0) }
      case .date?: rows(in: set) { TimestampPart.date.key(ofOrderKey: $0) }
      }
    return isNegated ? timestamps.isPresent.subtracting(members) : timestamps.isPresent & members
  }

  @inline(__always)
  private func rows(in set: ValueSet<Int64>, _ value: (Int64) -> Int64) -> RowMask {
    switch set {
    case .range(let low, let high):
      timestamps.isPresent.filter { row in
        let value = value(timestamps.orderKeys[row])
        return low <= value && value <= high
      }
    case .list(let list):
      timestamps.isPresent.filter { list.containsSorted(value(timestamps.orderKeys[$0])) }
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

  /// The rows whose value lies in a range, limits included.
  ///
  /// - Parameters:
  ///   - values: 256 values.
  ///   - low: the lower limit.
  ///   - high: the upper limit.
  /// - Returns: the rows, whether or not they have a value.
  static func range(_ values: Span<Double>, _ low: Double, _ high: Double) -> RowMask {
    precondition(values.count == 256, "not the numbers of a batch")
    var result = RowMask()
    for word in 0..<4 {
      var bits: UInt64 = 0
      for bit in 0..<64 {
        // Sound: 64 · word + bit < 256.
        let value = unsafe values[unchecked: 64 * word + bit]
        let isInside: UInt64 = (low <= value ? 1 : 0) & (value <= high ? 1 : 0)
        bits |= isInside << UInt64(bit)
      }
      result.words[word] = bits
    }
    return result
  }
}
