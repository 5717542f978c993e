import Report
import Testing
import Vocabulary

/// Results as tables for people.
@Suite("Tables of descriptions")
struct DescriptionTableTests {
  @Test("Every statistic, and one of a column without values")
  func whole() {
    let description = Sample.description([Sample.column("x"), Sample.emptyColumn("y", number: 2)])
    #expect(
      OutputFormat.table.text(of: description, Sample.request()) == """
        data.csv: 42 bytes, delimiter comma, decimal mark point

        x
          rows               5
          count              4
          missing            1
          mean               2.5
          variance           1.25
          std                1.118033988749895
          skewness           0
          kurtosis          -1.36
          min                1
          max                4
          mode               1                  once
          percentile 25      1.75
          percentile 99.9    3.997
          rolling variance   0.5                sum over 2 windows of 2

        y
          rows                      2
          count                     0
          missing                   2
          mean              undefined
          variance          undefined
          std               undefined
          skewness          undefined
          kurtosis          undefined
          min               undefined
          max               undefined
          mode              undefined
          percentile 25     undefined
          percentile 99.9   undefined
          rolling variance  undefined  sum over 0 windows of 2

        variance, std: divided by n; skewness: m₃/m₂^1.5; kurtosis: m₄/m₂² − 3; percentiles: \
        linear interpolation

        """)
  }

  @Test("Rows that were left out are counted in the table, and below it by reason")
  func unusable() {
    let input = Sample.unusableInput(.missing)
    let request = Sample.request([.rows, .count, .missing])
    let below = """

      3 of 8 rows were left out: 2 another number of fields, 1 not a date
      4 fields were taken for missing: 4 not a number
      5 short rows were filled

      """
    let text = OutputFormat.table.text(
      of: Sample.description([Sample.column("x", rejected: 3)], input), request)
    #expect(
      text.hasSuffix(
        """
          rows      8
          count     4
          missing   1
          rejected  3

        """ + below))
    let group = Sample.column("x", group: [(name: "k", text: "a")])
    let groups = Sample.groups([group], by: ["k"], of: 1, input)
    let byKey = Sample.request([.rows, .count, .missing], by: ["k"])
    #expect(
      OutputFormat.table.text(of: groups, byKey).hasSuffix("  a     5      4        1\n" + below))
    let frequencies = Sample.frequencies(["k"], [(["a"], 5)], of: 5, distinct: 1, input)
    #expect(
      FrequencyFormat.table.text(of: frequencies).hasSuffix("1 distinct value in 5\n" + below))
  }

  @Test("One row is left out")
  func oneUnusable() {
    let input = InputDescription(
      files: ["a"], bytes: 1, rows: 2, handling: .skip,
      unusable: UnusableRowCounts(
        rejected: [.init(.tooLong, 1)], takenForMissing: [.init(.outOfRange, 1)], filled: 1))
    #expect(
      input.unusableRowSentences == [
        "1 of 2 rows was left out: 1 too long",
        "1 field was taken for missing: 1 beyond the largest double", "1 short row was filled",
      ])
    #expect(Sample.input.unusableRowSentences.isEmpty)
  }

  @Test("Some statistics, divided by n − 1")
  func some() {
    var request = Sample.request([.mean, .std])
    request.ddof = 1
    #expect(
      OutputFormat.table.text(of: Sample.description([Sample.column("x")]), request) == """
        data.csv: 42 bytes, delimiter comma, decimal mark point

        x
          mean  2.5
          std   1.118033988749895

        std: divided by n − 1

        """)
  }

  @Test("Statistics that aren't standard")
  func others() {
    let description = Sample.description([Sample.columnOfOthers()])
    #expect(
      OutputFormat.table.text(of: description, Sample.request(Sample.others)) == """
        data.csv: 42 bytes, delimiter comma, decimal mark point

        x
          sum       10
          cv         0.5
          range      3
          distinct   4
          median     2.5
          iqr        1.5

        cv: std/mean; range: max − min; iqr: percentile 75 − percentile 25; median: linear \
        interpolation

        """)
  }

  @Test("Numbers that aren't finite are undefined", arguments: [Double.infinity, -.infinity, .nan])
  func nonFinite(number: Double) {
    let column = Sample.column(mean: number, windows: 2, sum: number)
    let request = Sample.request([.mean, .rollingVariance])
    let text = OutputFormat.table.text(of: Sample.description([column]), request)
    #expect(
      text.hasSuffix(
        """
          mean              undefined
          rolling variance  undefined  sum over 2 windows of 2

        """))
    let csv = OutputFormat.csv.text(of: Sample.description([column]), request)
    #expect(csv.hasSuffix("\nx,,2,2,\n"))
  }

  @Test("No columns")
  func none() {
    #expect(
      OutputFormat.table.text(of: Sample.description([]), Sample.request())
        == "data.csv: 42 bytes, delimiter comma, decimal mark point\n")
  }

  @Test(
    "The head line says what was read, in words",
    arguments: [
      (["a"], ";", ",", "a: 7 bytes, delimiter semicolon, decimal mark comma"),
      (["a", "b", "c"], "\t", ".", "a, b, c: 7 bytes, delimiter tab, decimal mark point"),
      (
        ["a", "b", "c", "d"], "|", ".",
        "a … d (4 files): 7 bytes, delimiter pipe, decimal mark point"
      ),
      (["-"], "^", "'", "-: 7 bytes, delimiter \"^\", decimal mark \"'\""),
      (["a"], "\u{1}", ".", "a: 7 bytes, delimiter \"\\u{1}\", decimal mark point"),
      (
        ["a\u{1B}]0;b\u{7}"], nil, nil,
        "a\\e]0;b\\u{7}: 7 bytes, delimiter blanks, decimal mark not known"
      ),
    ] as [([String], String?, String?, String)])
  func head(files: [String], delimiter: String?, decimal: String?, line: String) {
    var dialect = DialectDescription()
    dialect.delimiter = delimiter
    dialect.decimal = decimal
    let input = InputDescription(files: files, bytes: 7, dialect: dialect)
    let description = Sample.description([], input)
    #expect(OutputFormat.table.text(of: description, Sample.request()) == line + "\n")
  }

  @Test("Names can't do anything to the terminal")
  func names() {
    let description = Sample.description([Sample.column("a\u{1B}[31m\u{202E}b\n")])
    let text = OutputFormat.table.text(of: description, Sample.request([.count]))
    #expect(text.hasSuffix("\n\na\\e[31m\\u{202E}b\\n\n  count  4\n"))
  }

  @Test("Columns of one name are told apart by their numbers")
  func repeatedNames() {
    let description = Sample.description([
      Sample.column("x", number: 1), Sample.column("y", number: 2), Sample.column("x", number: 7),
    ])
    #expect(
      OutputFormat.table.text(of: description, Sample.request([.count])) == """
        data.csv: 42 bytes, delimiter comma, decimal mark point

        x (column 1)
          count  4

        y
          count  4

        x (column 7)
          count  4

        """)
  }
}
