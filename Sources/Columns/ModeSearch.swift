import CSV
package import MPI
package import Ranks
import Scan
package import Statistics
import Vocabulary

extension Communicator {
  /// The most frequent value of all ranks, of several the smallest.
  ///
  /// Let L be the largest count that any rank has of any value. The mode occurs at least L times,
  /// so on some rank at least L/ranks times. Usually few values do; they are the candidates, and
  /// every rank adds its counts of them. (The threshold idea of P. Cao, Z. Wang, *Efficient top-K
  /// query calculation in distributed networks*, PODC 2004,
  /// <https://doi.org/10.1145/1011767.1011798>.) If there are too many, all values are exchanged,
  /// some slabs at a time.
  ///
  /// - Parameters:
  ///   - values: this rank's values, in sorted pieces.
  ///   - workers: this rank's threads.
  ///   - memory: the memory of this rank's host.
  ///   - countsDistinct: whether distinct values are counted, too. On several ranks, all values are
  ///     then exchanged.
  ///   - candidateLimit: the most candidates that are compared; above it, values are exchanged.
  /// - Returns: the mode and its frequency, the same on every rank; a frequency of 0 if there are
  ///   no values.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  /// - Complexity: O(values) time. On the wire, up to `candidateLimit` values to every rank; every
  ///   value once where hardly any is frequent.
  package borrowing func mode(
    of values: SortedSegments, _ workers: Workers, _ memory: HostMemory = .unlimited,
    countsDistinct: Bool = false, candidateLimit: Int = 1 << 16
  ) throws -> RunSummary {
    // A thread copies a slab and sorts it; of those that are exchanged, there are as many on their way.
    let slab = min(values.count, values.slabCount)
    let slabBytes = slab * MemoryLayout<Double>.stride + RadixSorter.scratchBytes(count: slab)
    try checkMemory(
      for: (workers.count + (size > 1 ? 2 : 0)) * slabBytes, besides: values.byteCount, in: memory,
      "finding the mode")
    let sweep = SlabSweep(values, splitters: SortedSegments.splitters(fromSamples: values.samples))
    let own = sweep.fold(on: workers, into: RunSummary()) { $0.take($1) }
      .reduce(RunSummary()) { $0.merged(with: $1) }
    if size == 1 { return own }
    guard !countsDistinct else { return try exchangedMode(values, workers) }
    let largest = try allreduce(own.mode.count, .maximum)
    let threshold = (largest + size - 1) / size
    // Where no value is frequent, everything is a candidate.
    guard threshold > 1 else { return try exchangedMode(values, workers) }
    let candidates = sweep.fold(on: workers, into: [Double]()) { candidates, run in
      if run.count >= threshold, candidates.count <= candidateLimit { candidates.append(run.value) }
    }.flatMap { $0 }
    let candidateCount = try allreduce(candidates.count, .sum)
    guard candidateCount <= candidateLimit else { return try exchangedMode(values, workers) }
    let all = Set(try allgather(varying: candidates).flatMap { $0 }).sorted()
    let best = try counted(all, values).reduce(ValueCount.identity) { $0.merged(with: $1) }
    return RunSummary(mode: best, distinct: nil)
  }

  /// Some values with the sums of every rank's counts of them.
  private borrowing func counted(
    _ chosen: [Double], _ values: SortedSegments
  ) throws(MPIError) -> [ValueCount] {
    let counts = try allreduce(chosen.map { values.occurrences(of: $0) }, .sum)
    return zip(chosen, counts).map { ValueCount(value: $0, count: $1) }
  }

  /// The mode, by sending the values of every slab to one rank, which counts them.
  ///
  /// All ranks divide their values by the same splitters. In each round there is one slab for every
  /// thread of every rank, so neither side of the exchange holds more than a few slabs.
  private borrowing func exchangedMode(
    _ values: SortedSegments, _ workers: Workers
  ) throws(MPIError) -> RunSummary {
    let samples = try allgather(varying: values.samples).flatMap { $0 }
    let splitters = SortedSegments.splitters(fromSamples: samples)
    let sweep = SlabSweep(values, splitters: splitters)
    let slabsAtOnce = try allreduce(workers.count, .minimum)
    var own = RunSummary()
    // All ranks have the splitters' counts; one takes them.
    for run in try counted(splitters, values) where rank == 0 && run.count > 0 { own.take(run) }
    for round in stride(from: 0, to: sweep.slabCount, by: size * slabsAtOnce) {
      var received: [[Double]] = []
      for turn in 0..<slabsAtOnce {
        let first = round + turn * size
        let parts = (first..<first + size).map { sweep.values(ofSlab: $0) }
        received.append(try alltoall(varying: parts).flatMap { $0 })
      }
      let slabs = received
      let found = workers.map(slabs.count) { slab in
        var sorted = slabs[slab]
        var summary = RunSummary()
        var sorter = RadixSorter()
        sorter.sort(&sorted)
        sorted.span.forEachRun { summary.take($0) }
        return summary
      }
      own = found.reduce(own) { $0.merged(with: $1) }
    }
    return RunSummary(
      mode: try merge(own.mode), distinct: try allreduce(own.distinct ?? 0, .sum))
  }
}

/// The mode and the number of distinct values that have been counted.
package struct RunSummary: Sendable {
  /// The most frequent value, of several the smallest.
  package private(set) var mode = ValueCount.identity

  /// The number of distinct values; nil if they haven't all been seen.
  package private(set) var distinct: Int? = 0

  /// Knows of no value.
  init() {}

  fileprivate init(mode: ValueCount, distinct: Int?) {
    self.mode = mode
    self.distinct = distinct
  }

  /// Takes a distinct value that hasn't been seen.
  mutating func take(_ run: ValueCount) {
    mode = mode.merged(with: run)
    distinct = distinct.map { $0 + 1 }
  }

  /// Merges two summaries that have no value in common.
  func merged(with other: RunSummary) -> RunSummary {
    var distinct = distinct
    if let own = distinct { distinct = other.distinct.map { own + $0 } }
    return RunSummary(mode: mode.merged(with: other.mode), distinct: distinct)
  }
}

/// Goes through the distinct values of sorted pieces and their counts, slab by slab.
private struct SlabSweep: Sendable {
  private let values: SortedSegments
  private let splitters: [Double]

  init(_ values: SortedSegments, splitters: [Double]) {
    self.values = values
    self.splitters = splitters
  }

  /// The number of slabs: one below each splitter, and one above the last.
  var slabCount: Int { splitters.count + 1 }

  /// Takes every distinct value and its count into a state, of which each thread has one of its
  /// own.
  func fold<State: Sendable>(
    on workers: Workers, into start: State,
    _ body: @Sendable (inout State, ValueCount) -> Void
  ) -> [State] {
    workers.fold(slabCount, into: { (start, RadixSorter()) }) { state, slab in
      var sorted = values(ofSlab: slab)
      state.1.sort(&sorted)
      sorted.span.forEachRun { body(&state.0, $0) }
      if slab < splitters.count {
        let count = values.occurrences(of: splitters[slab])
        if count > 0 { body(&state.0, ValueCount(value: splitters[slab], count: count)) }
      }
    }.map(\.0)
  }

  /// The values of a slab, in no order, without the splitters; none behind the last slab.
  func values(ofSlab slab: Int) -> [Double] {
    guard slab < slabCount else { return [] }
    let low = slab > 0 ? splitters[slab - 1] : nil
    let high = slab < splitters.count ? splitters[slab] : nil
    return values.values(in: values.ranges(above: low, below: high))
  }
}
