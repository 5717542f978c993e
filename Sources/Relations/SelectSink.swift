import CSV
import Scan
import Vocabulary

/// The rows that a unit has given, as they are written.
struct UnitRows: UnitResult {
  /// The unit's number: that of its first block in the table.
  let number: Int

  /// The rows' bytes.
  var text: [UInt8] = []

  /// The number of rows.
  var count = 0

  /// Where each row ends in the bytes, if that is wanted.
  var ends: [Int] = []

  /// The offset in the table at which each row begins, if that is wanted.
  var places: [Int] = []

  /// The number of rows that aren't UTF-8, where it is wanted where rows end.
  var undecodedRows: Int {
    guard !text.span.isUTF8 else { return 0 }
    return ends.indices.count { row in
      !text.span.extracting((row == 0 ? 0 : ends[row - 1])..<ends[row]).isUTF8
    }
  }
}

/// Writes the rows of each unit to memory.
struct SelectSink: RoundSink {
  private var assembler: RowAssembler
  private let sample: SampleFilter?
  private let limit: Int
  private let keepsPlaces: Bool

  private(set) var units: [UnitRows] = []

  /// Where the rows of the batch at hand begin in the unit's bytes.
  private var batchStart = 0

  /// Prepares for units.
  ///
  /// - Parameters:
  ///   - plan: what a row is made of.
  ///   - sample: which rows are written; nil for all.
  ///   - limit: the most rows of a unit that are wanted; nil for all.
  ///   - keepsPlaces: whether it is wanted where rows begin.
  init(_ plan: RowPlan, _ sample: SampleFilter?, limit: Int?, keepsPlaces: Bool = false) {
    assembler = RowAssembler(plan)
    self.sample = sample
    self.limit = limit ?? .max
    self.keepsPlaces = keepsPlaces
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(UnitRows(number: blocks.lowerBound))
    batchStart = 0
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    assembler.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let mask = sample?.chosen(of: rows, mask) ?? mask
    let last = units.count - 1
    batchStart = units[last].text.count
    guard units[last].count < limit, !mask.isEmpty else { return }
    guard limit == .max else { return keepLimited(rows, mask) }
    assembler.append(mask, of: rows, to: &units[last].text)
    units[last].count += mask.count
    if keepsPlaces { mask.forEach { row in units[last].places.append(rows.start(ofRow: row)) } }
  }

  func takesUnchanged(_ columns: [Int]) -> Bool {
    sample == nil && limit == .max && !keepsPlaces && assembler.plan.writesUnchanged(columns)
  }

  mutating func takeUnchanged(_ text: [UInt8], count: Int, unit number: Int) {
    units.append(UnitRows(number: number, text: text, count: count))
  }

  /// Where the first rows are all that is wanted, it isn't known here which will be among them.
  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? {
    guard limit == .max else { return nil }
    let mask = sample?.chosen(of: rows, mask) ?? mask
    let columns = assembler.plan.columns
    guard assembler.plan.writesFieldsAlone else {
      return rows.undecodedTexts(of: columns, in: mask)
    }
    let text = units[units.count - 1].text
    return rows.undecodedTexts(
      of: columns, in: mask, writtenAs: text.span.extracting(batchStart...))
  }

  /// Keeps rows as long as there are too few, and where each ends.
  private mutating func keepLimited(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let last = units.count - 1
    var first = RowMask()
    var rest = mask
    while units[last].count < limit, let row = rest.popFirst() {
      first.insert(row)
      units[last].count += 1
    }
    var ends: [Int] = []
    assembler.append(first, of: rows, to: &units[last].text) { ends.append($0) }
    units[last].ends += ends
  }
}
