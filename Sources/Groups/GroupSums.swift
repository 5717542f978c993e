import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Count, sum and extrema of a column in a group: what needs no value to be kept.
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

/// The totals of groups, by their numbers, besides their rows, without keeping values. Sums are
/// exact, so it doesn't matter in which order rows are taken in, and tables merged.
struct GroupSums: Sendable {
  /// The number of columns whose values are looked at.
  let columnCount: Int

  /// The number of groups.
  private(set) var count = 0

  /// The offset of each group's first row, in the file. Noted only if there are columns: groups that
  /// are only counted aren't ordered by it.
  var firstRows: [Int] = []

  /// The totals of each column of each group: those of group *g* and column *c* are number
  /// g · columnCount + c.
  var totals: [ValueTotals] = []

  /// The parts that the sums among the totals couldn't hold, by their numbers.
  var wideSums: [Int: WideSum] = [:]

  /// Begins without groups.
  ///
  /// - Parameter columnCount: the number of columns whose values are looked at.
  init(columnCount: Int) { self.columnCount = columnCount }

  /// Takes over what another rank knows of groups.
  ///
  /// - Parameters:
  ///   - count: the number of groups.
  ///   - firstRows: the offset of each one's first row; none without columns.
  ///   - totals: the totals of each column of each.
  ///   - columnCount: the number of columns whose values are looked at.
  init(count: Int, firstRows: [Int], totals: [ValueTotals], columnCount: Int) {
    self.columnCount = columnCount
    self.count = count
    self.firstRows = firstRows
    self.totals = totals
  }

  /// The bytes of memory that are taken.
  var byteCount: Int {
    firstRows.capacity * MemoryLayout<Int>.stride
      + totals.capacity * MemoryLayout<ValueTotals>.stride
      + wideSums.capacity * (MemoryLayout<Int>.stride + MemoryLayout<WideSum>.stride)
  }

  /// Forgets all groups, but keeps the memory.
  mutating func removeAll() {
    count = 0
    firstRows.removeAll(keepingCapacity: true)
    totals.removeAll(keepingCapacity: true)
    wideSums.removeAll(keepingCapacity: true)
  }

  /// Makes room for groups that have been given numbers.
  mutating func addGroups(upTo count: Int) {
    let new = count - self.count
    self.count = count
    guard new > 0, columnCount > 0 else { return }
    firstRows.append(contentsOf: repeatElement(.max, count: new))
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
    guard columnCount > 0 else { return }
    for (source, target) in zip(sources, targets) {
      let (source, target) = (Int(source), Int(target))
      firstRows[target] = min(firstRows[target], other.firstRows[source])
      for column in 0..<columnCount {
        mergeTotals(
          source * columnCount + column, of: other, into: target * columnCount + column)
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

  /// The sum of a column in a group, rounded once.
  func sum(ofGroup group: Int, column: Int) -> Double {
    let index = group * columnCount + column
    guard !wideSums.isEmpty, var wide = wideSums[index] else { return totals[index].sum.rounded }
    wide.add(totals[index].sum)
    return wide.rounded
  }

  /// The mean of a column in a group; nil if there are no values.
  func mean(ofGroup group: Int, column: Int) -> Double? {
    let index = group * columnCount + column
    guard totals[index].count > 0 else { return nil }
    return totals[index].sum.divided(by: totals[index].count, adding: wideSums[index])
  }
}
