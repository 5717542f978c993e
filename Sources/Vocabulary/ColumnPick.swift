package import CSV
import Patterns

/// Columns that a request picks by more than a name. Where a column is really called so, its name goes first.
package enum ColumnPick: Sendable, Hashable {
  /// A column.
  case column(ColumnReference)
  /// The columns from a number to another, from 1, both included; and how it was written.
  case range(ClosedRange<Int>, text: String)
  /// The columns whose names are like a text in which `*` stands for any characters and `?` for one.
  case like(String)
  /// All others: if nothing else is picked, of those that have numbers.
  indirect case but(ColumnPick)

  /// Whether it takes columns away.
  package var isExclusion: Bool { if case .but = self { true } else { false } }
}

extension ColumnFinder {
  /// The columns that something picks, in their order.
  ///
  /// - Parameter pick: what picks them.
  /// - Returns: their 0-based positions, at least one.
  /// - Throws: `ColumnError` if there is none.
  package func positions(of pick: ColumnPick) throws(ColumnError) -> [Int] {
    switch pick {
    case .column(let column): return [try position(of: column)]
    case .but(let pick): return try positions(of: pick)
    case .range(let range, let text):
      if hasColumn(namedInAnyCase: text) { return [try position(of: ColumnReference(text))] }
      guard range.lowerBound >= 1, range.upperBound <= columnCount else {
        throw .missing(text, columns: columnNames)
      }
      return range.map { $0 - 1 }
    case .like(let text):
      if hasColumn(namedInAnyCase: text) { return [try position(of: ColumnReference(text))] }
      let found = positions(like: text)
      guard !found.isEmpty else { throw .missing(text, columns: columnNames) }
      return found
    }
  }

  private func positions(like text: String) -> [Int] {
    let meanings: [Unicode.Scalar: String] = [
      "*": "%", "?": "_", "%": "\\%", "_": "\\_", "\\": "\\\\",
    ]
    let like = text.unicodeScalars.map { meanings[$0] ?? String($0) }.joined()
    // Every escape has something behind it, so the only fault is that it's too long.
    guard let pattern = try? Pattern(like: like, ignoresCase: true) else { return [] }
    var matcher = PatternMatcher(pattern)
    return columnNames.indices.filter { index in
      let name = Array(columnNames[index].utf8)
      return matcher.matches(name.span)
    }
  }
}
