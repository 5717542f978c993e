import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Takes the numbers of a column from the units that a thread scans.
struct UnitSink: Sendable {
  private var scanned: ScannedUnits

  private let column: NumericColumn
  private var values: [Double] = []
  private var numbers = NumberBatch()
  private var keptRows = 0
  private var roundedCount = 0
  private var blocks: [ColumnSlice.Block] = []
  private var runs: [ValueStore.Place] = []
  private var number = 0
  private var blockCount = 0

  /// The most numbers that a block has had so far.
  private var largestBlock = 0

  /// The most numbers that a unit has had so far.
  private var largestUnit = 0

  private let arrayPerUnit: Bool
  private var keepsValues: Bool
  private let addsUp: Bool
  private var total = ExactTotal()

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - maximumValues: the most numbers that the units can have together, or one of them.
  ///   - arrayPerUnit: whether the numbers of each unit are kept in an array of their own, which
  ///     can be freed by itself.
  ///   - usesLargePages: whether there is memory enough for pages that are hardly used.
  ///   - needs: what will be done to the numbers: whether they are kept, and not only their
  ///     summaries.
  init(
    _ column: NumericColumn, maximumValues: Int, arrayPerUnit: Bool = false,
    usesLargePages: Bool = true, _ needs: StatisticNeeds = .order
  ) {
    self.column = column
    keepsValues = needs.keepsValues
    addsUp = needs.contains(.sum) && !needs.keepsValues
    scanned = ScannedUnits(maximumValues: maximumValues, usesLargePages: usesLargePages)
    self.arrayPerUnit = arrayPerUnit
  }

  /// The bytes of memory that are taken by numbers.
  var byteCount: Int {
    scanned.byteCount + values.capacity * MemoryLayout<Double>.stride
  }

  /// Keeps no more numbers, because there is no memory for them: what has been scanned is of no use.
  mutating func stopKeeping() { keepsValues = false }

  /// Takes out what was scanned.
  mutating func takeScanned() -> ScannedUnits {
    var taken = ScannedUnits(maximumValues: 0)
    swap(&taken, &scanned)
    return taken
  }

  /// Begins a unit of some blocks.
  mutating func beginUnit(_ blocks: Range<Int>) {
    number = blocks.lowerBound
    blockCount = blocks.count
    self.blocks = []
    runs = []
    total = ExactTotal()
    // What is left of a unit that ended in a row that can't be used.
    values.removeAll(keepingCapacity: true)
    keptRows = 0
    roundedCount = 0
    if arrayPerUnit {
      scanned.store.beginArrays(for: largestUnit)
    } else {
      scanned.store.makeRoomForPlains(largestBlock * blockCount)
    }
  }

  /// Takes the numbers of all rows of a batch.
  ///
  /// - Returns: the first field that is neither a number nor missing.
  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    let read = rows.appendNumbers(of: column, to: &values)
    keptRows += read.rowCount
    roundedCount += read.roundedCount
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
    if !numbers.isRounded.isEmpty { roundedCount += (numbers.isRounded & mask).count }
    let present = numbers.isPresent & mask
    present.forEach { values.append(numbers.values[$0]) }
  }

  /// Ends a block.
  mutating func endBlock(_ block: ScannedBlock) {
    var taken: [Double] = []
    swap(&taken, &values)
    largestBlock = max(largestBlock, taken.count)
    let summary = Summary(of: taken.span)
    blocks.append(
      ColumnSlice.Block(
        rowCount: keptRows, summary: summary,
        scaledSummary: keepsValues
          ? Summary() : Summary(of: taken.span, scale: MomentsReduction.smallScale),
        roundedCount: roundedCount))
    keptRows = 0
    roundedCount = 0
    if addsUp { total.add(taken.span) }
    if keepsValues { runs.append(scanned.store.append(taken.span, summary)) }
    taken.removeAll(keepingCapacity: true)
    swap(&taken, &values)
  }

  /// Ends the unit.
  mutating func endUnit(_ scan: SliceScan) {
    scanned.append(number, scan, blocks, runs, total, blockCount: blockCount)
    largestUnit = max(largestUnit, runs.reduce(0) { $0 + $1.count })
  }
}
