extension ETSModel {
  /// The values that come next.
  ///
  /// Means and variances are exact under the model with Gaussian errors, without simulation;
  /// chapter 6 of Hyndman, Koehler, Ord, Snyder (2008),
  /// <https://doi.org/10.1007/978-3-540-71918-2>: class 1 (additive errors), 2 (multiplicative
  /// errors, additive season or none) and 3 (multiplicative season). The parameters count as known.
  /// What was missing at the end makes forecasts less certain.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: O(horizon), with a multiplicative season O(horizon × min(horizon, period)).
  package func forecast(steps horizon: Int) -> Forecast {
    precondition(horizon >= 1, "a step ahead at least")
    let count = horizon + missingAtEnd
    let forecast =
      form.season == .multiplicative ? withFactors(steps: count) : withoutFactors(steps: count)
    return Forecast(
      means: Array(forecast.means.suffix(horizon)),
      standardErrors: Array(forecast.variances.suffix(horizon)).map { $0.squareRoot() })
  }

  private typealias Moments = (means: [Double], variances: [Double])

  /// Classes 1 and 2: the mean is linear in the states, and an error j steps before counts
  /// cⱼ = α + β (φ + … + φʲ) + γ where j is a multiple of the period.
  private func withoutFactors(steps count: Int) -> Moments {
    let isRelative = form.error == .multiplicative
    var (means, variances): Moments = ([], [])
    means.reserveCapacity(count)
    variances.reserveCapacity(count)
    var influence = PastInfluence(parameters, period: form.hasSeason ? period : 0)
    var damped = 0.0
    for step in 0..<count {
      damped = parameters.damping * (1 + damped)
      var mean = states.level
      if form.hasTrend { mean += damped * states.growth }
      if form.hasSeason { mean += states.season[step % period] }
      means.append(mean)
      // θ = μ² + σ² Σ cⱼ² θ(h − j), and the variance is (1 + σ²) θ − μ².
      let past = variance * influence.sum
      let square = isRelative ? mean * mean + past : 1
      variances.append(past + variance * square)
      influence.advance(square)
    }
    return (means, variances)
  }

  /// Class 3: level and growth change by the errors alone, and a season by the errors of its own
  /// steps, so that the moments of their product follow from those of level and growth, times
  /// (1 + γε) at each of these steps.
  private func withFactors(steps count: Int) -> Moments {
    var means = [Double](repeating: 0, count: count)
    var variances = means
    for place in 0..<Swift.min(period, count) {
      var moments = LevelMoments(self)
      for step in 0..<count {
        if step % period == place {
          let season = states.season[place]
          let (mean, variance) = moments.forecast
          means[step] = season * mean
          variances[step] = season * season * variance
        }
        moments.advance(changingSeason: step % period == place)
      }
    }
    return (means, variances)
  }
}

/// Σ cⱼ² θ(h − j) over all past errors j, kept up while h grows.
///
/// With dⱼ = φ + … + φʲ, cⱼ² is (α + β dⱼ)², and at multiples of the period 2γ (α + β dⱼ) + γ²
/// more; and dⱼ₊₁ = φ (1 + dⱼ). So sums of θ, dθ and d²θ are enough, and of the first two for each
/// place in the season.
private struct PastInfluence {
  private let parameters: ETSParameters
  private let period: Int
  /// d of a period, and what is left of a growth after one.
  private let (periodSum, periodDamping): (Double, Double)
  private var (plain, weighted, squared) = (0.0, 0.0, 0.0)
  private var places: [(plain: Double, weighted: Double)]
  private var place = 0

  init(_ parameters: ETSParameters, period: Int) {
    self.parameters = parameters
    self.period = period
    var (sum, power) = (0.0, 1.0)
    for _ in 0..<period {
      power *= parameters.damping
      sum += power
    }
    (periodSum, periodDamping) = (sum, power)
    places = Array(repeating: (0, 0), count: period)
  }

  /// The sum for the present step.
  var sum: Double {
    let (alpha, beta, gamma) = (parameters.level, parameters.growth, parameters.season)
    let sum = alpha * alpha * plain + 2 * alpha * beta * weighted + beta * beta * squared
    guard period > 0 else { return sum }
    let (ofPlace, weightedOfPlace) = places[place]
    return sum + (2 * gamma * alpha + gamma * gamma) * ofPlace + 2 * gamma * beta * weightedOfPlace
  }

  /// Goes a step on, whose θ is given.
  mutating func advance(_ square: Double) {
    let phi = parameters.damping
    (plain, weighted, squared) = (
      plain + square, phi * (plain + square + weighted),
      phi * phi * (plain + square + 2 * weighted + squared)
    )
    guard period > 0 else { return }
    let (old, oldWeighted) = places[place]
    places[place] = (old + square, periodSum * (old + square) + periodDamping * oldWeighted)
    place = place + 1 == period ? 0 : place + 1
  }
}

/// The mean and the covariance of level and growth, times the relative change of one season.
private struct LevelMoments {
  private let parameters: ETSParameters
  private let variance: Double
  private var (level, growth): (Double, Double)
  private var (levels, both, growths) = (0.0, 0.0, 0.0)

  init(_ model: ETSModel) {
    parameters = model.parameters
    variance = model.variance
    (level, growth) = (model.states.level, model.states.growth)
  }

  /// The mean and the variance of the next value over its season.
  var forecast: (mean: Double, variance: Double) {
    let phi = parameters.damping
    let mean = level + phi * growth
    let spread = levels + 2 * phi * both + phi * phi * growths
    return (mean, (1 + variance) * spread + variance * mean * mean)
  }

  /// Goes a step on: x becomes (1 + γε) (F + g w ε) x, the first factor only where the season
  /// changes.
  ///
  /// With E = F + σ²γ g w and D = γF + g w the matrix is E + ε D + (ε² − σ²) γ g w, and the moments
  /// of a Gaussian ε are 0, σ², 0 and 3σ⁴.
  mutating func advance(changingSeason: Bool) {
    let (alpha, beta, phi) = (parameters.level, parameters.growth, parameters.damping)
    let gamma = changingSeason ? parameters.season : 0
    // The next forecast, before its error: the sum w x, and what E, D and g w make of the states.
    let mean = level + phi * growth
    let expected = (
      Row(1 + variance * gamma * alpha, phi * (1 + variance * gamma * alpha)),
      Row(variance * gamma * beta, phi * (1 + variance * gamma * beta))
    )
    let changing = (
      Row(gamma + alpha, phi * (gamma + alpha)), Row(beta, phi * (gamma + beta))
    )
    let twice = (Row(gamma * alpha, phi * gamma * alpha), Row(gamma * beta, phi * gamma * beta))
    var next = covariance(expected)
    add(covariance(changing), variance, to: &next)
    add(covariance(twice), 2 * variance * variance, to: &next)
    let ofMean = (
      changing.0.times(level, growth), changing.1.times(level, growth)
    )
    add((ofMean.0 * ofMean.0, ofMean.0 * ofMean.1, ofMean.1 * ofMean.1), variance, to: &next)
    let square = 2 * variance * variance * gamma * gamma * mean * mean
    add((alpha * alpha, alpha * beta, beta * beta), square, to: &next)
    (level, growth) = (expected.0.times(level, growth), expected.1.times(level, growth))
    (levels, both, growths) = next
  }

  private typealias Covariance = (levels: Double, both: Double, growths: Double)

  /// The row of a matrix of two columns.
  private struct Row {
    let (first, second): (Double, Double)
    init(_ first: Double, _ second: Double) { (self.first, self.second) = (first, second) }
    func times(_ level: Double, _ growth: Double) -> Double { first * level + second * growth }
  }

  /// M C Mᵀ for the present covariance.
  private func covariance(_ matrix: (Row, Row)) -> Covariance {
    func product(_ left: Row, _ right: Row) -> Double {
      left.first * right.first * levels + left.second * right.second * growths
        + (left.first * right.second + left.second * right.first) * both
    }
    return (product(matrix.0, matrix.0), product(matrix.0, matrix.1), product(matrix.1, matrix.1))
  }

  private func add(_ part: Covariance, _ factor: Double, to sum: inout Covariance) {
    sum.levels += factor * part.levels
    sum.both += factor * part.both
    sum.growths += factor * part.growths
  }
}
