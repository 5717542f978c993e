import Foundation
import TestSupport
import Testing

/// A program that is killed while it stores rows.
enum KilledWriter {
  /// Starts the program, waits until it has written its rows, and kills it.
  ///
  /// - Parameters:
  ///   - address: where it stores rows.
  ///   - table: the table's name.
  ///   - rows: their number.
  /// - Throws: an error if it didn't get that far.
  static func run(_ address: String, table: String, rows: Int) async throws {
    let script = """
      coproc "$@"
      writer=$COPROC_PID  # the shell forgets it as soon as it sees the end
      read -r -t 60 line <&"${COPROC[0]}"
      kill -KILL "$writer"
      wait "$writer"
      echo "$line $?"
      """
    let outcome = try await Program(path: "/bin/bash").run([
      "-c", script, "bash", Program("StoreWriter").path, address, table, "\(rows)",
    ])
    try #require(outcome.output == "written 137\n", "\(outcome.output)\(outcome.errors)")
  }
}
