/// A series and its regressors, as the filter takes them.
struct FilterInput: Sendable {
  /// The number of steps.
  let count: Int

  /// The series, then the regressors: one column after the other. Where the series has no value,
  /// the regressors' are not used.
  let columns: [Double]

  /// The number of columns.
  let width: Int

  /// Whether the series has a value at each step.
  let isKnown: [Bool]

  /// Whether it has one at every step.
  let isWhole: Bool

  /// What the differences make of the columns; NaN where a value that is needed is missing.
  let differenced: [Double]

  /// The lags with a difference, and what they contribute.
  let lags: [(lag: Int, factor: Double)]

  /// The longest of these lags: k, the number of values that the differences take.
  var longestLag: Int { lags.last?.lag ?? 0 }

  /// The step behind those that, from one on, have no value.
  func endOfGap(from step: Int) -> Int {
    isKnown[step...].firstIndex(of: true) ?? count
  }

  /// Differences columns.
  ///
  /// - Parameters:
  ///   - columns: the series, NaN where it is missing, and the regressors, equally long.
  ///   - differences: δ₁, δ₂ …: what lags contribute to a value.
  init(_ columns: [[Double]], differences: [Double]) {
    count = columns[0].count
    width = columns.count
    self.columns = columns.flatMap { $0 }
    isKnown = columns[0].map { !$0.isNaN }
    isWhole = !isKnown.contains(false)
    lags = differences.enumerated().compactMap { $1 == 0 ? nil : ($0 + 1, $1) }
    var differenced = self.columns
    let longest = lags.last?.lag ?? 0
    for column in columns.indices {
      for step in 0..<count {
        let place = column * count + step
        guard step >= longest, isKnown[step] else {
          differenced[place] = .nan
          continue
        }
        for (lag, factor) in lags {
          differenced[place] -= isKnown[step - lag] ? factor * self.columns[place - lag] : .nan
        }
      }
    }
    self.differenced = differenced
  }
}
