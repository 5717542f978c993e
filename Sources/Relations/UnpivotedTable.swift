import CSV
import MPI
import Ranks
import Scan
import Vocabulary

/// A table of which several columns have become rows: beside the others stand the name of one, and what it
/// holds.
struct UnpivotedTable: DerivedTable {
  let base: Table
  let layout: FileLayout

  /// The columns that stay, and those that become rows, by their 0-based positions.
  private let kept: [Int]
  private let values: [Int]

  /// Turns columns into rows.
  ///
  /// - Parameters:
  ///   - base: the table.
  ///   - request: which columns, and what the new ones are called.
  /// - Throws: ``CaudalError``, the same on every rank, if there is no such column.
  init(_ base: Table, _ request: Unpivot) throws(CaudalError) {
    self.base = base
    do throws(ConditionError) {
      values = try request.columns.columns(of: base.layout).map { column throws(ConditionError) in
        guard case .field(let position, _) = column else {
          throw ConditionError(
            "only columns become rows", in: request.columns.text.unicodeScalars, at: 0)
        }
        return position
      }
    } catch {
      throw CaudalError(error, subject: .unpivot)
    }
    let chosen = Set(values)
    let kept = base.layout.columnNames.indices.filter { !chosen.contains($0) }
    var layout = FileLayout(
      columnNames: kept.map { base.layout.columnNames[$0] } + [request.name, request.value],
      dataStart: 0, dialect: base.layout.dialect.ofMadeRows, hasHeader: true)
    for (place, column) in kept.enumerated() {
      layout.undecodedNames[place] = base.layout.undecodedNames[column]
    }
    (self.kept, self.layout) = (kept, layout)
  }

  private var placeBits: Int { Int.bitWidth - (values.count - 1).leadingZeroBitCount }

  func samples(ofColumns columns: [Int]) throws(SourceError) -> [[[UInt8]]] {
    var samples: [[[UInt8]]] = []
    for column in columns {
      if column < kept.count {
        samples += try base.samples(ofColumns: [kept[column]])
      } else if column == kept.count {
        samples.append(values.map { base.layout.nameBytes(ofColumn: $0) })
      } else {
        samples.append(Array(try base.samples(ofColumns: values).joined()))
      }
    }
    return samples
  }

  func opened(on base: Table) -> any DerivedTable { UnpivotedTable(self, on: base) }

  private init(_ other: UnpivotedTable, on base: Table) {
    self.base = base
    (layout, kept, values) = (other.layout, other.kept, other.values)
  }

  func basePlace(of place: Int) -> Int { place >> placeBits }

  func prepare(
    for wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws {
    let fields = plan(for: wantedFields, filter).fields.columns
    try base.derived?.prepare(for: fields, try base.rowFilter(on: ranks), on: ranks, workers)
  }

  /// Plans how rows are made.
  private func plan(for wantedFields: [Int], _ filter: RowFilter) -> UnpivotPlan {
    let wanted = Set(wantedFields + filter.fields)
    let stay = kept.indices.filter { wanted.contains($0) }
    return UnpivotPlan(
      fields: RowPlan(fields: stay.map { kept[$0] } + values, RowFormat(), base),
      // The new columns always stand in the rows, which so aren't empty.
      made: MadeRows(standing: stay + [kept.count, kept.count + 1], of: layout),
      kept: stay.map { kept[$0] }, values: values, placeBits: placeBits, name: base.inputName,
      layout: layout)
  }

  func explain(
    _ wantedFields: [Int], _ filter: RowFilter, _ reading: PlannedReading, in plan: inout Plan,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> PlannedRows {
    let rows = try base.explain(
      self.plan(for: wantedFields, filter).fields.columns, try base.rowFilter(on: ranks), reading,
      in: &plan, on: ranks, workers)
    var step = Plan.Step(
      .unpivot, of: [rows.step],
      "each row becomes \(values.count), one for each of \(values.count) columns")
    step.note("columns", values.map { base.layout.columnNames[$0] }.joined(separator: ", "))
    step.note("into", layout.columnNames.suffix(2).joined(separator: ", "))
    step.rows = rows.count.times(values.count)
    let mean = { (widths: [Double]) in widths.reduce(0, +) / Double(max(1, widths.count)) }
    return PlannedRows(
      step: plan.append(step), count: rows.count.times(values.count),
      widths: kept.map { rows.widths[$0] } + [
        mean(values.map { Double(base.layout.columnNames[$0].utf8.count) }),
        mean(values.map { rows.widths[$0] }),
      ], share: rows.share)
  }

  func scanInRounds<Sink: RoundSink>(
    _ wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers, into makeSink: @escaping @Sendable () -> Sink,
    _ take: ([Sink.Unit]) throws -> Bool
  ) throws {
    let plan = plan(for: wantedFields, filter)
    let baseFilter = try base.rowFilter(on: ranks)
    try base.scanInRounds(
      plan.fields.columns, baseFilter, on: ranks, workers,
      into: {
        UnpivotSink(
          plan, into: MadeRowsScan(into: makeSink(), filter, wantedFields, plan.made))
      }
    ) { units in try take(units.map(\.made)) }
  }
}

/// What each thread needs to turn columns into rows.
private struct UnpivotPlan: Sendable {
  /// All columns that are read.
  let fields: RowPlan

  /// The columns that stand in the rows.
  let made: MadeRows

  /// Those that stay, and those that become rows.
  let kept: [Int]
  let values: [Int]

  /// The bits of a row's place that tell the rows apart that are made of one.
  let placeBits: Int

  /// The table's name, for messages.
  let name: String

  /// The columns of the rows.
  let layout: FileLayout
}

/// Turns columns of the rows of each unit into rows, and hands them on to a sink.
private struct UnpivotSink<Next: RoundSink>: RoundSink {
  struct Unit: UnitResult {
    let number: Int
    var made: Next.Unit
  }

  private let plan: UnpivotPlan
  private var assembler: RowAssembler
  private var made: MadeRowsScan<Next>
  private var ownFailure: LocalFailure?

  /// The names of the columns that become rows, as they are written.
  private let names: [[UInt8]]

  /// The rows of the unit at hand.
  private var rows = MadeRows.Rows()
  private var number = 0

  init(_ plan: UnpivotPlan, into next: MadeRowsScan<Next>) {
    self.plan = plan
    assembler = RowAssembler(plan.fields)
    made = next
    names = plan.fields.nameBytes.suffix(plan.values.count).map { name in
      var text: [UInt8] = []
      RowFormat().append(name.span, to: &text)
      return text
    }
  }

  var units: [Unit] { made.sink.units.map { Unit(number: $0.number, made: $0) } }

  var failure: LocalFailure? { ownFailure ?? made.failure }

  mutating func beginUnit(_ blocks: Range<Int>) {
    number = blocks.lowerBound
    rows = MadeRows.Rows()
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    assembler.read(rows, &choice)
  }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? { rows.undecodedTexts(of: plan.kept + plan.values, in: mask) }

  mutating func keep(_ batch: borrowing RowBatch, _ mask: RowMask) {
    let comma = UInt8(ascii: ",")
    var beginning: [UInt8] = []
    var rest = mask
    while let row = rest.popFirst() {
      beginning.removeAll(keepingCapacity: true)
      for column in plan.kept {
        batch.appendField(column, ofRow: row, RowFormat(), to: &beginning)
        beginning.append(comma)
      }
      let place = batch.start(ofRow: row) << plan.placeBits
      for (value, column) in plan.values.enumerated() {
        rows.begin(from: place | value)
        rows.text += beginning
        rows.text += names[value]
        rows.text.append(comma)
        batch.appendField(column, ofRow: row, RowFormat(), to: &rows.text)
        rows.text.append(UInt8(ascii: "\n"))
      }
    }
  }

  mutating func endUnit(_ scan: SliceScan) {
    let failed = made.scan(rows, unit: number)
    guard ownFailure == nil, let failed else { return }
    ownFailure = LocalFailure(
      position: rows.place(ofRowAt: failed.byteOffset),
      error: failed.error(at: "\(plan.name), as rows", plan.layout))
  }
}
