private import NumericalMethods

/// The search for the parameters and initial states of one form.
///
/// Arguments are α, β as a part of α, γ as a part of 1 − α, φ, and the states in units of the
/// errors' size, so that bounds are those of a box and all arguments are of the size of 1.
struct ETSSearch {
  private let form: ETSForm
  private let series: ETSSeries
  private let start: ETSStart
  /// What one unit of each argument is, a power of two.
  private let units: [Double]
  /// The bounds of φ are as near as that.
  private static let dampingUnit = 0.125

  init(_ form: ETSForm, _ series: ETSSeries) {
    self.form = form
    self.series = series
    start = ETSStart(form, series)
    let size = Elementary.power(ofTwo: Int(start.size.exponent))
    var units = [Double](repeating: 1, count: form.smoothingCount) + [size]
    if form.trend == .damped { units[form.smoothingCount - 1] = Self.dampingUnit }
    if form.hasTrend { units.append(size / 8) }
    if form.hasSeason {
      let level = Swift.max(abs(start.states.level), size)
      let factor = Elementary.power(ofTwo: -Int(level.exponent))
      let unit = form.season == .additive ? size : size * factor
      units += [Double](repeating: unit, count: series.period - 1)
    }
    self.units = units
  }

  /// The model whose likelihood is greatest; nil if none was found.
  ///
  /// - Complexity: O(evaluations × (steps + arguments²)).
  func fit() -> ETSModel? {
    var recursion = ETSRecursion(form, period: series.period, series.values)
    var search = BoundedBFGS(lower: bounds(-.infinity), upper: bounds(.infinity))
    func minima(from starts: [[Double]]) -> [Minimum] {
      starts.map { start in
        search.minimum(from: start) { point, gradient in
          criterion(&recursion, point, &gradient)
        }
      }.sorted { $0.value < $1.value }
    }
    // A few steps from each start show where to go on.
    let starts = starts(&recursion)
    search.mostSteps = starts.count > 2 ? 12 : 0
    let chosen = starts.count > 2 ? minima(from: starts).prefix(3).map(\.point) : starts
    search.mostSteps = 1000
    guard let best = minima(from: Array(chosen)).first else { return nil }
    let (parameters, states) = decoded(best.point)
    let value = recursion.criterion(parameters, states)
    guard value < .infinity else { return nil }
    return ETSModel(form, series, parameters, states, recursion, criterion: value)
  }

  /// The bounds of the arguments on one side.
  private func bounds(_ infinity: Double) -> [Double] {
    let isUpper = infinity > 0
    let margin = ETSParameters.margin
    var bounds = [isUpper ? 1 - margin : margin]
    if form.hasTrend { bounds.append(isUpper ? 1 : 0) }
    if form.hasSeason { bounds.append(isUpper ? 1 : 0) }
    if form.trend == .damped {
      let damping = isUpper ? ETSParameters.dampings.most : ETSParameters.dampings.least
      bounds.append(damping / Self.dampingUnit)
    }
    while bounds.count < units.count { bounds.append(infinity) }
    return bounds
  }

  /// Where searches begin: with slow and with fast changes of growth, season and damping, each with
  /// the best of some α.
  private func starts(_ recursion: inout ETSRecursion) -> [[Double]] {
    // Where forecasts would be below zero, less of the growth and the season to begin with.
    for share in [1.0, 0.5, 0.25, 0.125, 0] {
      let points = starts(&recursion, share: share)
      if !points.isEmpty { return points }
    }
    return []
  }

  private func starts(_ recursion: inout ETSRecursion, share: Double) -> [[Double]] {
    var points: [[Double]] = []
    for growth in form.hasTrend ? [0.02, 0.4] : [0] {
      for season in form.hasSeason ? [0.02, 0.3] : [0] {
        for damping in form.trend == .damped ? [0.97, 0.83] : [1] {
          var best: (value: Double, point: [Double])?
          for level in [0.02, 0.1, 0.3, 0.6, 0.95] {
            let point = encoded([level, growth, season, damping], share: share)
            let (parameters, states) = decoded(point)
            guard parameters.isForecastable(period: form.hasSeason ? series.period : 1) else {
              continue
            }
            let value = recursion.criterion(parameters, states)
            if value < best?.value ?? .infinity { best = (value, point) }
          }
          if let best { points.append(best.point) }
        }
      }
    }
    return points
  }

  /// The arguments of smoothing parameters, given as parts, and of the first guess of the states.
  private func encoded(_ parts: [Double], share: Double) -> [Double] {
    var point = [parts[0]]
    if form.hasTrend { point.append(parts[1]) }
    if form.hasSeason { point.append(parts[2]) }
    if form.trend == .damped { point.append(parts[3] / Self.dampingUnit) }
    var states = [start.states.level]
    if form.hasTrend { states.append(share * start.states.growth) }
    let neutral = form.season == .multiplicative ? 1.0 : 0
    states += start.states.season.dropLast().map { neutral + share * ($0 - neutral) }
    for state in states { point.append(state / units[point.count]) }
    return point
  }

  /// The parameters and states that arguments stand for.
  private func decoded(_ point: [Double]) -> (ETSParameters, ETSStates) {
    let margin = ETSParameters.margin
    var parameters = ETSParameters(level: point[0])
    var index = 1
    func next() -> Double {
      index += 1
      return point[index - 1] * units[index - 1]
    }
    if form.hasTrend { parameters.growth = margin + (point[0] - margin) * next() }
    if form.hasSeason { parameters.season = margin + (1 - point[0] - margin) * next() }
    if form.trend == .damped { parameters.damping = next() }
    var states = ETSStates(level: next())
    if form.hasTrend { states.growth = next() }
    guard form.hasSeason else { return (parameters, states) }
    var rest = form.season == .additive ? 0 : Double(series.period)
    states.season.reserveCapacity(series.period)
    for _ in 1..<series.period {
      let season = next()
      states.season.append(season)
      rest -= season
    }
    states.season.append(rest)
    return (parameters, states)
  }

  /// The criterion and its gradient in the arguments.
  private func criterion(
    _ recursion: inout ETSRecursion, _ point: [Double], _ gradient: inout [Double]
  ) -> Double {
    let (parameters, states) = decoded(point)
    guard parameters.isForecastable(period: form.hasSeason ? series.period : 1) else {
      return .infinity
    }
    let value = recursion.criterion(parameters, states)
    guard value < .infinity else { return .infinity }
    let slopes = recursion.slopes(parameters)
    let margin = ETSParameters.margin
    var index = 1
    func set(_ slope: Double) {
      gradient[index] = slope * units[index]
      index += 1
    }
    gradient[0] = slopes.level
    if form.hasTrend {
      gradient[0] += slopes.growth * point[index]
      set(slopes.growth * (point[0] - margin))
    }
    if form.hasSeason {
      gradient[0] -= slopes.season * point[index]
      set(slopes.season * (1 - point[0] - margin))
    }
    if form.trend == .damped { set(slopes.damping) }
    set(slopes.states.level)
    if form.hasTrend { set(slopes.states.growth) }
    guard form.hasSeason else { return value }
    let last = slopes.states.season[series.period - 1]
    for place in 0..<series.period - 1 { set(slopes.states.season[place] - last) }
    return value
  }
}
