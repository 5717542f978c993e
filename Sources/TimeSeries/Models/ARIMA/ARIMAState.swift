/// What an ARIMA model's filter knows behind a series: all that it needs to forecast, and to go on.
///
/// It is as large as r², and has nothing of the series but the last k values, those that differences
/// still need; k = d + mD.
struct ARIMAState: Sendable, Equatable {
  /// The last k values of what is filtered, NaN where one is missing.
  var values: [Double]

  /// The state, r numbers.
  var state: [Double]

  /// P, the lower triangle, column by column.
  var covariance: [Double]

  /// What is known of those of `values` that are missing, and so are elements of the state.
  var unknown: Unknown

  /// The places of missing values, the earliest first; u of them.
  var missing: [Int] { values.indices.filter { values[$0].isNaN } }

  /// Missing values, in their order.
  struct Unknown: Sendable, Equatable {
    /// What is expected of them.
    var means: [Double] = []

    /// Their covariances with the state, r numbers for each.
    var crossCovariance: [Double] = []

    /// Their covariances with each other, u × u.
    var covariance: [Double] = []

    /// The part of these that is to be multiplied by infinity: what the exact diffuse start has left.
    var diffuse: [Double] = []
  }
}

extension ARIMAFilter {
  /// What is known behind the series, or rather of its first column.
  var end: ARIMAState {
    let (count, places) = (input.count, unknown.steps.map { unknown.place($0) })
    let capacity = unknown.capacity
    func square(_ matrix: [Double]) -> [Double] {
      places.flatMap { row in places.map { matrix[row * capacity + $0] } }
    }
    return ARIMAState(
      values: (count - input.longestLag..<count).map { step in
        input.isKnown[step] ? input.columns[step] : .nan
      },
      state: Array(states.prefix(size)),
      covariance: (0..<size).flatMap { column in
        covariance[column * stride + column..<column * stride + size]
      },
      unknown: ARIMAState.Unknown(
        means: places.map { unknown.means[$0] },
        crossCovariance: places.flatMap { place in
          unknown.crossCovariance[place * size..<(place + 1) * size]
        },
        covariance: square(unknown.covariance), diffuse: square(unknown.diffuse)))
  }

  /// A filter that goes on behind a series.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - state: what is known behind the series; its sizes are those of the model.
  ///   - values: what follows, as it is filtered; NaN where a value is missing. The filter's series
  ///     has the last k values before.
  ///   - steps: how many steps behind these are to be forecast.
  init(
    _ model: ARMAStateSpace, behind state: ARIMAState, _ values: [Double], steps: Int
  ) {
    let input = FilterInput([state.values + values], differences: model.differences)
    let reach = input.longestLag
    // From the first unknown value on, as if all to come were.
    let missing = state.missing
    let span = missing.first.map { reach - $0 } ?? 0
    self.init(unstarted: model, input, unknownValues: min(reach, span + values.count + steps))
    for row in 0..<size { states[row] = state.state[row] }
    var place = 0
    for column in 0..<size {
      for row in column..<size {
        covariance[column * stride + row] = state.covariance[place]
        place += 1
      }
    }
    unknown.set(state.unknown, steps: missing)
  }
}

extension UnknownValues {
  /// Takes over what is known of missing values of some steps.
  mutating func set(_ values: ARIMAState.Unknown, steps: [Int]) {
    self.steps = steps
    let places = steps.map { place($0) }
    for (index, place) in places.enumerated() {
      means[place] = values.means[index]
      for row in 0..<size {
        crossCovariance[place * size + row] = values.crossCovariance[index * size + row]
      }
      for (other, otherPlace) in places.enumerated() {
        let (into, from) = (place * capacity + otherPlace, index * places.count + other)
        covariance[into] = values.covariance[from]
        diffuse[into] = values.diffuse[from]
      }
    }
  }
}
