import Foundation
import TestSupport
import Testing

/// The program, as a user starts it.
enum Caudal {
  /// Runs `caudal` with some arguments.
  ///
  /// A launcher that ends a job gives its ranks a second to leave by themselves; the tests don't
  /// wait.
  static func run(
    _ arguments: [String], _ launch: Program.Launch = .directly,
    environment: [String: String?] = [:], input: [UInt8]? = nil
  ) async throws -> Program.Outcome {
    var environment = environment
    if environment["OMPI_MCA_odls_base_sigkill_timeout"] == nil {
      environment["OMPI_MCA_odls_base_sigkill_timeout"] = "0"
    }
    environment["COLUMNS"] = "80"
    return try await Program("caudal").run(
      arguments, launch, environment: environment, input: input)
  }

  /// Runs `caudal describe` on a column.
  static func describe(
    _ path: String, column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> Program.Outcome {
    try await run(["describe", path, "--column", column] + options, launch, input: input)
  }

  /// The JSON document of a column, without `run`, which depends on the way of running.
  static func json(
    _ path: String, column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    let options = ["--format", "json"] + options
    let outcome = try await describe(
      path, column: column, options, launch, input: input)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    let isQuiet = outcome.messages.allSatisfy { $0.hasPrefix("caudal: note: ") }
    #expect(isQuiet, "\(launch): \(outcome.errors)")
    let parts = outcome.output.components(separatedBy: "  \"run\": {")
    #expect(parts.count == 2, "\(launch): \(outcome.output)")
    return parts[0]
  }

  /// The decoded report of a column.
  static func report(
    _ path: String, column: String = "x", _ options: [String] = []
  ) async throws -> Report {
    let outcome = try await describe(path, column: column, ["--format", "json"] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }
}

/// The document `caudal.describe/1`.
struct Report: Decodable {
  struct Column: Decodable {
    struct Mode: Decodable {
      let value: Double
      let frequency: Int
    }

    struct Rolling: Decodable {
      let window: Int
      let windows: Int
      let sum: Double?
    }

    private enum CodingKeys: String, CodingKey {
      case column
      case rows
      case count
      case missing
      case mean
      case variance
      case std
      case skewness
      case kurtosis
      case min
      case max
      case mode
      case percentiles
      case rolling = "rolling_variance"
    }

    let column: String
    let rows: Int
    let count: Int
    let missing: Int
    let mean: Double?
    let variance: Double?
    let std: Double?
    let skewness: Double?
    let kurtosis: Double?
    let min: Double?
    let max: Double?
    let mode: Mode?
    let percentiles: [String: Double?]
    let rolling: Rolling
  }

  struct Input: Decodable {
    let files: [String]
    let bytes: Int
    let delimiter: String
    let decimal: String
  }

  struct Run: Decodable {
    let ranks: Int
    let threads: Int
    let hosts: [String]
    let seconds: [String: Double]
  }

  let schema: String
  let columns: [Column]
  let input: Input
  let run: Run

  /// The only column.
  var column: Column { columns[0] }
}
