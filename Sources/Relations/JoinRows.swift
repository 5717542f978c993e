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

/// All rows of a table that is joined to another, on every host, in the order of the table.
struct JoinRows: Sendable {
  /// What is written of each row.
  var texts: FrozenStrings

  /// Each row's keys.
  var keys: [JoinKey]

  /// The offset in the table at which each row begins.
  var places: FrozenArray<Int>

  /// The number of rows.
  var count: Int { places.count }

  /// Takes rows that are together.
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
  ///   - team: the ranks of this host, which holds the rows once.
  ///   - ranks: all ranks.
  /// - Throws: an agreed `CaudalError` if there is no memory.
  init(
    _ units: [KeepingSink.Unit], areTimes: [Bool], _ team: HostTeam,
    on ranks: borrowing Communicator
  ) throws {
    let numbers = units.map(\.number)
    let order = try PartOrder(numbers, units.map(\.rows.count), team, on: ranks)
    let texts = units.map(\.rows.texts)
    self.texts = try FrozenStrings(joining: texts, numbers, order, team, on: ranks)
    places = try team.joined(units.map(\.rows.places), order)
    keys = []
    for (key, isTime) in areTimes.enumerated() {
      let agreed = try KeyAgreement.agreed(units.map { $0.keys[key] }, on: ranks, team.workers)
      let column = try KeyColumn(joining: agreed.columns, numbers, order, team, on: ranks)
      keys.append(JoinKey(column: column, values: agreed.values, isTime: isTime))
    }
  }
}

extension FrozenStrings {
  /// Puts the strings of all ranks behind each other.
  fileprivate init(
    joining parts: [FrozenStrings], _ numbers: [Int], _ order: PartOrder, _ team: HostTeam,
    on ranks: borrowing Communicator
  ) throws {
    let bytes = try PartOrder(numbers, parts.map(\.bytes.count), team, on: ranks)
    self.bytes = try team.joined(parts.map(\.bytes), bytes)
    ends = try team.joined(parts.map(\.ends), order) { end, part in bytes.starts[part] + end }
  }
}

extension KeyColumn {
  /// Puts a key of the rows of all ranks, of the same kind, behind each other.
  fileprivate init(
    joining parts: [KeyColumn], _ numbers: [Int], _ order: PartOrder, _ team: HostTeam,
    on ranks: borrowing Communicator
  ) throws {
    switch parts.first {
    case nil: preconditionFailure("every rank has a unit, if one of no rows")
    case .ranked:
      let numbers = parts.map { part -> FrozenArray<UInt32> in
        if case .ranked(let all) = part { all } else { FrozenArray([]) }
      }
      self = .ranked(try team.joined(numbers, order))
    case .words(_, let form):
      let words = parts.map { part -> FrozenArray<UInt64> in
        if case .words(let all, _) = part { all } else { FrozenArray([]) }
      }
      self = .words(try team.joined(words, order), form)
    case .strings:
      let strings = parts.map { part -> FrozenStrings in
        if case .strings(let all) = part { all } else { FrozenStrings() }
      }
      self = .strings(try FrozenStrings(joining: strings, numbers, order, team, on: ranks))
    }
  }
}
