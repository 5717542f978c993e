import Caudal
import Columns
import Foundation
import Keys
import MPI
import Ranks
import Vocabulary

/// Checks the algorithms that several ranks do together.
///
/// Started by the tests with `mpirun`: every rank checks, prints what is wrong, and the program
/// fails if any rank found anything.
///
/// The seed comes from `CAUDAL_TEST_SEED`; the argument is a folder for files, in which whole jobs
/// are then checked, and without one the parts of jobs are.
@main
enum Main {
  static func main() throws {
    let environment = try Environment()
    // As a job does: hashes name ranks.
    var hashes = HashSeed.current
    try environment.world.broadcast(&hashes, from: 0)
    HashSeed.adopt(hashes)
    let failures = try check(on: environment.world)
    try environment.finalize()
    exit(failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE)
  }

  /// Does all checks and returns how many failed on all ranks.
  private static func check(on ranks: borrowing Communicator) throws -> Int {
    guard
      let seed = ProcessInfo.processInfo.environment["CAUDAL_TEST_SEED"].flatMap(UInt64.init)
    else {
      print("usage: CAUDAL_TEST_SEED=… CaudalRankChecks [folder]")
      return 1
    }
    var checks = Checks(rank: ranks.rank, seed: seed)
    if let folder = CommandLine.arguments.dropFirst().first {
      try checks.jobs(in: URL(filePath: folder), on: ranks)
    } else {
      try checks.parts(on: ranks)
    }
    let failures = try ranks.allreduce(checks.failureCount, .sum)
    if ranks.rank == 0 { print("\(checks.count) checks on \(ranks.size) ranks") }
    return failures
  }
}

extension Checks {
  /// What ranks do together in a job, a part at a time.
  fileprivate mutating func parts(on ranks: borrowing Communicator) throws {
    try agreement(on: ranks)
    try memory(on: ranks)
    try orderStatistics(on: ranks)
    try modes(on: ranks)
    try frequencies(on: ranks)
    #if DEBUG
      try groupExchange(on: ranks)
      try unitExchange(on: ranks)
      try joinedRows(on: ranks)
    #endif
  }

  /// Whole jobs, by all ranks and by one alone.
  fileprivate mutating func jobs(in files: URL, on ranks: borrowing Communicator) throws {
    try reports(in: files, on: ranks)
    try nastyFile(on: ranks)
    try randomFiles(in: files, on: ranks)
    try groupsOfNastyKeys(in: files, on: ranks)
    try manyGroups(in: files, on: ranks)
    try jobsInRounds(in: files, on: ranks)
    try selections(in: files, on: ranks)
  }
}
