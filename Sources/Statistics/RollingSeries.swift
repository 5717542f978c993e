/// A statistic of each window of *w* neighbouring values, the window that ends with a value at the place of that value.
///
/// Sums are exact: what enters a window is added, what leaves it is taken off, without rounding (``ExactTotal``), and
/// each sum, or mean, is rounded once. Of extrema and variances nothing can be taken off. The values are cut every *w*
/// instead, and a window is a suffix of one cut and a prefix of the next, which are merged; see ``RollingVariance``.
///
/// Cuts are anchored to the position of a value in the whole column, so what is computed of a value depends on nothing
/// but the *w* values that end with it, and its position.
package struct RollingSeries: Sendable {
  /// What is computed of each window.
  package enum Statistic: Sendable {
    case sum
    case mean
    case minimum
    case maximum

    /// The squares of deviations from the mean, divided by w less this number.
    case variance(ddof: Int)
  }

  private let statistic: Statistic
  private let window: Int

  /// Prepares the computation.
  ///
  /// - Parameters:
  ///   - statistic: what is computed of each window.
  ///   - window: the number of values in a window, at least one.
  package init(_ statistic: Statistic, window: Int) {
    precondition(window >= 1, "a window holds at least one value")
    (self.statistic, self.window) = (statistic, window)
  }

  /// The number of values that are needed before one.
  package var reach: Int { window - 1 }

  /// Computes the statistic of the windows that end with some values.
  ///
  /// - Parameters:
  ///   - wanted: the places of the values in the array.
  ///   - values: neighbouring values; before the first wanted one as many as there are, up to ``reach``.
  ///   - position: the position in the whole column of the first wanted value.
  /// - Returns: a number for each wanted value; NaN where there is no window, the window is no longer than ddof, or the
  ///   result is beyond the range of doubles.
  /// - Complexity: O(wanted + w) time; memory for two windows.
  package func results(
    for wanted: Range<Int>, of values: [Double], at position: Int
  ) -> [Double] {
    var results: [Double] = []
    results.reserveCapacity(wanted.count)
    switch statistic {
    case .sum: appendSums(for: wanted, values, position, to: &results) { $0.rounded }
    case .mean:
      appendSums(for: wanted, values, position, to: &results) { $0.divided(by: window) }
    case .minimum:
      appendMerged(for: wanted, values, position, Least.self, to: &results) { $0.value }
    case .maximum:
      appendMerged(for: wanted, values, position, Greatest.self, to: &results) { $0.value }
    case .variance(let ddof):
      let divisor = window > ddof ? Double(window - ddof) : .nan
      appendMerged(for: wanted, values, position, Deviations.self, to: &results) {
        $0.squares / divisor
      }
    }
    for index in results.indices where !results[index].isFinite { results[index] = .nan }
    return results
  }

  private func appendSums(
    for wanted: Range<Int>, _ values: [Double], _ position: Int, to results: inout [Double],
    _ result: (ExactTotal) -> Double
  ) {
    var total = ExactTotal()
    for index in max(0, wanted.lowerBound - min(position, reach))..<wanted.lowerBound {
      total.add(values[index])
    }
    for index in wanted {
      total.add(values[index])
      guard position + (index - wanted.lowerBound) >= reach else {
        results.append(.nan)
        continue
      }
      results.append(result(total))
      total.add(-values[index - reach])
    }
  }

  /// Merges a suffix of a cut and a prefix of the next for each wanted value.
  private func appendMerged<State: WindowState>(
    for wanted: Range<Int>, _ values: [Double], _ position: Int, _ type: State.Type,
    to results: inout [Double], _ result: (State) -> Double
  ) {
    var prefix = State()
    // Of the cut before, by how many values of it are left out.
    var suffixes: [State] = []
    for index in wanted {
      let here = position + (index - wanted.lowerBound)
      let place = here % window
      let cut = index - place
      if place == 0 || index == wanted.lowerBound {
        prefix = State()
        for before in cut..<index { prefix.add(values[before], from: values[cut]) }
        suffixes =
          here < window
          ? [] : Self.suffixes(of: values, from: index - reach, to: cut, shift: values[cut])
      }
      prefix.add(values[index], from: values[cut])
      guard here >= reach else {
        results.append(.nan)
        continue
      }
      results.append(result(place == reach ? prefix : suffixes.removeLast().merged(with: prefix)))
    }
  }

  /// The states of the suffixes of a cut, the shortest first.
  private static func suffixes<State: WindowState>(
    of values: [Double], from start: Int, to end: Int, shift: Double
  ) -> [State] {
    var states: [State] = []
    states.reserveCapacity(end - start)
    var state = State()
    for index in (start..<end).reversed() {
      state.add(values[index], from: shift)
      states.append(state)
    }
    return states
  }
}

/// What is known of some of a window's values.
private protocol WindowState {
  /// Of no values.
  init()

  /// Adds a value.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - shift: a value of the same window, from which differences may be taken.
  mutating func add(_ value: Double, from shift: Double)

  /// What is known of these values and others, neither none.
  func merged(with next: Self) -> Self
}

private struct Least: WindowState {
  var value = Double.infinity
  mutating func add(_ value: Double, from shift: Double) { self.value = min(self.value, value) }
  func merged(with next: Least) -> Least { Least(value: min(value, next.value)) }
}

private struct Greatest: WindowState {
  var value = -Double.infinity
  mutating func add(_ value: Double, from shift: Double) { self.value = max(self.value, value) }
  func merged(with next: Greatest) -> Greatest { Greatest(value: max(value, next.value)) }
}

/// Squares of deviations from the mean, by B. P. Welford, merged by T. F. Chan and others; see ``RollingVariance``.
private struct Deviations: WindowState {
  private var count = 0.0
  private var mean = 0.0
  private(set) var squares = 0.0

  init() {}

  mutating func add(_ value: Double, from shift: Double) {
    count += 1
    let difference = value - shift
    let deviation = difference - mean
    mean += deviation / count
    squares += deviation * (difference - mean)
  }

  func merged(with next: Deviations) -> Deviations {
    var merged = Deviations()
    merged.count = count + next.count
    let deviation = next.mean - mean
    merged.mean = mean + deviation * (next.count / merged.count)
    merged.squares =
      squares + next.squares + deviation * deviation * (count * (next.count / merged.count))
    return merged
  }
}
