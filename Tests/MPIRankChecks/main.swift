import MPI
import MPIChecks

// One rank of an SPMD program that the tests start under mpirun. The argument names a scenario.

let scenario = CommandLine.arguments.dropFirst().first ?? "checks"
guard let body = scenarios[scenario] else { fatalError("there is no scenario \(scenario)") }
do {
  try body()
} catch {
  complain("\(scenario): \(error)")
  Environment.abort(code: 1)
}
