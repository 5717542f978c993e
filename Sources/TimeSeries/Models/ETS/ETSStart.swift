/// Where the search for the parameters of exponential smoothing begins.
struct ETSStart {
  /// The states before the first step.
  let states: ETSStates
  /// The size of the errors: the step in which levels and seasons are searched for.
  let size: Double

  /// Level and growth by a line through the first values, the season by its means in what is left
  /// of the series without its trend.
  ///
  /// - Complexity: O(steps).
  init(_ form: ETSForm, _ series: ETSSeries) {
    let values = series.filled
    let season = form.hasSeason ? Self.season(form, series) : []
    let adjusted = values.indices.map { step in
      switch form.season {
      case .none: values[step]
      case .additive: values[step] - season[step % series.period]
      case .multiplicative: values[step] / season[step % series.period]
      }
    }
    let count = Swift.min(Swift.max(10, form.hasSeason ? 2 * series.period : 0), adjusted.count)
    let head = Array(adjusted.prefix(count))
    if form.hasTrend {
      let line = Self.line(head)
      var level = line.intercept - line.slope
      if form.needsPositiveValues, !(level > 0) { level = Swift.max(head[0], 0x1p-20) }
      states = ETSStates(level: level, growth: line.slope, season: season)
    } else {
      states = ETSStates(level: head.reduce(0, +) / Double(count), season: season)
    }
    // The differences of neighbours without the season are about as large as errors.
    var sum = 0.0
    for step in 1..<Swift.max(adjusted.count, 1) {
      let difference = adjusted[step] - adjusted[step - 1]
      sum += difference * difference
    }
    size = Swift.max((sum / Double(Swift.max(adjusted.count, 1))).squareRoot(), 0x1p-40)
  }

  /// The least squares line at 0, 1, ….
  static func line(_ values: [Double]) -> (intercept: Double, slope: Double) {
    let half = 0.5 * Double(values.count - 1)
    var (mean, sum, squares) = (0.0, 0.0, 0.0)
    for value in values { mean += value }
    mean /= Double(values.count)
    for (step, value) in values.enumerated() {
      sum += (Double(step) - half) * (value - mean)
      squares += (Double(step) - half) * (Double(step) - half)
    }
    let slope = squares > 0 ? sum / squares : 0
    return (mean - slope * half, slope)
  }

  /// The means of each place in the season without the trend; their sum is 0, or their mean 1.
  private static func season(_ form: ETSForm, _ series: ETSSeries) -> [Double] {
    let (values, period) = (series.filled, series.period)
    let isFactor = form.season == .multiplicative
    let trend = trend(values, period)
    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    for step in values.indices {
      guard let base = trend[step], !isFactor || base > 0 else { continue }
      sums[step % period] += isFactor ? values[step] / base : values[step] - base
      counts[step % period] += 1
    }
    var season = sums.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : isFactor ? 1 : 0 }
    let mean = season.reduce(0, +) / Double(period)
    for place in season.indices {
      season[place] = isFactor ? Swift.max(season[place] / mean, 0.01) : season[place] - mean
    }
    // Once more, as the least may have been raised.
    if isFactor {
      let mean = season.reduce(0, +) / Double(period)
      for place in season.indices { season[place] /= mean }
    }
    return season
  }

  /// Centred means over a season, or a line where there are fewer than two seasons; nil at the
  /// ends.
  private static func trend(_ values: [Double], _ period: Int) -> [Double?] {
    guard values.count >= 2 * period + 1 else {
      let line = line(values)
      return values.indices.map { line.intercept + line.slope * Double($0) }
    }
    return ClassicalDecomposition.centredMeans(values, period: period)
  }
}
