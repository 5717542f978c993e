import Foundation
import TestSupport
import Testing

/// The four ways of printing a result.
@Suite("Formats")
struct FormatTests {
  private let column = "ValorObservado"

  @Test("The table of the sample")
  func table() async throws {
    let outcome = try await Caudal.describe(Fixtures.sample, column: column)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.replacing(Fixtures.sample, with: "FILE") == Self.table)
  }

  private static let table = """
    FILE: 551711 bytes, delimiter comma, decimal mark point

    ValorObservado
      rows            4000
      count           3990
      missing           10
      mean              72.28095238095239
      variance       29914.78938154911
      std              172.95892397199142
      skewness           4.42568713156342
      kurtosis          19.388574368189115
      min                0
      max             1006.6
      mode               0                  442 times
      percentile 10      0
      percentile 25     12.3
      percentile 50     25.7
      percentile 75     66
      percentile 90     96

    variance, std: divided by n; skewness: m₃/m₂^1.5; kurtosis: m₄/m₂² − 3; percentiles: \
    linear interpolation

    """

  @Test("JSON is what the contract says, in its order")
  func json() async throws {
    let outcome = try await Caudal.describe(Fixtures.sample, column: column, ["--format", "json"])
    let keys = outcome.output.matches(of: /"([a-z_0-9]+)":\s/).map { String($0.1) }
    #expect(keys == Self.keys)
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(report.schema == "caudal.describe/1")
    #expect(report.input.files == [Fixtures.sample])
    #expect(report.input.bytes == 551_711)
    #expect(report.input.delimiter == ",")
    #expect(report.input.decimal == ".")
    #expect(report.run.ranks == 1)
    #expect(report.run.threads >= 1)
    #expect(report.run.hosts.count == 1)
    #expect(report.run.seconds.values.allSatisfy { $0 >= 0 })
  }

  private static let keys =
    ["schema", "columns", "column", "rows", "count", "missing", "rejected", "mean", "variance"]
    + ["std"]
    + ["skewness", "kurtosis", "min", "max", "mode", "value", "frequency", "percentiles"]
    + ["10", "25", "50", "75", "90", "rolling_variance", "window", "windows", "sum"]
    + ["definitions", "ddof", "variance", "skewness", "kurtosis", "mode", "percentiles"]
    + ["rolling_variance", "missing", "input", "files", "bytes", "delimiter", "decimal"]
    + ["thousands", "quote", "escape", "comment", "encoding", "header", "skipped_rows"]
    + ["skipped_after_header", "line_end", "rows", "rejected"]
    + [
      "run", "version", "ranks", "threads", "hosts", "input", "seconds", "open", "scan", "moments",
    ]
    + ["rolling", "order", "total"]

  @Test("JSON tells the ranks, and strange names are escaped", arguments: [1, 3])
  func jsonOnRanks(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      let name = "a \"quoted\"\\\n\u{1}ñ😀\tname"
      let header = "\"" + name.replacing("\"", with: "\"\"") + "\",y\n"
      let path = try folder.write((header + "1.5,2\n").utf8, to: "strange \"name\".csv")
      let outcome = try await Caudal.describe(
        path, column: "1", ["--format", "json"], .mpirun(ranks))
      // The launcher's terminal may end lines with CR LF; both are white space to JSON.
      let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
      #expect(report.column.column == name)
      #expect(report.input.files == [path])
      #expect(report.run.ranks == ranks)
    }
  }

  @Test("CSV says the same as JSON")
  func csv() async throws {
    let outcome = try await Caudal.describe(
      Fixtures.sample, column: column, ["--format", "csv", "--percentiles", "0,100,99.9"])
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 3)
    let header = lines[0].split(separator: ",").map(String.init)
    let fields = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(
      header == [
        "column", "rows", "count", "missing", "mean", "variance", "std", "skewness", "kurtosis",
        "min",
        "max", "mode", "mode_frequency", "p0", "p100", "p99.9", "rolling_window", "rolling_windows",
        "rolling_variance_sum",
      ])
    let found = try await Caudal.report(
      Fixtures.sample, column: column, ["--percentiles", "0,100,99.9"]
    ).column
    let expected: [Double?] =
      [Double(found.rows), Double(found.count), Double(found.missing), found.mean, found.variance]
      + [found.std, found.skewness, found.kurtosis, found.min, found.max, found.mode?.value]
      + [found.mode.map { Double($0.frequency) }]
      + ["0", "100", "99.9"].map { found.percentiles[$0] ?? nil }
      + [Double(found.rolling.window), Double(found.rolling.windows), found.rolling.sum]
    #expect(fields.first == column)
    #expect(fields.dropFirst().map { Double($0) } == expected)
    #expect(lines[2] == "")
  }

  @Test("The combined format is the averaging scripts' file")
  func combined() async throws {
    let outcome = try await Caudal.describe(
      Fixtures.sample, column: column, ["--format", "combined"])
    #expect(
      outcome.output == """
        temperatura_promedio,max_value,min_value,moda,varianza,desviacion_estandar,curtosis,\
        asimetria,suma_varianza_movil,percentiles
        72.28095238095239,1006.6,0.0,0.0,29914.78938154911,172.95892397199142,\
        19.388574368189115,4.42568713156342,100898526.30743991,\
        "{10: 0.0, 25: 12.3, 50: 25.7, 75: 66.0, 90: 96.0}"

        """)
  }

  @Test("Names that CSV must quote")
  func quotedName() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("\"a,\"\"b\"\"\nc\"\n1\n".utf8, to: "quoted.csv")
      let outcome = try await Caudal.describe(path, column: "1", ["--format", "csv"])
      #expect(
        outcome.output.contains("\n\"a,\"\"b\"\"\nc\",1,1,0,1,0,0,,,1,1,1,1,1,1,1,1,1,500,0,\n"))
    }
  }
}
