import CSV
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

/// The values of a unit in the order of the file, each with its group's number.
struct KeptValues: Sendable {
  /// The number of the unit's first block, which tells its place among the units of all ranks.
  private(set) var firstBlock: Int

  /// The groups' numbers.
  var groups: [UInt32] = []

  /// The values.
  var values: [Double] = []
}

/// The groups that a thread, a rank or all ranks have found, with what is known of them.
struct GroupTable: Sendable {
  /// The number of columns whose values are looked at.
  let columnCount: Int

  /// The groups' keys; their numbers are the groups'.
  var keys = KeyTable()

  /// The totals of each group.
  var groups: [GroupTotals] = []

  /// The totals of each column of each group: those of group *g* and column *c* are number
  /// g · columnCount + c.
  var totals: [ValueTotals] = []

  /// What the sums among the totals couldn't hold, by their numbers.
  var wideSums: [Int: WideSum] = [:]

  /// The values of each column, if they are kept.
  var kept: [[KeptValues]]

  /// Creates a table without groups.
  ///
  /// - Parameter columnCount: the number of columns whose values are looked at.
  init(columnCount: Int) {
    self.columnCount = columnCount
    kept = Array(repeating: [], count: columnCount)
  }

  /// Merges tables that know different rows of the same file, and frees them on the way.
  init(merging tables: inout [GroupTable], columnCount: Int) {
    self = tables.isEmpty ? GroupTable(columnCount: columnCount) : tables.removeFirst()
    while !tables.isEmpty { merge(tables.removeFirst()) }
  }

  /// The number of groups.
  var count: Int { groups.count }

  /// The bytes of memory that the table takes, kept values included.
  var byteCount: Int {
    keys.byteCount + groups.capacity * MemoryLayout<GroupTotals>.stride
      + totals.capacity * MemoryLayout<ValueTotals>.stride
      + wideSums.capacity * (MemoryLayout<Int>.stride + MemoryLayout<WideSum>.stride)
      + kept.joined().reduce(0) { $0 + $1.values.capacity * 12 }
  }

  /// Makes room for groups that have been given numbers.
  mutating func addGroups(upTo count: Int) {
    let new = count - groups.count
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

  /// Adds the groups of another table, which knows other rows of the same file.
  mutating func merge(_ other: consuming GroupTable) {
    let numbers = keys.numbers(of: other.keys)
    addGroups(upTo: keys.count)
    for (group, number) in numbers.enumerated() {
      mergeTotals(of: group, of: other, into: Int(number))
    }
    for column in 0..<columnCount {
      for var unit in other.kept[column] {
        for index in unit.groups.indices { unit.groups[index] = numbers[Int(unit.groups[index])] }
        kept[column].append(unit)
      }
    }
  }

  private mutating func mergeTotals(of group: Int, of other: GroupTable, into number: Int) {
    groups[number].rows += other.groups[group].rows
    groups[number].first = min(groups[number].first, other.groups[group].first)
    for column in 0..<columnCount {
      let source = group * columnCount + column
      let target = number * columnCount + column
      let added = other.totals[source]
      totals[target].count += added.count
      totals[target].minimum = min(totals[target].minimum, added.minimum)
      totals[target].maximum = max(totals[target].maximum, added.maximum)
      if !totals[target].sum.add(added.sum) { widen(target) { $0.add(added.sum) } }
      if let more = other.wideSums[source] { wideSums[target, default: WideSum()].add(more) }
    }
  }

  /// The mean of a column in a group; nil if there are no values.
  func mean(ofGroup group: Int, column: Int) -> Double? {
    let index = group * columnCount + column
    guard totals[index].count > 0 else { return nil }
    return totals[index].sum.divided(by: totals[index].count, adding: wideSums[index])
  }
}
