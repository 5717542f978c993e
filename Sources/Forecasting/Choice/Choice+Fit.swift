package import TimeSeries

extension Choice {
  /// Models that were fitted.
  package struct Fitted: Sendable {
    /// What was fitted, the best as a rule first.
    package let candidates: [Candidate]
    /// The models, as many.
    package let models: [FittedModel]

    /// The model, or the mean of the models.
    package var model: FittedModel { models.count == 1 ? models[0] : .combination(models) }
  }

  /// Fits what was chosen to a series: those that can be fitted, or else the first fallback that can.
  ///
  /// An autoregression whose forecasts leave the range of the series by more than three times its
  /// width isn't used.
  ///
  /// - Parameters:
  ///   - values: the series, NaN where a value is missing.
  ///   - horizon: how many steps will be forecast, at least 1.
  /// - Returns: the models, one at least.
  /// - Throws: `ModelError`, the last fallback's.
  /// - Complexity: that of the fits.
  package func fit(_ values: [Double], horizon: Int) throws(ModelError) -> Fitted {
    var (candidates, models): ([Candidate], [FittedModel]) = ([], [])
    for candidate in chosen {
      guard let model = try? candidate.fit(values),
        candidate.isSane(model, values, horizon: horizon)
      else { continue }
      candidates.append(candidate)
      models.append(model)
    }
    if !models.isEmpty { return Fitted(candidates: candidates, models: models) }
    var failure = ModelError.noValues
    for candidate in fallbacks {
      do throws(ModelError) {
        let model = try candidate.fit(values)
        guard candidate.isSane(model, values, horizon: horizon) else { continue }
        return Fitted(candidates: [candidate], models: [model])
      } catch {
        failure = error
      }
    }
    throw failure
  }
}

extension Candidate {
  /// Whether forecasts are numbers, and those of an autoregression near the series.
  ///
  /// An autoregression by least squares may have a root outside the unit circle; then it explodes.
  fileprivate func isSane(
    _ model: FittedModel, _ values: [Double], horizon: Int
  ) -> Bool {
    let forecast = model.forecast(steps: horizon)
    guard forecast.means.allSatisfy(\.isFinite), forecast.standardErrors.allSatisfy(\.isFinite)
    else { return false }
    guard case .autoregression = method else { return true }
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for value in values where !value.isNaN {
      least = Swift.min(least, value)
      greatest = Swift.max(greatest, value)
    }
    let reach = 3 * (greatest - least)
    return forecast.means.allSatisfy { $0 >= least - reach && $0 <= greatest + reach }
  }
}
