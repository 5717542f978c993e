import CSV
import Vocabulary

extension ColumnProfile.Times {
  /// Sums up the distinct times of a column; nil if there are none.
  ///
  /// - Parameters:
  ///   - times: the times, in order, each once.
  ///   - suffix: what stands behind each when it is shown: `Z` of moments.
  /// - Complexity: O(n) time and memory.
  init?(of times: [Timestamp], suffix: String) {
    guard let first = times.first, let last = times.last else { return nil }
    let distances = zip(times, times.dropFirst()).map { $0.microseconds(to: $1) }
    var counts: [Int: Int] = [:]
    for distance in distances { counts[distance, default: 0] += 1 }
    let step = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    let longest = distances.max()
    let begin = longest.flatMap { distances.firstIndex(of: $0) }.map { times[$0] }
    self.init(
      first: "\(first)\(suffix)", last: "\(last)\(suffix)", step: step.map { Double($0) / 1e6 },
      gaps: step.map { step in distances.count { $0 > step } } ?? 0,
      longestGap: longest.map { Double($0) / 1e6 }, longestGapBegin: begin.map { "\($0)\(suffix)" })
  }
}

extension Timestamp {
  /// The microseconds from this time to a later one; some 300 years of them go into 63 bits, 9999 years do as well.
  fileprivate func microseconds(to later: Timestamp) -> Int {
    (later.epochSecond - epochSecond) * 1_000_000 + later.microsecond - microsecond
  }
}
