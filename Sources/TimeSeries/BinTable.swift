package import CSV
package import Statistics
package import Vocabulary

/// The steps in which there are rows, of all groups, and what is known of their values.
///
/// Groups are numbers; what they are called stands elsewhere. Tables of several parts of the rows are merged in any
/// order, to the same bits.
///
/// - Complexity: O(1) for a row and each of its columns. Memory: 40 to 48 bytes for a step, 48 for each of its
///   columns, and the texts.
package struct BinTable: Sendable {
  /// A step of a group.
  package struct Bin: BitwiseCopyable, Sendable {
    /// The group's number.
    package var group: UInt32

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

  /// What is known of their values: that of bin *b* and column *c* is number b · columns + c.
  package private(set) var accumulators: [BinAccumulator] = []

  /// What sums couldn't hold, by their numbers among the accumulators.
  package private(set) var wideSums: [Int: WideSum] = [:]

  /// The first or last texts of columns of texts, by the numbers of their accumulators.
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
      + accumulators.capacity * MemoryLayout<BinAccumulator>.stride
      + wideSums.capacity * (MemoryLayout<WideSum>.stride + 8) + texts.capacity * 48
  }

  /// About as many bytes as a step takes at most that has rows of numbers: see ``byteCount``. Arrays that grow have room for
  /// as much again, and a step has up to eight slots.
  ///
  /// - Parameter columnCount: the number of columns whose values are put together.
  /// - Returns: the bytes, without texts.
  package static func binBytes(columnCount: Int) -> Int {
    2 * (MemoryLayout<Bin>.stride + columnCount * MemoryLayout<BinAccumulator>.stride)
      + 8 * MemoryLayout<UInt32>.stride
  }

  // MARK: - Finding

  private static func hash(_ group: UInt32, _ start: Int) -> UInt64 {
    let mixed = (UInt64(bitPattern: Int64(start)) ^ UInt64(group) &* 0x9E37_79B9_7F4A_7C15)
      .multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return mixed.high ^ mixed.low
  }

  private mutating func number(ofGroup group: UInt32, _ start: Int) -> Int {
    var slot = Int(truncatingIfNeeded: Self.hash(group, start)) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if bins[number].start == start, bins[number].group == group { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    precondition(bins.count < Int(UInt32.max) - 1, "too many steps for one table")
    bins.append(Bin(group: group, start: start))
    accumulators.append(contentsOf: repeatElement(BinAccumulator(), count: aggregates.count))
    slots[slot] = UInt32(bins.count)
    if 2 * bins.count > slots.count { grow() }
    return bins.count - 1
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: 4 * slots.count)
    for (number, bin) in bins.enumerated() {
      var slot = Int(truncatingIfNeeded: Self.hash(bin.group, bin.start)) & (slots.count - 1)
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
    var refused = RowMask()
    let columnCount = aggregates.count
    do {
      var accumulators = accumulators.mutableSpan
      var rest = rows
      while let row = rest.popFirst() {
        let index = Int(numbers[row]) * columnCount + column
        if !accumulators[index].add(values[row], at: places[row], for: aggregate) {
          refused.insert(row)
        }
      }
    }
    while let row = refused.popFirst() {
      let value = values[row]
      widen(Int(numbers[row]) * columnCount + column) { $0.add(value) }
    }
  }

  /// Takes a text of a column.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - column: the column, whose aggregate takes texts.
  ///   - number: the number of the row's bin.
  ///   - place: where the row begins in the table.
  package mutating func add(_ text: Span<UInt8>, toColumn column: Int, _ number: Int, place: Int) {
    let index = number * aggregates.count + column
    let isFirst = accumulators[index].count == 0
    let last = accumulators[index].place
    let isTaken =
      switch aggregates[column] {
      case .first: isFirst || place < last
      case .last: isFirst || place > last
      default: false
      }
    accumulators[index].count += 1
    guard isTaken else { return }
    accumulators[index].place = place
    set(text.indices.map { text[$0] }, at: index)
  }

  private mutating func set(_ text: [UInt8], at index: Int) {
    textBytes += text.count - (texts.updateValue(text, forKey: index)?.count ?? 0)
  }

  /// Moves what a sum has to where everything fits, and adds more there.
  private mutating func widen(_ index: Int, _ addMore: (inout WideSum) -> Void) {
    var wide = wideSums[index] ?? WideSum()
    wide.add(accumulators[index].sum)
    addMore(&wide)
    accumulators[index].sum = ExactSum()
    wideSums[index] = wide
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
      bins[target].rows += bin.rows
      bins[target].place = min(bins[target].place, bin.place)
      for column in aggregates.indices {
        merge(
          number * aggregates.count + column, of: other, into: target * aggregates.count + column,
          aggregates[column])
      }
    }
  }

  private mutating func merge(
    _ source: Int, of other: borrowing BinTable, into target: Int, _ aggregate: Aggregate
  ) {
    let added = other.accumulators[source]
    guard added.count > 0 else { return }
    let (isFirst, place) = (accumulators[target].count == 0, accumulators[target].place)
    if !accumulators[target].merge(added, for: aggregate) { widen(target) { $0.add(added.sum) } }
    if !other.wideSums.isEmpty, let more = other.wideSums[source] {
      wideSums[target, default: WideSum()].add(more)
    }
    if !other.texts.isEmpty, let text = other.texts[source],
      isFirst || accumulators[target].place != place
    {
      set(text, at: target)
    }
  }

  /// Takes parts of a table that has come from elsewhere.
  ///
  /// - Parameters:
  ///   - aggregates: what is made of the values of each column.
  ///   - bins: its steps.
  ///   - accumulators: what is known of their values.
  ///   - wideSums: what sums couldn't hold, by the numbers of their accumulators.
  ///   - texts: the texts, by the same numbers.
  package init(
    _ aggregates: [Aggregate], _ bins: [Bin], _ accumulators: [BinAccumulator],
    _ wideSums: [Int: WideSum], _ texts: [Int: [UInt8]]
  ) {
    precondition(accumulators.count == bins.count * aggregates.count, "no table")
    self.aggregates = aggregates
    self.bins = bins
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
    let index = number * aggregates.count + column
    return accumulators[index].result(
      of: aggregates[column], adding: wideSums.isEmpty ? nil : wideSums[index])
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
