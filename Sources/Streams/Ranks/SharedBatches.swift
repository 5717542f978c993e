import MPI
import Scan

/// The rows that have come, shared out among ranks: each gets one run of them, about as long as those of the others.
///
/// What a rank makes of its run doesn't depend on where it is cut.
struct SharedBatches {
  private let batches: [LiveBatch]

  /// What each rank gets, in the order of the rows; of one rank alone if the others get nothing.
  private let parts: [[BatchPart]]

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
    self.batches = batches
    let borders = (1..<count).map { $0 * total / count }
    var parts: [[BatchPart]] = [[]]
    var before = 0
    for (number, batch) in batches.enumerated() {
      func add(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        parts[parts.count - 1].append(BatchPart(batch: number, range: range))
      }
      let inside = borders.filter { $0 > before && $0 <= before + batch.bytes.count }
      var start = 0
      for cut in batch.cuts(at: inside.map { $0 - before }) {
        add(start..<cut)
        parts.append([])
        start = cut
      }
      add(start..<batch.bytes.count)
      before += batch.bytes.count
    }
    self.parts = count > 1 ? parts + Array(repeating: [], count: ranks - parts.count) : parts
  }

  /// Whether several ranks get rows.
  var areOfSeveral: Bool { parts.count > 1 }

  /// The rows of this rank, which is 0.
  var own: [LiveBatch] { parts[0].map { batches[$0.batch].part($0.range) } }

  /// Sends the other ranks theirs.
  ///
  /// - Parameter ranks: all ranks.
  /// - Throws: `MPIError` if they can't be reached.
  func send(on ranks: borrowing Communicator) throws(MPIError) {
    for rank in 1..<ranks.size { try ranks.send(parts[rank], of: batches, to: rank) }
  }
}
