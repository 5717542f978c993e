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
  /// - Complexity: at most 2,000 comparisons of 64 characters, however many models there are.
  func names(near name: String) -> [String] {
    let wanted = Array(name.lowercased().prefix(64))
    var found: [(distance: Int, name: String)] = []
    var seen: Set<String> = []
    for candidate in series.lazy.map(\.name).prefix(2_000) where seen.insert(candidate).inserted {
      let letters = Array(candidate.lowercased().prefix(64))
      let isPart = wanted.count >= 3 && candidate.lowercased().contains(name.lowercased())
      let distance = isPart ? 1 : editDistance(wanted, letters)
      if distance <= max(2, wanted.count / 3) { found.append((distance, candidate)) }
    }
    return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }
}

/// The number of letters to insert, remove and replace to make one text of another (Levenshtein 1966).
///
/// - Complexity: the product of the lengths.
func editDistance(_ left: [Character], _ right: [Character]) -> Int {
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
