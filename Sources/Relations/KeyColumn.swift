import Expressions
import MPI

/// A key of some rows, by which they are put in order.
///
/// Rows are compared by the bytes that ``ValueComputer/appendOrderKey(_:ofRow:isDescending:to:)`` makes of a
/// value, none of which are the beginning of another's. Most keys need fewer: numbers and times are eight
/// bytes between two that are always the same, and few distinct values are numbered in their order.
enum KeyColumn: Sendable {
  /// The number of each row's value among all there are on all ranks, in their order.
  case ranked(FrozenArray<UInt32>)
  /// The eight bytes of each row's value that tell it from the others.
  case words(FrozenArray<UInt64>, WordForm)
  /// The bytes of each row's value.
  case strings(FrozenStrings)

  /// The bytes of a value that is missing.
  static let missing: [UInt8] = [1]

  /// How bytes were made eight.
  struct WordForm: Hashable, Sendable {
    /// The word that stands for a value that is missing.
    static let missing = UInt64.max

    /// What follows on the eight bytes, behind the 0 of a value that is there.
    let tail: [UInt8]

    /// The word of some bytes; nil if they haven't this form.
    func word(of bytes: [UInt8]) -> UInt64? {
      guard bytes != KeyColumn.missing else { return Self.missing }
      guard bytes.count == 9 + tail.count, bytes[0] == 0, bytes[9...].elementsEqual(tail) else {
        return nil
      }
      return bytes.bigEndianWord(at: 1)
    }

    /// The bytes that a word stands for.
    func appendBytes(_ word: UInt64, to bytes: inout [UInt8]) {
      guard word != Self.missing else { return bytes.append(1) }
      bytes.append(0)
      bytes.append(bigEndian: word)
      bytes += tail
    }
  }

  /// Takes strings over: as words, if that's what they are.
  init(_ strings: Strings) {
    guard let form = Self.form(of: strings) else {
      self = .strings(FrozenStrings(strings))
      return
    }
    let words = FrozenArray(count: strings.count) { index in
      let range = strings[index]
      guard range.count > 1 else { return WordForm.missing }
      return strings.bytes.bigEndianWord(at: range.lowerBound + 1)
    }
    self = .words(words, form)
  }

  /// The form in which strings are words; nil if they aren't.
  private static func form(of strings: Strings) -> WordForm? {
    var form: WordForm?
    for index in 0..<strings.count {
      let range = strings[index]
      if range.count == 1, strings.bytes[range.lowerBound] == 1 { continue }
      guard range.count >= 9, range.count <= 12, strings.bytes[range.lowerBound] == 0,
        strings.bytes.bigEndianWord(at: range.lowerBound + 1) != WordForm.missing
      else { return nil }
      let tail = strings.bytes[range.lowerBound + 9..<range.upperBound]
      if let form {
        guard form.tail.elementsEqual(tail) else { return nil }
      } else {
        form = WordForm(tail: Array(tail))
      }
    }
    return form
  }

  /// The number of rows.
  var count: Int {
    switch self {
    case .ranked(let numbers): numbers.count
    case .words(let words, _): words.count
    case .strings(let strings): strings.count
    }
  }

  /// The form of its words; nil if it has none.
  var form: WordForm? { if case .words(_, let form) = self { form } else { nil } }

  /// The bytes of memory that it takes.
  var byteCount: Int {
    switch self {
    case .ranked(let numbers): numbers.byteCount
    case .words(let words, _): words.byteCount
    case .strings(let strings): strings.byteCount
    }
  }

  /// Appends bytes of a row that are in the order of rows.
  func appendBytes(ofRow row: Int, to bytes: inout [UInt8]) {
    switch self {
    case .ranked(let numbers): bytes.append(bigEndian: UInt64(numbers[row]))
    case .words(let words, _): bytes.append(bigEndian: words[row])
    case .strings(let strings): bytes += strings.string(row)
    }
  }

  /// The same values as strings. They must not be ranked.
  var asStrings: FrozenStrings {
    switch self {
    case .ranked: preconditionFailure("numbers without the values that they stand for")
    case .strings(let strings): return strings
    case .words(let words, let form):
      var strings = Strings()
      for index in 0..<words.count {
        form.appendBytes(words[index], to: &strings.bytes)
        strings.endString()
      }
      return FrozenStrings(strings)
    }
  }
}

// MARK: - Of chosen rows

extension [KeyColumn] {
  /// One key of some rows, of which every chunk has it in the same kind.
  ///
  /// - Parameter rows: the rows, by chunks and their numbers there.
  /// - Returns: the key of these rows, in their order.
  func selecting(_ rows: [RowID]) -> KeyColumn {
    switch first {
    case nil: return .strings(FrozenStrings())
    case .ranked:
      return .ranked(
        FrozenArray(
          rows.lazy.map { row in
            guard case .ranked(let numbers) = self[row.chunk] else { return 0 }
            return numbers[row.row]
          }))
    case .words(_, let form):
      return .words(
        FrozenArray(
          rows.lazy.map { row in
            guard case .words(let words, _) = self[row.chunk] else { return 0 }
            return words[row.row]
          }), form)
    case .strings:
      var strings = Strings()
      for row in rows {
        guard case .strings(let others) = self[row.chunk] else { continue }
        strings.append(others.string(row.row))
      }
      return .strings(FrozenStrings(strings))
    }
  }

  /// Sends one key of rows to all ranks.
  ///
  /// - Parameter ranks: all ranks. The parts of all of them are of the same kind.
  /// - Returns: the key of the rows from each rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func exchanged(on ranks: borrowing Communicator) throws(MPIError) -> [KeyColumn] {
    switch first {
    case nil: return []
    case .ranked:
      let parts = map { column -> [UInt32] in
        if case .ranked(let numbers) = column { numbers.array } else { [] }
      }
      return try ranks.alltoall(varying: parts).map { .ranked(FrozenArray($0)) }
    case .words(_, let form):
      let parts = map { column -> [UInt64] in
        if case .words(let words, _) = column { words.array } else { [] }
      }
      return try ranks.alltoall(varying: parts).map { .words(FrozenArray($0), form) }
    case .strings:
      let parts = map { if case .strings(let strings) = $0 { Strings(strings) } else { Strings() } }
      return try Strings.exchanged(parts, on: ranks).map { .strings(FrozenStrings($0)) }
    }
  }
}

extension Strings {
  /// The same strings, to which more can be added.
  init(_ frozen: FrozenStrings) {
    self.init(bytes: frozen.bytes.array, ends: frozen.ends.array)
  }
}

extension [UInt8] {
  /// The number that eight bytes are, the highest first.
  func bigEndianWord(at start: Int) -> UInt64 {
    // Sound: any eight bytes are a number, and the bounds are checked.
    UInt64(
      bigEndian: unsafe span.bytes.extracting(start..<start + 8).unsafeLoadUnaligned(
        as: UInt64.self))
  }
}
