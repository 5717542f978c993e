import Foundation
import TestSupport
import Testing

/// Selections and joins of the rows of random tables, with what SQLite makes of them.
enum SelectionCases {
  /// Writes `select.json`, which `CaudalRankChecks` reads: 100 tables with 20 selections and 20 joins each, or as
  /// many tables as `CAUDAL_TEST_TABLES` says; the same in every run, unless `CAUDAL_TEST_SEED` is given.
  ///
  /// - Parameter folder: where it is written.
  /// - Throws: an error if Python can't make it.
  static func write(in folder: URL) async throws {
    let given = ProcessInfo.processInfo.environment
    let (tables, seed) = (given["CAUDAL_TEST_TABLES"] ?? "100", given["CAUDAL_TEST_SEED"] ?? "1303")
    let outcome = try await Program(path: "/usr/bin/env").run(
      [
        "python3", Fixtures.path("select_oracle.py"), "--seed", seed, "--tables", tables,
        "--queries", "20",
      ], environment: ["PYTHONIOENCODING": "utf-8"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    _ = try folder.write(outcome.output.utf8, to: "select.json")
  }
}
