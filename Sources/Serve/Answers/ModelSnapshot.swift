/// All models at one time, with the answers that were made from them.
///
/// A request sees one snapshot from beginning to end; models that are read again make another one, and
/// the answers of the former go with it.
package final class ModelSnapshot: Sendable {
  /// The models, in the order they were given in.
  let series: [ServedSeries]

  /// The answers that are kept.
  let cache: BodyCache

  private let indices: [String: [Int]]

  /// A snapshot of some models, of whose answers a number of bytes are kept.
  package init(_ series: [ServedSeries], cacheBytes: Int) {
    self.series = series
    cache = BodyCache(capacity: cacheBytes)
    indices = Dictionary(grouping: series.indices) { series[$0].name }
  }

  /// The positions of the models of a series.
  func models(of name: String) -> [Int] { indices[name] ?? [] }

  /// The names of series that a name may have been meant to be, the nearest first.
  ///
  /// - Complexity: at most 1,000 models are looked at, in 64 bytes of their names.
  func names(near name: String) -> [String] {
    let lowercased = name.lowercased()
    let wanted = Array(lowercased.utf8.prefix(64))
    var found: [(distance: Int, name: String)] = []
    var seen: Set<String> = []
    for candidate in series.prefix(1_000).lazy.map(\.name) where seen.insert(candidate).inserted {
      let letters = Array(candidate.lowercased().utf8.prefix(64))
      let isPart = wanted.count >= 3 && candidate.lowercased().contains(lowercased)
      // Or only the beginning of a name was meant, as many letters of it as there are.
      let beginning = editDistance(wanted, Array(letters.prefix(wanted.count))) + 1
      let distance = isPart ? 1 : min(editDistance(wanted, letters), beginning)
      if distance <= max(2, wanted.count / 3) { found.append((distance, candidate)) }
    }
    return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }
}

/// The number of bytes to insert, remove and replace to make one text of another (Levenshtein 1966).
///
/// - Complexity: the product of the lengths.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var row = Array(0...right.count)
  for (i, letter) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in right.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[right.count]
}
