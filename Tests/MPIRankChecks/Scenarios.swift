import Glibc
import MPI
import MPIChecks

/// The scenarios that this program can play, by name.
let scenarios: [String: @Sendable () throws -> Void] = [
  "checks": runChecks,
  "forgotten": { try forget(Environment()) },
  "twice": initializeTwice,
  "levels": reportLevels,
  "finalized": useAfterFinalizing,
  "transports": reportTransports,
  "silent": { try beSilent(Environment()) },
  "throwing operator": failInOperator,
  "trapping operator": trapInOperator,
  "abort": { try abortWorld(code: Int(CommandLine.arguments[2]) ?? -1) },
  "abort solo": { Communicator.solo().abort(code: Int(CommandLine.arguments[2]) ?? -1) },
  "large": exchangeLarge,
]

/// Runs all checks on the world, on a duplicate and on a part of it.
private func runChecks() throws {
  let environment = try Environment()
  let world = environment.world
  try runAll(on: world)
  try runAll(on: world.duplicate())
  if let part = try world.split(color: world.rank % 2) { try runAll(on: part) }
  try world.barrier()
  if world.rank == 0 { print("\(Check.all.count) checks passed on \(world.size) ranks") }
  try environment.finalize()
}

private func runAll(on comm: borrowing Communicator) throws {
  for check in Check.all {
    do {
      try check.body(comm)
    } catch {
      complain("rank \(comm.rank) of \(comm.size): \(check.name): \(error)")
      comm.abort(code: 1)
    }
  }
}

/// Prints what carries the messages between the ranks.
private func reportTransports() throws {
  let environment = try Environment()
  let components = try Transports.loaded()
  if environment.world.rank == 0 {
    for layer in Transports.Layer.allCases {
      print("\(layer) \(components[layer, default: []].joined(separator: ","))")
    }
  }
  try environment.finalize()
}

/// Takes part in the job and never answers, as a rank does whose network is cut.
private func beSilent(_ environment: consuming Environment) throws {
  sleep(120)
  try environment.finalize()
}

/// Leaves finalising to the end of the environment's life.
private func forget(_ environment: consuming Environment) throws {
  let sum = try environment.world.allreduce(1, .sum)
  if environment.world.rank == 0 { print("sum \(sum)") }
}

private func initializeTwice() throws {
  let environment = try Environment()
  do {
    _ = try Environment()
  } catch {
    print(error)
  }
  try environment.finalize()
  do {
    _ = try Environment()
  } catch {
    print(error)
  }
}

private func reportLevels() throws {
  let environment = try Environment(threadLevel: .multiple)
  print(environment.threadLevel, Environment.libraryVersion)
  try environment.finalize()
}

private func useAfterFinalizing() throws {
  let environment = try Environment()
  let world = environment.world
  let duplicate = try world.duplicate()
  let operation = ReduceOperation<Int>(commutative: true) { $0 + $1 }
  _ = try duplicate.allreduce(1, operation)
  let pending = try world.immediateReceive(Int.self, atMost: 1, from: 0)
  try environment.finalize()
  do throws(MPIError) {
    _ = try duplicate.allreduce(1, operation)
  } catch {
    print(error)
  }
  _ = consume pending
}

private struct Refusal: Error, CustomStringConvertible {
  var description: String { "values\ndon't fit" }
}

private func failInOperator() throws {
  let environment = try Environment()
  let refuse = ReduceOperation<Int>(commutative: true, name: "refusing") { _, _ in
    throw Refusal()
  }
  _ = try environment.world.allreduce(1, refuse)
  try environment.finalize()
}

private func trapInOperator() throws {
  let environment = try Environment()
  let overflow = ReduceOperation<Int>(commutative: true) { $0 + $1 }
  _ = try environment.world.allreduce(Int.max, overflow)
  try environment.finalize()
}

private func abortWorld(code: Int) throws {
  let environment = try Environment()
  try leave(environment.world, code: code)
  try environment.finalize()
}

/// The last rank aborts while the others wait.
private func leave(_ world: borrowing Communicator, code: Int) throws {
  if world.rank == world.size - 1 { world.abort(code: code) }
  try world.barrier()
}

/// Sends, broadcasts and adds more than 2^31 elements; takes 7 GB, and isn't part of the tests.
private func exchangeLarge() throws {
  let environment = try Environment()
  let world = environment.world
  let count = Int(Int32.max) + 1000
  var bytes = [UInt8](repeating: world.rank == 0 ? 1 : 0, count: count)
  if world.rank == 0 { bytes[count - 1] = 7 }
  try world.broadcast(&bytes, from: 0)
  guard bytes[0] == 1, bytes[count - 1] == 7, bytes[count / 2] == 1 else { fatalError("broadcast") }
  if world.rank == 0 {
    try world.send(bytes, to: 1)
  } else {
    bytes = try world.receive(varying: UInt8.self, from: 0)
  }
  guard bytes.count == count, bytes[count - 1] == 7 else { fatalError("send") }
  bytes = try world.allreduce(bytes, .sum)
  guard bytes[0] == 2, bytes[count - 1] == 14, bytes[count / 2] == 2 else {
    fatalError("allreduce")
  }
  if world.rank == 0 { print("\(count) elements exchanged") }
  try environment.finalize()
}

/// Prints a line on standard error.
func complain(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
