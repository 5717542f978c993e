package import CSV
import Statistics
package import Vocabulary

/// A step of a grid that may still get rows: the first or the last of a run of rows.
package struct OpenStep: Sendable {
  /// What is known of a column's values. A single one is kept as it is.
  private struct Column: BitwiseCopyable {
    var single = 0.0
    var singlePlace = 0
    var values = BinAccumulator()
  }

  /// The step's beginning; see ``TimeGrid``.
  package private(set) var start: Int

  /// The place in the table of the first row.
  package private(set) var place: Int

  /// The number of rows.
  package private(set) var rows: Int

  private var columns: [Column]

  /// What sums couldn't hold, by the number of the column; empty as a rule.
  private var wideSums: [Int: WideSum] = [:]

  /// A step without rows.
  init(start: Int, place: Int, columnCount: Int) {
    (self.start, self.place, rows) = (start, place, 0)
    columns = Array(repeating: Column(), count: columnCount)
  }

  /// Begins another step in the same memory.
  @inline(__always)
  fileprivate mutating func reuse(start: Int, place: Int) {
    (self.start, self.place, rows) = (start, place, 0)
    for column in columns.indices { columns[column].values.count = 0 }
    if !wideSums.isEmpty { wideSums = [:] }
  }

  @inline(__always)
  fileprivate mutating func countRow() { rows += 1 }

  /// Takes a value.
  @inline(__always)
  fileprivate mutating func add(
    _ value: Double, toColumn column: Int, at place: Int, for aggregate: Aggregate
  ) {
    guard columns[column].values.count > 0 else {
      columns[column].single = value
      columns[column].singlePlace = place
      columns[column].values.count = 1
      return
    }
    addMore(value, toColumn: column, at: place, for: aggregate)
  }

  @inline(never)
  private mutating func addMore(
    _ value: Double, toColumn column: Int, at place: Int, for aggregate: Aggregate
  ) {
    settle(column, for: aggregate)
    if !columns[column].values.add(value, at: place, for: aggregate) {
      wideSums[column, default: WideSum()].add(value)
    }
  }

  /// Takes a single value as the first of several.
  private mutating func settle(_ column: Int, for aggregate: Aggregate) {
    guard columns[column].values.count == 1, wideSums[column] == nil else { return }
    let (value, place) = (columns[column].single, columns[column].singlePlace)
    columns[column].values = BinAccumulator()
    if !columns[column].values.add(value, at: place, for: aggregate) {
      wideSums[column, default: WideSum()].add(value)
    }
  }

  /// Takes the rows of the same step in the run that follows.
  ///
  /// - Parameters:
  ///   - other: the same step.
  ///   - aggregates: what is made of the values of each column.
  package mutating func merge(_ other: OpenStep, _ aggregates: [Aggregate]) {
    rows += other.rows
    for column in columns.indices where other.columns[column].values.count > 0 {
      guard columns[column].values.count > 0 else {
        columns[column] = other.columns[column]
        wideSums[column] = other.wideSums[column]
        continue
      }
      guard other.columns[column].values.count > 1 else {
        add(
          other.columns[column].single, toColumn: column, at: other.columns[column].singlePlace,
          for: aggregates[column])
        continue
      }
      settle(column, for: aggregates[column])
      let added = other.columns[column].values
      if !columns[column].values.merge(added, for: aggregates[column]) {
        wideSums[column, default: WideSum()].add(added.sum)
      }
      if let more = other.wideSums[column] { wideSums[column, default: WideSum()].add(more) }
    }
  }

  /// What is made of a column's values; NaN if there is none, or it is beyond the largest double.
  @inline(__always)
  package func value(ofColumn column: Int, _ aggregate: Aggregate) -> Double {
    let known = columns[column]
    // All aggregates of a single value are that value; no zero is negative.
    if known.values.count <= 1 { return known.values.count == 0 ? .nan : known.single + 0 }
    return known.values.result(of: aggregate, adding: wideSums[column]) ?? .nan
  }
}

extension OpenStep {
  /// The step as whole numbers.
  package func write(to words: inout [Int]) {
    words += [start, place, rows, columns.count]
    for (number, column) in columns.enumerated() {
      words += Self.words(of: column)
      words.append(wideSums[number] == nil ? 0 : 1)
      if let sum = wideSums[number] { words += Self.words(of: sum) }
    }
  }

  /// Takes a step out of its whole numbers.
  package init(_ words: inout WordReader) {
    (start, place, rows) = (words.next(), words.next(), words.next())
    columns = []
    for number in 0..<words.next() {
      columns.append(Self.value(&words, like: Column()))
      if words.next() == 1 { wideSums[number] = Self.value(&words, like: WideSum()) }
    }
  }

  private static func words<Value: BitwiseCopyable>(of value: Value) -> [Int] {
    var words: [Int] = []
    unsafe withUnsafeBytes(of: value) { bytes in
      for place in 0..<bytes.count / 8 {
        words.append(unsafe bytes.load(fromByteOffset: 8 * place, as: Int.self))
      }
    }
    return words
  }

  private static func value<Value: BitwiseCopyable>(
    _ words: inout WordReader, like empty: Value
  ) -> Value {
    var value = empty
    unsafe withUnsafeMutableBytes(of: &value) { bytes in
      for place in 0..<bytes.count / 8 {
        unsafe bytes.storeBytes(of: words.next(), toByteOffset: 8 * place, as: Int.self)
      }
    }
    return value
  }
}

/// What a run of neighbouring rows, in the order of time, makes of a grid.
///
/// Its first and its last step may have more rows in the runs before and behind.
package struct GridRun: Sendable {
  /// Steps without a long gap.
  package struct Stretch: Sendable {
    /// The steps without rows before it.
    package let gap: Int

    /// The values of each column.
    package var columns: [Values]
  }

  /// The values of a column in neighbouring steps.
  package struct Values: Sendable {
    /// The values, NaN where one is missing.
    package private(set) var values: [Double] = []

    /// The beginnings of the steps of the first and the last known value; of no meaning without one.
    package var (first, last) = (0, 0)

    fileprivate var isUnknown = true

    /// No steps.
    package init() {}
  }

  /// A row that lies before the one above it.
  package struct Disorder: Sendable {
    /// The place in the table at which it begins.
    package let place: Int

    /// The beginnings of its step, and of that of the row above.
    package let (start, before): (Int, Int)

    /// Names a row.
    package init(place: Int, start: Int, before: Int) {
      (self.place, self.start, self.before) = (place, start, before)
    }
  }

  /// The first step; nil if there are no rows.
  package fileprivate(set) var first: OpenStep?

  /// The steps between the first and the last.
  package fileprivate(set) var stretches: [Stretch] = []

  /// The steps without rows before the last.
  package fileprivate(set) var gap = 0

  /// The last step, if it is another.
  package fileprivate(set) var last: OpenStep?

  /// The numbers of steps between the first and the last that have rows, and that have several.
  package fileprivate(set) var (filledSteps, sharedSteps) = (0, 0)

  /// The first row that isn't in order; nothing is known of the rows behind it.
  package fileprivate(set) var disorder: Disorder?

  /// No rows.
  package init() {}
}

/// Puts rows into steps that come in the order of time: only one is open.
package struct GridRunCollector: Sendable {
  /// The most missing steps that are written as such.
  private static let shortGap = 256

  private let grid: TimeGrid
  private let aggregates: [Aggregate]
  private var run = GridRun()

  /// The step at hand; without rows before the first.
  private var step: OpenStep

  /// The beginning of the step behind the one at hand.
  private var next = 0

  /// The steps without rows before the one at hand.
  private var gap = 0

  /// The stretch at hand, if there is one: it is none of the run's as long as it grows.
  private var stretch = GridRun.Stretch(gap: 0, columns: [])
  private var hasStretch = false

  /// Begins without rows.
  ///
  /// - Parameters:
  ///   - grid: the grid.
  ///   - aggregates: what is made of the values of each column.
  package init(_ grid: TimeGrid, _ aggregates: [Aggregate]) {
    (self.grid, self.aggregates) = (grid, aggregates)
    step = OpenStep(start: .min, place: 0, columnCount: aggregates.count)
  }

  /// Takes the rows of a batch.
  ///
  /// - Parameters:
  ///   - rows: the rows, each with a step.
  ///   - starts: the beginning of each row's step.
  ///   - batch: where each row begins in the table.
  ///   - numbers: the values of each column.
  /// - Complexity: O(rows × columns).
  package mutating func add(
    _ rows: RowMask, starts: [Int], of batch: borrowing RowBatch, _ numbers: [NumberBatch]
  ) {
    var rest = rows
    while let row = rest.popFirst() {
      let start = starts[row]
      if start != step.start || step.rows == 0, !begin(start, batch.start(ofRow: row)) { return }
      step.countRow()
      for column in numbers.indices where numbers[column].isPresent.contains(row) {
        step.add(
          numbers[column].values[row], toColumn: column, at: batch.start(ofRow: row),
          for: aggregates[column])
      }
    }
  }

  /// Ends the step at hand, and begins another.
  ///
  /// - Returns: false if that lies before it, or no more rows are taken.
  @inline(__always)
  private mutating func begin(_ start: Int, _ place: Int) -> Bool {
    guard run.disorder == nil else { return false }
    if step.rows > 0 {
      guard start > step.start else {
        run.disorder = GridRun.Disorder(place: place, start: start, before: step.start)
        return false
      }
      let missing = start == next ? 0 : grid.steps(from: next, to: start)
      close()
      gap = missing
    }
    step.reuse(start: start, place: place)
    next = grid.next(after: start)
    return true
  }

  /// Takes the step at hand as one that gets no more rows.
  private mutating func close() {
    guard run.first != nil else {
      run.first = step
      return
    }
    run.filledSteps += 1
    if step.rows > 1 { run.sharedSteps += 1 }
    if gap > Self.shortGap || !hasStretch {
      endStretch()
      stretch = GridRun.Stretch(gap: gap, columns: aggregates.map { _ in GridRun.Values() })
      (hasStretch, gap) = (true, 0)
    }
    for column in aggregates.indices {
      for _ in 0..<gap { stretch.columns[column].append(.nan, start: 0) }
      stretch.columns[column].append(
        step.value(ofColumn: column, aggregates[column]), start: step.start)
    }
  }

  private mutating func endStretch() {
    if hasStretch { run.stretches.append(stretch) }
    hasStretch = false
  }

  /// Ends the run.
  ///
  /// - Returns: the run; the collector is as new.
  package mutating func finish() -> GridRun {
    endStretch()
    if step.rows > 0 {
      if run.first == nil {
        run.first = step
      } else {
        (run.last, run.gap) = (step, gap)
      }
    }
    let finished = run
    self = GridRunCollector(grid, aggregates)
    return finished
  }
}

extension GridRun.Values {
  /// Takes the value of the next step.
  @inline(__always)
  package mutating func append(_ value: Double, start: Int) {
    values.append(value)
    guard !value.isNaN else { return }
    if isUnknown { first = start }
    (last, isUnknown) = (start, false)
  }
}
