/// Pairs of words that say yes and no.
enum BooleanWords {
  private static let pairs: [Set<String>] = [
    ["true", "false"], ["t", "f"], ["yes", "no"], ["y", "n"], ["si", "no"], ["sí", "no"],
    ["verdadero", "falso"],
  ]

  /// Whether texts are the two words of a pair, in any case; of `true` and `false` one is enough.
  static func are(_ texts: [String]) -> Bool {
    let words = Set(texts.map { $0.lowercased() })
    return pairs.contains(words) || words.count == 1 && words.isSubset(of: pairs[0])
  }
}
