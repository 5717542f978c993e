package import MPI
import Ranks
import Relations
package import Scan
package import Vocabulary

extension TableSession {
  /// Finds out what ``forecast(_:on:)`` would do: reads the heads of files, and no rows.
  ///
  /// - Parameters:
  ///   - request: which series, how far, and by what.
  ///   - output: where the caller would write the result to, and as what.
  ///   - ranks: all ranks.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``forecast(_:on:)`` would throw before it reads rows.
  package func explain(
    _ request: ForecastRequest, to output: Plan.Output, on ranks: borrowing Communicator
  ) throws -> Plan {
    var plan = try newPlan(.forecast, on: ranks)
    if request.isInOrder { return try explainInOrder(request, to: output, &plan, on: ranks) }
    let (last, names) = try explainGridSeries(
      request.regular, of: request.columns, in: &plan, on: ranks)
    try request.units.check(names)
    var forecast = Plan.Step(
      .forecast, of: [last],
      "series are shared out among ranks and threads, the longest first; each is forecast by one"
        + " thread")
    forecast.note("method", request.method.name)
    forecast.note("columns", names.joined(separator: ", "))
    forecast.note("steps ahead", request.horizons.map { "\($0)" }.joined(separator: ", "))
    let seasons = Seasons(of: request).periods
    forecast.note(
      "seasons",
      seasons.isEmpty ? "none" : seasons.map { "\($0)" }.joined(separator: ", ") + " steps")
    if let origins = request.origins {
      forecast.note("backtest", "from \(origins) origins, with a fit at each")
    }
    let bytes: Plan.Quantity = ranks.size == 1 ? .exactly(0) : .unknown
    forecast.exchanges = [
      Plan.Exchange("series, to the ranks that forecast them", bytes),
      Plan.Exchange("forecasts, to rank 0", bytes),
    ]
    var write = Plan.Step(.write, of: [plan.append(forecast)], "rank 0 writes the result")
    write.output = output
    _ = plan.append(write)
    return plan
  }

  /// Finds out what forecasting series that are summed up as they are read would do.
  private func explainInOrder(
    _ request: ForecastRequest, to output: Plan.Output, _ plan: inout Plan,
    on ranks: borrowing Communicator
  ) throws -> Plan {
    let lags = try request.lagsInOrder()
    let reader = try GridRunReader(request.regular, of: request.columns, in: self, on: ranks)
    let (last, names) = try reader.explain(request.regular, of: self, in: &plan, on: ranks)
    var forecast = Plan.Step(
      .forecast, of: [last],
      "series are summed up as they are read; rank 0 puts the sums of runs together, solves for the coefficients, and"
        + " forecasts; rows are read once more if the first ones don't tell what values are counted in"
    )
    forecast.note("method", request.method.name)
    forecast.note("columns", names.joined(separator: ", "))
    forecast.note("steps ahead", request.horizons.map { "\($0)" }.joined(separator: ", "))
    forecast.note(
      "values kept", "at either end of a run as many as the longest lag, \(lags.last ?? 0)")
    forecast.exchanges = [
      Plan.Exchange("sums and ends of runs, to rank 0", ranks.size == 1 ? .exactly(0) : .unknown)
    ]
    var write = Plan.Step(.write, of: [plan.append(forecast)], "rank 0 writes the result")
    write.output = output
    _ = plan.append(write)
    return plan
  }
}
