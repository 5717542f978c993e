import Statistics

/// What is known of a group as a whole.
struct GroupTotals: BitwiseCopyable, Sendable {
  /// The number of its rows.
  var rows = 0

  /// The offset of its first row, in the file.
  var first = Int.max
}

/// What is known of the values of a column in a group without keeping them.
struct ValueTotals: BitwiseCopyable, Sendable {
  /// The sum of the values, as far as it fits.
  var sum = ExactSum()

  /// The number of values.
  var count = 0

  /// The smallest value.
  var minimum = Double.infinity

  /// The largest value.
  var maximum = -Double.infinity

  /// Takes a value in.
  ///
  /// - Returns: false if the sum can't hold it; everything else has been done.
  @inline(__always)
  mutating func add(_ value: Double) -> Bool {
    count += 1
    minimum = value < minimum ? value : minimum
    maximum = value > maximum ? value : maximum
    return sum.add(value)
  }
}

/// What is known of groups, by their numbers, without keeping values. Sums are exact, so it doesn't
/// matter in which order rows are taken in, and tables merged.
struct GroupSums: Sendable {
  /// The number of columns whose values are looked at.
  let columnCount: Int

  /// The totals of each group.
  var groups: [GroupTotals] = []

  /// The totals of each column of each group: those of group *g* and column *c* are number
  /// g · columnCount + c.
  var totals: [ValueTotals] = []

  /// What the sums among the totals couldn't hold, by their numbers.
  var wideSums: [Int: WideSum] = [:]

  /// Begins without groups.
  ///
  /// - Parameter columnCount: the number of columns whose values are looked at.
  init(columnCount: Int) { self.columnCount = columnCount }

  /// The number of groups.
  var count: Int { groups.count }

  /// The bytes of memory that are taken.
  var byteCount: Int {
    groups.capacity * MemoryLayout<GroupTotals>.stride
      + totals.capacity * MemoryLayout<ValueTotals>.stride
      + wideSums.capacity * (MemoryLayout<Int>.stride + MemoryLayout<WideSum>.stride)
  }

  /// Forgets all groups, but keeps the memory.
  mutating func removeAll() {
    groups.removeAll(keepingCapacity: true)
    totals.removeAll(keepingCapacity: true)
    wideSums.removeAll(keepingCapacity: true)
  }

  /// Makes room for groups that have been given numbers.
  mutating func addGroups(upTo count: Int) {
    let new = count - groups.count
    guard new > 0 else { return }
    groups.append(contentsOf: repeatElement(GroupTotals(), count: new))
    totals.append(contentsOf: repeatElement(ValueTotals(), count: new * columnCount))
  }

  /// Adds a value to a sum that can't hold it.
  mutating func addWide(_ value: Double, toTotal index: Int) {
    widen(index) { $0.add(value) }
  }

  /// Moves what a sum has to where everything fits, and adds more there.
  private mutating func widen(_ index: Int, _ addMore: (inout WideSum) -> Void) {
    var wide = wideSums[index] ?? WideSum()
    wide.add(totals[index].sum)
    addMore(&wide)
    totals[index].sum = ExactSum()
    wideSums[index] = wide
  }

  /// Adds what is known of groups from other rows of the same file.
  ///
  /// - Parameters:
  ///   - sources: the groups' numbers there.
  ///   - other: what is known there.
  ///   - targets: the groups' numbers here.
  mutating func merge(
    _ sources: ArraySlice<UInt32>, of other: borrowing GroupSums, into targets: [UInt32]
  ) {
    precondition(sources.count == targets.count, "each group has a number here")
    let (from, to) = (sources.span, targets.span)
    let added = other.groups.span
    var groups = groups.mutableSpan
    // Nothing else is in this loop, so that many groups, which are anywhere in memory, are on their
    // way at a time.
    for index in from.indices {
      let (source, target) = (added[Int(from[index])], Int(to[index]))
      groups[target].rows &+= source.rows
      groups[target].first = min(groups[target].first, source.first)
    }
    guard columnCount > 0 else { return }
    for index in from.indices {
      let (source, target) = (Int(from[index]) * columnCount, Int(to[index]) * columnCount)
      for column in 0..<columnCount {
        mergeTotals(source + column, of: other, into: target + column)
      }
    }
  }

  private mutating func mergeTotals(
    _ source: Int, of other: borrowing GroupSums, into target: Int
  ) {
    let added = other.totals[source]
    totals[target].count += added.count
    totals[target].minimum = min(totals[target].minimum, added.minimum)
    totals[target].maximum = max(totals[target].maximum, added.maximum)
    if !totals[target].sum.add(added.sum) { widen(target) { $0.add(added.sum) } }
    guard !other.wideSums.isEmpty, let more = other.wideSums[source] else { return }
    wideSums[target, default: WideSum()].add(more)
  }

  /// The mean of a column in a group; nil if there are no values.
  func mean(ofGroup group: Int, column: Int) -> Double? {
    let index = group * columnCount + column
    guard totals[index].count > 0 else { return nil }
    return totals[index].sum.divided(by: totals[index].count, adding: wideSums[index])
  }
}
