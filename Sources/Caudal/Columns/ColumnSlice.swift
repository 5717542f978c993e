import CSV
import Statistics

/// What a rank holds of a column: the numbers of its slice in file order, in units of some blocks.
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
  }

  /// A run of neighbouring blocks that was scanned in one go.
  struct Unit: Sendable {
    /// The number of blocks.
    let blockCount: Int

    /// How the scan started and ended.
    let scan: SliceScan

    /// The blocks, in order; those behind a row that can't be used are left out.
    let blocks: [Block]

    /// Where the numbers of the blocks are, in file order.
    fileprivate(set) var place: ValueStore.Place

    /// The number of rows.
    var rowCount: Int { blocks.reduce(0) { $0 + $1.rowCount } }
  }

  /// The number of the first block.
  let firstBlock: Int

  /// The units, in file order.
  private(set) var units: [Unit]

  /// The numbers of all units.
  private var store: ValueStore

  /// Takes what the threads have scanned.
  ///
  /// - Parameters:
  ///   - firstBlock: the number of the first block.
  ///   - scanned: every unit of the slice once, by its number from 0.
  init(firstBlock: Int, _ scanned: consuming ScannedUnits) {
    self.firstBlock = firstBlock
    units = scanned.units.sorted { $0.number < $1.number }.map(\.unit)
    store = scanned.store
  }

  /// Puts units that have been scanned again in the places of those of the same numbers.
  mutating func replace(with scanned: consuming ScannedUnits) {
    let offset = store.append(scanned.store)
    for (number, unit) in scanned.units {
      units[number] = unit
      units[number].place.array += offset
    }
    store.forgetArrays(except: Set(units.map(\.place.array)))
  }

  /// The numbers of a unit, in file order.
  func values(of unit: Unit) -> ArraySlice<Double> { store[unit.place] }

  /// The number of rows.
  var rowCount: Int { units.reduce(0) { $0 + $1.rowCount } }

  /// The number of numbers.
  var valueCount: Int { units.reduce(0) { $0 + $1.place.count } }

  /// Sorts the numbers of each unit in place.
  ///
  /// - Parameter workers: the threads that sort.
  /// - Returns: the numbers, in sorted pieces.
  consuming func sorted(on workers: Workers) -> SortedSegments {
    let places = units.map(\.place)
    store.sort(places, on: workers)
    return SortedSegments(places.map { store[$0] })
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
      let values = store[units[unit].place]
      var partials: [Partial] = []
      var start = 0
      for block in units[unit].blocks {
        let end = start + block.summary.count
        partials.append(result(block.summary, values.span.extracting(start..<end)))
        start = end
      }
      return partials
    }
    var tree = MergeTree<Partial>(firstLeaf: firstBlock)
    for partial in partials.joined() { tree.append(partial) }
    return tree
  }
}

/// Some units that a thread, or several, have scanned.
struct ScannedUnits: Sendable {
  /// The units, in no order, with their numbers.
  fileprivate(set) var units: [(number: Int, unit: ColumnSlice.Unit)] = []

  /// Their numbers.
  var store: ValueStore

  /// Nothing so far.
  ///
  /// - Parameter maximumValues: the most numbers that the units can have together.
  init(maximumValues: Int) { store = ValueStore(maximumCount: maximumValues) }

  /// Adds what another thread has scanned.
  mutating func append(_ other: consuming ScannedUnits) {
    let offset = store.append(other.store)
    for (number, unit) in other.units {
      units.append((number, unit))
      units[units.count - 1].unit.place.array += offset
    }
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
    store.makeRoom(for: values.count)
    let start = store.end
    store.append(values.span)
    let unit = ColumnSlice.Unit(
      blockCount: blocks.count, scan: scan, blocks: blocks, place: store.place(from: start))
    units.append((number, unit))
  }
}

/// Takes the numbers of a column from the units that a thread scans.
struct UnitSink: UnitRowSink {
  static var replacesUnits: Bool { true }

  private(set) var scanned: ScannedUnits

  private let column: NumericColumn
  private var values: [Double] = []
  private var numbers = NumberBatch()
  private var keptRows = 0
  private var blocks: [ColumnSlice.Block] = []
  private var blockCount = 0
  private var start = 0

  /// The most numbers that a block has had so far.
  private var largestBlock = 0

  /// The most numbers that a unit has had so far.
  private var largestUnit = 0

  private let arrayPerUnit: Bool
  private let keepsValues: Bool

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - maximumValues: the most numbers that the units can have together, or one of them.
  ///   - arrayPerUnit: whether the numbers of each unit are kept in an array of their own, which
  ///     can be freed by itself.
  ///   - keepsValues: whether the numbers are kept, and not only their summaries.
  init(
    _ column: NumericColumn, maximumValues: Int, arrayPerUnit: Bool = false,
    keepsValues: Bool = true
  ) {
    self.column = column
    self.keepsValues = keepsValues
    scanned = ScannedUnits(maximumValues: maximumValues)
    self.arrayPerUnit = arrayPerUnit
  }

  mutating func beginUnit(_ number: Int, _ blocks: Range<Int>) {
    blockCount = blocks.count
    self.blocks = []
    // What is left of a unit that ended in a row that can't be used.
    values.removeAll(keepingCapacity: true)
    keptRows = 0
    if arrayPerUnit {
      scanned.store.beginArray(for: largestUnit)
    } else {
      scanned.store.makeRoom(for: largestBlock * blockCount)
    }
    start = scanned.store.end
  }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    let read = rows.appendNumbers(of: column, to: &values)
    keptRows += read.rowCount
    return read.unusable
  }

  /// Reads the numbers of some rows.
  ///
  /// - Returns: the first field that is neither a number nor missing.
  mutating func read(_ rows: borrowing RowBatch, _ mask: RowMask) -> UnusableField? {
    rows.readNumbers(of: column, mask, into: &numbers)
  }

  /// Takes the numbers that were read last, of some of the rows.
  mutating func keep(_ mask: RowMask) {
    keptRows += mask.count
    let present = numbers.isPresent & mask
    for row in 0..<RowBatch.limit where present.contains(row) {
      values.append(numbers.values[row])
    }
  }

  mutating func endBlock(_ block: ScannedBlock) {
    var taken: [Double] = []
    swap(&taken, &values)
    largestBlock = max(largestBlock, taken.count)
    blocks.append(
      ColumnSlice.Block(
        rowCount: keptRows, summary: Summary(of: taken.span),
        scaledSummary: keepsValues
          ? Summary() : Summary(of: taken.span, scale: MomentsReduction.smallScale)))
    keptRows = 0
    if keepsValues { scanned.store.append(taken.span) }
    taken.removeAll(keepingCapacity: true)
    swap(&taken, &values)
  }

  mutating func endUnit(_ number: Int, _ scan: SliceScan) {
    let unit = ColumnSlice.Unit(
      blockCount: blockCount, scan: scan, blocks: blocks, place: scanned.store.place(from: start))
    scanned.units.append((number, unit))
    largestUnit = max(largestUnit, unit.place.count)
  }
}

extension ScannedUnits {
  /// Joins what several threads have scanned.
  init(_ sinks: [UnitSink]) {
    self.init(maximumValues: 0)
    for sink in sinks { append(sink.scanned) }
  }
}
