import MPI
import Ranks
import Statistics
import Vocabulary

extension ColumnSlice {
  /// Counts the numbers of all ranks in bins.
  ///
  /// - Parameters:
  ///   - most: how many bins there are at most.
  ///   - all: count and extrema of the numbers of all ranks.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the counts, the same on every rank and for any number of them; nil if there are no numbers.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: O(numbers) time; two allreduces of `most` counts at most.
  func histogram(
    most: Int, among all: Summary, on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) -> Histogram? {
    guard let minimum = all.minimum, let maximum = all.maximum else { return nil }
    // Extrema are the same on every rank, and so is the way from here on.
    var areWhole = minimum.isWhole && maximum.isWhole
    if areWhole, minimum < maximum {
      areWhole = try ranks.allreduce(self.areWhole(on: workers) ? 1 : 0, .minimum) == 1
    }
    guard
      let bins = HistogramBins(from: minimum, through: maximum, most: most, areWhole: areWhole)
    else { return nil }
    let counts = try ranks.allreduce(counts(in: bins, on: workers), .sum)
    return Histogram(edges: bins.edges, counts: counts)
  }

  /// What a thread has when it looks at numbers.
  private struct State: Sendable {
    var counts: [Int]
    var areWhole = true
    var scratch: [Double] = []
  }

  private func areWhole(on workers: Workers) -> Bool {
    fold(on: workers, into: { State(counts: []) }) { state, store, run in
      // Whole tenths that aren't whole numbers are the rule; a look at each is cheap.
      guard state.areWhole else { return }
      state.areWhole = store.withNumbers(at: run, &state.scratch) { numbers in
        numbers.indices.allSatisfy { numbers[$0].isWhole }
      }
    }.allSatisfy(\.areWhole)
  }

  private func counts(in bins: HistogramBins, on workers: Workers) -> [Int] {
    let none = [Int](repeating: 0, count: bins.count)
    let states = fold(on: workers, into: { State(counts: none) }) { state, store, run in
      var counts = state.counts
      store.withNumbers(at: run, &state.scratch) { numbers in
        for index in numbers.indices { counts[bins.number(of: numbers[index])] += 1 }
      }
      state.counts = counts
    }
    return states.reduce(none) { sum, state in zip(sum, state.counts).map { $0 + $1 } }
  }
}

extension Double {
  fileprivate var isWhole: Bool { self == rounded(.towardZero) }
}
