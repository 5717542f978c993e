import Expressions
import Keys
import Ranks

/// The keys of a joined table's rows as numbers, so that rows of the other table find their own.
///
/// Each key by itself is a number: that of its value among all, or that of its word on a grid. If all numbers
/// that there may be together have room in 63 bits, those of a row are the digits of one; otherwise what
/// stands together gets a number.
struct JoinKeyCodes: Sendable {
  /// The number of what matches nothing: a key that is missing, or that no row has.
  static let none = UInt64.max

  private let codes: [JoinKeyCode]

  /// The numbers that each key may have.
  private let radices: [UInt64]

  /// The numbers of what stands together; nil if each row's are the digits of one.
  private let together: KeyTable?

  /// How many numbers there may be; they count from 0.
  let count: UInt64

  /// Finds the numbers of all rows of the joined table.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - count: the number of keys that are looked at, the first ones.
  ///   - team: the ranks of this host.
  /// - Returns: how keys become numbers, and the number of each row.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  static func coded(
    _ rows: JoinRows, keys count: Int, _ team: HostTeam
  ) throws -> (codes: JoinKeyCodes, numbers: FrozenArray<UInt64>) {
    let coded = try rows.keys.prefix(count).map { try JoinKeyCode.coded($0, team) }
    let columns = coded.map(\.numbers)
    let codes = coded.map(\.code)
    if let all = Self.product(codes.map(\.count)) {
      let codes = JoinKeyCodes(codes, together: nil, count: all)
      guard columns.count != 1 else { return (codes, columns[0]) }
      guard columns.count == 2 else {
        return (codes, try team.elements(rows.count) { codes.number(ofRow: $0, columns) })
      }
      let (high, low) = (columns[0], columns[1])
      return (codes, try team.elements(rows.count) { codes.number(high[$0], low[$0]) })
    }
    // Every rank needs the table, and no two can add to it.
    var together = KeyTable(isRoomy: false)
    let numbers = (0..<rows.count).map { row in
      bytes(ofRow: row, columns).map { UInt64(together.number(of: $0.span)) } ?? none
    }
    let all = UInt64(together.count)
    return (
      JoinKeyCodes(codes, together: together, count: all),
      try team.elements(rows.count) { numbers[$0] }
    )
  }

  private init(_ codes: [JoinKeyCode], together: KeyTable?, count: UInt64) {
    self.codes = codes
    radices = codes.map(\.count)
    self.together = together
    self.count = count
  }

  /// How many numbers have such digits; nil if they are more than 63 bits tell apart.
  private static func product(_ radices: [UInt64]) -> UInt64? {
    var product: UInt64 = 1
    for radix in radices {
      let (next, overflows) = product.multipliedReportingOverflow(by: radix)
      guard !overflows, next >> 63 == 0 else { return nil }
      product = next
    }
    return product
  }

  /// The numbers of rows of the other table.
  ///
  /// - Parameters:
  ///   - keys: their keys.
  ///   - count: the number of rows.
  /// - Returns: the number of each row; ``none`` where it can't match.
  func numbers(of keys: [ReadKey], count: Int) -> [UInt64] {
    let columns = zip(codes, keys).map { $0.numbers(of: $1) }
    guard let together else {
      if columns.count == 1 { return columns[0] }
      let alone = Workers(count: 1)
      guard columns.count == 2 else {
        return alone.elements(count) { number(ofRow: $0, columns) }
      }
      let (high, low) = (columns[0], columns[1])
      return alone.elements(count) { number(high[$0], low[$0]) }
    }
    return (0..<count).map { row in
      let bytes = Self.bytes(ofRow: row, columns)
      return bytes.flatMap { together.find($0.span) }.map { UInt64($0) } ?? Self.none
    }
  }

  /// Makes one number of two digits.
  @inline(__always)
  private func number(_ high: UInt64, _ low: UInt64) -> UInt64 {
    high == Self.none || low == Self.none ? Self.none : high &* radices[1] &+ low
  }

  /// Makes one number of the digits of a row.
  private func number(ofRow row: Int, _ columns: [some RowNumbers]) -> UInt64 {
    var number: UInt64 = 0
    for (radix, column) in zip(radices, columns) {
      guard column[row] != Self.none else { return Self.none }
      number = number &* radix &+ column[row]
    }
    return number
  }

  /// The bytes of all numbers of a row; nil if one matches nothing.
  private static func bytes(ofRow row: Int, _ columns: [some RowNumbers]) -> [UInt8]? {
    var bytes: [UInt8] = []
    for column in columns {
      guard column[row] != none else { return nil }
      bytes.append(bigEndian: column[row])
    }
    return bytes
  }
}

/// A number of each row.
private protocol RowNumbers: Sendable {
  subscript(_ row: Int) -> UInt64 { get }
}

extension [UInt64]: RowNumbers {}

extension FrozenArray: RowNumbers where Element == UInt64 {}

/// One key of a joined table's rows as numbers.
private enum JoinKeyCode: Sendable {
  /// The number of the value among all.
  case number(KeyTable)
  /// The place of the word on a grid.
  case word(KeyColumn.WordForm, WordGrid)

  /// How many numbers there may be, at least one.
  var count: UInt64 {
    switch self {
    case .number(let values): UInt64(max(1, values.count))
    case .word(_, let grid): grid.count
    }
  }

  /// Finds the numbers of all rows.
  static func coded(
    _ key: JoinKey, _ team: HostTeam
  ) throws -> (code: JoinKeyCode, numbers: FrozenArray<UInt64>) {
    switch key.column {
    case .ranked(let ranks):
      let values = key.values ?? []
      let form = KeyColumn.WordForm(tail: [])
      let (code, numbers) = try coded(values, asTimes: key.isTime ? form : nil)
      return (code, try team.elements(ranks.count) { row in numbers[Int(ranks[row])] })
    case .words(let words, let form):
      let (grid, places) = try WordGrid.placed(words, areTimes: key.isTime, team)
      return (.word(form, grid), places)
    case .strings(let strings):
      // Every rank needs the table, and no two can add to it.
      var table = KeyTable(isRoomy: false)
      let numbers = (0..<strings.count).map { row -> UInt64 in
        strings.withString(row) { value in
          value.isMissingKey ? JoinKeyCodes.none : UInt64(table.number(of: value))
        }
      }
      return (.number(table), try team.elements(numbers.count) { numbers[$0] })
    }
  }

  /// Finds the numbers of few distinct values.
  ///
  /// - Parameters:
  ///   - values: the values, none of them twice.
  ///   - form: the form of their words, if they are times; nil if not.
  /// - Returns: how values become numbers, and the number of each.
  /// - Throws: nothing, as no other rank takes part.
  private static func coded(
    _ values: [[UInt8]], asTimes form: KeyColumn.WordForm?
  ) throws -> (code: JoinKeyCode, numbers: [UInt64]) {
    if let form {
      let words = values.compactMap { form.word(of: $0) }
      let (grid, places) = try WordGrid.placed(
        FrozenArray(words), areTimes: true, HostTeam(alone: Workers(count: 1)))
      // The other table's times needn't be looked for one by one then.
      if words.count == values.count, grid.count <= 4 * UInt64(values.count) + 1 << 10 {
        return (.word(form, grid), places.array)
      }
    }
    var table = KeyTable(isRoomy: false)
    let numbers = values.map { value in
      value == KeyColumn.missing ? JoinKeyCodes.none : UInt64(table.number(of: value.span))
    }
    return (.number(table), numbers)
  }

  /// The numbers of rows of the other table.
  func numbers(of key: ReadKey) -> [UInt64] {
    switch key {
    case .coded(let codes, let values):
      let numbers = (0..<values.count).map { index in
        values.withString(index) { number(of: $0) }
      }
      return Workers(count: 1).elements(codes.count) { numbers[Int(codes[$0])] }
    case .plain(.words(let words, let form)):
      if case .word(form, let grid) = self {
        return Workers(count: 1).elements(words.count) { grid.number(of: words[$0]) }
      }
      return (0..<words.count).map { number(of: words[$0], form) }
    case .plain(let column):
      let strings = column.asStrings
      return (0..<strings.count).map { row in strings.withString(row) { number(of: $0) } }
    }
  }

  private func number(of word: UInt64, _ form: KeyColumn.WordForm) -> UInt64 {
    guard word != KeyColumn.WordForm.missing else { return JoinKeyCodes.none }
    var bytes: [UInt8] = []
    form.appendBytes(word, to: &bytes)
    return number(of: bytes.span)
  }

  private func number(of value: Span<UInt8>) -> UInt64 {
    guard !value.isMissingKey else { return JoinKeyCodes.none }
    switch self {
    case .number(let values):
      return values.find(value).map { UInt64($0) } ?? JoinKeyCodes.none
    case .word(let form, let grid):
      let bytes = value.indices.map { value[$0] }
      return form.word(of: bytes).map { grid.number(of: $0) } ?? JoinKeyCodes.none
    }
  }
}

extension Span<UInt8> {
  /// Whether this is ``KeyColumn/missing``.
  fileprivate var isMissingKey: Bool { count == 1 && self[0] == KeyColumn.missing[0] }
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
  @inline(__always)
  func elements<Element: Sendable>(
    _ count: Int, _ make: @Sendable (Int) -> Element
  ) -> [Element] {
    let step = Self.elementsAtOnce
    return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      // Sound: every element is made by one thread.
      nonisolated(unsafe) let target = unsafe buffer
      if self.count == 1 {
        for index in 0..<count { unsafe target.initializeElement(at: index, to: make(index)) }
      } else {
        _ = map((count + step - 1) / step) { slice in
          for index in slice * step..<Swift.min(count, (slice + 1) * step) {
            unsafe target.initializeElement(at: index, to: make(index))
          }
        }
      }
      filled = count
    }
  }
}
