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
  guard let folder = request.models else { preconditionFailure("models are named") }
  let clock = PhaseClock()
  let saved = try SavedModels(folder, on: ranks)
  let models = saved.models.sorted { $0.key < $1.key }.map(\.value)
  guard let first = models.first else { preconditionFailure("a folder of models has one") }
  try saved.check(first.grid.step, on: first.timeZone)
  try saved.checkGroups()
  try request.units.check(Array(Set(models.map(\.column))).sorted())
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
