/// Deterministic terms without products, as columns over one cycle of each season: so that sums of
/// products with a long series take one addition a step for a season, whatever its harmonics.
struct TermCycles {
  /// A season that has turned once.
  private struct Cycle {
    let period: Int
    let columns: [[Double]]
  }

  private let shifted: ShiftedTerms
  private let hasConstant: Bool
  private let hasTrend: Bool
  private let cycles: [Cycle]

  /// Computes the cycles.
  ///
  /// - Parameters:
  ///   - terms: terms without products of seasons.
  ///   - shifted: the same.
  init(_ terms: DeterministicTerms, _ shifted: ShiftedTerms) {
    precondition(terms.products.isEmpty, "products of seasons have no short cycle")
    self.shifted = shifted
    hasConstant = terms.hasConstant || shifted.hasAddedConstant
    hasTrend = terms.hasTrend
    cycles = terms.seasons.map { season in
      Cycle(
        period: season.period, columns: DeterministicTerms.columns(season, 0..<season.period))
    }
  }

  /// The columns over some steps, in the order of those of ``ShiftedTerms``.
  func columns(_ steps: Range<Int>) -> [[Double]] {
    var columns = trends(steps)
    for cycle in cycles {
      for column in cycle.columns {
        var phase = phase(steps.lowerBound, cycle.period)
        columns.append(
          steps.map { _ in
            defer { phase = phase + 1 == cycle.period ? 0 : phase + 1 }
            return column[phase]
          })
      }
    }
    return columns
  }

  /// Σ x(t)·z(t) over some steps, for each column.
  ///
  /// Values of a season's step are added up first. Of whole numbers these sums are exact.
  ///
  /// - Complexity: O(steps × seasons + cycles × harmonics).
  func sums(_ values: [Double], _ steps: Range<Int>) -> [Double] {
    var sums = trends(steps).map { column in
      NormalEquations.dot(column, Array(values[steps]), column.indices)
    }
    for cycle in cycles {
      let folded = folded(values, steps, cycle.period)
      sums += cycle.columns.map { NormalEquations.dot($0, folded, folded.indices) }
    }
    return sums
  }

  private func trends(_ steps: Range<Int>) -> [[Double]] {
    var columns: [[Double]] = []
    if hasConstant { columns.append(Array(repeating: 1, count: steps.count)) }
    if hasTrend { columns.append(steps.map { shifted.trend(at: $0) }) }
    return columns
  }

  private func phase(_ step: Int, _ period: Int) -> Int { (step + shifted.offset) % period }

  /// For each step of a season the sum of its values.
  private func folded(_ values: [Double], _ steps: Range<Int>, _ period: Int) -> [Double] {
    var sums = Array(repeating: 0.0, count: period)
    var phase = phase(steps.lowerBound, period)
    var step = steps.lowerBound
    precondition(steps.upperBound <= values.count, "steps beyond the values")
    let values = values.span
    var into = sums.mutableSpan
    while step < steps.upperBound {
      let count = min(period - phase, steps.upperBound - step)
      for place in 0..<count {
        // Sound: the season's steps from the phase on, and steps of the range.
        unsafe into[unchecked: phase + place] += values[unchecked: step + place]
      }
      step += count
      phase = 0
    }
    return sums
  }
}
