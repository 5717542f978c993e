import CSV
import Expressions
import MPI
import Ranks
import Scan
import Vocabulary

/// What the keys of two tables hold: instants, which are the same however they are written, or texts.
///
/// It is decided by the first values of both columns, wherever in the tables these stand. A key that is missing
/// in all rows matches nothing, whatever it is taken for.
struct JoinKeyKinds {
  /// Two columns that are the same, by their 0-based positions.
  struct Pair {
    let left: Int
    let right: Int
  }

  /// The tables.
  let left: Table
  let right: Table

  /// What the columns of each look like, by their positions.
  private var leftKinds: [Int: ColumnKind]
  private var rightKinds: [Int: ColumnKind]

  /// The names of columns that have no values in the first rows, so that more rows had to be looked at, or
  /// would have to be.
  private(set) var late: [String] = []

  /// Whether only the first rows may be looked at.
  private let isPlanned: Bool

  /// Finds out what keys hold.
  ///
  /// - Parameters:
  ///   - keys: the keys.
  ///   - left: the first table.
  ///   - right: the other one.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads; nil if only the first rows may be looked at.
  /// - Throws: an agreed ``CaudalError``, also if the first values of a pipe are missing, and it depends on
  ///   them whether those of both tables are instants.
  init(
    of keys: [Pair], _ left: Table, _ right: Table, on ranks: borrowing Communicator,
    _ workers: Workers?
  ) throws {
    (self.left, self.right) = (left, right)
    isPlanned = workers == nil
    leftKinds = try left.columnKinds(of: Set(keys.map(\.left)).sorted(), on: ranks)
    rightKinds = try right.columnKinds(of: Set(keys.map(\.right)).sorted(), on: ranks)
    for key in keys {
      for isLeft in [true, false] where isOpen(key, ofLeft: isLeft) {
        let (table, column) = isLeft ? (left, key.left) : (right, key.right)
        late.append("\"\(table.layout.columnNames[column])\" of \(table.inputName)")
        guard let workers else { continue }
        if table.hasDateFormat(forColumn: column) {
          set(.otherDates, column, ofLeft: isLeft)
        } else if try table.findValues(ofColumns: [column], on: ranks, workers) {
          let kinds = try table.columnKinds(of: [column], on: ranks)
          set(kinds[column] ?? .unknown, column, ofLeft: isLeft)
        } else {
          try fail(key, ofLeft: isLeft)
        }
      }
    }
  }

  /// Whether it isn't known what a column of a key holds, and it matters: the other one may hold dates.
  private func isOpen(_ key: Pair, ofLeft isLeft: Bool) -> Bool {
    let kinds = self[key]
    let (own, other) = isLeft ? (kinds.left, kinds.right) : (kinds.right, kinds.left)
    return own == .unknown && (other == .unknown || other.isDates)
  }

  private mutating func set(_ kind: ColumnKind, _ column: Int, ofLeft isLeft: Bool) {
    if isLeft { leftKinds[column] = kind } else { rightKinds[column] = kind }
  }

  /// What both columns of a key hold.
  subscript(_ key: Pair) -> (left: ColumnKind, right: ColumnKind) {
    (leftKinds[key.left] ?? .unknown, rightKinds[key.right] ?? .unknown)
  }

  /// Whether both columns of a key hold instants.
  func areTimes(_ key: Pair) -> Bool { self[key].left.isDates && self[key].right.isDates }

  /// Whether it isn't known what a column of a key holds, as only the first rows may be looked at.
  func isUndecided(_ key: Pair) -> Bool {
    isPlanned && (isOpen(key, ofLeft: true) || isOpen(key, ofLeft: false))
  }

  /// Fails because a key that must hold times holds something else.
  func failAsNoTime(_ key: Pair) throws -> Never {
    let kinds = self[key]
    let (table, column, kind) =
      kinds.left.isDates ? (right, key.right, kinds.right) : (left, key.left, kinds.left)
    let name = table.layout.columnNames[column]
    let why =
      kind == .unknown ? "\"\(name)\" has no values" : "the first values of \"\(name)\" are none"
    throw CaudalError(
      .usage, "\(table.inputName): the last key is a time where the nearest row counts, and \(why)",
      subject: .joinKeys)
  }

  private func fail(_ key: Pair, ofLeft isLeft: Bool) throws -> Never {
    let names = [
      "\"\(left.layout.columnNames[key.left])\" of \(left.inputName)",
      "\"\(right.layout.columnNames[key.right])\" of \(right.inputName)",
    ]
    let (own, other) = isLeft ? (names[0], names[1]) : (names[1], names[0])
    throw CaudalError(
      .badData,
      "the first values of \(own) are missing, so it isn't known whether they are times, to be compared with those"
        + " of \(other); its rows come only once, so write them to a file, or say how its times are written",
      subject: .joinKeys, advice: .dateOrder)
  }
}
