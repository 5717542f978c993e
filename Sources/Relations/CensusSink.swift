import CSV
import Scan
import Stores

/// Looks at all rows of each unit, to find the types of the columns that they go into.
struct CensusSink: ChosenRowSink {
  // What a unit has shown when it was begun at a wrong place counts for nothing.
  static var replacesUnits: Bool { true }

  private var assembler: RowAssembler
  private let sample: SampleFilter?
  private var image: [UInt8] = []

  /// What the units have shown, each by itself; of one that was scanned again the last counts.
  private(set) var units: [(number: Int, census: TypeCensus)] = []

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
    let plan = assembler.plan
    let census = TypeCensus(columnCount: plan.names.count, decimal: plan.format.decimal)
    units.append((blocks.lowerBound, census))
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

  mutating func endBlock(_ block: ScannedBlock) {}

  mutating func endUnit(_ scan: SliceScan) {}
}
