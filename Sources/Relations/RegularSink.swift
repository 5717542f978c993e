import CSV
import Expressions
import Keys
import Scan
import TimeSeries
import Vocabulary

/// Puts the rows of each unit into the steps of a grid.
struct RegularSink: RoundSink {
  /// What is known of the rows of a unit.
  struct Unit: UnitResult {
    let number: Int

    /// The keys of groups, as images of their columns.
    var keys = KeyTable(isRoomy: false)

    /// Their steps.
    var bins: BinTable

    /// The numbers of rows.
    var summary = RegularSummary()
  }

  private let plan: RegularPlan
  private var computer: ValueComputer?
  private var keys: GroupNumbers

  /// The columns whose texts are kept.
  private let textColumns: [Int]
  private var cursor: GridCursor
  private var times: TimestampBatch
  private var numbers: [NumberBatch]

  // What is known of each row of the batch at hand.
  private var starts = [Int](repeating: 0, count: RowBatch.limit)
  private var places = [Int](repeating: 0, count: RowBatch.limit)
  private var bins = [UInt32](repeating: 0, count: RowBatch.limit)

  private(set) var units: [Unit] = []

  /// Prepares for units.
  ///
  /// - Parameter plan: what is made of rows.
  init(_ plan: RegularPlan) {
    self.plan = plan
    computer = plan.computer
    keys = GroupNumbers(plan.groups)
    cursor = GridCursor(plan.grid)
    times = TimestampBatch(of: plan.time)
    numbers = plan.columns.map { _ in NumberBatch() }
    let kept = plan.columns.compactMap { column in
      if case .texts(let rule) = column.source { rule.index } else { nil }
    }
    textColumns = Set(kept + (plan.groups?.columns ?? [])).sorted()
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(
      Unit(number: blocks.lowerBound, bins: BinTable(plan.columns.map(\.aggregate))))
    keys.beginUnit()
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    choice.stop(at: rows.readTimestamps(of: plan.time, in: choice.rows, into: &times))
    keys.read(rows, &choice)
    for (index, column) in plan.columns.enumerated() {
      switch column.source {
      case .numbers(let number):
        choice.stop(at: rows.readNumbers(of: number, choice.rows, into: &numbers[index]))
      case .texts(let rule):
        choice.stop(at: rows.firstLongText(of: rule.index, in: choice.rows, as: "text to keep"))
      case .value: break
      }
    }
    choice.stop(at: computer?.compute(choice.rows, of: rows))
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let last = units.count - 1
    let timed = mask & times.isPresent
    units[last].summary.rows += timed.count
    units[last].summary.rowsWithoutTime += mask.subtracting(timed).count
    units[last].summary.rowsOffGrid += cursor.find(times.orderKeys, of: timed, into: &starts)
    keys.find(rows, timed, in: &units[last].keys)
    var rest = timed
    while let row = rest.popFirst() { places[row] = rows.start(ofRow: row) }
    units[last].bins.count(
      timed, groups: keys.numbers, starts: starts, places: places, into: &bins)
    for column in plan.columns.indices { addValues(of: column, rows, timed) }
  }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? { rows.undecodedTexts(of: textColumns, in: mask) }

  /// Adds a column's values to what is known of the steps.
  private mutating func addValues(
    of column: Int, _ rows: borrowing RowBatch, _ mask: RowMask
  ) {
    let last = units.count - 1
    switch plan.columns[column].source {
    case .numbers: break
    case .texts(let rule): return addTexts(of: column, rule, rows, mask)
    case .value(let value, isNumber: false): return addTexts(of: column, value, mask)
    case .value(let value, isNumber: true):
      numbers[column].isPresent = RowMask()
      mask.forEach { row in
        guard let number = computer?.number(value, inRow: row) else { return }
        numbers[column].values[row] = number.double
        numbers[column].isPresent.insert(row)
      }
    }
    units[last].bins.add(
      numbers[column].values, of: numbers[column].isPresent & mask, toColumn: column, bins,
      places: places)
  }

  private mutating func addTexts(
    of column: Int, _ rule: NumericColumn, _ rows: borrowing RowBatch, _ mask: RowMask
  ) {
    let last = units.count - 1
    var rest = mask
    while let row = rest.popFirst() {
      rows.withText(of: rule.index, inRow: row) { text in
        guard !rule.isMissing(text) else { return }
        units[last].bins.add(text, toColumn: column, Int(bins[row]), place: places[row])
      }
    }
  }

  private mutating func addTexts(of column: Int, _ value: Int, _ mask: RowMask) {
    let last = units.count - 1
    mask.forEach { row in
      var text: [UInt8] = []
      guard computer?.append(value, ofRow: row, to: &text) == true else { return }
      units[last].bins.add(text.span, toColumn: column, Int(bins[row]), place: places[row])
    }
  }
}

/// Finds the groups of rows, by the images of some columns.
private struct GroupNumbers: Sendable {
  private var assembler: RowAssembler?

  /// The one column of the table that is the key; nil if it is made of anything else.
  private let column: Int?

  /// The texts of that column, each with a number.
  private var texts = KeyTable()
  private var textNumbers = [UInt32](repeating: 0, count: RowBatch.limit)
  private var batch = KeyBatch()

  /// The groups that these texts name in the unit at hand, plus one; 0 if there is none yet.
  private var groupsOfTexts: [UInt32] = []

  /// The image of the row before, and its group.
  private var lastImage: [UInt8] = []
  private var lastGroup: UInt32?

  /// The number of each row's group.
  private(set) var numbers = [UInt32](repeating: 0, count: RowBatch.limit)

  init(_ plan: RowPlan?) {
    assembler = plan.map { RowAssembler($0) }
    column = plan.flatMap { $0.outputs.count == 1 ? $0.fields.first : nil }
  }

  mutating func beginUnit() {
    lastGroup = nil
    for text in groupsOfTexts.indices { groupsOfTexts[text] = 0 }
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    assembler?.read(rows, &choice)
  }

  /// Finds the groups of rows.
  ///
  /// - Parameters:
  ///   - rows: the batch that was read last.
  ///   - mask: the rows.
  ///   - keys: the groups of the unit at hand, to which new ones are added.
  mutating func find(
    _ rows: borrowing RowBatch, _ mask: RowMask, in keys: inout KeyTable
  ) {
    guard let assembler else {
      if keys.count == 0, !mask.isEmpty { _ = keys.number(of: [UInt8]().span) }
      return
    }
    guard let column else {
      var rest = mask
      while let row = rest.popFirst() { numbers[row] = group(of: row, rows, assembler, in: &keys) }
      return
    }
    texts.readNumbers(ofColumn: column, in: rows, mask, with: &batch, into: &textNumbers)
    if groupsOfTexts.count < texts.count {
      groupsOfTexts += repeatElement(0, count: texts.count - groupsOfTexts.count)
    }
    var rest = mask
    while let row = rest.popFirst() {
      let text = Int(textNumbers[row])
      if groupsOfTexts[text] == 0 {
        groupsOfTexts[text] = group(of: row, rows, assembler, in: &keys) + 1
      }
      numbers[row] = groupsOfTexts[text] - 1
    }
  }

  private mutating func group(
    of row: Int, _ rows: borrowing RowBatch, _ assembler: RowAssembler, in keys: inout KeyTable
  ) -> UInt32 {
    var image: [UInt8] = []
    assembler.append(RowMask(only: row), of: rows, to: &image)
    if let lastGroup, image == lastImage { return lastGroup }
    let group = UInt32(keys.number(of: image.span))
    (lastImage, lastGroup) = (image, group)
    return group
  }
}
