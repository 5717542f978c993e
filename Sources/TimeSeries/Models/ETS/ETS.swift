private import NumericalMethods

/// Exponential smoothing: models of level, growth and season whose errors change them, fitted by
/// maximum likelihood and chosen by AICc.
///
/// ```swift
/// let model = try ETS(period: 12).fit(values)
/// print(model.form, model.parameters.level)
/// let ahead = model.forecast(steps: 24)
/// ```
///
/// Hyndman, Koehler, Ord, Snyder (2008), <https://doi.org/10.1007/978-3-540-71918-2>. Forms, bounds
/// of the parameters and criteria are those of `ets` of R's package `forecast`, so that
/// log-likelihoods (without constants) can be compared; they are as large or larger, as the search
/// here follows the gradient until there is nothing left to gain.
///
/// A missing value leaves the states as the forecast has them. Values missing before the first and
/// behind the last one are no part of the fit; the forecast still begins behind the end.
///
/// A season of m steps has m − 1 initial values to be estimated, and the search keeps m² numbers and
/// goes through them at each step. R's limit is 24; here it is ``longestSeason``: for longer ones an
/// ``MSTL`` with a model of what is left is the usual way.
package struct ETS: Sendable, Equatable {
  /// The steps of a season; 1 for none.
  package let period: Int
  /// The forms that are tried; of equal ones the first is taken.
  package let forms: [ETSForm]

  /// The most steps of a season that a form may have: a year of days.
  ///
  /// The time of all forms grows with the cube of the season, as the search takes more steps too:
  /// measured, six seasons of 168 steps took 0.9 CPU seconds, four of 366 took 4.5, and four of 730
  /// 3 to 6 for each of nine forms.
  package static let longestSeason = 366

  /// A choice of forms.
  ///
  /// - Parameters:
  ///   - period: the steps of a season; 1 for none.
  ///   - forms: the forms that are tried. Those with a season are left out if there is none, and
  ///     those that need values above zero where some aren't.
  /// - Precondition: period >= 1, and at least one form.
  package init(period: Int = 1, forms: [ETSForm] = ETSForm.all) {
    precondition(period >= 1 && !forms.isEmpty, "a season of a step at least, and a form")
    self.period = period
    self.forms = forms
  }

  /// Fits every form, and takes the one whose AICc is smallest.
  ///
  /// A constant series has the first form without trend and season, and no error.
  ///
  /// - Parameter values: the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: ``ModelError`` if there are too few values for every form, an infinite one, or none
  ///   that any form is for; or if a form with a season could be fitted, which is longer than
  ///   ``longestSeason``.
  /// - Complexity: O(steps + period²) for each evaluation of a search, several searches for a form.
  package func fit(_ values: [Double]) throws(ModelError) -> ETSModel {
    let series = try ETSSeries(values, period: period)
    if series.isConstant { return ETSModel.constant(series) }
    let usable = usableForms(series)
    guard period <= Self.longestSeason || !usable.contains(where: \.hasSeason) else {
      throw .seasonTooLong(period: period, limit: Self.longestSeason)
    }
    var best: ETSModel?
    for form in usable {
      guard let model = ETSSearch(form, series).fit() else { continue }
      if model.aicc < best?.aicc ?? .infinity { best = model }
    }
    guard let best else { throw error(series) }
    return best
  }

  /// The forms that fit the data, with enough values for a criterion.
  private func usableForms(_ series: ETSSeries) -> [ETSForm] {
    forms.filter { form in
      !(form.hasSeason && period == 1) && !(form.needsPositiveValues && !series.isPositive)
        && series.known > form.parameterCount(period: period) + 2
        && !(form.hasSeason && !series.hasAllPlaces)
    }
  }

  private func error(_ series: ETSSeries) -> ModelError {
    let fewest = forms.map { $0.parameterCount(period: period) + 3 }.min() ?? 5
    return series.known < fewest
      ? .tooFewValues(known: series.known, needed: fewest) : .noLikelihood
  }
}

/// A series as the fits of all forms see it.
struct ETSSeries {
  /// From the first known value to the last, divided by 2 to the power of `exponent`.
  let values: [Double]
  /// How many values are known.
  let known: Int
  /// The power of two that makes the greatest value about 1: the fit doesn't depend on the unit.
  let exponent: Int
  /// The steps of a season.
  let period: Int
  /// How many values are missing behind the last one.
  let missingAtEnd: Int
  /// The values with gaps on lines, to begin with.
  let filled: [Double]

  init(_ series: [Double], period: Int) throws(ModelError) {
    try series.checkFinite()
    let present = series.indices.filter { !series[$0].isNaN }
    let (first, last) = (present[0], present[present.count - 1])
    var size = 0.0
    for step in present { size = Swift.max(size, abs(series[step])) }
    exponent = size > 0 ? Int(size.exponent) : 0
    let unit = Elementary.power(ofTwo: -(exponent / 2))
    let rest = Elementary.power(ofTwo: -(exponent - exponent / 2))
    values = series[first...last].map { $0 * unit * rest }
    known = present.count
    missingAtEnd = series.count - 1 - last
    self.period = period
    filled = SeasonalInterpolation.linearly(values, present.map { $0 - first })
  }

  /// Whether all known values are above zero.
  var isPositive: Bool { values.allSatisfy { $0.isNaN || $0 > 0 } }

  /// Whether all known values are equal.
  var isConstant: Bool { values.allSatisfy { $0.isNaN || $0 == values[0] } }

  /// Whether each place in the season has a value.
  var hasAllPlaces: Bool {
    var places = [Bool](repeating: false, count: period)
    for step in values.indices where !values[step].isNaN { places[step % period] = true }
    return places.allSatisfy { $0 }
  }
}
