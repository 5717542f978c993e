import CSV
import Expressions
import Keys
import MPI
import Scan
import Vocabulary

/// A key of the rows of a unit, as it was read.
enum ReadKey: Sendable {
  /// Few distinct values: each row's number among them, and the bytes of each.
  case coded(FrozenArray<UInt32>, FrozenStrings)
  /// The values themselves.
  case plain(KeyColumn)

  /// The bytes of memory that it takes.
  var byteCount: Int {
    switch self {
    case .coded(let codes, let values): codes.byteCount + values.byteCount
    case .plain(let column): column.byteCount
    }
  }
}

/// Reads one key of rows; every thread has its own.
///
/// A key that depends on one column is computed once for each distinct text of it, as long as these are few:
/// most rows then cost no more than a look into a hash table.
struct KeyReader: Sendable {
  /// The 0-based positions of the columns that are read.
  let columns: [Int]

  private let isDescending: Bool
  private var computer: ValueComputer

  /// The texts of the unit at hand, with a number each.
  private var texts = KeyTable()
  private var batch = KeyBatch()

  /// The numbers of the texts in the batch at hand.
  private var numbers = [UInt32](repeating: 0, count: RowBatch.limit)

  /// The unit's rows: the number of each one's text.
  private var codes: [UInt32] = []

  /// The bytes of the values: of each distinct text, or of each row.
  private var values = Strings()

  /// The values of the rows, if they are times and not known by their texts; see ``KeyColumn/words(_:_:)``.
  private var words: [UInt64] = []
  private let areTimes: Bool

  /// Whether rows are known by their texts.
  private var isCoded: Bool

  /// Finds a key.
  ///
  /// - Parameters:
  ///   - value: the key.
  ///   - isDescending: whether the largest comes first.
  ///   - subject: the part of the request in which it stands.
  ///   - kind: what a column by itself is taken to be; nil for what it looks like.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if it can't be computed.
  init(
    _ value: WrittenValue, isDescending: Bool = false, in subject: CaudalError.Subject = .order,
    taking kind: ColumnKind? = nil, _ table: Table, on ranks: borrowing Communicator
  ) throws {
    let computed = try table.valueComputer(of: [value], in: subject, taking: kind, on: ranks)
    computer = computed.computer
    columns = computed.columns
    self.isDescending = isDescending
    areTimes = computer.isMoment(0)
    isCoded = columns.count == 1
  }

  /// Begins a unit.
  mutating func beginUnit() {
    isCoded = columns.count == 1
    if isCoded { texts.removeAll() }
    codes.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    values.removeAll()
  }

  /// Looks at rows.
  ///
  /// - Parameters:
  ///   - rows: a batch.
  ///   - choice: the rows that are chosen; afterwards those that can be used.
  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    if isCoded {
      let known = texts.count
      texts.readNumbers(
        ofColumn: columns[0], in: rows, choice.rows, with: &batch, into: &numbers)
      guard texts.count > known, !readNew(from: known, rows, choice.rows) else { return }
      stopCoding()
    }
    choice.stop(at: computer.compute(choice.rows, of: rows))
  }

  /// Computes the values of texts that haven't been seen before.
  ///
  /// - Returns: whether rows can still be known by their texts. They can't if one of these is no value
  ///   at all, or they are many.
  private mutating func readNew(
    from known: Int, _ rows: borrowing RowBatch, _ mask: RowMask
  ) -> Bool {
    guard texts.count <= min(1 << 14, 1024 + codes.count / 4) else { return false }
    var first = [Int](repeating: -1, count: texts.count - known)
    var firsts = RowMask()
    mask.forEach { row in
      let number = Int(numbers[row]) - known
      guard number >= 0, first[number] < 0 else { return }
      first[number] = row
      firsts.insert(row)
    }
    guard computer.compute(firsts, of: rows) == nil else { return false }
    for row in first { appendValue(ofRow: row) }
    return true
  }

  /// From now on takes values row by row.
  private mutating func stopCoding() {
    isCoded = false
    if areTimes {
      let known = (0..<values.count).map { values.timeWord($0) }
      words += codes.lazy.map { known[Int($0)] }
      values.removeAll()
    } else {
      var plain = Strings()
      for code in codes { plain.append(values.bytes[values[Int(code)]]) }
      values = plain
    }
    codes.removeAll(keepingCapacity: true)
  }

  /// Keeps the key of rows of the batch that was looked at last.
  mutating func keep(_ mask: RowMask) {
    if isCoded {
      codes.append(addingCapacity: mask.count) { output in
        mask.forEach { output.append(numbers[$0]) }
      }
    } else if areTimes {
      computer.appendOrderWords(
        0, ofRows: mask, isDescending: isDescending, missing: KeyColumn.WordForm.missing,
        to: &words)
    } else {
      mask.forEach { appendValue(ofRow: $0) }
    }
  }

  private mutating func appendValue(ofRow row: Int) {
    computer.appendOrderKey(0, ofRow: row, isDescending: isDescending, to: &values.bytes)
    values.endString()
  }

  /// The key of the unit's rows.
  func finishUnit() -> ReadKey {
    if isCoded { return .coded(FrozenArray(codes), FrozenStrings(values)) }
    guard areTimes else { return .plain(KeyColumn(values)) }
    return .plain(.words(FrozenArray(words), KeyColumn.WordForm(tail: [])))
  }
}

extension Strings {
  /// The word of a time's bytes.
  fileprivate func timeWord(_ index: Int) -> UInt64 {
    let range = self[index]
    return range.count == 1
      ? KeyColumn.WordForm.missing : bytes.bigEndianWord(at: range.lowerBound + 1)
  }
}
