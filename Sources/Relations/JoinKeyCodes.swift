import Expressions
import Keys
import Ranks

/// The keys of a joined table's rows as numbers, so that rows of the other table find their own.
///
/// Each key by itself is a number: that of its value among all, or its word less the smallest one. If the
/// bits of all keys fit in 63, they stand side by side; otherwise what stands together gets a number.
struct JoinKeyCodes: Sendable {
  /// The number of what matches nothing: a key that is missing, or that no row has.
  static let none = UInt64.max

  private let codes: [JoinKeyCode]

  /// The bits of each key's number.
  private let bits: [UInt64]

  /// The numbers of what stands together; nil if all fit side by side.
  private let together: KeyTable?

  /// The largest number that there may be.
  let largest: UInt64

  /// Finds the numbers of all rows of the joined table.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - count: the number of keys that are looked at, the first ones.
  ///   - workers: this rank's threads.
  /// - Returns: how keys become numbers, and the number of each row.
  static func coded(
    _ rows: JoinRows, keys count: Int, _ workers: Workers
  ) -> (codes: JoinKeyCodes, numbers: [UInt64]) {
    let coded = rows.keys.prefix(count).map { JoinKeyCode.coded($0.column, $0.values, workers) }
    let columns = coded.map(\.numbers)
    let codes = coded.map(\.code)
    let bits = codes.reduce(0) { $0 + $1.bits }
    guard bits > 63 else {
      let codes = JoinKeyCodes(codes, together: nil, largest: (1 << UInt64(bits)) - 1)
      let numbers = workers.elements(rows.count) { row in codes.sideBySide(columns, row) }
      return (codes, numbers)
    }
    var together = KeyTable(isRoomy: false)
    let numbers = (0..<rows.count).map { row in
      bytes(ofRow: row, columns).map { UInt64(together.number(of: $0.span)) } ?? none
    }
    let largest = UInt64(together.count)
    return (JoinKeyCodes(codes, together: together, largest: largest), numbers)
  }

  private init(_ codes: [JoinKeyCode], together: KeyTable?, largest: UInt64) {
    self.codes = codes
    bits = codes.map { UInt64($0.bits) }
    self.together = together
    self.largest = largest
  }

  /// The numbers of rows of the other table.
  ///
  /// - Parameters:
  ///   - keys: their keys.
  ///   - count: the number of rows.
  /// - Returns: the number of each row; ``none`` where it can't match.
  func numbers(of keys: [ReadKey], count: Int) -> [UInt64] {
    let columns = zip(codes, keys).map { $0.numbers(of: $1) }
    guard let together else { return (0..<count).map { sideBySide(columns, $0) } }
    return (0..<count).map { row in
      let bytes = Self.bytes(ofRow: row, columns)
      return bytes.flatMap { together.find($0.span) }.map { UInt64($0) } ?? Self.none
    }
  }

  private func sideBySide(_ columns: [[UInt64]], _ row: Int) -> UInt64 {
    var joined: UInt64 = 0
    for (bits, column) in zip(bits, columns) {
      guard column[row] != Self.none else { return Self.none }
      joined = joined << bits | column[row]
    }
    return joined
  }

  /// The bytes of all numbers of a row; nil if one matches nothing.
  private static func bytes(ofRow row: Int, _ columns: [[UInt64]]) -> [UInt8]? {
    var bytes: [UInt8] = []
    for column in columns {
      guard column[row] != none else { return nil }
      bytes.append(bigEndian: column[row])
    }
    return bytes
  }
}

/// One key of a joined table's rows as numbers.
private enum JoinKeyCode: Sendable {
  /// The number of the value among all.
  case number(KeyTable)
  /// The word itself, less the smallest one.
  case word(KeyColumn.WordForm, least: UInt64, most: UInt64)

  /// The bits that a number may have.
  var bits: Int {
    switch self {
    case .number(let values): Int.bitWidth - values.count.leadingZeroBitCount
    case .word(_, let least, let most): UInt64.bitWidth - (most - least).leadingZeroBitCount
    }
  }

  /// Finds the numbers of all rows.
  static func coded(
    _ column: KeyColumn, _ values: [[UInt8]]?, _ workers: Workers
  ) -> (code: JoinKeyCode, numbers: [UInt64]) {
    var table = KeyTable(isRoomy: false)
    switch column {
    case .ranked(let ranks):
      // In their order, and none twice: so the numbers are the same.
      for value in values ?? [] { _ = table.number(of: value.span) }
      let missing = (values ?? []).firstIndex(of: KeyColumn.missing).map { UInt32($0) }
      return (
        .number(table),
        workers.elements(ranks.count) { row in
          ranks[row] == missing ? JoinKeyCodes.none : UInt64(ranks[row])
        }
      )
    case .words(let words, let form):
      let (least, most) = words.bounds
      return (
        .word(form, least: least, most: most),
        workers.elements(words.count) { row in
          words[row] == KeyColumn.WordForm.missing ? JoinKeyCodes.none : words[row] - least
        }
      )
    case .strings(let strings):
      let numbers = (0..<strings.count).map { row -> UInt64 in
        let value = strings.string(row)
        return value == KeyColumn.missing
          ? JoinKeyCodes.none : UInt64(table.number(of: value.span))
      }
      return (.number(table), numbers)
    }
  }

  /// The numbers of rows of the other table.
  func numbers(of key: ReadKey) -> [UInt64] {
    switch key {
    case .coded(let codes, let values):
      let numbers = (0..<values.count).map { number(of: values.string($0)) }
      return codes.array.map { numbers[Int($0)] }
    case .plain(.words(let words, let form)):
      return words.array.map { number(of: $0, form) }
    case .plain(let column):
      let strings = column.asStrings
      return (0..<strings.count).map { number(of: strings.string($0)) }
    }
  }

  private func number(of word: UInt64, _ form: KeyColumn.WordForm) -> UInt64 {
    guard word != KeyColumn.WordForm.missing else { return JoinKeyCodes.none }
    guard case .word(form, let least, let most) = self else {
      var bytes: [UInt8] = []
      form.appendBytes(word, to: &bytes)
      return number(of: bytes)
    }
    return (least...most).contains(word) ? word - least : JoinKeyCodes.none
  }

  private func number(of value: [UInt8]) -> UInt64 {
    guard value != KeyColumn.missing else { return JoinKeyCodes.none }
    switch self {
    case .number(let values):
      return values.find(value.span).map { UInt64($0) } ?? JoinKeyCodes.none
    case .word(let form, let least, let most):
      guard let word = form.word(of: value), (least...most).contains(word) else {
        return JoinKeyCodes.none
      }
      return word - least
    }
  }
}

extension FrozenArray<UInt64> {
  /// The smallest and the largest word of a value that is there; zeros if there are none.
  fileprivate var bounds: (least: UInt64, most: UInt64) {
    var (least, most) = (UInt64.max, UInt64.min)
    for index in 0..<count where self[index] != KeyColumn.WordForm.missing {
      least = min(least, self[index])
      most = max(most, self[index])
    }
    return least > most ? (0, 0) : (least, most)
  }
}

extension Workers {
  /// The elements that a thread makes at a time.
  private static let elementsAtOnce = 1 << 16

  /// Makes the elements of an array side by side.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - make: makes the element of an index.
  /// - Returns: the elements in order.
  func elements(_ count: Int, _ make: @Sendable (Int) -> UInt64) -> [UInt64] {
    let step = Self.elementsAtOnce
    return unsafe [UInt64](unsafeUninitializedCapacity: count) { buffer, filled in
      // Sound: every element is made by one thread.
      nonisolated(unsafe) let target = unsafe buffer
      _ = map((count + step - 1) / step) { slice in
        for index in slice * step..<Swift.min(count, (slice + 1) * step) {
          unsafe target.initializeElement(at: index, to: make(index))
        }
      }
      filled = count
    }
  }
}
