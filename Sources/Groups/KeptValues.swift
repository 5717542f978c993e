import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// The values of a unit in the order of the file, each with its group.
struct KeptValues: Sendable {
  /// The number of the unit's first block, which tells its place among the units of all ranks.
  let firstBlock: Int

  /// The names of the groups, as far as their keys have been handed over.
  fileprivate(set) var groups: [GroupID] = []

  /// The numbers of the groups of the last values in the thread's own table.
  fileprivate var openGroups: [UInt32] = []

  /// The values.
  fileprivate(set) var values: [Double] = []

  /// Begins a unit without values.
  init(firstBlock: Int) { self.firstBlock = firstBlock }

  /// Takes values over, such as another rank's.
  init(firstBlock: Int, groups: [GroupID], values: [Double]) {
    self.firstBlock = firstBlock
    self.groups = groups
    self.values = values
  }

  /// Makes room.
  fileprivate mutating func reserveCapacity(_ count: Int) {
    openGroups.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  /// Keeps a value.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - group: the number of its group in the thread's table.
  @inline(__always)
  mutating func append(_ value: Double, ofGroup group: UInt32) {
    openGroups.append(group)
    values.append(value)
  }
}

/// The values that a thread keeps: of each column, those of each unit.
struct ValueKeeper: Sendable {
  /// The values of each column.
  private(set) var columns: [[KeptValues]]

  /// The first unit of which groups haven't been named.
  private var firstOpen = 0

  /// How many values the next unit may have.
  private var unitSize = 0

  /// The bytes of memory that the units before the last one take, which don't grow any more: there
  /// may be many units, and this is asked for after each block.
  private var earlierBytes = 0

  /// Begins without values.
  init(columnCount: Int) { columns = Array(repeating: [], count: columnCount) }

  /// The bytes of memory that the last unit takes.
  private var lastBytes: Int {
    columns.reduce(0) { $0 + ($1.last?.values.capacity ?? 0) * 12 }
  }

  /// The bytes of memory that are taken.
  ///
  /// - Complexity: O(columns) time.
  var byteCount: Int { earlierBytes + lastBytes }

  /// Begins a unit.
  mutating func beginUnit(firstBlock: Int) {
    earlierBytes += lastBytes
    for column in columns.indices {
      var unit = KeptValues(firstBlock: firstBlock)
      unit.reserveCapacity(unitSize)
      columns[column].append(unit)
    }
  }

  /// Ends a unit; the next one may be as large.
  mutating func endUnit() {
    let size = columns.reduce(0) { max($0, $1.last?.values.count ?? 0) }
    unitSize = max(unitSize, size + size / 16)
  }

  /// Keeps values of the unit that was begun last.
  mutating func keep(_ column: Int, _ body: (inout KeptValues) -> Void) {
    let last = columns[column].count - 1
    // Moved out and back in, so that the arrays are held once.
    var unit = KeptValues(firstBlock: 0)
    swap(&unit, &columns[column][last])
    body(&unit)
    swap(&unit, &columns[column][last])
  }

  /// Names the groups of the values that were kept since this was done last.
  ///
  /// - Parameter names: what the groups of the thread's table are called.
  mutating func name(_ names: [GroupID]) {
    for column in columns.indices {
      for unit in firstOpen..<columns[column].count {
        let open = columns[column][unit].openGroups
        columns[column][unit].openGroups = []
        columns[column][unit].groups.append(contentsOf: open.lazy.map { names[Int($0)] })
      }
    }
    firstOpen = max(0, (columns.first?.count ?? 0) - 1)
  }
}
