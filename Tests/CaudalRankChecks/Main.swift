import Caudal
import Columns
import Foundation
import MPI
import Ranks
import Vocabulary

/// Checks the algorithms that several ranks do together.
///
/// Started by the tests with `mpirun`: every rank checks, prints what is wrong, and the program
/// fails if any rank found anything.
///
/// The seed comes from `CAUDAL_TEST_SEED`; the argument is a folder for files.
@main
enum Main {
  static func main() throws {
    let environment = try Environment()
    let failures = try check(on: environment.world)
    try environment.finalize()
    exit(failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE)
  }

  /// Does all checks and returns how many failed on all ranks.
  private static func check(on ranks: borrowing Communicator) throws -> Int {
    guard let folder = CommandLine.arguments.dropFirst().first,
      let seed = ProcessInfo.processInfo.environment["CAUDAL_TEST_SEED"].flatMap(UInt64.init)
    else {
      print("usage: CAUDAL_TEST_SEED=… CaudalRankChecks folder")
      return 1
    }
    var checks = Checks(rank: ranks.rank, seed: seed)
    try checks.agreement(on: ranks)
    try checks.memory(on: ranks)
    try checks.orderStatistics(on: ranks)
    try checks.modes(on: ranks)
    try checks.frequencies(on: ranks)
    #if DEBUG
      try checks.groupExchange(on: ranks)
      try checks.unitExchange(on: ranks)
    #endif
    let files = URL(filePath: folder)
    try checks.nastyFile(on: ranks)
    try checks.randomFiles(in: files, on: ranks)
    try checks.groupsOfNastyKeys(in: files, on: ranks)
    try checks.manyGroups(in: files, on: ranks)
    try checks.jobsInRounds(in: files, on: ranks)
    let failures = try ranks.allreduce(checks.failureCount, .sum)
    if ranks.rank == 0 { print("\(checks.count) checks on \(ranks.size) ranks") }
    return failures
  }
}
