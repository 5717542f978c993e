import CSV
import Ranks
import Scan
import Vocabulary

/// Follows columns along the units that a thread scans.
struct CourseSink: ChosenRowSink {
  /// False: what has been summed up can't be taken back.
  static var replacesUnits: Bool { false }

  /// What has been found.
  private(set) var found: FoundCourse

  private let plan: CoursePlan
  private var batches: [NumberBatch]
  private var deviations: [[Double]]
  private var times: TimestampBatch
  private var parts = [Int](repeating: 0, count: RowBatch.limit)

  init(_ plan: CoursePlan) {
    self.plan = plan
    found = FoundCourse(plan)
    batches = plan.numbers.map { _ in NumberBatch() }
    deviations = plan.numbers.map { _ in [Double](repeating: 0, count: RowBatch.limit) }
    times = TimestampBatch(of: plan.times?.column)
  }

  mutating func beginUnit(_ blocks: Range<Int>) {}

  mutating func endBlock(_ block: ScannedBlock) {}

  mutating func endUnit(_ scan: SliceScan) {}

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    for index in plan.numbers.indices {
      choice.stop(
        at: rows.readNumbers(of: plan.numbers[index].column, choice.rows, into: &batches[index]))
    }
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    guard !mask.isEmpty else { return }
    var present: [RowMask] = []
    for (index, numbers) in plan.numbers.enumerated() {
      let own = batches[index].isPresent & mask
      own.forEach { deviations[index][$0] = numbers.scale.deviation(batches[index].values[$0]) }
      present.append(own)
    }
    for other in plan.others {
      let rule = rows.local(other.column)
      present.append(
        mask.subtracting(rows.rows(mask, whose: rule.index) { rule.isMissing($0) }))
    }
    follow(rows, mask, present)
    followTimes(rows, mask, present)
    if plan.correlated.count > 1 {
      found.correlations.add(
        plan.correlated.map { present[$0] }, plan.correlated.map { deviations[$0] })
    }
  }

  /// Adds rows to the parts in which they begin.
  private mutating func follow(
    _ rows: borrowing RowBatch, _ mask: RowMask, _ present: [RowMask]
  ) {
    var last = 0
    mask.forEach { last = $0 }
    found.places.reach(rows.start(ofRow: last))
    var rest = mask
    while let row = rest.popFirst() { parts[row] = found.places.part(of: rows.start(ofRow: row)) }
    let (parts, batches, deviations) = (parts, batches, deviations)
    found.places.update { $0.add(mask, present, parts, batches, deviations) }
  }

  /// Adds rows to the spans in which their times lie.
  private mutating func followTimes(
    _ rows: borrowing RowBatch, _ mask: RowMask, _ present: [RowMask]
  ) {
    guard let (column, _, grid) = plan.times else { return }
    // What is no time after all has been complained about: then the file has changed.
    _ = rows.readTimestamps(of: column, in: mask, into: &times)
    var timed = RowMask()
    (times.isPresent & mask).forEach { row in
      guard let span = grid.number(of: Timestamp(orderKey: times.orderKeys[row])) else { return }
      parts[row] = span
      timed.insert(row)
    }
    found.times.add(timed, present.map { $0 & timed }, parts, batches, deviations)
  }
}

extension PartTable {
  /// Adds rows.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - present: those of them that have a value, column by column.
  ///   - parts: the part of each row.
  ///   - batches: the numbers of the first columns.
  ///   - deviations: their deviations.
  fileprivate mutating func add(
    _ rows: RowMask, _ present: [RowMask], _ parts: [Int], _ batches: [NumberBatch],
    _ deviations: [[Double]]
  ) {
    rows.forEach { addRows(1, to: parts[$0]) }
    for (column, mask) in present.enumerated() {
      mask.forEach { addValues(1, ofColumn: column, to: parts[$0]) }
    }
    for column in batches.indices {
      present[column].forEach { row in
        add(
          batches[column].values[row], deviation: deviations[column][row], ofColumn: column,
          to: parts[row])
      }
    }
  }
}

/// What has been found of columns along a table.
struct FoundCourse: Sendable {
  /// Along the rows.
  var places: PlaceParts

  /// Along times.
  var times: PartTable

  /// With each other.
  var correlations: CorrelationSums

  /// Nothing so far.
  init(_ plan: CoursePlan) {
    places = PlaceParts(columnCount: plan.columnCount, numberCount: plan.numbers.count)
    let isTimed = plan.times != nil
    times = PartTable(
      columnCount: isTimed ? plan.columnCount : 0, numberCount: isTimed ? plan.numbers.count : 0)
    correlations = CorrelationSums(columnCount: plan.correlated.count)
  }

  /// Adds what others have found, in any order.
  mutating func add(_ other: FoundCourse) {
    places.add(other.places)
    times.add(other.times)
    correlations.add(other.correlations)
  }
}

extension FoundCourse: WireCodable {
  func write(to message: inout WireWriter) { message.write(places, times, correlations) }

  init(from message: inout WireReader) {
    places = message.read()
    times = message.read()
    correlations = message.read()
  }
}
