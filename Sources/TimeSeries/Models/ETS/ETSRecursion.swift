private import NumericalMethods

/// The errors of a model of exponential smoothing on a series, minus twice its log-likelihood, and
/// the gradient of that with respect to all parameters and initial states.
///
/// The gradient comes from one pass backwards (the adjoint of the recursion), so that it costs a
/// few times as much as the value, however many states there are.
///
/// A missing value leaves the states as the forecast has them, as if its error were zero.
package struct ETSRecursion {
  let form: ETSForm
  let period: Int
  /// The series, NaN where a value is missing.
  let values: [Double]
  /// How many values are known.
  let known: Int

  /// What the smoothing parameters and the initial states do to the criterion.
  package struct Slopes {
    /// With respect to α.
    package var level = 0.0
    /// With respect to β.
    package var growth = 0.0
    /// With respect to γ.
    package var season = 0.0
    /// With respect to φ.
    package var damping = 0.0
    /// With respect to the states before the first step.
    package var states = ETSStates(level: 0)
  }

  /// What an evaluation leaves for its gradient.
  struct Step {
    /// y − ŷ, zero where there is no value.
    var error = 0.0
    /// ŷ.
    var forecast = 0.0
    /// The growth before the step.
    var growth = 0.0
    /// The season, if it is a factor.
    var season = 0.0
  }

  /// The steps of the last evaluation.
  private(set) var steps: [Step]
  private var ring: [Double] = []
  private let least: Double
  /// The states behind the last step of the last evaluation.
  private(set) var last = ETSStates(level: 0)
  /// The sum of the squared errors of the last evaluation, relative ones if they are
  /// multiplicative.
  private(set) var sumOfSquares = 0.0

  /// Prepares for a series.
  ///
  /// - Parameters:
  ///   - form: the form of the model.
  ///   - period: the steps of a season.
  ///   - values: the series; its greatest value should be about 1 in size.
  package init(_ form: ETSForm, period: Int, _ values: [Double]) {
    self.form = form
    self.period = period
    self.values = values
    known = values.count { !$0.isNaN }
    steps = [Step](repeating: Step(), count: values.count)
    // Errors as small as the rounding of the values are taken for that.
    let size = values.reduce(0) { $1.isNaN ? $0 : Swift.max($0, abs($1)) }
    least = Double(known) * 0x1p-104 * (form.error == .additive ? size * size : 1)
  }

  /// Minus twice the log-likelihood, without constants: n ln Σe² + 2 Σ ln |ŷ|, the second for
  /// multiplicative errors only.
  ///
  /// - Returns: the criterion; infinite where a forecast isn't above zero that must be.
  /// - Complexity: O(steps).
  package mutating func criterion(_ parameters: ETSParameters, _ states: ETSStates) -> Double {
    guard run(parameters, states) else { return .infinity }
    var (sum, product) = (0.0, ScaledProduct())
    if form.error == .additive {
      for step in steps { sum += step.error * step.error }
    } else {
      for step in values.indices where !values[step].isNaN {
        let part = steps[step].error / steps[step].forecast
        sum += part * part
        product.multiply(by: steps[step].forecast)
      }
    }
    sumOfSquares = sum
    guard sum < .infinity else { return .infinity }
    return Double(known) * Elementary.log(Swift.max(sum, least)) + 2 * product.logarithm
  }

  /// Goes through the series, and leaves the errors and the last states.
  ///
  /// - Returns: whether all forecasts are above zero that must be; otherwise nothing is left.
  /// - Complexity: O(steps + period).
  mutating func run(_ parameters: ETSParameters, _ states: ETSStates) -> Bool {
    last = states
    ring = states.season
    let isDefined =
      form.season == .multiplicative
      ? Self.runMultiplicative(values, parameters, &last, &ring, &steps)
      : Self.runAdditive(values, parameters, form, &last, &ring, &steps)
    if isDefined, form.hasSeason { last.season = ring.rotated(by: values.count) }
    return isDefined
  }

  /// The recursion without a season, or with an additive one.
  private static func runAdditive(
    _ values: [Double], _ parameters: ETSParameters, _ form: ETSForm, _ last: inout ETSStates,
    _ ring: inout [Double], _ steps: inout [Step]
  ) -> Bool {
    let (alpha, beta) = (parameters.level, parameters.growth)
    let (gamma, phi) = (parameters.season, parameters.damping)
    let (hasSeason, isRelative) = (form.hasSeason, form.error == .multiplicative)
    let (values, period) = (values.span, ring.count)
    var ring = ring.mutableSpan
    var steps = steps.mutableSpan
    var (level, growth, place) = (last.level, last.growth, 0)
    for step in values.indices {
      let oldGrowth = growth
      growth *= phi
      level += growth
      let forecast = hasSeason ? level + ring[place] : level
      if isRelative, !(forecast > 0) { return false }
      var error = values[step] - forecast
      if error.isNaN { error = 0 }
      steps[step] = Step(error: error, forecast: forecast, growth: oldGrowth)
      level += alpha * error
      growth += beta * error
      guard hasSeason else { continue }
      ring[place] += gamma * error
      place = place + 1 == period ? 0 : place + 1
    }
    (last.level, last.growth) = (level, growth)
    return true
  }

  /// The recursion with a multiplicative season.
  private static func runMultiplicative(
    _ values: [Double], _ parameters: ETSParameters, _ last: inout ETSStates,
    _ ring: inout [Double], _ steps: inout [Step]
  ) -> Bool {
    let (alpha, beta) = (parameters.level, parameters.growth)
    let (gamma, phi) = (parameters.season, parameters.damping)
    let (values, period) = (values.span, ring.count)
    var ring = ring.mutableSpan
    var steps = steps.mutableSpan
    var (level, growth, place) = (last.level, last.growth, 0)
    for step in values.indices {
      let oldGrowth = growth
      growth *= phi
      level += growth
      let season = ring[place]
      guard level > 0, season > 0 else { return false }
      let forecast = level * season
      var error = values[step] - forecast
      if error.isNaN { error = 0 }
      steps[step] = Step(error: error, forecast: forecast, growth: oldGrowth, season: season)
      ring[place] = season + gamma * error / level
      level += alpha * error / season
      growth += beta * error / season
      place = place + 1 == period ? 0 : place + 1
    }
    (last.level, last.growth) = (level, growth)
    return true
  }

  /// The gradient of the criterion at the parameters of the last evaluation.
  ///
  /// - Precondition: the last criterion was finite.
  /// - Complexity: O(steps + period).
  package mutating func slopes(_ parameters: ETSParameters) -> Slopes {
    // Where the errors are no more than rounding, they can't become less.
    let scale = sumOfSquares > least ? 2 * Double(known) / sumOfSquares : 0
    ring = [Double](repeating: 0, count: form.hasSeason ? period : 0)
    var slopes =
      form.season == .multiplicative
      ? Self.slopesMultiplicative(values, parameters, scale, steps, &ring)
      : Self.slopesAdditive(values, parameters, form, scale, steps, &ring)
    slopes.states.season = ring
    return slopes
  }

  private static func slopesAdditive(
    _ values: [Double], _ parameters: ETSParameters, _ form: ETSForm, _ scale: Double,
    _ steps: [Step], _ ring: inout [Double]
  ) -> Slopes {
    let (alpha, beta) = (parameters.level, parameters.growth)
    let (gamma, phi) = (parameters.season, parameters.damping)
    let (hasSeason, isRelative) = (form.hasSeason, form.error == .multiplicative)
    let (values, steps, period) = (values.span, steps.span, ring.count)
    var ring = ring.mutableSpan
    var slopes = Slopes()
    var (level, growth, place) = (0.0, 0.0, hasSeason ? values.count % period : 0)
    for step in values.indices.reversed() {
      if hasSeason { place = place == 0 ? period - 1 : place - 1 }
      let season = hasSeason ? ring[place] : 0
      // What the forecast does to the criterion.
      var forecast = 0.0
      if !values[step].isNaN {
        let error = steps[step].error
        slopes.level += level * error
        slopes.growth += growth * error
        slopes.season += season * error
        forecast = -(alpha * level + beta * growth + gamma * season)
        if isRelative {
          let size = 1 / steps[step].forecast
          let part = error * size
          forecast += 2 * size - scale * part * values[step] * size * size
        } else {
          forecast -= scale * error
        }
      }
      if hasSeason { ring[place] = season + forecast }
      level += forecast
      growth += level
      slopes.damping += growth * steps[step].growth
      growth *= phi
    }
    (slopes.states.level, slopes.states.growth) = (level, growth)
    return slopes
  }

  private static func slopesMultiplicative(
    _ values: [Double], _ parameters: ETSParameters, _ scale: Double, _ steps: [Step],
    _ ring: inout [Double]
  ) -> Slopes {
    let (alpha, beta) = (parameters.level, parameters.growth)
    let (gamma, phi) = (parameters.season, parameters.damping)
    let (values, steps, period) = (values.span, steps.span, ring.count)
    var ring = ring.mutableSpan
    var slopes = Slopes()
    var (level, growth, place) = (0.0, 0.0, values.count % period)
    for step in values.indices.reversed() {
      place = place == 0 ? period - 1 : place - 1
      var season = ring[place]
      let oldSeason = steps[step].season
      let base = steps[step].forecast / oldSeason
      var forecast = 0.0
      var (ofBase, ofSeason) = (level, season)
      if !values[step].isNaN {
        // The errors of the level and of the season.
        let (toLevel, toSeason) = (steps[step].error / oldSeason, steps[step].error / base)
        slopes.level += level * toLevel
        slopes.growth += growth * toLevel
        slopes.season += season * toSeason
        let (inLevel, inSeason) = (alpha * level + beta * growth, gamma * season)
        ofSeason -= inLevel * toLevel / oldSeason
        ofBase -= inSeason * toSeason / base
        let size = 1 / steps[step].forecast
        forecast = 2 * size - scale * steps[step].error * values[step] * size * size * size
        forecast -= inLevel / oldSeason + inSeason / base
      }
      level = ofBase + forecast * oldSeason
      season = ofSeason + forecast * base
      ring[place] = season
      growth += level
      slopes.damping += growth * steps[step].growth
      growth *= phi
    }
    (slopes.states.level, slopes.states.growth) = (level, growth)
    return slopes
  }
}
