import CSV
import Scan

/// Keeps the rows of each unit, with the keys by which they are put in order.
struct KeepingSink: ChosenRowSink {
  static var replacesUnits: Bool { true }

  private var assembler: RowAssembler
  private var order: RowOrder?
  private var groups: RowAssembler?
  private let groupsByRow: Bool
  private let sample: SampleFilter?

  /// The groups of the unit at hand, of which only the first row is kept.
  private var seen: Set<ArraySlice<UInt8>> = []

  /// The units so far; of one that was scanned again the last counts.
  private(set) var units: [(number: Int, rows: KeptRows)] = []

  /// Prepares for units.
  ///
  /// - Parameter plan: what is wanted of the rows.
  init(_ plan: KeepingPlan) {
    assembler = RowAssembler(plan.rows)
    order = plan.order
    groups = plan.groups.map { RowAssembler($0) }
    groupsByRow = plan.keepsDistinctRows
    sample = plan.sample
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append((blocks.lowerBound, KeptRows()))
    seen.removeAll(keepingCapacity: true)
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    assembler.read(rows, &choice)
    order?.read(rows, &choice)
    groups?.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    var rest = sample?.chosen(of: rows, mask) ?? mask
    while let row = rest.popFirst() {
      var one = RowMask()
      one.insert(row)
      keep(row, one, rows)
    }
  }

  private mutating func keep(_ row: Int, _ one: RowMask, _ rows: borrowing RowBatch) {
    let last = units.count - 1
    if let groups {
      var group: [UInt8] = []
      groups.append(one, of: rows, to: &group)
      guard seen.insert(group[...]).inserted else { return }
      units[last].rows.groups.append(group)
    }
    let start = units[last].rows.texts.bytes.count
    assembler.append(one, of: rows, to: &units[last].rows.texts.bytes)
    if groupsByRow {
      let text = Array(units[last].rows.texts.bytes[start...])
      guard seen.insert(text[...]).inserted else {
        units[last].rows.texts.bytes.removeSubrange(start...)
        return
      }
    }
    units[last].rows.texts.endString()
    if let order {
      order.append(keyOfRow: row, to: &units[last].rows.keys.bytes)
      units[last].rows.keys.endString()
    }
    units[last].rows.places.append(rows.start(ofRow: row))
  }

  mutating func endBlock(_ block: ScannedBlock) {}

  mutating func endUnit(_ scan: SliceScan) {}
}

/// What is kept of rows until all have been read.
struct KeepingPlan: Sendable {
  /// What is written of a row.
  let rows: RowPlan

  /// The order of the rows; nil for that of the files.
  let order: RowOrder?

  /// What makes rows the same, besides what is written of them; nil if nothing does.
  let groups: RowPlan?

  /// Whether rows are the same of which the same is written, and only the first is wanted.
  let keepsDistinctRows: Bool

  /// Which rows are kept; nil for all.
  let sample: SampleFilter?

  /// The positions of all columns that are read.
  var columns: [Int] {
    Set(rows.columns + (order?.columns ?? []) + (groups?.columns ?? [])).sorted()
  }
}
