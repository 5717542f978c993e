package import MPI
import Ranks
import TimeSeries
package import Vocabulary

/// Forecasts by saved models alone: rank 0 reads them, and does all of it.
///
/// - Parameters:
///   - request: the folder of models, and how far is forecast.
///   - ranks: all ranks.
/// - Returns: the forecasts, the series on rank 0 only.
/// - Throws: an agreed `CaudalError` if there is no such folder, or one of its models can't be used.
package func forecastSaved(
  _ request: ForecastRequest, on ranks: borrowing Communicator
) throws -> Forecasts {
  let clock = PhaseClock()
  let (models, first) = try usableModels(request, on: ranks)
  var request = request
  request.regular.step = first.grid.step
  let series =
    ranks.rank == 0
    ? models.map { model in
      model.forecast(
        steps: request.horizons.last ?? 1, levels: request.levels,
        unit: request.units.unit(ofColumn: model.column))
    } : []
  return Forecasts(
    request, seasons: first.seasons, timeZone: first.timeZone,
    groupNames: first.group.map(\.name), series: series, regular: RegularSummary(), input: nil,
    run: RunDescription(
      ranks: ranks.size, threads: 1, hosts: try ranks.hostNames(), input: .shared,
      phases: clock.finish()))
}

/// Finds out what ``forecastSaved(_:on:)`` would do: reads the models, and forecasts nothing.
///
/// - Parameters:
///   - request: the folder of models, and how far would be forecast.
///   - output: where the caller would write the result to, and as what.
///   - ranks: all ranks.
/// - Returns: the plan, the same on every rank.
/// - Throws: the agreed `CaudalError` that ``forecastSaved(_:on:)`` would throw.
package func explainSaved(
  _ request: ForecastRequest, to output: Plan.Output, on ranks: borrowing Communicator
) throws -> Plan {
  let (models, first) = try usableModels(request, on: ranks)
  var plan = Plan(
    .forecast,
    RunDescription(
      ranks: ranks.size, threads: 1, hosts: try ranks.hostNames(), input: .shared, phases: []))
  let count = models.count == 1 ? "the model" : "\(models.count) models"
  let read = plan.append(
    Plan.Step(.read, of: [], "rank 0 reads \(count) of \(request.models ?? "")"))
  var forecast = Plan.Step(.forecast, of: [read], "rank 0 forecasts by each; nothing is fitted")
  forecast.note("steps of", first.grid.step.description)
  forecast.note("steps ahead", request.horizons.map { "\($0)" }.joined(separator: ", "))
  var write = Plan.Step(.write, of: [plan.append(forecast)], "rank 0 writes the result")
  write.output = output
  _ = plan.append(write)
  return plan
}

/// The models of a request's folder, in the order of their files' names, and the first of them.
///
/// - Throws: an agreed `CaudalError` if there is no such folder, or its models can't be rows of one table.
private func usableModels(
  _ request: ForecastRequest, on ranks: borrowing Communicator
) throws -> (models: [ModelFile], first: ModelFile) {
  guard let folder = request.models else { preconditionFailure("models are named") }
  let saved = try SavedModels(folder, on: ranks)
  let models = saved.models.sorted { $0.key < $1.key }.map(\.value)
  guard let first = models.first else { preconditionFailure("a folder of models has one") }
  try saved.check(first.grid.step, on: first.timeZone)
  try saved.checkGroups()
  try request.units.check(Array(Set(models.map(\.column))).sorted())
  return (models, first)
}
