package import CSV

/// Finds the steps of a grid in which the rows of a table lie, one after the other.
///
/// Rows of one logger come mostly in the order of time: the step of the row before is looked at first.
package struct GridCursor: Sendable {
  /// The grid.
  package let grid: TimeGrid

  /// The step at hand: its beginning, and the order keys of its beginning and of the next step.
  private var start = 0
  private var keys: Range<Int64> = 0..<0

  /// The seconds of a step if each day has the same steps.
  private let seconds: Int?

  /// The order keys of the day at hand, and its beginning.
  private var dayKeys: Range<Int64> = 0..<0
  private var dayStart = 0

  /// Prepares to look for steps.
  package init(_ grid: TimeGrid) {
    self.grid = grid
    seconds = grid.secondsOfDay
  }

  /// The steps of the rows of a batch.
  ///
  /// - Parameters:
  ///   - orderKeys: at the place of each row the `Timestamp/orderKey` of its moment.
  ///   - rows: the rows that have one.
  ///   - starts: where the beginnings of their steps go, each to the place of its row.
  /// - Returns: the number of rows that don't lie at the beginning of a step.
  /// - Complexity: O(rows).
  package mutating func find(
    _ orderKeys: [Int64], of rows: RowMask, into starts: inout [Int]
  ) -> Int {
    var offGrid = 0
    var starts = starts.mutableSpan
    let orderKeys = orderKeys.span
    var rest = rows
    while let row = rest.popFirst() {
      let key = orderKeys[row]
      if !keys.contains(key) { move(to: key) }
      starts[row] = start
      if key != keys.lowerBound { offGrid += 1 }
    }
    return offGrid
  }

  /// Looks for the step of a moment.
  @inline(never)
  private mutating func move(to key: Int64) {
    if let seconds {
      if !dayKeys.contains(key) { moveDay(to: key) }
      let second = Timestamp(orderKey: key).secondOfDay / seconds * seconds
      start = dayStart + second
      let first = dayKeys.lowerBound + Int64(second) * Timestamp.secondKey
      keys = first..<first + Int64(seconds) * Timestamp.secondKey
      return
    }
    start = grid.start(of: Timestamp(orderKey: key).epochSecond)
    let next = grid.next(after: start)
    // What begins before year 1, or ends behind year 9999, does so beyond all keys.
    let first = Timestamp(epochSecond: start)?.orderKey ?? .min
    keys = first..<(Timestamp(epochSecond: next)?.orderKey ?? .max)
  }

  /// Looks for the day of a moment.
  private mutating func moveDay(to key: Int64) {
    let moment = Timestamp(orderKey: key)
    let second = moment.secondOfDay
    let first = key - Int64(moment.microsecond) - Int64(second) * Timestamp.secondKey
    dayKeys = first..<first + 86_400 * Timestamp.secondKey
    dayStart = moment.epochSecond - second
  }
}
