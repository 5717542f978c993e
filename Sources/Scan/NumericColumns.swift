package import CSV
import Expressions
package import MPI
import Ranks
package import Vocabulary

extension Table {
  /// The columns that a request selects; of all columns, those whose values in the rows looked at are
  /// numbers.
  ///
  /// - Parameters:
  ///   - selection: the columns.
  ///   - ranks: all ranks.
  /// - Returns: the columns, the same on every rank.
  /// - Throws: an agreed ``CaudalError``.
  package func numericColumns(
    _ selection: ColumnSelection, on ranks: borrowing Communicator
  ) throws -> [NumericColumn] {
    let rule = NumericColumn(index: 0, nullTokens: nullTokens, numbers: layout.dialect.numbers)
    switch try find(selection) {
    case .positions(let positions): return positions.map { rule.moved(to: $0) }
    case .everyNumericColumn(let excluded):
      return try everyNumericColumn(but: excluded, by: rule, on: ranks)
    }
  }

  /// The columns that a request selects.
  ///
  /// - Parameters:
  ///   - selection: the columns.
  ///   - ranks: all ranks.
  /// - Returns: their 0-based positions, the same on every rank.
  /// - Throws: an agreed ``CaudalError``.
  package func positions(
    of selection: ColumnSelection, on ranks: borrowing Communicator
  ) throws -> [Int] {
    switch try find(selection) {
    case .positions(let positions): positions
    case .everyNumericColumn: try numericColumns(selection, on: ranks).map(\.index)
    }
  }

  /// The columns whose values in the rows looked at are numbers.
  private func everyNumericColumn(
    but excluded: Set<Int>, by rule: NumericColumn, on ranks: borrowing Communicator
  ) throws -> [NumericColumn] {
    let all = layout.columnNames.indices.filter { !excluded.contains($0) }
    var areNumeric = try ranks.agree { () throws(LocalFailure) -> [UInt8] in
      guard ranks.rank == 0 else { return all.map { _ in 0 } }
      do throws(SourceError) {
        let kinds = try samples(ofColumns: all).map { rule.kind(of: $0) }
        if kinds.contains(.numbers) { sayLeftOut(all, kinds) }
        return kinds.map { $0 == .numbers ? 1 : 0 }
      } catch {
        throw LocalFailure(error: CaudalError(error, path: inputName))
      }
    }
    try ranks.broadcast(&areNumeric, from: 0)
    let numeric = zip(all, areNumeric).filter { $1 == 1 }.map { rule.moved(to: $0.0) }
    guard !numeric.isEmpty else {
      throw CaudalError(.usage, "\(inputName): no column has numbers in the rows looked at")
    }
    return numeric
  }

  /// Says which columns are left out though they have numbers, or may have some.
  private func sayLeftOut(_ columns: [Int], _ kinds: [NumericColumn.Kind]) {
    func names(_ kind: NumericColumn.Kind) -> String {
      ColumnError.listing(
        zip(columns, kinds).filter { $1 == kind }.map { layout.columnNames[$0.0] })
    }
    let (empty, mixed) = (names(.nothing), names(.mostlyNumbers))
    let reasons =
      (empty.isEmpty ? [] : ["no values were seen in \(empty)"])
      + (mixed.isEmpty ? [] : ["some values are no numbers in \(mixed)"])
    guard !reasons.isEmpty else { return }
    notes.say(
      "note: \(inputName): \(reasons.joined(separator: ", and ")); left out", .columnNames)
  }
}
