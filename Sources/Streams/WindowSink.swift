import CSV
import Groups
import Ranks
import Scan
import Vocabulary

/// Sorts rows into windows as they come, and decides which are late.
///
/// Lateness is decided row by row, in the order in which they come: so it doesn't depend on how many came together.
struct WindowSink: ChosenRowSink {
  static var replacesUnits: Bool { false }

  /// The window of all rows where there are no windows.
  static let whole = 0

  private var grouping: RowGrouping

  /// What a new window has.
  private let empty: GroupAccumulator
  private let plan: WindowPlan?
  private let budget: MemoryBudget
  private let share: MemoryBudget.Share
  private var times: TimestampBatch
  private var batch = 0

  /// The step of the last row, and the windows that hold it, with their ends in microseconds.
  private var last: (step: Range<Int>, windows: [(start: Int, end: Int)]) = (0..<0, [])

  /// The windows that have rows, by their beginnings.
  var windows: [Int: GroupAccumulator] = [:]

  /// The windows that have got rows since this was emptied.
  var changed: Set<Int> = []

  /// The latest time so far, in microseconds since 1970.
  var latest = Int.min

  /// The moment, in microseconds since 1970, up to which windows have been closed for want of rows.
  var closedUpTo = Int.min

  /// How many rows were too late for a window.
  var lateRows = 0

  /// The places, in the bytes of all batches, of rows that were too late since this was emptied, ascending; none if
  /// nobody wants them.
  var latePlaces: [Int] = []

  /// Whether somebody wants them.
  private let keepsLatePlaces: Bool

  /// What was in the windows before rows that are scanned on a guess; nil if nothing is guessed.
  private var setAside: [Int: GroupAccumulator]?

  /// The earliest end of a window into which such rows were sorted.
  private var earliestEnd = Int.max

  /// The rows of the last batch that went into a window.
  private var taken = RowMask()

  /// How many rows have no time.
  var rowsWithoutTime = 0

  /// Begins without rows.
  ///
  /// - Parameters:
  ///   - grouping: what is made of the rows of a window.
  ///   - plan: the windows; nil for none.
  ///   - budget: the memory that all windows may take.
  ///   - keepsLatePlaces: whether somebody wants to know which rows were too late.
  init(
    _ grouping: RowGrouping, _ plan: WindowPlan?, _ budget: MemoryBudget, keepsLatePlaces: Bool
  ) {
    self.keepsLatePlaces = keepsLatePlaces
    self.grouping = grouping
    empty = grouping.makeAccumulator()
    self.plan = plan
    self.budget = budget
    share = MemoryBudget.Share(of: budget)
    times = TimestampBatch(of: plan?.time)
    if plan == nil { windows[Self.whole] = empty }
  }

  /// The moment, in microseconds since 1970, up to which windows have closed.
  var watermark: Int {
    guard let lateness = plan?.lateness, latest != .min else { return closedUpTo }
    return max(closedUpTo, latest - lateness)
  }

  /// Whether no more rows can come into a window.
  func isClosed(_ window: Int) -> Bool {
    guard let plan else { return false }
    return plan.end(of: window) * 1_000_000 <= watermark
  }

  var failure: LocalFailure? {
    budget.isExhausted ? budget.failure(of: "the groups, and what is kept of them,") : nil
  }

  mutating func beginUnit(_ blocks: Range<Int>) { batch = blocks.lowerBound }

  mutating func endBlock(_ block: ScannedBlock) {}

  mutating func endUnit(_ scan: SliceScan) {
    noteMemory()
  }

  private func noteMemory() {
    let before = setAside?.values.reduce(0) { $0 + $1.byteCount } ?? 0
    share.note(windows.values.reduce(before) { $0 + $1.byteCount })
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    grouping.read(rows, &choice)
    guard let plan else { return }
    choice.stop(at: rows.readTimestamps(of: plan.time, in: choice.rows, into: &times))
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    taken = RowMask()
    guard !share.mustLeaveOut(), !mask.isEmpty else { return }
    guard let plan else {
      changed.insert(Self.whole)
      add(rows, mask, to: Self.whole)
      return
    }
    rowsWithoutTime += mask.subtracting(times.isPresent).count
    let sorted = masks(mask & times.isPresent, plan)
    for (window, chosen) in sorted.windows { add(rows, chosen, to: window) }
    guard !sorted.late.isEmpty else { return }
    lateRows += sorted.late.count
    if keepsLatePlaces { sorted.late.forEach { latePlaces.append(rows.start(ofRow: $0)) } }
  }

  mutating func undecodedTexts(
    of rows: borrowing RowBatch, _ mask: RowMask
  ) -> UndecodedTexts? { grouping.undecodedTexts(of: rows, taken) }

  /// Goes on with what another sink had.
  mutating func restore(_ windows: [WindowGroups], changed: [Int]) {
    self.windows = Dictionary(uniqueKeysWithValues: windows.map { ($0.start, $0.groups) })
    self.changed = Set(changed)
    for window in windows { grouping.noteEarlier(window.groups) }
  }

  // MARK: - Several ranks

  /// Begins with this rank's part of rows that have come.
  ///
  /// - Parameters:
  ///   - moment: how far time had come before all of them.
  ///   - isGuess: whether the latest time before this part is a guess, so that what is made of it may be taken back.
  mutating func begin(_ moment: StreamMoment, isGuess: Bool) {
    (latest, closedUpTo) = (moment.latest, moment.closedUpTo)
    guard isGuess else { return }
    earliestEnd = .max
    setAside = windows
    windows = [:]
  }

  /// Whether rows were taken that are late.
  ///
  /// - Parameter before: the latest time of the rows before this part.
  /// - Returns: whether the guess has let in a row that is late behind those.
  func wasWrong(_ before: Int) -> Bool {
    guard setAside != nil, let lateness = plan?.lateness, before != .min else { return false }
    return earliestEnd <= before - lateness
  }

  /// Takes back what was made of this rank's part, to begin anew.
  ///
  /// - Parameter before: the latest time of the rows before it.
  mutating func takeBack(_ before: Int) {
    (windows, changed, latePlaces) = ([:], [], [])
    (lateRows, rowsWithoutTime, latest) = (0, 0, before)
  }

  /// Ends with this rank's part.
  ///
  /// - Parameter latest: the latest time of all rows that had come.
  mutating func end(_ latest: Int) {
    self.latest = latest
    guard var all = setAside.take() else { return }
    swap(&all, &windows)
    for (window, groups) in all { merge(groups, into: window) }
    noteMemory()
  }

  /// The windows, in their order.
  var groups: [WindowGroups] {
    windows.keys.sorted().compactMap { key in windows[key].map { WindowGroups(start: key, $0) } }
  }

  /// Takes out what is in the windows.
  mutating func takeGroups() -> [WindowGroups] {
    let groups = groups
    windows = [:]
    noteMemory()
    return groups
  }

  /// Adds what another rank has taken out.
  mutating func add(_ groups: [WindowGroups]) {
    for window in groups {
      merge(window.groups, into: window.start)
      grouping.noteEarlier(window.groups)
    }
    noteMemory()
  }

  /// Takes out what has been noted of rows.
  mutating func takeNews() -> WindowNews {
    defer { (changed, latePlaces, lateRows, rowsWithoutTime) = ([], [], 0, 0) }
    return WindowNews(
      changed: changed.sorted(), latePlaces: latePlaces, lateRows: lateRows,
      rowsWithoutTime: rowsWithoutTime)
  }

  /// Adds what has been noted of rows, here or on another rank. There is a window here then for each that has changed.
  mutating func add(_ news: WindowNews) {
    changed.formUnion(news.changed)
    for window in news.changed where windows[window] == nil { windows[window] = empty }
    latePlaces += news.latePlaces
    lateRows += news.lateRows
    rowsWithoutTime += news.rowsWithoutTime
  }

  private mutating func merge(_ groups: GroupAccumulator, into window: Int) {
    let empty = empty
    windows[window, default: empty].merge(groups)
  }

  private mutating func add(_ rows: borrowing RowBatch, _ mask: RowMask, to window: Int) {
    let empty = empty
    taken = taken | mask
    grouping.add(rows, mask, numbered: batch, to: &windows[window, default: empty])
  }

  /// The rows of each window, of those that aren't late, and those that are late for one.
  private mutating func masks(
    _ rows: RowMask, _ plan: WindowPlan
  ) -> (windows: [(window: Int, rows: RowMask)], late: RowMask) {
    var late = RowMask()
    var masks: [(window: Int, rows: RowMask)] = []
    var rest = rows
    while let row = rest.popFirst() {
      let time = Timestamp(orderKey: times.orderKeys[row])
      let second = time.epochSecond
      if !last.step.contains(second) {
        let step = plan.step(of: second)
        last = (
          step,
          plan.windows(holding: step.lowerBound).map { ($0, plan.end(of: $0) * 1_000_000) }
        )
      }
      // Against the rows before it: by itself none can be late.
      let watermark = watermark
      var isLate = false
      for (window, end) in last.windows {
        if end <= watermark {
          isLate = true
          continue
        }
        earliestEnd = min(earliestEnd, end)
        if let place = masks.lastIndex(where: { $0.window == window }) {
          masks[place].rows.insert(row)
        } else {
          masks.append((window, RowMask(first: 0)))
          masks[masks.count - 1].rows.insert(row)
        }
      }
      if isLate { late.insert(row) }
      latest = max(latest, second * 1_000_000 + time.microsecond)
    }
    for (window, _) in masks { changed.insert(window) }
    return (masks, late)
  }
}
