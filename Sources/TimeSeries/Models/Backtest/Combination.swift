/// The mean of the forecasts of several models, which is often better than each of them.
///
/// ```swift
/// let best = Combination.best(accuracies)
/// let ahead = Combination(best.map { models[$0] }).forecast(steps: 24)
/// ```
///
/// Bates, Granger (1969), <https://doi.org/10.1057/jors.1969.103>. The standard error is the mean of
/// those of the models: as if they erred together, as they mostly do; it can only be less.
package struct Combination: ForecastModel {
  /// The models.
  package let models: [any ForecastModel]

  /// Combines models.
  ///
  /// - Precondition: there is one.
  package init(_ models: [any ForecastModel]) {
    precondition(!models.isEmpty, "a model to combine")
    self.models = models
  }

  /// The values that come next.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: that of the models.
  package func forecast(steps horizon: Int) -> Forecast {
    Self.mean(models.map { $0.forecast(steps: horizon) })
  }

  /// The mean of forecasts.
  ///
  /// - Parameter forecasts: forecasts of as many steps, at least one.
  /// - Returns: the means of their means and of their standard errors.
  package static func mean(_ forecasts: [Forecast]) -> Forecast {
    func mean(_ numbers: (Forecast) -> [Double]) -> [Double] {
      let columns = forecasts.map(numbers)
      return columns[0].indices.map { step in
        var sum = 0.0
        for column in columns { sum += column[step] }
        return sum / Double(columns.count)
      }
    }
    return Forecast(means: mean(\.means), standardErrors: mean(\.standardErrors))
  }

  /// The methods with the smallest errors.
  ///
  /// Methods are ordered by how many origins they failed at, then by the mean absolute scaled error,
  /// or the mean absolute error where one isn't defined, then by their place.
  ///
  /// - Parameters:
  ///   - accuracies: the accuracy of each method from the same origins.
  ///   - count: how many are taken.
  /// - Returns: their indices, the best first; fewer if fewer have an error at all.
  /// - Complexity: O(methods × log methods).
  package static func best(_ accuracies: [Accuracy], count: Int = 3) -> [Int] {
    let measures = accuracies.map(\.overall)
    let measured = accuracies.indices.filter { measures[$0].meanAbsoluteError != nil }
    let isScaled = measured.allSatisfy { measures[$0].meanAbsoluteScaledError != nil }
    func error(_ index: Int) -> Double {
      (isScaled ? measures[index].meanAbsoluteScaledError : measures[index].meanAbsoluteError)
        ?? .infinity
    }
    let ordered = measured.sorted { first, second in
      (accuracies[first].failureCount, error(first), first)
        < (accuracies[second].failureCount, error(second), second)
    }
    return Array(ordered.prefix(count))
  }
}
