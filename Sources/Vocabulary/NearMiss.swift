package import CSV

/// Finds what somebody may have meant who has misspelled a name.
///
/// ```swift
/// NearMiss.of("Departamneto", among: ["Departamento", "Municipio"])  // "Departamento"
/// ```
package enum NearMiss {
  /// The name that differs least from one that isn't there.
  ///
  /// Capitals, blanks, dashes and underscores count for nothing. Letters may be missing, too many or wrong, or two
  /// neighbours may have changed places: one such error is allowed for three letters. Of several names that are as near, it is
  /// the first.
  ///
  /// - Parameters:
  ///   - name: what was typed.
  ///   - names: the names that there are.
  /// - Returns: the nearest one; nil if none is near.
  /// - Complexity: O(letters of the name · letters of all names).
  package static func of(_ name: String, among names: some Sequence<String>) -> String? {
    let typed = letters(of: name)
    var nearest: String?
    var fewest = typed.count / 3 + 1
    for candidate in names where candidate != name {
      let letters = letters(of: candidate)
      guard abs(letters.count - typed.count) < fewest else { continue }
      let errors = errors(between: typed, letters)
      if errors < min(fewest, letters.count) { (nearest, fewest) = (candidate, errors) }
    }
    return nearest
  }

  private static func letters(of name: String) -> [Character] {
    name.lowercased().filter { !" -_".contains($0) }.map { $0 }
  }

  /// The fewest errors that make one text of another: the distance of Damerau and Levenshtein in which no part is changed twice
  /// (optimal string alignment; L. Boytsov, *Indexing methods for approximate dictionary searching*, section 2.1,
  /// <https://doi.org/10.1145/1963190.1963191>).
  private static func errors(between first: [Character], _ second: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        var errors = min(
          last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          errors = min(errors, beforeLast[column - 1] + 1)
        }
        current.append(errors)
      }
      (beforeLast, last) = (last, current)
    }
    return last[second.count]
  }
}

extension ColumnError {
  /// What a sentence about a column that isn't there goes on with.
  ///
  /// - Parameters:
  ///   - names: the columns that there are.
  ///   - name: the column that isn't there.
  /// - Returns: the name that may have been meant, and a list of the others.
  package static func offer(_ names: [String], insteadOf name: String) -> String {
    let list = "columns are \(listing(names))"
    guard let near = NearMiss.of(name, among: names) else { return "; the \(list)" }
    return "; did you mean \"\(near)\"? The \(list)"
  }
}
