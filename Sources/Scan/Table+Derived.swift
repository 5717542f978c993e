import CSV
import Expressions
package import MPI
import Ranks
package import Vocabulary

/// Tables that are made of others, and what is read in the end.
extension Table {
  /// A table whose rows are made of those of another.
  ///
  /// - Parameters:
  ///   - derived: what makes the rows.
  ///   - condition: what chooses some of them; nil for all.
  package init(_ derived: any DerivedTable, where condition: Condition?) {
    source = .derived(derived)
    var request = derived.base.request
    request.condition = condition
    self.request = request
    notes = derived.base.notes
    layout = derived.layout
    input = derived.base.input
    zone = derived.base.zone
  }

  /// The same table without its condition, if that needs columns that this table doesn't have.
  ///
  /// - Returns: the table, and the condition that is left; nil if the table has it.
  package func withOwnCondition() -> (table: Table, rest: Condition?) {
    guard let condition = request.condition else { return (self, nil) }
    do throws(ConditionError) {
      _ = try FilterPlan(
        condition, layout: layout, nullTokens: request.nullTokens, yearStarts: request.yearStarts)
      return (self, nil)
    } catch {
      var other = self
      other.request.condition = nil
      return (other, condition)
    }
  }

  /// What makes the rows of those of another table; nil if they are read.
  package var derived: (any DerivedTable)? {
    if case .derived(let table) = source { table } else { nil }
  }

  /// The offset in the files of the row of which another was made.
  ///
  /// - Parameter place: the place of a row.
  /// - Returns: the offset; the place itself of a row that was read.
  package func basePlace(of place: Int) -> Int {
    derived.map { $0.base.basePlace(of: $0.basePlace(of: place)) } ?? place
  }

  /// Opens the same table once more, for another reading of which nobody is to know.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: the table; nil, on every rank, if it is a pipe.
  /// - Throws: an agreed ``CaudalError``.
  package func openedAgain(on ranks: borrowing Communicator) throws -> Table? {
    if let derived {
      guard let base = try derived.base.openedAgain(on: ranks) else { return nil }
      return Table(derived.opened(on: base), where: request.condition)
    }
    guard try Self.isReadableAgain(request, on: ranks) else { return nil }
    var again = request
    again.progress = nil
    again.unusableRows.rejected = nil
    return try Table(rereading: self, again) ?? Table(again, .unheard, on: ranks)
  }

  /// Whether what is read can be opened once more; see ``isReadableAgain(_:on:)``.
  package func isReadableAgain(on ranks: borrowing Communicator) throws(MPIError) -> Bool {
    try Self.isReadableAgain(base.request, on: ranks)
  }

  /// Whether all inputs of a request can be opened more than once: whether none is a pipe or a database.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - ranks: all ranks.
  /// - Returns: what rank 0 finds, on every rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package static func isReadableAgain(
    _ request: TableRequest, on ranks: borrowing Communicator
  ) throws(MPIError) -> Bool {
    var isReadable = ranks.rank == 0 && request.paths.indices.allSatisfy { request.isOrdinary($0) }
    try ranks.broadcast(&isReadable, from: 0)
    return isReadable
  }

  /// The table that is read.
  var base: Table { derived?.base.base ?? self }
}
