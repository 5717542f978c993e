import Relations
import TimeSeries
import Vocabulary

/// What is known of all series of a run of rows: its first and its last step, which may have more rows
/// elsewhere, and sums of what lies between.
struct RunSums: Sendable {
  /// How runs are put together.
  struct Rules: Sendable {
    /// The grid.
    let grid: TimeGrid

    /// What is made of several values in a step.
    let aggregates: [Aggregate]

    /// What is made of each column's series.
    let summing: [ColumnSumming]
  }

  private var first: OpenStep?
  private var columns: [ColumnSums]
  private var last: OpenStep?

  /// Of the steps between the first and the last: how many have rows, and how many of these several.
  private var (filledSteps, sharedSteps): (Int, Int)

  /// The first row that isn't in order.
  private(set) var disorder: GridRun.Disorder?

  /// No rows.
  init(_ rules: Rules) {
    columns = rules.aggregates.map { _ in ColumnSums(missing: 0) }
    (filledSteps, sharedSteps) = (0, 0)
  }

  /// Sums up a run.
  ///
  /// - Complexity: O(steps × differences of lags) for each column.
  init(_ run: GridRun, _ rules: Rules) {
    (first, last, disorder) = (run.first, run.last, run.disorder)
    (filledSteps, sharedSteps) = (run.filledSteps, run.sharedSteps)
    columns = rules.aggregates.indices.map { column in
      let summing = rules.summing[column]
      var sums = ColumnSums(missing: 0)
      for stretch in run.stretches {
        sums.append(ColumnSums(missing: stretch.gap), summing)
        sums.append(ColumnSums(stretch.columns[column], summing), summing)
      }
      sums.append(ColumnSums(missing: run.gap), summing)
      return sums
    }
  }

  /// Takes the run that follows.
  mutating func append(_ right: RunSums, _ rules: Rules) {
    guard disorder == nil, let next = right.first else { return }
    guard let open = last ?? first else {
      self = right
      return
    }
    disorder = right.disorder
    guard next.start >= open.start else {
      disorder = GridRun.Disorder(place: next.place, start: next.start, before: open.start)
      return
    }
    if next.start == open.start {
      var merged = open
      merged.merge(next, rules.aggregates)
      if last == nil { first = merged } else { last = merged }
      // The step stays open, unless there are others behind it.
      if right.last == nil { return }
      if let last { close(last, rules) }
    } else {
      if let last { close(last, rules) }
      let gap = rules.grid.steps(from: rules.grid.next(after: open.start), to: next.start)
      append(columns.map { _ in ColumnSums(missing: gap) }, rules)
      guard right.last != nil else {
        last = next
        return
      }
      close(next, rules)
    }
    append(right.columns, rules)
    (filledSteps, sharedSteps) = (
      filledSteps + right.filledSteps, sharedSteps + right.sharedSteps
    )
    last = right.last
  }

  private mutating func append(_ right: [ColumnSums], _ rules: Rules) {
    for column in columns.indices { columns[column].append(right[column], rules.summing[column]) }
  }

  /// Takes a step as one that gets no more rows.
  private mutating func close(_ step: OpenStep, _ rules: Rules) {
    filledSteps += 1
    if step.rows > 1 { sharedSteps += 1 }
    append(step.sums(rules), rules)
  }

  /// The series, if this is the run of all rows.
  ///
  /// - Parameter rules: how runs are put together.
  /// - Returns: the sums of each column, and what has become of the steps.
  func finished(_ rules: Rules) -> (columns: [ColumnSums], summary: RegularSummary) {
    var summary = RegularSummary()
    guard let first else { return (columns, summary) }
    let ends = [first] + (last.map { [$0] } ?? [])
    var whole = RunSums(rules)
    whole.append(first.sums(rules), rules)
    whole.append(columns, rules)
    if let last { whole.append(last.sums(rules), rules) }
    let grid = rules.grid
    summary.groups = 1
    summary.steps =
      grid.steps(from: first.start, to: grid.next(after: ends[ends.count - 1].start))
    summary.emptySteps = summary.steps - filledSteps - ends.count
    summary.sharedSteps = sharedSteps + ends.count { $0.rows > 1 }
    summary.missingValues = whole.columns.reduce(0) { $0 + $1.missing }
    return (whole.columns, summary)
  }
}

extension OpenStep {
  /// The step as one that gets no more rows.
  fileprivate func sums(_ rules: RunSums.Rules) -> [ColumnSums] {
    rules.aggregates.enumerated().map { column, aggregate in
      var values = GridRun.Values()
      values.append(value(ofColumn: column, aggregate), start: start)
      return ColumnSums(values, rules.summing[column])
    }
  }
}

// MARK: - Among ranks

extension RunSums {
  /// The sums as whole numbers.
  func write(to words: inout [Int]) {
    words += [first == nil ? 0 : 1, last == nil ? 0 : 1, disorder == nil ? 0 : 1]
    first?.write(to: &words)
    last?.write(to: &words)
    if let disorder { words += [disorder.place, disorder.start, disorder.before] }
    words += [filledSteps, sharedSteps]
    for column in columns { column.write(to: &words) }
  }

  /// Takes out sums.
  init(_ words: inout WordReader, _ rules: Rules) {
    let (hasFirst, hasLast, hasDisorder) = (words.next() == 1, words.next() == 1, words.next() == 1)
    first = hasFirst ? OpenStep(&words) : nil
    last = hasLast ? OpenStep(&words) : nil
    if hasDisorder {
      disorder = GridRun.Disorder(
        place: words.next(), start: words.next(), before: words.next())
    }
    filledSteps = words.next()
    sharedSteps = words.next()
    columns = rules.summing.map { ColumnSums(&words, $0) }
  }
}
