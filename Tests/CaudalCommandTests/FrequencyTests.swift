import Foundation
import TestSupport
import Testing

/// `caudal frequency`, from outside.
@Suite("Frequencies")
struct FrequencyTests {
  private static let expected: ExpectedGroups? = try? ExpectedGroups.load()

  /// The tables of columns; a text as a whole has tests of its own.
  private static let tables = (expected?.tables ?? []).filter { !$0.columns.isEmpty }

  /// The document `caudal.frequency/1`.
  private struct Document: Decodable {
    struct Value: Decodable {
      let key: [String: String]
      let count: Int
      let share: Double
      let cumulative_share: Double
    }

    let schema: String
    let keys: [String]
    let total: Int
    let missing: Int
    let distinct: Int
    let values: [Value]
  }

  private static func options(of table: ExpectedGroups.Table) -> [String] {
    let kind: [String] =
      switch table.kind {
      case .keys: []
      case .numbers: ["--numbers"]
      case .words: ["--words"]
      }
    return [
      "frequency", Fixtures.path(table.file), "--column", table.columns.joined(separator: ","),
    ] + kind
  }

  /// The JSON document, without `run`.
  private static func json(
    _ options: [String], _ launch: Program.Launch = .directly
  ) async throws -> String {
    let outcome = try await Caudal.run(options + ["--format", "json"], launch)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    #expect(outcome.errors == "", "\(launch)")
    return outcome.output.components(separatedBy: "  \"run\": {")[0]
  }

  private static func decode(_ text: String) throws -> Document {
    let whole = text.trimmingCharacters(in: .whitespacesAndNewlines).dropLast() + "}"
    return try JSONDecoder().decode(Document.self, from: Data(whole.utf8))
  }

  @Test("The tables are there")
  func tablesAreThere() { #expect(Self.tables.count >= 7) }

  @Test("Counts and shares are the true ones, and the same on any ranks", arguments: tables)
  func counts(table: ExpectedGroups.Table) async throws {
    let options = Self.options(of: table)
    let alone = try await Self.json(options)
    let document = try Self.decode(alone)
    #expect(document.schema == "caudal.frequency/1")
    #expect(document.total == table.total && document.distinct == table.distinct)
    #expect(document.missing == table.missing)
    let rows = try #require(Self.expected).counts(of: table)
    try #require(document.values.count == rows.count)
    var sum = 0
    // By bytes: for a String, an accent is the same in one character and in two.
    let counts = Dictionary(
      uniqueKeysWithValues: rows.map { ($0.key.map { Array($0.utf8) }, $0.count) })
    for value in document.values {
      sum += value.count
      #expect(counts[document.keys.map { Array((value.key[$0] ?? "").utf8) }] == value.count)
      #expect(value.share == Double(value.count) / Double(table.total))
      #expect(value.cumulative_share == Double(sum) / Double(table.total))
    }
    #expect(zip(document.values, document.values.dropFirst()).allSatisfy { $0.count >= $1.count })
    if table.kind != .numbers {
      // Equal counts come in the order of their keys' bytes.
      let keys = document.values.map { value in document.keys.map { value.key[$0] ?? "" } }
      #expect(keys == rows.map(\.key))
    }
    for launch in Program.Launch.all.dropFirst() {
      let more = ["--block-bytes", "4999", "--input", launch == .mpirun(3) ? "scatter" : "auto"]
      #expect(try await Self.json(options + more, launch) == alone, "\(launch)")
    }
  }

  @Test("The first in their order, and those that are frequent enough")
  func selection() async throws {
    let options = ["frequency", Fixtures.sample, "--column", "Departamento"]
    let all = try Self.decode(await Self.json(options))
    let top = try Self.decode(await Self.json(options + ["--top", "3"], .mpirun(3)))
    #expect(top.values.map(\.count) == Array(all.values.map(\.count).prefix(3)))
    #expect(top.distinct == all.distinct && top.total == all.total)
    let frequent = try Self.decode(await Self.json(options + ["--min-count", "300"]))
    #expect(frequent.values.count == all.values.count { $0.count >= 300 })
    let ordered = try Self.decode(await Self.json(options + ["--sort", "key"], .mpirun(2)))
    let names = ordered.values.compactMap { $0.key["Departamento"] }
    #expect(names == names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
  }

  @Test("Numbers are in the order of their size")
  func numberOrder() async throws {
    let options = ["frequency", Fixtures.sample, "-c", "ValorObservado", "--numbers"]
    let document = try Self.decode(await Self.json(options + ["--sort", "key"]))
    let numbers = document.values.compactMap { $0.key["ValorObservado"].flatMap { Double($0) } }
    #expect(numbers.count == document.distinct && numbers == numbers.sorted())
  }

  @Test("Conditions and parts of dates")
  func conditions() async throws {
    let options = [
      "frequency", Fixtures.sample, "--column", "year(FechaObservacion)", "--where",
      "Departamento = 'META'", "--format", "csv", "--sort", "key",
    ]
    let outcome = try await Caudal.run(options)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "year(FechaObservacion),count,share,cumulative_share")
    #expect(lines.last?.hasSuffix(",1") == true)
    let total = lines.dropFirst().compactMap { Int($0.split(separator: ",")[1]) }.reduce(0, +)
    #expect(total == 492)
  }

  @Test(
    "What makes no sense is said in one line",
    arguments: [
      (["--column", "Departamento", "--numbers", "--words"], 64, "--numbers and --words"),
      (["--column", "Departamento", "--top", "0"], 64, "--top must be at least 1"),
      (["--column", "Nada"], 64, "there is no column \"Nada\""),
      (["--column", "Departamento", "--numbers"], 65, "column \"Departamento\": \"CHOCÓ\""),
      (["--column", "CodigoSensor,Municipio", "--words"], 64, "--words takes one column"),
      (["--column", "Municipio", "--memory-bytes", "1000"], 74, "more than the 0 MiB of memory"),
    ])
  func errors(options: [String], code: Int, message: String) async throws {
    for launch in [Program.Launch.directly, .mpirun(3)] {
      let outcome = try await Caudal.run(["frequency", Fixtures.sample] + options, launch)
      #expect(outcome.code == code)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains(message), "\(launch): \(outcome.errors)")
    }
  }
}
