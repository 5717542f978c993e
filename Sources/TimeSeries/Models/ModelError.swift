/// Why a model can't be fitted to a series.
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
}
