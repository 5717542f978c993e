/// Why a model can't be fitted to a series, or continued.
package enum ModelError: Error, Sendable, Hashable {
  /// No value is known.
  case noValues

  /// There are fewer known values than the model needs.
  case tooFewValues(known: Int, needed: Int)

  /// All known values are equal, and the model describes how values differ.
  case constantSeries

  /// A value, or one of a regressor, is infinite, or one of a regressor is missing.
  case notFinite(index: Int)

  /// A regressor is a combination of others, or the differences leave nothing of it.
  case collinearRegressor(index: Int)

  /// The model explains every value exactly; there is no error left whose variance could be
  /// estimated.
  case perfectFit

  /// No value of the likelihood could be computed.
  case noLikelihood

  /// The season has more steps than the model's search is for, whose time grows with their cube; see
  /// ``ETS/longestSeason``.
  case seasonTooLong(period: Int, limit: Int)

  /// More steps have no value behind the last one than a model goes on through: it has to be fitted
  /// anew.
  case gapTooLong(steps: Int, limit: Int)
}
