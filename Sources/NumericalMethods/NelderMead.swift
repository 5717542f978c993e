/// The search of a function's minimum by a simplex that moves downhill, without derivatives.
///
/// ```swift
/// let minimum = NelderMead().minimum(from: [0.5, 0.1], of: { point in … })
/// ```
///
/// J. A. Nelder, R. Mead, *A simplex method for function minimization*, 1965,
/// <https://doi.org/10.1093/comjnl/7.4.308>, with the coefficients 1, 2, ½, ½. Where values are
/// equal, the corner that was found first counts as the better one.
package struct NelderMead: Sendable {
  /// The search ends when no corner's value differs from the best one by more than this part of it,
  /// or of 1 …
  package var relativeChange = 1e-10

  /// … and no corner's argument by more than this.
  package var smallestStep = 1e-6

  /// The distance of the first corners from the start.
  package var firstStep = 0.1

  /// The most evaluations.
  package var mostEvaluations = 2000

  /// Creates a search with its usual tolerances.
  package init() {}

  /// The minimum that is found from a start.
  ///
  /// - Parameters:
  ///   - start: where to begin.
  ///   - objective: the function; where it has no value it counts as infinite.
  /// - Returns: the best corner at the end.
  package func minimum(from start: [Double], of objective: Objective) -> Minimum {
    var evaluations = 0
    func evaluate(_ point: [Double]) -> Corner {
      evaluations += 1
      let value = objective(point)
      return Corner(point: point, value: value.isNaN ? .infinity : value)
    }
    var corners = [evaluate(start)]
    for index in start.indices {
      var point = start
      point[index] += firstStep
      corners.append(evaluate(point))
    }
    var hasConverged = start.isEmpty
    while true {
      // Insertion keeps the order of equal values.
      for index in corners.indices.dropFirst() {
        var place = index
        while place > 0, corners[place].value < corners[place - 1].value {
          corners.swapAt(place, place - 1)
          place -= 1
        }
      }
      hasConverged = hasConverged || isSmall(corners)
      if hasConverged || evaluations >= mostEvaluations { break }
      step(&corners, evaluate)
    }
    return Minimum(
      point: corners[0].point, value: corners[0].value, evaluations: evaluations,
      hasConverged: hasConverged && corners[0].value < .infinity)
  }

  private struct Corner {
    var point: [Double]
    var value: Double
  }

  private func isSmall(_ corners: [Corner]) -> Bool {
    let best = corners[0]
    return corners.dropFirst().allSatisfy { corner in
      (corner.value == best.value
        || corner.value - best.value <= relativeChange * max(1, abs(best.value)))
        && zip(corner.point, best.point).allSatisfy { abs($0 - $1) <= smallestStep }
    }
  }

  /// Replaces the worst of the sorted corners, or draws all towards the best.
  private func step(_ corners: inout [Corner], _ evaluate: ([Double]) -> Corner) {
    let last = corners.count - 1
    let centre = corners[0].point.indices.map { index in
      corners[..<last].reduce(0) { $0 + $1.point[index] } / Double(last)
    }
    func along(_ part: Double) -> Corner {
      evaluate(zip(centre, corners[last].point).map { $0 + part * ($1 - $0) })
    }
    let reflected = along(-1)
    if reflected.value < corners[0].value {
      let expanded = along(-2)
      corners[last] = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < corners[last - 1].value {
      corners[last] = reflected
    } else {
      let isOutside = reflected.value < corners[last].value
      let contracted = along(isOutside ? -0.5 : 0.5)
      if contracted.value < min(reflected.value, corners[last].value) {
        corners[last] = contracted
      } else {
        for index in corners.indices.dropFirst() {
          let point = zip(corners[0].point, corners[index].point).map { $0 + 0.5 * ($1 - $0) }
          corners[index] = evaluate(point)
        }
      }
    }
  }
}
