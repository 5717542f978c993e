import Forecasting
package import MPI
package import Ranks
import Scan
package import Vocabulary

/// Forecasts series, on all ranks of a communicator together; see ``describe(_:_:on:)``.
package func forecast(
  _ request: ForecastRequest, _ notes: Notes = .unheard, on ranks: borrowing Communicator
) throws -> Forecasts {
  var request = request
  request.table = try request.table.findingDatabases()
  var session = try TableSession(request.table, notes, on: ranks)
  return try session.forecast(request, on: ranks)
}

/// Forecasts by saved models alone, on rank 0 of a communicator.
package func forecastSaved(
  _ request: ForecastRequest, on ranks: borrowing Communicator
) throws -> Forecasts {
  try Forecasting.forecastSaved(request, on: ranks)
}

/// Finds out what ``forecastSaved(_:on:)`` would do, on all ranks of a communicator together.
package func explainSaved(
  _ request: ForecastRequest, to output: Plan.Output, on ranks: borrowing Communicator
) throws -> Plan {
  try Forecasting.explainSaved(request, to: output, on: ranks)
}

/// Finds out what ``forecast(_:_:on:)`` would do, on all ranks of a communicator together.
package func explain(
  _ request: ForecastRequest, to output: Plan.Output, _ notes: Notes = .unheard,
  on ranks: borrowing Communicator
) throws -> Plan {
  var request = request
  request.table = try request.table.findingDatabases()
  let session = try TableSession(request.table, notes, on: ranks)
  return try session.explain(request, to: output, on: ranks)
}
