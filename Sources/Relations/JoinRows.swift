import MPI
import Ranks

/// A key of all rows of a table that is joined to another.
struct JoinKey: Sendable {
  /// The key of each row.
  var column: KeyColumn

  /// What its numbers stand for, in their order, if values are numbered.
  var values: [[UInt8]]?

  /// Whether it is a time.
  var isTime = false
}

/// All rows of a table that is joined to another, on every rank, in the order of the table.
struct JoinRows: Sendable {
  /// What is written of each row.
  var texts: FrozenStrings

  /// Each row's keys.
  var keys: [JoinKey]

  /// The offset in the table at which each row begins.
  var places: FrozenArray<Int>

  /// The number of rows.
  var count: Int { places.count }

  /// Puts rows together.
  init(texts: FrozenStrings, keys: [JoinKey], places: FrozenArray<Int>) {
    self.texts = texts
    self.keys = keys
    self.places = places
  }

  /// Brings the rows of all ranks together.
  ///
  /// - Parameters:
  ///   - units: this rank's units, each with what was read of it.
  ///   - areTimes: for each key whether it is a time.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(
    _ units: [KeepingSink.Unit], areTimes: [Bool], on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws(MPIError) {
    texts = FrozenStrings(joining: units.map(\.rows.texts), workers)
    places = FrozenArray(joining: units.map(\.rows.places), workers)
    keys = []
    for (key, isTime) in areTimes.enumerated() {
      let agreed = try KeyAgreement.agreed(units.map { $0.keys[key] }, on: ranks, workers)
      let column = KeyColumn(joining: agreed.columns, workers)
      keys.append(JoinKey(column: column, values: agreed.values, isTime: isTime))
    }
    guard ranks.size > 1 else { return }
    let own = units.map { Part(number: $0.number, count: $0.rows.count) }
    let parts = try ranks.allgather(varying: own)
    let order = Part.order(parts)
    texts = FrozenStrings(try Strings(texts).brought(together: order, on: ranks))
    places = FrozenArray(try places.array.brought(together: order, on: ranks))
    for key in keys.indices {
      keys[key].column = try keys[key].column.brought(together: order, on: ranks)
    }
  }

  /// A unit, as all ranks know it.
  private struct Part: BitwiseCopyable {
    let number: Int
    let count: Int

    /// Where the rows of all units are, unit after unit: whose they are, and which of this rank's.
    static func order(_ parts: [[Part]]) -> [(rank: Int, rows: Range<Int>)] {
      var placed: [(number: Int, rank: Int, rows: Range<Int>)] = []
      for (rank, units) in parts.enumerated() {
        var start = 0
        for unit in units {
          placed.append((unit.number, rank, start..<start + unit.count))
          start += unit.count
        }
      }
      return placed.sorted { $0.number < $1.number }.map { ($0.rank, $0.rows) }
    }
  }
}

extension FrozenStrings {
  /// Puts strings behind each other.
  fileprivate init(joining parts: [FrozenStrings], _ workers: Workers) {
    var starts = [0]
    for part in parts { starts.append(starts[starts.count - 1] + part.bytes.count) }
    bytes = FrozenArray(joining: parts.map(\.bytes), workers)
    ends = FrozenArray(joining: parts.map(\.ends), workers) { [starts] end, part in
      starts[part] + end
    }
  }
}

extension KeyColumn {
  /// Puts the key of some rows behind that of others, of the same kind.
  fileprivate init(joining parts: [KeyColumn], _ workers: Workers) {
    switch parts.first {
    case nil: self = .strings(FrozenStrings())
    case .ranked:
      let numbers = parts.map { part -> FrozenArray<UInt32> in
        if case .ranked(let all) = part { all } else { FrozenArray([]) }
      }
      self = .ranked(FrozenArray(joining: numbers, workers))
    case .words(_, let form):
      let words = parts.map { part -> FrozenArray<UInt64> in
        if case .words(let all, _) = part { all } else { FrozenArray([]) }
      }
      self = .words(FrozenArray(joining: words, workers), form)
    case .strings:
      let strings = parts.map { part -> FrozenStrings in
        if case .strings(let all) = part { all } else { FrozenStrings() }
      }
      self = .strings(FrozenStrings(joining: strings, workers))
    }
  }
}

// MARK: - Among ranks

extension Array where Element: BitwiseCopyable {
  /// Gives all ranks the elements of all.
  ///
  /// - Parameters:
  ///   - order: which elements of which rank follow on each other.
  ///   - ranks: all ranks.
  /// - Returns: the elements in this order, the same on every rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  fileprivate func brought(
    together order: [(rank: Int, rows: Range<Int>)], on ranks: borrowing Communicator
  ) throws(MPIError) -> [Element] {
    let all = try ranks.allgather(varying: self)
    return order.flatMap { all[$0.rank][$0.rows] }
  }
}

extension Strings {
  /// Gives all ranks the strings of all; see ``Swift/Array``'s.
  fileprivate func brought(
    together order: [(rank: Int, rows: Range<Int>)], on ranks: borrowing Communicator
  ) throws(MPIError) -> Strings {
    let bytes = try ranks.allgather(varying: bytes)
    let ends = try ranks.allgather(varying: ends)
    let all = zip(bytes, ends).map { Strings(bytes: $0, ends: $1) }
    var joined = Strings()
    for (rank, rows) in order where !rows.isEmpty {
      let strings = all[rank]
      let start = strings[rows.lowerBound].lowerBound
      let base = joined.bytes.count - start
      joined.bytes += strings.bytes[start..<strings[rows.upperBound - 1].upperBound]
      for row in rows { joined.ends.append(base + strings.ends[row]) }
    }
    return joined
  }
}

extension KeyColumn {
  /// Gives all ranks the keys of all rows; see ``Swift/Array``'s.
  fileprivate func brought(
    together order: [(rank: Int, rows: Range<Int>)], on ranks: borrowing Communicator
  ) throws(MPIError) -> KeyColumn {
    switch self {
    case .ranked(let all):
      .ranked(FrozenArray(try all.array.brought(together: order, on: ranks)))
    case .words(let all, let form):
      .words(FrozenArray(try all.array.brought(together: order, on: ranks)), form)
    case .strings(let all):
      .strings(FrozenStrings(try Strings(all).brought(together: order, on: ranks)))
    }
  }
}
