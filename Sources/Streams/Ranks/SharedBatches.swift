import Scan

/// The rows that have come, shared out among ranks: each gets one run of them, about as long as those of the others.
///
/// What a rank makes of its run doesn't depend on where it is cut.
struct SharedBatches {
  /// What each rank gets, in the order of the rows.
  let parts: [[LiveBatch]]

  /// Shares rows out.
  ///
  /// - Parameters:
  ///   - batches: the rows.
  ///   - ranks: the number of ranks.
  ///   - worth: the fewest bytes that are worth the way to another rank.
  /// - Complexity: O(bytes), if there are several ranks.
  init(_ batches: [LiveBatch], among ranks: Int, worth: Int) {
    let total = batches.reduce(0) { $0 + $1.bytes.count }
    let count = min(ranks, max(1, total / max(1, worth)))
    guard count > 1 else {
      parts = [batches]
      return
    }
    let borders = (1..<count).map { $0 * total / count }
    var parts: [[LiveBatch]] = [[]]
    var before = 0
    for batch in batches {
      let inside = borders.filter { $0 > before && $0 <= before + batch.bytes.count }
      var start = 0
      for cut in batch.cuts(at: inside.map { $0 - before }) {
        if start < cut { parts[parts.count - 1].append(batch.part(start..<cut)) }
        parts.append([])
        start = cut
      }
      if start < batch.bytes.count {
        parts[parts.count - 1].append(batch.part(start..<batch.bytes.count))
      }
      before += batch.bytes.count
    }
    self.parts = parts + Array(repeating: [], count: ranks - parts.count)
  }
}
