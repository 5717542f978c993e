import CSV
import MPI
import Scan
import Values

/// Looks at all rows of each unit, to find the types of the columns that they go into.
struct CensusSink: RoundSink {
  /// What a unit has shown.
  struct Unit: UnitResult {
    let number: Int
    var census: RowCensus
  }

  private var assembler: RowAssembler
  private let sample: SampleFilter?
  private var image: [UInt8] = []

  private(set) var units: [Unit] = []

  /// Prepares for units.
  ///
  /// - Parameters:
  ///   - plan: what goes into the columns.
  ///   - sample: which rows do; nil for all.
  init(_ plan: RowPlan, _ sample: SampleFilter?) {
    assembler = RowAssembler(plan)
    self.sample = sample
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(Unit(number: blocks.lowerBound, census: RowCensus(of: assembler.plan)))
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    assembler.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let mask = sample?.chosen(of: rows, mask) ?? mask
    var image: [UInt8] = []
    swap(&image, &self.image)
    image.removeAll(keepingCapacity: true)
    assembler.append(mask, of: rows, to: &image)
    let last = units.count - 1
    units[last].census.add(rows: image.span, count: mask.count)
    swap(&image, &self.image)
  }
}

/// What all rows hold that are written: the types of their columns, and how much there is.
struct RowCensus: Sendable {
  /// What has been seen of the columns.
  private(set) var types: TypeCensus

  /// The number of rows.
  private(set) var rowCount = 0

  /// The number of bytes of their images.
  private(set) var byteCount = 0

  /// A census of what a plan writes, of which nothing has been seen.
  init(of plan: RowPlan) {
    types = TypeCensus(columnCount: plan.outputs.count, decimal: plan.format.decimal)
  }

  /// Takes rows.
  ///
  /// - Parameters:
  ///   - rows: row images.
  ///   - count: their number.
  mutating func add(rows: Span<UInt8>, count: Int) {
    types.add(rows: rows, count: count)
    rowCount += count
    byteCount += rows.count
  }

  /// Takes what another census of the same columns has found.
  mutating func merge(_ other: RowCensus) {
    types.merge(other.types)
    rowCount += other.rowCount
    byteCount += other.byteCount
  }

  /// What all ranks have found.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: the same on every rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func joined(on ranks: borrowing Communicator) throws(MPIError) -> RowCensus {
    var joined = self
    // Each bit says that something has been seen.
    joined.types.merge(try ranks.allreduce(types.bits, .bitwiseOr))
    joined.rowCount = try ranks.allreduce(rowCount, .sum)
    joined.byteCount = try ranks.allreduce(byteCount, .sum)
    return joined
  }

  /// The columns with the types that all their values have.
  ///
  /// - Parameter plan: what is written of a row.
  /// - Returns: the columns in the order of the plan.
  func columns(of plan: RowPlan) -> [StoredColumn] {
    zip(plan.names, types.types).map { StoredColumn($0, $1, decimal: plan.format.decimal) }
  }
}
