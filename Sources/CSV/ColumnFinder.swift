/// Why a column can't be found.
package enum ColumnError: Error, Hashable, Sendable {
  /// No column is called so; the names there are.
  case missing(String, columns: [String])
  /// Several columns have the name; their 1-based numbers.
  case ambiguous(String, numbers: [Int])

  /// Column names for a message: each in quotes, thirty at most.
  package static func listing(_ names: [String]) -> String {
    let more = names.count > 30 ? ", and \(names.count - 30) more" : ""
    return names.prefix(30).map { "\"\($0)\"" }.joined(separator: ", ") + more
  }
}

/// Finds the columns of a file by what they are called: the one place where names become positions.
///
/// - Complexity: making one takes O(columns), each look-up O(1).
package struct ColumnFinder: Sendable {
  private let names: [String]

  /// The names of the columns, in their order.
  package var columnNames: [String] { names }

  /// The number of columns.
  package var columnCount: Int { names.count }

  /// The positions of the columns that have a name.
  private let exact: [String: [Int]]

  /// The positions of the columns whose names differ from one in case alone; by it in small letters.
  private let folded: [String: [Int]]

  /// Prepares to find columns.
  ///
  /// - Parameter layout: what the head of the file says.
  package init(_ layout: FileLayout) {
    let names = layout.columnNames
    self.names = names
    exact = Dictionary(grouping: names.indices) { names[$0] }
    folded = Dictionary(grouping: names.indices) { names[$0].lowercased() }
  }

  /// Finds a column.
  ///
  /// An exact name is looked for first, then one that differs in case alone, then a number.
  ///
  /// - Parameters:
  ///   - name: the name; nil if only the number counts.
  ///   - number: the number, from 1, which counts where no column has the name.
  /// - Returns: the column's 0-based position.
  /// - Throws: ``ColumnError``.
  package func position(named name: String?, numbered number: Int?) throws(ColumnError) -> Int {
    if let name, let matches = exact[name] ?? folded[name.lowercased()] {
      guard matches.count == 1 else {
        throw .ambiguous(name, numbers: matches.map { $0 + 1 })
      }
      return matches[0]
    }
    if let number, number > 0, number <= names.count { return number - 1 }
    throw .missing(name ?? number.map(String.init) ?? "", columns: names)
  }

  /// Whether a column has exactly this name.
  package func hasColumn(named name: String) -> Bool { exact[name] != nil }

  /// Whether a column has this name, in this or in another case.
  package func hasColumn(namedInAnyCase name: String) -> Bool {
    folded[name.lowercased()] != nil
  }
}
