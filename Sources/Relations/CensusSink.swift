import CSV
import Scan
import Stores
import Values

/// Looks at all rows of each unit, to find the types of the columns that they go into.
struct CensusSink: RoundSink {
  /// What a unit has shown.
  struct Unit: UnitResult {
    let number: Int
    var census: TypeCensus
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
    units.append(Unit(number: blocks.lowerBound, census: TypeCensus(of: assembler.plan)))
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

extension TypeCensus {
  /// A census of what a plan writes, of which nothing has been seen.
  init(of plan: RowPlan) {
    self.init(columnCount: plan.outputs.count, decimal: plan.format.decimal)
  }
}
