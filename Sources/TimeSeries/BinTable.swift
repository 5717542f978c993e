package import CSV
package import Statistics
package import Vocabulary

/// The steps in which there are rows, of all groups, and what is known of their values.
///
/// Groups are numbers; what they are called stands elsewhere. Tables of several parts of the rows are merged in any
/// order, to the same bits.
///
/// Most steps have one row: then a value is all that is known of a column. What several rows need is kept
/// only of the steps that have several.
///
/// - Complexity: O(1) for a row and each of its columns. Memory: 40 to 48 bytes for a step, 8 for each of its
///   columns, 48 more for each where it has several rows, and the texts.
package struct BinTable: Sendable {
  /// A step of a group.
  package struct Bin: BitwiseCopyable, Sendable {
    /// The group's number.
    package var group: UInt32

    /// The number of its accumulators among those of all steps that have some; −1 where it has none, as
    /// there is one row at most.
    package var shared: Int32 = -1

    /// The step's beginning; see ``TimeGrid``.
    package var start: Int

    /// The number of rows.
    package var rows = 0

    /// The place in the table of the first row.
    package var place = Int.max

    /// A step of a group, without rows.
    package init(group: UInt32, start: Int) {
      self.group = group
      self.start = start
    }
  }

  /// What is made of the values of each column.
  package let aggregates: [Aggregate]

  /// The steps, in the order in which they were first seen.
  package private(set) var bins: [Bin] = []

  /// The values of steps with one row, NaN where one is missing; of a text, any number. That of bin *b* and
  /// column *c*, their cell, is number b · columns + c.
  package private(set) var singles: [Double] = []

  /// What is known of the values of steps with several rows: that of shared number *s* and column *c* is
  /// number s · columns + c.
  package private(set) var accumulators: [BinAccumulator] = []

  /// What sums couldn't hold, by their cells.
  package private(set) var wideSums: [Int: WideSum] = [:]

  /// The first or last texts of columns of texts, by their cells.
  package private(set) var texts: [Int: [UInt8]] = [:]

  private var textBytes = 0

  /// An open hash table: the number of a bin plus one; 0 if empty.
  private var slots: [UInt32]

  /// An empty table.
  ///
  /// - Parameter aggregates: what is made of the values of each column.
  package init(_ aggregates: [Aggregate]) {
    self.aggregates = aggregates
    slots = Array(repeating: 0, count: 64)
  }

  /// The number of steps in which there are rows.
  package var count: Int { bins.count }

  /// The bytes of memory that are taken, about.
  package var byteCount: Int {
    bins.capacity * MemoryLayout<Bin>.stride + slots.capacity * 4 + textBytes
      + singles.capacity * MemoryLayout<Double>.stride
      + accumulators.capacity * MemoryLayout<BinAccumulator>.stride
      + wideSums.capacity * (MemoryLayout<WideSum>.stride + 8) + texts.capacity * 48
  }

  /// About as many bytes as a step takes at most that has rows of numbers: see ``byteCount``. Arrays that grow have room for
  /// as much again, and a step has up to four slots.
  ///
  /// - Parameter columnCount: the number of columns whose values are put together.
  /// - Returns: the bytes, without texts.
  package static func binBytes(columnCount: Int) -> Int {
    let column = MemoryLayout<Double>.stride + MemoryLayout<BinAccumulator>.stride
    return 2 * (MemoryLayout<Bin>.stride + columnCount * column) + 4 * MemoryLayout<UInt32>.stride
  }

  // MARK: - Finding

  /// What steps and groups are mixed with: times can't be chosen so that their hashes collide.
  private static let seed = (
    first: UInt64.random(in: 0...UInt64.max), second: UInt64.random(in: 0...UInt64.max) | 1
  )

  private let seed = Self.seed

  private func hash(_ group: UInt32, _ start: Int) -> UInt64 {
    let mixed =
      (UInt64(bitPattern: Int64(start)) ^ UInt64(group) &* 0x9E37_79B9_7F4A_7C15 ^ seed.first)
      .multipliedFullWidth(by: seed.second)
    return mixed.high ^ mixed.low
  }

  private mutating func number(ofGroup group: UInt32, _ start: Int) -> Int {
    var slot = Int(truncatingIfNeeded: hash(group, start)) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if bins[number].start == start, bins[number].group == group { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    precondition(bins.count < Int(UInt32.max) - 1, "too many steps for one table")
    bins.append(Bin(group: group, start: start))
    singles.append(contentsOf: repeatElement(.nan, count: aggregates.count))
    slots[slot] = UInt32(bins.count)
    if 2 * bins.count > slots.count { grow() }
    return bins.count - 1
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: 2 * slots.count)
    for (number, bin) in bins.enumerated() {
      var slot = Int(truncatingIfNeeded: hash(bin.group, bin.start)) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number + 1)
    }
  }

  // MARK: - Adding

  /// Counts rows.
  ///
  /// - Parameters:
  ///   - rows: the rows, each with a group, a step and a place in the table.
  ///   - groups: the number of each row's group.
  ///   - starts: the beginning of each row's step.
  ///   - places: where each row begins in the table.
  ///   - numbers: where the numbers of the rows' bins go.
  package mutating func count(
    _ rows: RowMask, groups: [UInt32], starts: [Int], places: [Int], into numbers: inout [UInt32]
  ) {
    // Mostly, a row has the same group and the same step as the one before.
    var (last, lastGroup, lastStart) = (-1, UInt32(0), 0)
    var rest = rows
    while let row = rest.popFirst() {
      let (group, start) = (groups[row], starts[row])
      if last < 0 || group != lastGroup || start != lastStart {
        last = number(ofGroup: group, start)
        (lastGroup, lastStart) = (group, start)
      }
      if bins[last].rows > 0 { share(last) }
      bins[last].rows += 1
      bins[last].place = min(bins[last].place, places[row])
      numbers[row] = UInt32(truncatingIfNeeded: last)
    }
  }

  /// Takes the numbers of a column.
  ///
  /// - Parameters:
  ///   - values: a finite number at the place of each row.
  ///   - rows: the rows that have one.
  ///   - column: the column.
  ///   - numbers: the numbers of the rows' bins.
  ///   - places: where each row begins in the table.
  package mutating func add(
    _ values: [Double], of rows: RowMask, toColumn column: Int, _ numbers: [UInt32],
    places: [Int]
  ) {
    switch aggregates[column] {
    case .mean, .sum: add(values, rows, column, numbers, places, .sum)
    case .min: add(values, rows, column, numbers, places, .min)
    case .max: add(values, rows, column, numbers, places, .max)
    case .first: add(values, rows, column, numbers, places, .first)
    case .last: add(values, rows, column, numbers, places, .last)
    case .count: add(values, rows, column, numbers, places, .count)
    }
  }

  @inline(__always)
  private mutating func add(
    _ values: [Double], _ rows: RowMask, _ column: Int, _ numbers: [UInt32], _ places: [Int],
    _ aggregate: Aggregate
  ) {
    var refused = Self.add(
      values, rows, column, numbers, places, aggregate, bins, &singles, &accumulators)
    while let row = refused.popFirst() {
      let value = values[row]
      widen(Int(numbers[row]), column) { $0.add(value) }
    }
  }

  /// Adds numbers; returns the rows whose values sums can't hold.
  @inline(__always)
  private static func add(
    _ values: [Double], _ rows: RowMask, _ column: Int, _ numbers: [UInt32], _ places: [Int],
    _ aggregate: Aggregate, _ bins: [Bin], _ singles: inout [Double],
    _ accumulators: inout [BinAccumulator]
  ) -> RowMask {
    let columnCount = singles.count / max(bins.count, 1)
    var refused = RowMask()
    var singles = singles.mutableSpan
    var accumulators = accumulators.mutableSpan
    var rest = rows
    while let row = rest.popFirst() {
      let number = Int(numbers[row])
      let shared = Int(bins[number].shared)
      if shared < 0 {
        singles[number * columnCount + column] = values[row]
      } else if !accumulators[shared * columnCount + column].add(
        values[row], at: places[row], for: aggregate)
      {
        refused.insert(row)
      }
    }
    return refused
  }

  /// Takes a text of a column.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - column: the column, whose aggregate takes texts.
  ///   - number: the number of the row's bin.
  ///   - place: where the row begins in the table.
  package mutating func add(_ text: Span<UInt8>, toColumn column: Int, _ number: Int, place: Int) {
    let cell = number * aggregates.count + column
    guard let shared = accumulator(number, column) else {
      singles[cell] = 0
      let isKept = aggregates[column] == .first || aggregates[column] == .last
      if isKept { set(text.indices.map { text[$0] }, at: cell) }
      return
    }
    let isFirst = accumulators[shared].count == 0
    let last = accumulators[shared].place
    let isTaken =
      switch aggregates[column] {
      case .first: isFirst || place < last
      case .last: isFirst || place > last
      default: false
      }
    accumulators[shared].count += 1
    guard isTaken else { return }
    accumulators[shared].place = place
    set(text.indices.map { text[$0] }, at: cell)
  }

  private mutating func set(_ text: [UInt8], at cell: Int) {
    textBytes += text.count - (texts.updateValue(text, forKey: cell)?.count ?? 0)
  }

  /// The number of a cell's accumulator; nil where the step has one row at most.
  private func accumulator(_ number: Int, _ column: Int) -> Int? {
    let shared = Int(bins[number].shared)
    return shared < 0 ? nil : shared * aggregates.count + column
  }

  /// Gives a step accumulators, before it gets another row.
  @inline(__always)
  private mutating func share(_ number: Int) {
    if bins[number].shared < 0, !aggregates.isEmpty { shareAlone(number) }
  }

  @inline(never)
  private mutating func shareAlone(_ number: Int) {
    let first = accumulators.count
    precondition(first / aggregates.count < Int32.max, "too many steps for one table")
    bins[number].shared = Int32(first / aggregates.count)
    accumulators.append(contentsOf: repeatElement(BinAccumulator(), count: aggregates.count))
    for column in aggregates.indices {
      let cell = number * aggregates.count + column
      let (value, place) = (singles[cell], bins[number].place)
      guard !value.isNaN else { continue }
      if !accumulators[first + column].add(value, at: place, for: aggregates[column]) {
        widen(number, column) { $0.add(value) }
      }
    }
  }

  /// Moves what a sum has to where everything fits, and adds more there.
  private mutating func widen(
    _ number: Int, _ column: Int, _ addMore: (inout WideSum) -> Void
  ) {
    guard let shared = accumulator(number, column) else {
      preconditionFailure("a step of one row has no sum")
    }
    let cell = number * aggregates.count + column
    var wide = wideSums[cell] ?? WideSum()
    wide.add(accumulators[shared].sum)
    addMore(&wide)
    accumulators[shared].sum = ExactSum()
    wideSums[cell] = wide
  }

  // MARK: - Merging

  /// Takes the steps of some groups of another table.
  ///
  /// - Parameters:
  ///   - other: a table of the same columns.
  ///   - groups: for each of its groups the number here; nil to leave it out.
  package mutating func merge(_ other: borrowing BinTable, _ groups: [UInt32?]) {
    for number in 0..<other.count {
      let bin = other.bins[number]
      guard let group = groups[Int(bin.group)] else { continue }
      let target = self.number(ofGroup: group, bin.start)
      if bins[target].rows > 0 || bin.shared >= 0 { share(target) }
      if bins[target].shared < 0 {
        copySingles(number, of: other, into: target)
      } else if bin.shared < 0 {
        for column in aggregates.indices { mergeSingle(number, of: other, into: target, column) }
      } else {
        for column in aggregates.indices { merge(number, of: other, into: target, column) }
      }
      bins[target].rows += bin.rows
      bins[target].place = min(bins[target].place, bin.place)
    }
  }

  /// Takes the cells of a step with one row into one that has none so far.
  private mutating func copySingles(
    _ number: Int, of other: borrowing BinTable, into target: Int
  ) {
    let (source, first) = (number * aggregates.count, target * aggregates.count)
    for column in aggregates.indices { singles[first + column] = other.singles[source + column] }
    guard !other.texts.isEmpty else { return }
    for column in aggregates.indices {
      if let text = other.texts[source + column] { set(text, at: first + column) }
    }
  }

  /// Takes a cell of a step with one row into one that has several.
  private mutating func mergeSingle(
    _ number: Int, of other: borrowing BinTable, into target: Int, _ column: Int
  ) {
    let source = number * aggregates.count + column
    let (value, place) = (other.singles[source], other.bins[number].place)
    guard !value.isNaN else { return }
    if let text = other.texts[source] {
      add(text.span, toColumn: column, target, place: place)
    } else if let shared = accumulator(target, column),
      !accumulators[shared].add(value, at: place, for: aggregates[column])
    {
      widen(target, column) { $0.add(value) }
    }
  }

  /// Takes a cell of a step with several rows into one like it.
  private mutating func merge(
    _ number: Int, of other: borrowing BinTable, into target: Int, _ column: Int
  ) {
    guard let own = accumulator(target, column), let theirs = other.accumulator(number, column)
    else { preconditionFailure("both have several rows") }
    let added = other.accumulators[theirs]
    guard added.count > 0 else { return }
    let (source, cell) = (number * aggregates.count + column, target * aggregates.count + column)
    let (isFirst, place) = (accumulators[own].count == 0, accumulators[own].place)
    if !accumulators[own].merge(added, for: aggregates[column]) {
      widen(target, column) { $0.add(added.sum) }
    }
    if !other.wideSums.isEmpty, let more = other.wideSums[source] {
      wideSums[cell, default: WideSum()].add(more)
    }
    if !other.texts.isEmpty, let text = other.texts[source],
      isFirst || accumulators[own].place != place
    {
      set(text, at: cell)
    }
  }

  /// Takes parts of a table that has come from elsewhere.
  ///
  /// - Parameters:
  ///   - aggregates: what is made of the values of each column.
  ///   - bins: its steps.
  ///   - singles: the values of those with one row.
  ///   - accumulators: what is known of the values of the others.
  ///   - wideSums: what sums couldn't hold, by their cells.
  ///   - texts: the texts, by their cells.
  package init(
    _ aggregates: [Aggregate], _ bins: [Bin], _ singles: [Double],
    _ accumulators: [BinAccumulator], _ wideSums: [Int: WideSum], _ texts: [Int: [UInt8]]
  ) {
    precondition(singles.count == bins.count * aggregates.count, "no table")
    self.aggregates = aggregates
    self.bins = bins
    self.singles = singles
    self.accumulators = accumulators
    self.wideSums = wideSums
    self.texts = texts
    // Only merged into others; nothing is looked for in it.
    slots = []
  }

  // MARK: - Results

  /// The aggregate of a column's numbers in a step.
  ///
  /// - Parameters:
  ///   - number: the number of the step's bin.
  ///   - column: the column.
  /// - Returns: the number; nil if it is missing. A count is never missing.
  package func number(_ number: Int, column: Int) -> Double? {
    let cell = number * aggregates.count + column
    guard let shared = accumulator(number, column) else {
      let value = singles[cell]
      if aggregates[column] == .count { return value.isNaN ? 0 : 1 }
      // All other aggregates of a single value are that value; no zero is negative.
      return value.isNaN ? nil : value + 0
    }
    return accumulators[shared].result(
      of: aggregates[column], adding: wideSums.isEmpty ? nil : wideSums[cell])
  }

  /// The text of a column in a step; nil if it is missing.
  package func text(_ number: Int, column: Int) -> [UInt8]? {
    texts[number * aggregates.count + column]
  }

  /// The bins of each group, in the order of time.
  ///
  /// - Parameter groupCount: the number of groups.
  /// - Returns: for each group the numbers of its bins.
  /// - Complexity: O(bins · log(bins)), O(bins) where they came in order.
  package func series(groupCount: Int) -> [[UInt32]] {
    var counts = [Int](repeating: 0, count: groupCount)
    for bin in bins { counts[Int(bin.group)] += 1 }
    var series = counts.map { count in
      var numbers: [UInt32] = []
      numbers.reserveCapacity(count)
      return numbers
    }
    for (number, bin) in bins.enumerated() { series[Int(bin.group)].append(UInt32(number)) }
    for group in series.indices {
      let isSorted = series[group].indices.dropFirst().allSatisfy {
        bins[Int(series[group][$0 - 1])].start < bins[Int(series[group][$0])].start
      }
      if !isSorted {
        series[group].sort { bins[Int($0)].start < bins[Int($1)].start }
      }
    }
    return series
  }
}
