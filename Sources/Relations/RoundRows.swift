import CSV
import MPI

/// The rows of a round: this rank's units, and what there is of those of the others.
struct RoundRows {
  /// What all ranks know of a unit.
  private struct Entry: BitwiseCopyable, Sendable {
    var number = 0
    var owner = 0
    var count = 0
    var byteCount = 0
  }

  /// This rank's units, in the order of the table.
  private(set) var units: [UnitRows]

  /// The units of all ranks, in the order of the table.
  private var entries: [Entry]

  private let rank: Int

  /// Puts the units of all ranks in order.
  ///
  /// - Parameters:
  ///   - units: this rank's units, in the order of the table.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(_ units: [UnitRows], on ranks: borrowing Communicator) throws(MPIError) {
    self.units = units
    rank = ranks.rank
    let own = units.map { unit in
      Entry(
        number: unit.number, owner: ranks.rank, count: unit.count, byteCount: unit.text.count)
    }
    entries = try ranks.allgather(varying: own).joined().sorted { $0.number < $1.number }
  }

  /// The number of rows of all ranks.
  var count: Int { entries.reduce(0) { $0 + $1.count } }

  /// Whose units follow on whose, and how long they are.
  var order: [RoundPart] {
    entries.map { RoundPart(owner: $0.owner, byteCount: $0.byteCount, rowCount: $0.count) }
  }

  /// Leaves out the rows behind the first.
  ///
  /// - Parameters:
  ///   - limit: the number of rows of all ranks that stay.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  mutating func cut(toFirst limit: Int, on ranks: borrowing Communicator) throws(MPIError) {
    guard count > limit else { return }
    var left = limit
    var unit = 0
    for index in entries.indices {
      entries[index].count = min(entries[index].count, left)
      left -= entries[index].count
      guard entries[index].owner == rank else { continue }
      units[unit].cut(toFirst: entries[index].count)
      entries[index].byteCount = units[unit].text.count
      unit += 1
    }
    // Only its rank knows where in its bytes a unit was cut.
    let lengths = try ranks.allgather(varying: entries.filter { $0.owner == rank })
    entries = lengths.joined().sorted { $0.number < $1.number }
  }
}

extension UnitRows {
  /// Leaves out the rows behind the first.
  fileprivate mutating func cut(toFirst limit: Int) {
    guard limit < count else { return }
    text.removeSubrange((limit == 0 ? 0 : ends[limit - 1])...)
    ends.removeSubrange(limit...)
    count = limit
  }
}
