import Foundation
import TestSupport
import Testing

/// Selections and joins of the rows of random tables, with what SQLite makes of them.
enum SelectionCases {
  /// Writes `select.json`, which `CaudalRankChecks` reads: 100 tables with 20 selections and 20 joins each.
  ///
  /// - Parameter folder: where it is written.
  /// - Throws: an error if Python can't make it.
  static func write(in folder: URL) async throws {
    let outcome = try await Program(path: "/usr/bin/env").run(
      [
        "python3", Fixtures.path("select_oracle.py"), "--seed", "1303", "--tables", "100",
        "--queries", "20",
      ], environment: ["PYTHONIOENCODING": "utf-8"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    _ = try folder.write(outcome.output.utf8, to: "select.json")
  }
}
