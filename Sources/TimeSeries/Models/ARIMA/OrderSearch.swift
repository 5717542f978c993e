import NumericalMethods

/// The way from model to model of ``AutomaticARIMA``.
struct OrderSearch {
  /// A model that may be tried.
  struct Candidate: Hashable {
    var order: ARIMAOrder
    var hasConstant: Bool
  }

  /// A model that was tried.
  private struct Result {
    let candidate: Candidate
    let criterion: Double
  }

  private let settings: AutomaticARIMA
  private let values: [Double]

  /// The values by which models are ranked, if by sums of squares: the last ones.
  private let ranked: [Double]

  private let start: ARIMAOrder

  /// Whether models are ranked by sums of squares.
  private let isApproximate: Bool

  /// Whether there may be a mean or a drift.
  private let allowsConstant: Bool

  private let largest: (order: Int, seasonal: Int)
  private var results: [Result] = []

  init(_ settings: AutomaticARIMA, _ values: [Double], differences: Int, seasonal: Int) {
    self.settings = settings
    self.values = values
    ranked = Array(values.suffix(AutomaticARIMA.rankedSteps))
    let season = settings.season
    let known = values.count { !$0.isNaN }
    start = ARIMAOrder(0, differences, 0, seasonal: (0, seasonal, 0), season: season)
    isApproximate = values.count > 150 || season > 12
    allowsConstant = differences + seasonal <= 1
    let order = min(settings.largestOrder, known / 3)
    let seasonalOrder = season > 1 ? min(settings.largestSeasonalOrder, known / 3 / season) : 0
    largest = (seasonalOrder > 0 ? min(order, season - 1) : order, seasonalOrder)
  }

  private func candidate(_ p: Int, _ q: Int, _ P: Int, _ Q: Int, _ constant: Bool) -> Candidate {
    var order = start
    order.autoregressive = min(p, largest.order)
    order.movingAverage = min(q, largest.order)
    order.seasonalAutoregressive = min(P, largest.seasonal)
    order.seasonalMovingAverage = min(Q, largest.seasonal)
    return Candidate(order: order, hasConstant: constant)
  }

  /// Tries models until no neighbour is better than the best.
  mutating func run() {
    let few = values.count < 10
    var starts = [
      few ? candidate(1, 1, 0, 0, allowsConstant) : candidate(2, 2, 1, 1, allowsConstant),
      candidate(0, 0, 0, 0, allowsConstant), candidate(1, 0, 1, 0, allowsConstant),
      candidate(0, 1, 0, 1, allowsConstant),
    ]
    if allowsConstant { starts.append(candidate(0, 0, 0, 0, false)) }
    var best: Result?
    for start in starts {
      guard let result = attempt(start) else { continue }
      if result.criterion < best?.criterion ?? .infinity { best = result }
    }
    guard var best else { return }
    var isMoving = true
    while isMoving {
      isMoving = false
      for neighbour in neighbours(of: best.candidate) {
        guard results.count < settings.mostModels else { return }
        guard let result = attempt(neighbour), result.criterion < best.criterion else { continue }
        best = result
        isMoving = true
        break
      }
    }
  }

  /// The neighbours of a model, in the order in which they are tried.
  private func neighbours(of candidate: Candidate) -> [Candidate] {
    let single = [(-1, 0), (0, -1), (1, 0), (0, 1)]
    let double = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    var neighbours: [Candidate] = []
    for (P, Q) in single + double {
      var next = candidate
      next.order.seasonalAutoregressive += P
      next.order.seasonalMovingAverage += Q
      neighbours.append(next)
    }
    for (p, q) in single + double {
      var next = candidate
      next.order.autoregressive += p
      next.order.movingAverage += q
      neighbours.append(next)
    }
    if allowsConstant {
      neighbours.append(Candidate(order: candidate.order, hasConstant: !candidate.hasConstant))
    }
    return neighbours.filter { neighbour in
      let order = neighbour.order
      return (0...largest.order).contains(order.autoregressive)
        && (0...largest.order).contains(order.movingAverage)
        && (0...largest.seasonal).contains(order.seasonalAutoregressive)
        && (0...largest.seasonal).contains(order.seasonalMovingAverage)
    }
  }

  /// Tries a model; nil if it was tried before.
  private mutating func attempt(_ candidate: Candidate) -> Result? {
    guard !results.contains(where: { $0.candidate == candidate }) else { return nil }
    let result = Result(
      candidate: candidate, criterion: criterion(of: candidate) ?? .infinity)
    results.append(result)
    return result
  }

  /// AICc, or what ranks like it; nil if the model can't be fitted, or is refused.
  private func criterion(of candidate: Candidate) -> Double? {
    let arima = specification(candidate)
    if isApproximate {
      guard let problem = try? arima.problem(ranked) else { return nil }
      let search = ARIMALikelihoodSearch(problem)
      let parameters = search.parameters
      let minimum = search.conditionalMinimum(from: [
        parameters.point(autoregressive: 0.1, movingAverage: 0.1)
      ])
      guard minimum.value < .infinity, isAccepted(candidate.order, parameters, minimum.point)
      else { return nil }
      let count = problem.residuals.count { !$0.isNaN }
      return aicc(-2 * Double(count) * minimum.value, candidate, count: count)
    }
    guard let found = try? arima.search(values),
      isAccepted(candidate.order, found.search.parameters, found.minimum.point)
    else { return nil }
    return aicc(2 * found.likelihood.logarithm, candidate, count: found.likelihood.count)
  }

  private func aicc(_ twiceLogarithm: Double, _ candidate: Candidate, count: Int) -> Double? {
    let k = Double(candidate.order.coefficientCount + (candidate.hasConstant ? 1 : 0) + 1)
    let rest = Double(count) - k - 1
    return rest > 0 ? -twiceLogarithm + 2 * k + 2 * k * (k + 1) / rest : nil
  }

  private func specification(_ candidate: Candidate) -> ARIMA {
    var terms = DeterministicTerms()
    if candidate.hasConstant {
      if start.lostToDifferences == 0 { terms.hasConstant = true } else { terms.hasTrend = true }
    }
    return ARIMA(candidate.order, terms: terms)
  }

  /// Whether all roots are at least 1.01 in size.
  ///
  /// They are if the polynomial of 1.01·B is one of a stationary model.
  private func isAccepted(
    _ order: ARIMAOrder, _ parameters: ARIMAParameters, _ point: [Double]
  ) -> Bool {
    var rest = parameters.coefficients(point)[...]
    func isFar(_ count: Int, sign: Double, lag: Int) -> Bool {
      defer { rest = rest.dropFirst(count) }
      var factor = sign
      let scaled = rest.prefix(count).map { coefficient in
        for _ in 0..<lag { factor *= 1.01 }
        return coefficient * factor
      }
      return LagPolynomial.partialAutocorrelations(scaled) != nil
    }
    let parts = [
      isFar(order.autoregressive, sign: 1, lag: 1), isFar(order.movingAverage, sign: -1, lag: 1),
      isFar(order.seasonalAutoregressive, sign: 1, lag: order.season),
      isFar(order.seasonalMovingAverage, sign: -1, lag: order.season),
    ]
    return parts.allSatisfy { $0 }
  }

  /// The best of the models, fitted exactly.
  ///
  /// - Parameter fits: how many are compared by their exact likelihoods, if they were ranked by
  ///   sums of squares.
  /// - Returns: the model.
  /// - Throws: `ModelError`.
  func best(fits: Int) throws(ModelError) -> ARIMAModel {
    // Sorting keeps the order of equal ones by their numbers.
    let order = results.indices.filter { results[$0].criterion < .infinity }
      .sorted { (results[$0].criterion, $0) < (results[$1].criterion, $1) }
    var best: (arima: ARIMA, found: ARIMA.Found, criterion: Double)?
    var left = isApproximate ? fits : 1
    for index in order where left > 0 {
      let candidate = results[index].candidate
      let arima = specification(candidate)
      guard let found = try? arima.search(values),
        isAccepted(candidate.order, found.search.parameters, found.minimum.point),
        let value = aicc(2 * found.likelihood.logarithm, candidate, count: found.likelihood.count)
      else { continue }
      left -= 1
      if value < best?.criterion ?? .infinity { best = (arima, found, value) }
    }
    // Where all are refused, the differences alone are left; what is wrong with them is thrown.
    guard let best else { return try specification(plain).fit(values) }
    return ARIMAModel(
      best.arima, values, best.found.search, best.found.minimum, best.found.likelihood)
  }

  private var plain: Candidate { candidate(0, 0, 0, 0, allowsConstant) }
}
