import Foundation
import TestSupport
import Testing

/// The document `caudal.describe/1` with groups, of which only some statistics may have been asked
/// for.
struct GroupedReport: Decodable {
  /// A column in a group.
  struct Entry: Decodable {
    private enum CodingKeys: String, CodingKey {
      case column
      case group
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
      case sum
      case cv
      case range
      case distinct
      case median
      case iqr
      case percentiles
      case rolling = "rolling_variance"
    }

    let column: String
    let group: [String: String]
    let rows: Int?
    let count: Int?
    let missing: Int?
    let mean: Double?
    let variance: Double?
    let std: Double?
    let skewness: Double?
    let kurtosis: Double?
    let min: Double?
    let max: Double?
    let mode: Report.Column.Mode?
    let sum: Double?
    let cv: Double?
    let range: Double?
    let distinct: Int?
    let median: Double?
    let iqr: Double?
    let percentiles: [String: Double?]?
    let rolling: Report.Column.Rolling?

    /// The parts of the group's key.
    func key(_ names: [String]) -> [String] { names.map { group[$0] ?? "not there" } }

    /// A statistic that is a number, by its name in `--statistics`.
    func value(_ statistic: String) -> Double? {
      switch statistic {
      case "rows": rows.map(Double.init)
      case "count": count.map(Double.init)
      case "missing": missing.map(Double.init)
      case "mean": mean
      case "variance": variance
      case "std": std
      case "skewness": skewness
      case "kurtosis": kurtosis
      case "min": min
      case "max": max
      case "mode": mode?.value
      case "sum": sum
      case "cv": cv
      case "range": range
      case "distinct": distinct.map(Double.init)
      case "median": median
      case "iqr": iqr
      case "rolling_variance": rolling?.sum
      default: nil
      }
    }
  }

  let columns: [Entry]
}

extension Caudal {
  /// The decoded groups of a file.
  static func groups(
    _ path: String, column: String = "x", by keys: String, _ options: [String] = [],
    _ launch: Program.Launch = .directly
  ) async throws -> [GroupedReport.Entry] {
    let outcome = try await describe(
      path, column: column, ["--by", keys, "--format", "json"] + options, launch)
    try #require(outcome.code == 0, "\(launch): \(outcome.errors)")
    return try JSONDecoder().decode(GroupedReport.self, from: Data(outcome.output.utf8)).columns
  }

  /// The lines of a result as CSV.
  static func lines(
    _ path: String, column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly
  ) async throws -> [String] {
    let outcome = try await describe(path, column: column, options + ["--format", "csv"], launch)
    try #require(outcome.code == 0, "\(launch): \(outcome.errors)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  /// Checks that a job fails in a known way, with nothing on standard output.
  static func expectFailure(
    _ code: Int, _ messages: [String], _ path: String, column: String = "x", _ options: [String],
    _ launch: Program.Launch = .directly
  ) async throws {
    let outcome = try await describe(path, column: column, options, launch)
    #expect(outcome.code == code, "\(launch) \(options): \(outcome.errors)")
    #expect(outcome.messages == messages, "\(launch) \(options): \(outcome.errors)")
    #expect(outcome.output == "", "\(launch) \(options)")
  }
}
