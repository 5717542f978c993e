import Keys
import MPI
import Ranks

/// The kind in which all ranks have a key of all their rows, so that these can be compared.
///
/// A key of few distinct values is their number in the order of all: with some such keys, rows are in the
/// order of a few bits. Otherwise it is a word, if all rows have one; or the bytes themselves.
enum KeyAgreement {
  /// The most distinct values that are numbered, and their bytes.
  private static let (mostValues, mostBytes) = (1 << 20, 32 << 20)

  /// Brings a key of all rows into one kind.
  ///
  /// - Parameters:
  ///   - keys: the key of this rank's chunks of rows.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the same of each chunk, and of the same kind on every rank; and what numbers stand for,
  ///   in their order, if values are numbered.
  /// - Throws: `MPIError` if the ranks can't be reached.
  static func agreed(
    _ keys: [ReadKey], on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) -> (columns: [KeyColumn], values: [[UInt8]]?) {
    if let ranked = try ranked(keys, on: ranks, workers) { return ranked }
    let plain = workers.map(keys.count) { keys[$0].plain }
    var own = Strings()
    for form in Set(plain.filter { $0.count > 0 }.map(\.form)) {
      own.append(form.map { [1] + $0.tail } ?? [0])
    }
    // The same words only mean the same in one form.
    let forms = Set(try own.gathered(on: ranks))
    guard forms.count == 1, let form = forms.first, form[0] == 1 else {
      return (workers.map(plain.count) { .strings(plain[$0].asStrings) }, nil)
    }
    let words = plain.map { column -> KeyColumn in
      if case .words = column { return column }
      return .words(FrozenArray([]), KeyColumn.WordForm(tail: Array(form[1...])))
    }
    return (words, nil)
  }

  /// Numbers the values of a key in their order.
  ///
  /// - Returns: the numbers of all rows, and what they stand for; nil, on every rank, if there are too many
  ///   values.
  private static func ranked(
    _ keys: [ReadKey], on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) -> (columns: [KeyColumn], values: [[UInt8]]?)? {
    var values = KeyTable(isRoomy: false)
    var bytes = 0
    var isCoded = true
    // The number among this rank's values of each value of a chunk.
    var numbers: [[UInt32]] = []
    for key in keys {
      guard isCoded, case .coded(_, let chunk) = key else {
        isCoded = false
        break
      }
      numbers.append(
        (0..<chunk.count).map { index in
          let value = chunk.string(index)
          let known = values.count
          let number = values.number(of: value.span)
          if values.count > known { bytes += value.count }
          return UInt32(truncatingIfNeeded: number)
        })
      isCoded = values.count <= mostValues && bytes <= mostBytes
    }
    guard try ranks.allreduce(isCoded ? 1 : 0, .minimum) == 1 else { return nil }
    var own = Strings()
    for number in 0..<values.count { own.append(values.text(number)) }
    let all = try own.gathered(on: ranks)
    let ordered = Array(Set(all)).sorted { $0.lexicographicallyPrecedes($1) }
    let places = Dictionary(uniqueKeysWithValues: zip(ordered, 0 as UInt32..<UInt32(ordered.count)))
    let ofOwn = (0..<values.count).map { places[values.text($0)] ?? 0 }
    let columns = workers.map(keys.count) { [numbers] chunk -> KeyColumn in
      guard case .coded(let codes, _) = keys[chunk] else { return .ranked(FrozenArray([])) }
      let map = numbers[chunk].map { ofOwn[Int($0)] }
      return .ranked(FrozenArray(codes.array.map { map[Int($0)] }))
    }
    return (columns, ordered)
  }
}

extension ReadKey {
  /// The values of all rows.
  var plain: KeyColumn {
    switch self {
    case .plain(let column): return column
    case .coded(let codes, let values):
      var strings = Strings()
      for code in codes.array { strings.append(values.string(Int(code))) }
      return KeyColumn(strings)
    }
  }
}
