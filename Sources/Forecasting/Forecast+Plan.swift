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
}
