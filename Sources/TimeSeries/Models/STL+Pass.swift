extension STL {
  /// The passes over one series, and the arrays that they share.
  struct Pass {
    private let smoothers: Smoothers
    private let period: Int
    private let values: [Double]
    private(set) var season: [Double]
    private(set) var trend: [Double]
    /// Empty as long as all values weigh the same.
    private var robustness: [Double] = []

    private var weights: [Double]
    private var smoothed: [Double]
    /// The smoothed seasonal values, with one season more before and behind.
    private var extended: [Double]

    init(_ smoothers: Smoothers, period: Int, _ values: [Double]) {
      self.smoothers = smoothers
      self.period = period
      self.values = values
      season = [Double](repeating: 0, count: values.count)
      trend = season
      weights = season
      smoothed = season
      extended = [Double](repeating: 0, count: values.count + 2 * period)
    }

    /// Finds the season, then the trend, so many times.
    mutating func run(times: Int) {
      for _ in 0..<times {
        smoothPlaces()
        let slow = lowPass()
        for step in season.indices { season[step] = extended[period + step] - slow[step] }
        let adjusted = values.indices.map { values[$0] - season[$0] }
        smoothers.trend.smooth(
          Loess.Input(values: adjusted, robustness: robustness), into: &trend, weights: &weights)
      }
    }

    /// Smooths the values of each place in the season by themselves, one season beyond both ends.
    private mutating func smoothPlaces() {
      let loess = smoothers.season
      for place in 0..<period {
        let steps = stride(from: place, to: values.count, by: period)
        let input = Loess.Input(
          values: steps.map { values[$0] - trend[$0] },
          robustness: robustness.isEmpty ? [] : steps.map { robustness[$0] })
        let count = input.values.count
        loess.smooth(input, into: &smoothed, weights: &weights)
        let first = 0..<Swift.min(loess.window, count)
        let last = Swift.max(0, count - loess.window)..<count
        extended[place] = loess.fit(at: -1, input, first, &weights) ?? smoothed[0]
        extended[place + (count + 1) * period] =
          loess.fit(at: count, input, last, &weights) ?? smoothed[count - 1]
        for index in 0..<count { extended[place + (index + 1) * period] = smoothed[index] }
      }
    }

    /// What is slow in the smoothed seasonal values: means over a season, twice, means over three,
    /// and a local line.
    private mutating func lowPass() -> [Double] {
      let means = Self.means(Self.means(Self.means(extended, period), period), 3)
      var slow = means
      smoothers.lowPass.smooth(Loess.Input(values: means), into: &slow, weights: &weights)
      return slow
    }

    /// Running means.
    private static func means(_ values: [Double], _ length: Int) -> [Double] {
      var means: [Double] = []
      means.reserveCapacity(values.count - length + 1)
      var sum = 0.0
      for index in 0..<length { sum += values[index] }
      means.append(sum / Double(length))
      for index in length..<values.count {
        sum = sum - values[index - length] + values[index]
        means.append(sum / Double(length))
      }
      return means
    }

    /// Weighs values by what is left of them now.
    mutating func setRobustness() {
      let residuals = values.indices.map { abs(values[$0] - trend[$0] - season[$0]) }
      let sorted = residuals.sorted()
      let upper = sorted.count / 2
      let scale = 3 * (sorted[upper] + sorted[sorted.count - 1 - upper])
      robustness = residuals.map { residual in
        if residual <= 0.001 * scale { return 1 }
        guard residual <= 0.999 * scale else { return 0 }
        let part = residual / scale
        let rest = 1 - part * part
        return rest * rest
      }
    }
  }
}
