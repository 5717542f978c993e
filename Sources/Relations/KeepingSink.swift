import CSV
import Scan

/// Keeps the rows of each unit, with the keys by which they are put in order.
struct KeepingSink: RoundSink {
  /// The rows that are kept of a unit.
  struct Unit: UnitResult {
    let number: Int
    var rows = KeptRows()
  }

  private var assembler: RowAssembler
  private var order: RowOrder?
  private var groups: RowAssembler?
  private let areWholeRowsDistinct: Bool
  private let sample: SampleFilter?

  /// The groups of the unit at hand, of which only the first row is kept.
  private var seen: Set<[UInt8]> = []

  private(set) var units: [Unit] = []

  /// Prepares for units.
  ///
  /// - Parameter plan: what is wanted of the rows.
  init(_ plan: KeepingPlan) {
    assembler = RowAssembler(plan.rows)
    order = plan.order
    switch plan.distinction {
    case .keys(let keys)?: (groups, areWholeRowsDistinct) = (RowAssembler(keys), false)
    case .wholeRows?: (groups, areWholeRowsDistinct) = (nil, true)
    case nil: (groups, areWholeRowsDistinct) = (nil, false)
    }
    sample = plan.sample
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(Unit(number: blocks.lowerBound))
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
      guard seen.insert(group).inserted else { return }
      units[last].rows.groups.append(group)
    }
    let start = units[last].rows.texts.bytes.count
    assembler.append(one, of: rows, to: &units[last].rows.texts.bytes)
    if areWholeRowsDistinct {
      guard seen.insert(Array(units[last].rows.texts.bytes[start...])).inserted else {
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
}
