import CSV
package import Vocabulary

/// A key that has been found in a file: a column, or a part of the dates in it.
package struct FoundKey: Sendable, Hashable {
  /// The column's 0-based position.
  package let index: Int

  /// What is taken of its dates; nil for its texts.
  package let dateKey: DateKey?
}

/// Columns that have been found in a file.
enum FoundColumns: Sendable, Hashable {
  /// These, by their 0-based positions, at least one.
  case positions([Int])
  /// Those whose values in the first rows are numbers, but for some, by their 0-based positions.
  case everyNumericColumn(but: Set<Int>)
}

extension ColumnFinder {
  /// Finds the columns that a request is about.
  ///
  /// - Parameter selection: the columns.
  /// - Returns: what it means in this file.
  /// - Throws: `ColumnError` if no column is called so, or several are.
  func find(_ selection: ColumnSelection) throws(ColumnError) -> FoundColumns {
    if let name = selection.names.first(where: { hasColumn(namedInAnyCase: $0) }) {
      return .positions([try position(of: ColumnReference(name))])
    }
    switch selection.choice {
    case .everyNumericColumn: return .everyNumericColumn(but: [])
    case .picks(let picks): return try find(picks)
    case .columns(let columns):
      return .positions(
        try columns.map { (column) throws(ColumnError) in try position(of: column) })
    }
  }

  /// Finds columns that are picked by more than names: each once, at its first place.
  private func find(_ picks: [ColumnPick]) throws(ColumnError) -> FoundColumns {
    var (chosen, excluded): ([Int], Set<Int>) = ([], [])
    for pick in picks {
      let found = try positions(of: pick)
      if pick.isExclusion {
        excluded.formUnion(found)
      } else {
        chosen += found.filter { !chosen.contains($0) }
      }
    }
    if picks.allSatisfy(\.isExclusion) { return .everyNumericColumn(but: excluded) }
    let left = chosen.filter { !excluded.contains($0) }
    guard !left.isEmpty else { throw .missing("", columns: columnNames) }
    return .positions(left)
  }

  /// Finds the keys by which a request groups or counts rows.
  ///
  /// - Parameter selection: the keys.
  /// - Returns: where each is.
  /// - Throws: `ColumnError` if no column is called so, or several are.
  func find(_ selection: KeySelection) throws(ColumnError) -> [FoundKey] {
    if let name = selection.names.first(where: { hasColumn(named: $0) }) {
      return [FoundKey(index: try position(of: ColumnReference(name)), dateKey: nil)]
    }
    return try selection.keys.map { (key) throws(ColumnError) in
      if let name = key.names.first(where: { hasColumn(named: $0) }) {
        return FoundKey(index: try position(of: ColumnReference(name)), dateKey: nil)
      }
      return FoundKey(index: try position(of: key.column), dateKey: key.dateKey)
    }
  }
}

extension Table {
  /// Finds the keys by which a request groups or counts rows.
  ///
  /// - Parameter selection: the keys.
  /// - Returns: where each is.
  /// - Throws: a ``CaudalError``, the same on every rank, as all have the same layout.
  package func find(_ selection: KeySelection) throws(CaudalError) -> [FoundKey] {
    do throws(ColumnError) { return try ColumnFinder(layout).find(selection) } catch {
      throw CaudalError(.layout(.column(error)), path: inputName)
    }
  }

  /// Finds columns.
  ///
  /// - Parameter columns: the columns.
  /// - Returns: their 0-based positions.
  /// - Throws: a ``CaudalError``, the same on every rank, as all have the same layout.
  package func positions(of columns: [ColumnReference]) throws(CaudalError) -> [Int] {
    let finder = ColumnFinder(layout)
    do throws(ColumnError) {
      return try columns.map { (column) throws(ColumnError) in try finder.position(of: column) }
    } catch {
      throw CaudalError(.layout(.column(error)), path: inputName)
    }
  }

  /// Finds the columns that a request is about.
  ///
  /// - Parameter selection: the columns.
  /// - Returns: what it means in the table.
  /// - Throws: a ``CaudalError``, the same on every rank, as all have the same layout.
  func find(_ selection: ColumnSelection) throws(CaudalError) -> FoundColumns {
    do throws(ColumnError) { return try ColumnFinder(layout).find(selection) } catch {
      throw CaudalError(.layout(.column(error)), path: inputName)
    }
  }
}
