import Algorithms
import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// A rank's part of a column: the numbers of its slice in file order, in units of some blocks.
struct ColumnSlice: ~Copyable, Sendable {
  /// A block, with the summary of its numbers.
  struct Block: BitwiseCopyable, Sendable {
    /// The number of rows that were looked at.
    let rowCount: Int

    /// The summary of their numbers.
    let summary: Summary

    /// The same in units of 2⁶⁴, in which no sum is beyond the largest double; only where the numbers
    /// aren't kept.
    let scaledSummary: Summary

    /// How many of the numbers are whole ones beyond 2⁵³ that can't be had back from their doubles.
    var roundedCount = 0
  }

  /// A run of neighbouring blocks that was scanned in one go.
  struct Unit: Sendable {
    /// The unit's number: that of its first block in the table.
    let number: Int

    /// The number of blocks.
    let blockCount: Int

    /// How the scan started and ended.
    let scan: SliceScan

    /// The blocks, in order; those behind a row that can't be used are left out.
    let blocks: [Block]

    /// Where the numbers of each block are; empty if they aren't kept.
    fileprivate(set) var runs: [ValueStore.Place]

    /// The sum of the numbers, if they aren't kept and it is needed.
    let total: ExactTotal

    /// The number of rows.
    var rowCount: Int { blocks.reduce(0) { $0 + $1.rowCount } }

    /// The number of numbers that are kept.
    var valueCount: Int { runs.reduce(0) { $0 + $1.count } }
  }

  /// The number of the first block.
  let firstBlock: Int

  /// The units, in file order.
  private(set) var units: [Unit]

  /// The numbers of all units.
  private var store: ValueStore

  /// The sum of numbers that this rank has read, and whose units went to other ranks.
  private let exchangedTotal: ExactTotal

  /// Takes what the threads have scanned.
  ///
  /// - Parameters:
  ///   - firstBlock: the number of the first block.
  ///   - scanned: every unit of the slice once.
  ///   - exchangedTotal: the sum of numbers that were read here, and whose units went to other ranks.
  init(
    firstBlock: Int, _ scanned: consuming ScannedUnits, exchangedTotal: ExactTotal = ExactTotal()
  ) {
    self.firstBlock = firstBlock
    self.exchangedTotal = exchangedTotal
    units = scanned.units.sorted { $0.number < $1.number }
    store = scanned.store
  }

  /// Puts units that have been scanned again in the places of those of the same numbers.
  mutating func replace(with scanned: consuming ScannedUnits) {
    let offsets = store.append(scanned.store)
    for unit in scanned.units {
      let index = units.partitioningIndex { $0.number >= unit.number }
      units[index] = unit.moved(by: offsets)
    }
    store.forgetArrays(except: units.flatMap(\.runs))
  }

  /// The numbers by their positions in the column.
  ///
  /// - Parameter position: the position of the first one.
  /// - Returns: the numbers.
  func values(from position: Int) -> PositionedValues {
    PositionedValues(store, units.flatMap(\.runs), firstPosition: position)
  }

  /// The sum of the numbers that this rank has read, if they aren't kept and it is needed.
  var readTotal: ExactTotal { units.reduce(into: exchangedTotal) { $0.add($1.total) } }

  /// The number of rows.
  var rowCount: Int { units.reduce(0) { $0 + $1.rowCount } }

  /// The number of whole numbers beyond 2⁵³ that can't be had back from their doubles.
  var roundedCount: Int {
    units.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + $1.roundedCount } }
  }

  /// The number of numbers.
  var valueCount: Int { units.reduce(0) { $0 + $1.valueCount } }

  /// The bytes of memory that the numbers take.
  var byteCount: Int { store.byteCount }

  /// The bytes of memory that threads decode runs into, each one at a time.
  ///
  /// - Parameter workers: the threads.
  /// - Returns: the bytes of all threads.
  func decodingBytes(on workers: Workers) -> Int {
    let largestRun = units.lazy.flatMap(\.runs).reduce(0) { max($0, $1.count) }
    return workers.count * largestRun * MemoryLayout<Double>.stride
  }

  /// The bytes of memory that ``sorted(on:)`` takes, besides what the slice has.
  ///
  /// - Parameter workers: the threads that sort.
  /// - Returns: the most bytes at any time.
  func sortingBytes(on workers: Workers) -> Int {
    let largestUnit = units.reduce(0) { max($0, $1.valueCount) }
    return store.sortingBytes(largestGroup: largestUnit, on: workers)
  }

  /// Sorts the numbers of each unit, in place where they are held as they are.
  ///
  /// - Parameter workers: the threads that sort.
  /// - Returns: the numbers, in sorted pieces.
  consuming func sorted(on workers: Workers) -> SortedSegments {
    store.takeSorted(units.map(\.runs), on: workers)
  }

  /// Works on all runs of numbers, each thread on a state of its own.
  ///
  /// - Parameters:
  ///   - workers: the threads.
  ///   - makeState: makes the state of a thread.
  ///   - body: works on a run.
  /// - Returns: the states of the threads, in no particular order.
  func fold<State: Sendable>(
    on workers: Workers, into makeState: @Sendable () -> State,
    _ body: @Sendable (inout State, ValueStore, ValueStore.Place) -> Void
  ) -> [State] {
    let (units, store) = (units, store)
    return workers.fold(units.count, into: makeState) { state, unit in
      for run in units[unit].runs { body(&state, store, run) }
    }
  }

  /// The summaries of the blocks, merged as far as the grid's tree allows.
  ///
  /// - Parameter isScaled: whether to merge those in units of 2⁶⁴.
  /// - Returns: the tree of the slice's blocks.
  func summaryTree(isScaled: Bool = false) -> MergeTree<Summary> {
    var tree = MergeTree<Summary>(firstLeaf: firstBlock)
    for block in units.lazy.flatMap(\.blocks) {
      tree.append(isScaled ? block.scaledSummary : block.summary)
    }
    return tree
  }

  /// One result for each block, merged as far as the grid's tree allows.
  ///
  /// - Parameters:
  ///   - workers: the threads that make the results.
  ///   - result: makes the result of a block, from its summary and its numbers.
  /// - Returns: the tree of the slice's blocks.
  func blockTree<Partial: Mergeable & BitwiseCopyable & Sendable>(
    on workers: Workers, _ result: @Sendable (Summary, Span<Double>) -> Partial
  ) -> MergeTree<Partial> {
    let (units, store) = (units, store)
    let partials = workers.map(units.count) { unit in
      precondition(units[unit].blocks.count == units[unit].runs.count, "numbers weren't kept")
      var scratch: [Double] = []
      return zip(units[unit].blocks, units[unit].runs).map { block, run in
        store.withNumbers(at: run, &scratch) { result(block.summary, $0) }
      }
    }
    var tree = MergeTree<Partial>(firstLeaf: firstBlock)
    for partial in partials.joined() { tree.append(partial) }
    return tree
  }
}

/// Some units that a thread, or several, have scanned.
struct ScannedUnits: Sendable {
  /// The units, in no order.
  fileprivate(set) var units: [ColumnSlice.Unit] = []

  /// Their numbers.
  var store: ValueStore

  /// The bytes of memory that their numbers take.
  var byteCount: Int { store.byteCount }

  /// Nothing so far.
  ///
  /// - Parameters:
  ///   - maximumValues: the most numbers that the units can have together.
  ///   - usesLargePages: whether there is memory enough for pages that are hardly used.
  init(maximumValues: Int, usesLargePages: Bool = true) {
    store = ValueStore(maximumCount: maximumValues, usesLargePages: usesLargePages)
  }

  /// Adds what another thread has scanned.
  mutating func append(_ other: consuming ScannedUnits) {
    let offsets = store.append(other.store)
    units += other.units.map { $0.moved(by: offsets) }
  }

  /// Adds a unit whose numbers are in the store.
  mutating func append(
    _ number: Int, _ scan: SliceScan, _ blocks: [ColumnSlice.Block], _ runs: [ValueStore.Place],
    _ total: ExactTotal, blockCount: Int
  ) {
    units.append(
      ColumnSlice.Unit(
        number: number, blockCount: blockCount, scan: scan, blocks: blocks, runs: runs,
        total: total))
  }
}

extension ColumnSlice.Unit {
  /// The same unit, when its store has become part of another.
  fileprivate func moved(by offsets: ValueStore.Offsets) -> ColumnSlice.Unit {
    var unit = self
    unit.runs = runs.map { $0.moved(by: offsets) }
    return unit
  }
}

extension ScannedUnits {
  /// Adds a unit that another rank has scanned.
  ///
  /// - Parameters:
  ///   - number: the unit's number.
  ///   - scan: how its scan started and ended.
  ///   - blocks: its blocks.
  ///   - values: its numbers.
  mutating func append(
    _ number: Int, _ scan: SliceScan, _ blocks: [ColumnSlice.Block], _ values: ArraySlice<Double>
  ) {
    // Numbers that weren't kept weren't sent either.
    let areKept = blocks.reduce(0) { $0 + $1.summary.count } == values.count
    store.makeRoomForPlains(values.count)
    var start = 0
    let runs = (areKept ? blocks : []).map { block in
      let end = start + block.summary.count
      defer { start = end }
      return store.append(values.span.extracting(start..<end), block.summary)
    }
    append(number, scan, blocks, runs, ExactTotal(), blockCount: blocks.count)
  }
}
