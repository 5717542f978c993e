/// A column whose timestamps are wanted, and what counts as missing in it.
package struct TimestampColumn: Sendable, Hashable {
  /// The column's 0-based position in a row.
  package let index: Int

  /// How the timestamps are written, and what they mean.
  package let reading: TimestampReading

  /// The rule for what is missing in it: the same as if it were a column of numbers.
  private var rule: NumericColumn

  /// Whether a text that is a timestamp may mean a missing value.
  private let hasNullTimestamps: Bool

  /// Creates a column.
  ///
  /// - Parameters:
  ///   - index: its 0-based position in a row.
  ///   - reading: how its timestamps are written, and what they mean.
  ///   - nullTokens: the texts that mean a missing value; see
  ///     ``NumericColumn/init(index:nullTokens:numbers:)``.
  ///   - numbers: how numbers are written.
  package init(index: Int, reading: TimestampReading, nullTokens: [String], numbers: NumberSyntax) {
    self.index = index
    self.reading = reading
    rule = NumericColumn(index: index, nullTokens: nullTokens, numbers: numbers)
    hasNullTimestamps =
      rule.nullTokens.contains { reading.format.parse($0.span) != nil }
      // A number that means a missing value may be written in another way in the file.
      || reading.format.readsNumbers && !rule.nullNumbers.isEmpty
  }

  /// The same column where numbers are written in another way.
  func written(as numbers: NumberSyntax) -> TimestampColumn {
    var column = self
    column.rule = rule.written(as: numbers)
    return column
  }

  /// Whether a field's content means a missing value.
  func isMissing(_ field: Span<UInt8>) -> Bool { rule.isMissing(field) }

  /// Whether the forms that are read quickly mean what they show, missing values aside.
  fileprivate var isPlain: Bool { reading.clock == .wall && !hasNullTimestamps }

  /// The meaning of a field.
  fileprivate enum Field {
    case moment(TimestampClock.Moment)
    case missing
    case unusable(UnusableField.Reason)
  }

  /// Reads a field of any form.
  fileprivate func read(_ text: Span<UInt8>) -> Field {
    let quick = reading.format.readQuickly(text).map {
      // The quick forms that have a time are longer than a date.
      ClockReading(timestamp: $0, offset: nil, hasTime: text.count > 10)
    }
    guard let found = quick ?? reading.format.read(text) else {
      return isMissing(text)
        ? .missing : .unusable(.unexpected(what: "a date of the form \(reading.format.name)"))
    }
    if hasNullTimestamps, isMissing(text) { return .missing }
    do throws(TimestampClock.Fault) {
      return .moment(try reading.clock.moment(of: found))
    } catch {
      return isMissing(text) ? .missing : .unusable(.clock(error))
    }
  }
}

extension TimestampFormat {
  /// Whether its timestamps may be numbers.
  fileprivate var readsNumbers: Bool {
    switch self {
    case .digits, .dayOfYear, .epoch, .epochMilliseconds, .pattern: true
    default: false
    }
  }
}

/// A column's timestamps in the rows of a batch.
package struct TimestampBatch: Sendable {
  /// A place for each row, filled where the row has a timestamp: the ``Timestamp/orderKey`` of its
  /// moment.
  package private(set) var orderKeys = [Int64](repeating: 0, count: RowBatch.limit)

  /// The same for what the zone's clock shows at that moment; empty where clock and order are one.
  private var zonedKeys: [Int64]

  /// The ``Timestamp/orderKey`` of what the clock shows, from which
  /// ``TimestampPart/key(ofOrderKey:)`` makes keys.
  package var clockKeys: [Int64] { zonedKeys.isEmpty ? orderKeys : zonedKeys }

  /// Which rows have a timestamp.
  package fileprivate(set) var isPresent = RowMask()

  /// Creates a place for the timestamps of a column.
  package init(of column: TimestampColumn? = nil) {
    let hasZone = column?.reading.clock.hasZone ?? false
    zonedKeys = hasZone ? [Int64](repeating: 0, count: RowBatch.limit) : []
  }

  /// Takes the timestamp of a row, which is the same in order and on the clock.
  @inline(__always)
  fileprivate mutating func set(_ row: Int, _ timestamp: Timestamp) {
    orderKeys[row] = timestamp.orderKey
    isPresent.insert(row)
  }

  fileprivate mutating func set(_ row: Int, _ moment: TimestampClock.Moment) {
    orderKeys[row] = moment.order.orderKey
    if !zonedKeys.isEmpty { zonedKeys[row] = moment.clock.orderKey }
    isPresent.insert(row)
  }
}

extension RowBatch {
  /// Reads a column's timestamps, each to the place of its row.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - rows: the rows whose timestamps are wanted. What is there of other rows stays.
  ///   - timestamps: where they go, made for this column.
  /// - Returns: the first field that is neither a timestamp nor missing; those before it were read.
  package borrowing func readTimestamps(
    of column: TimestampColumn, in rows: RowMask, into timestamps: inout TimestampBatch
  ) -> UnusableField? {
    let column = columns.map { column.written(as: $0.numbers) } ?? column
    timestamps.isPresent = timestamps.isPresent.subtracting(rows)
    // Taken out of the loop, in which the column itself is rarely needed.
    let (index, format, isPlain) = (column.index, column.reading.format, column.isPlain)
    var rest = rows
    while let row = rest.popFirst() {
      let quick = isPlain ? withText(of: index, inRow: row) { format.readQuickly($0) } : nil
      if let quick {
        timestamps.set(row, quick)
      } else if let field = readTimestamp(of: column, inRow: row, into: &timestamps) {
        return field
      }
    }
    return nil
  }

  /// Reads one timestamp of any form; the column is as its numbers are written in this file.
  @inline(never)
  private borrowing func readTimestamp(
    of column: TimestampColumn, inRow row: Int, into timestamps: inout TimestampBatch
  ) -> UnusableField? {
    switch withText(of: column.index, inRow: row, { column.read($0) }) {
    case .moment(let moment): timestamps.set(row, moment)
    case .missing: break
    case .unusable(let reason):
      return UnusableField(row: row, column: column.index, reason: reason)
    }
    return nil
  }
}
