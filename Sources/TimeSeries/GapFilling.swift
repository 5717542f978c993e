package import Vocabulary

/// What becomes of the steps of a series that have no value.
///
/// ```swift
/// let filling = GapFilling(.linear, on: grid, upTo: TimeSpan("3 h"))
/// let filled = filling.fill(&values, starts: starts)
/// ```
///
/// A gap is a run of steps without a value. Its length is the time from the value before it to the value behind it;
/// where there is none, from the step before the series, or to the step behind it. So three missing hours are a
/// gap of four.
///
/// What lies on a line is computed of the decimals that are printed for its ends: halfway from 1.1 to 1.2 lies 1.15. The
/// result is the nearest double, the same everywhere.
package struct GapFilling: Sendable {
  /// What gaps are filled with.
  package let fill: RegularRequest.Fill

  private let grid: TimeGrid
  private let longest: TimeSpan?

  /// Prepares to fill.
  ///
  /// - Parameters:
  ///   - fill: what gaps are filled with.
  ///   - grid: the grid of the series.
  ///   - longest: the length of the longest gap that is filled; nil for any.
  package init(_ fill: RegularRequest.Fill, on grid: TimeGrid, upTo longest: TimeSpan? = nil) {
    self.fill = fill
    self.grid = grid
    self.longest = longest
  }

  /// Fills the gaps of a series.
  ///
  /// - Parameters:
  ///   - values: a number for each step, NaN where it is missing.
  ///   - starts: the beginnings of the steps, which follow on each other.
  /// - Returns: the number of values that were filled in.
  /// - Complexity: O(steps).
  package func fill(_ values: inout [Double], starts: [Int]) -> Int {
    var filled = 0
    for gap in gaps(starts, where: { values[$0].isNaN }) {
      let before = gap.lowerBound > 0 ? values[gap.lowerBound - 1] : nil
      switch fill {
      case .none: continue
      case .value(let value): for step in gap { values[step] = value }
      case .previous:
        guard let before else { continue }
        for step in gap { values[step] = before }
      case .linear:
        guard let before, gap.upperBound < values.count else { continue }
        let ends = gap.lowerBound - 1..<gap.upperBound
        let (first, last) = (DecimalValue(before), DecimalValue(values[ends.upperBound]))
        for step in gap {
          values[step] =
            DecimalValue.between(
              first, last, part: starts[step] - starts[ends.lowerBound],
              of: starts[ends.upperBound] - starts[ends.lowerBound]
            ).double
        }
      }
      filled += gap.count
    }
    return filled
  }

  /// Fills the gaps of a series of other things than numbers: only the previous one can fill them.
  ///
  /// - Parameters:
  ///   - numbers: for each step the number of the thing, −1 where it is missing.
  ///   - starts: the beginnings of the steps.
  /// - Returns: how many were filled in.
  package func fillPrevious(_ numbers: inout [Int], starts: [Int]) -> Int {
    guard fill == .previous else { return 0 }
    var filled = 0
    for gap in gaps(starts, where: { numbers[$0] < 0 }) where gap.lowerBound > 0 {
      for step in gap { numbers[step] = numbers[gap.lowerBound - 1] }
      filled += gap.count
    }
    return filled
  }

  /// The gaps that may be filled.
  private func gaps(_ starts: [Int], where isMissing: (Int) -> Bool) -> [Range<Int>] {
    guard fill != .none else { return [] }
    var gaps: [Range<Int>] = []
    var step = 0
    while step < starts.count {
      guard isMissing(step) else {
        step += 1
        continue
      }
      let first = step
      while step < starts.count, isMissing(step) { step += 1 }
      if isShort(first..<step, starts) { gaps.append(first..<step) }
    }
    return gaps
  }

  private func isShort(_ gap: Range<Int>, _ starts: [Int]) -> Bool {
    guard let longest else { return true }
    let before =
      gap.lowerBound > 0 ? starts[gap.lowerBound - 1] : grid.start(of: starts[0] - 1)
    let behind =
      gap.upperBound < starts.count
      ? starts[gap.upperBound] : grid.next(after: starts[starts.count - 1])
    return grid.isWithin(longest, from: before, to: behind)
  }
}
