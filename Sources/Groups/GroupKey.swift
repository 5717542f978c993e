import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// A part of a row's key: a column's text, or a part of its date.
struct KeyPart: Sendable {
  /// How a field becomes a part of a key.
  enum Kind: Sendable {
    /// By its content as it stands there.
    case text
    /// By the number that it is, however written, with all its digits. Rows without one have no key.
    case number(NumericColumn)
    /// By a part of the timestamp that it is.
    case timestamp(TimestampColumn, TimestampPart)
  }

  /// The name of the part in the result: the column's name, or `year(FechaObservacion)`.
  let name: String

  /// The field's 0-based position.
  let index: Int

  /// How the field becomes a part of a key.
  let kind: Kind
}

/// Reads the keys of rows, and finds the numbers of their groups.
struct KeyReader: Sendable {
  /// The groups' numbers, each at the place of its row.
  private(set) var numbers = [UInt32](repeating: 0, count: RowBatch.limit)

  private let parts: [KeyPart]
  private var timestamps: [TimestampBatch]

  /// The keys of parts of dates, each at the place of its row.
  private var dateKeys: [[Int64]]
  private var values: [NumberBatch]

  /// The rows, of those that were read last, that have all the numbers of a key.
  private(set) var complete = RowMask()
  private var scratch: [UInt8] = []
  private var batch = KeyBatch()

  /// Creates a reader.
  init(_ parts: [KeyPart]) {
    self.parts = parts
    timestamps = parts.map { part in
      if case .timestamp(let column, _) = part.kind {
        TimestampBatch(of: column)
      } else {
        TimestampBatch()
      }
    }
    values = parts.map { _ in NumberBatch() }
    dateKeys = parts.map { part in
      if case .timestamp = part.kind { [Int64](repeating: 0, count: RowBatch.limit) } else { [] }
    }
  }

  /// Reads what has to be read before groups are looked for: dates and numbers.
  ///
  /// - Parameters:
  ///   - rows: rows.
  ///   - mask: those that are looked at.
  /// - Returns: the first field that is no date, or no number, where one was expected.
  mutating func read(_ rows: borrowing RowBatch, _ mask: RowMask) -> UnusableField? {
    var first: UnusableField?
    complete = mask
    for index in parts.indices {
      let field: UnusableField?
      switch parts[index].kind {
      case .text: field = rows.firstLongText(of: parts[index].index, in: mask, as: "key")
      case .timestamp(let column, _):
        field = rows.readTimestamps(of: column, in: mask, into: &timestamps[index])
      case .number(let column):
        field = rows.readNumbers(of: column, mask, into: &values[index])
        complete = complete & values[index].isPresent
      }
      if let field, field.row < first?.row ?? .max { first = field }
    }
    return first
  }

  /// Finds the numbers of the rows' groups; new groups get new ones.
  ///
  /// - Parameters:
  ///   - rows: the rows that were read last.
  ///   - mask: those that are looked at.
  ///   - keys: the keys of the groups.
  mutating func assignNumbers(
    _ rows: borrowing RowBatch, _ mask: RowMask, in keys: inout KeyTable
  ) {
    if parts.count == 1, case .text = parts[0].kind {
      keys.readNumbers(ofColumn: parts[0].index, in: rows, mask, with: &batch, into: &numbers)
      return
    }
    for index in parts.indices { findDateKeys(index, count: rows.count) }
    for row in 0..<rows.count where mask.contains(row) {
      scratch.removeAll(keepingCapacity: true)
      for index in parts.indices { append(index, rows, row) }
      numbers[row] = UInt32(truncatingIfNeeded: keys.number(of: scratch.span))
    }
  }

  /// Makes the keys of a part of the dates that were read last; those of rows without a date mean
  /// nothing.
  private mutating func findDateKeys(_ index: Int, count: Int) {
    guard case .timestamp(_, let part) = parts[index].kind else { return }
    let clockKeys = timestamps[index].clockKeys
    let clock = clockKeys.span
    var keys = dateKeys[index].mutableSpan
    for row in 0..<count { keys[row] = part.key(ofOrderKey: clock[row]) }
  }

  /// Appends a part of a row's key, so that keys in the order of their bytes are in the order of
  /// their parts: of dates eight bytes; of a text its bytes, each zero followed by a one, and two
  /// zeros behind them; of a number see ``NumberKey``.
  private mutating func append(_ index: Int, _ rows: borrowing RowBatch, _ row: Int) {
    switch parts[index].kind {
    case .text:
      rows.withText(of: parts[index].index, inRow: row) { text in
        for index in text.indices {
          scratch.append(text[index])
          if text[index] == 0 { scratch.append(1) }
        }
        scratch += [0, 0]
      }
    case .number(let column):
      let value = values[index].values[row]
      if parts.count == 1, !values[index].isLong.contains(row) {
        scratch.append(bigEndian: OrderedKey(value).bits)
        return
      }
      let exact =
        values[index].isLong.contains(row) ? rows.exactNumber(of: column, inRow: row) : nil
      NumberKey(value, exact).append(to: &scratch, isOnly: parts.count == 1)
    case .timestamp:
      let isPresent = timestamps[index].isPresent.contains(row)
      let key = isPresent ? dateKeys[index][row] : .min
      scratch.append(bigEndian: UInt64(bitPattern: key) ^ 1 << 63)
    }
  }
}

extension [UInt8] {
  mutating func append(bigEndian word: UInt64) {
    for byte in 0..<8 { append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * byte))) }
  }
}

extension [KeyPart] {
  /// The bytes of those names of texts that no encoding explains.
  ///
  /// - Parameter layout: the table's columns.
  /// - Returns: the bytes, by the places of the parts.
  func undecodedNames(_ layout: FileLayout) -> UndecodedNames {
    var names = UndecodedNames()
    for (place, part) in enumerated() where layout.columnNames[part.index] == part.name {
      names.keys[place] = layout.undecodedNames[part.index]
    }
    return names
  }

  /// The texts of a key's parts, as bytes: those of a text aren't UTF-8 where the file isn't.
  ///
  /// - Parameter key: a key of these parts.
  /// - Returns: a text for each part; a date that is missing is the empty one.
  func texts(ofKey key: [UInt8]) -> [[UInt8]] {
    if count == 1, case .text = self[0].kind { return [key] }
    var rest = key[...]
    func word() -> UInt64 {
      defer { rest = rest.dropFirst(8) }
      return rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
    func text() -> [UInt8] {
      var bytes: [UInt8] = []
      while let byte = rest.popFirst() {
        if byte == 0, rest.popFirst() != 1 { break }
        bytes.append(byte)
      }
      return bytes
    }
    return map { part in
      switch part.kind {
      case .text: return text()
      case .number: return [UInt8](NumberKey(takenFrom: &rest, isOnly: count == 1).text.utf8)
      case .timestamp(_, let part):
        let key = Int64(bitPattern: word() ^ 1 << 63)
        return key == .min ? [] : [UInt8](part.text(ofKey: key).utf8)
      }
    }
  }
}
