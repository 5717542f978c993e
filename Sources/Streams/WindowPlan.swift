import CSV
import MPI
import Ranks
import Scan
import TimeSeries
import Vocabulary

/// The windows into which rows are sorted by their times.
///
/// A window is known by its beginning, in seconds since 1970. Windows that slide overlap: each begins with a step of
/// the grid, and holds several.
struct WindowPlan: Sendable {
  /// The column of times.
  let time: TimestampColumn

  /// How much earlier than the latest time so far a row may be, in microseconds; nil if windows don't close.
  let lateness: Int?

  private let grid: TimeGrid

  /// The number of steps in a window.
  private let steps: Int

  /// Lays windows out.
  ///
  /// - Parameters:
  ///   - windows: what is asked for; nothing is wrong with it.
  ///   - table: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed `CaudalError` if the column isn't there, or holds no times.
  init(
    _ windows: FollowRequest.Windows, in table: Table, on ranks: borrowing Communicator
  ) throws {
    let index = try table.positions(of: [windows.time])[0]
    guard let reading = try table.timestampReadings(of: [index], on: ranks)[index] else {
      preconditionFailure("the column of times has a reading")
    }
    time = TimestampColumn(
      index: index, reading: reading, nullTokens: table.nullTokens,
      numbers: table.layout.dialect.numbers)
    let slide = windows.slide ?? windows.length
    grid = TimeGrid(slide, on: reading.clock)
    steps = windows.length.count / slide.count
    lateness = windows.lateness.flatMap(\.seconds).map { $0 * 1_000_000 }
  }

  /// The step of the grid in which a moment lies, up to the next one.
  ///
  /// - Parameter second: the moment, in seconds since 1970.
  /// - Returns: the beginning of the step, and that of the next.
  func step(of second: Int) -> Range<Int> {
    let start = grid.start(of: second)
    return start..<grid.next(after: start)
  }

  /// The windows that hold a step of the grid, the latest first.
  ///
  /// - Parameter step: the step's beginning.
  /// - Returns: their beginnings.
  func windows(holding step: Int) -> [Int] {
    var windows = [step]
    while windows.count < steps { windows.append(grid.start(of: windows[windows.count - 1] - 1)) }
    return windows
  }

  /// The end of a window, which isn't in it.
  func end(of window: Int) -> Int {
    (0..<steps).reduce(window) { end, _ in grid.next(after: end) }
  }

  /// What the clock shows at a moment that is the beginning of a step.
  func name(of start: Int) -> String {
    var text: [UInt8] = []
    grid.append(nameOf: start, to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
