import CSV
import Keys
import Scan

/// Keeps the rows of each unit, with the keys by which they are put in order.
struct KeepingSink: RoundSink {
  /// The rows that are kept of a unit.
  struct Unit: UnitResult {
    let number: Int

    /// The rows, still without keys.
    var rows = KeptRows()

    /// Their keys.
    var keys: [ReadKey] = []

    init(number: Int) { self.number = number }

    /// What a rank has that has read no rows.
    init(ofNoRows order: RowOrder?) {
      number = 0
      keys = order?.finishUnit() ?? []
    }

    /// The bytes of memory that they take.
    var byteCount: Int { rows.byteCount + keys.reduce(0) { $0 + $1.byteCount } }

    /// The bytes that they take, and as much again as is needed to put them in order.
    var bytesToOrder: Int { 2 * byteCount + RowSort.rowBytes * rows.count }
  }

  private var assembler: RowAssembler
  private var order: RowOrder?
  private var groups: RowAssembler?
  private let areWholeRowsDistinct: Bool
  private let sample: SampleFilter?
  private let draw: SampleDraw?

  /// What is kept of the unit at hand.
  private var texts = Strings()
  private var groupTexts = Strings()
  private var places: [Int] = []

  /// The groups of the unit at hand, of which only the first row is kept.
  private var seen = KeyTable(isRoomy: false)

  private(set) var units: [Unit] = []

  /// Where the rows of the batch at hand begin in the texts.
  private var batchStart = 0

  /// Whether all rows of a batch are kept, as their fields are.
  private let keepsFieldsAlone: Bool

  /// Prepares for units.
  ///
  /// - Parameter plan: what is wanted of the rows.
  init(_ plan: KeepingPlan) {
    assembler = RowAssembler(plan.rows)
    order = plan.order
    switch plan.distinction {
    case .keys(let keys)?: (groups, areWholeRowsDistinct) = (RowAssembler(keys), false)
    // Which row of a group is the first, is known only when rows have been drawn.
    case .wholeRows?: (groups, areWholeRowsDistinct) = (nil, plan.draw == nil)
    case nil: (groups, areWholeRowsDistinct) = (nil, false)
    }
    sample = plan.sample
    draw = plan.draw
    keepsFieldsAlone =
      plan.rows.writesFieldsAlone && plan.distinction == nil && plan.sample == nil
      && plan.draw == nil
  }

  /// Hands over the unit that has just ended.
  mutating func takeUnit() -> Unit { units.removeLast() }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(Unit(number: blocks.lowerBound))
    order?.beginUnit()
    texts.removeAll()
    batchStart = 0
    groupTexts.removeAll()
    places.removeAll(keepingCapacity: true)
    if areWholeRowsDistinct || groups != nil { seen = KeyTable(isRoomy: false) }
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    assembler.read(rows, &choice)
    order?.read(rows, &choice)
    groups?.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    batchStart = texts.bytes.count
    var mask = sample?.chosen(of: rows, mask) ?? mask
    if let draw { mask = draw.candidates(of: rows, mask) }
    if groups != nil { mask = keepGroups(rows, mask) }
    if areWholeRowsDistinct {
      mask = keepWholeRows(rows, mask)
    } else {
      var ends: [Int] = []
      ends.reserveCapacity(mask.count)
      assembler.append(mask, of: rows, to: &texts.bytes) { ends.append($0) }
      texts.ends += ends
    }
    order?.keep(mask)
    places.append(addingCapacity: mask.count) { output in
      mask.forEach { row in output.append(rows.start(ofRow: row)) }
    }
  }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? {
    let columns = assembler.plan.columns
    guard keepsFieldsAlone else { return rows.undecodedTexts(of: columns, in: mask) }
    let text = texts.bytes.span.extracting(batchStart...)
    return rows.undecodedTexts(of: columns, in: mask, writtenAs: text)
  }

  /// Keeps the groups of rows.
  ///
  /// - Returns: the first row of each group that hasn't been seen before; all if rows are drawn.
  private mutating func keepGroups(_ rows: borrowing RowBatch, _ mask: RowMask) -> RowMask {
    var first = RowMask()
    var rest = mask
    while let row = rest.popFirst() {
      let start = groupTexts.bytes.count
      groups?.append(RowMask(only: row), of: rows, to: &groupTexts.bytes)
      guard draw != nil || seen.adds(textFrom: start, of: groupTexts.bytes) else {
        groupTexts.bytes.removeSubrange(start...)
        continue
      }
      groupTexts.endString()
      first.insert(row)
    }
    return first
  }

  /// Keeps the texts of rows.
  ///
  /// - Returns: those that haven't been seen before.
  private mutating func keepWholeRows(_ rows: borrowing RowBatch, _ mask: RowMask) -> RowMask {
    var first = RowMask()
    var rest = mask
    while let row = rest.popFirst() {
      let start = texts.bytes.count
      assembler.append(RowMask(only: row), of: rows, to: &texts.bytes)
      guard seen.adds(textFrom: start, of: texts.bytes) else {
        texts.bytes.removeSubrange(start...)
        continue
      }
      texts.endString()
      first.insert(row)
    }
    return first
  }

  mutating func endUnit(_ scan: SliceScan) {
    let last = units.count - 1
    units[last].rows = KeptRows(
      texts: FrozenStrings(texts), groups: FrozenStrings(groupTexts),
      places: FrozenArray(places))
    units[last].keys = order?.finishUnit() ?? []
  }
}

extension KeyTable {
  /// Adds the text that ends some bytes.
  ///
  /// - Returns: whether it wasn't there before.
  fileprivate mutating func adds(textFrom start: Int, of bytes: [UInt8]) -> Bool {
    let known = count
    return number(of: bytes.span.extracting(start...)) == known
  }
}

extension RowMask {
  /// One row.
  init(only row: Int) {
    self.init()
    insert(row)
  }
}
