import Foundation
import TestSupport
import Testing

/// The meaning of options, and what is found out where they aren't given.
@Suite("Options")
struct OptionTests {
  /// A file whose column `x` has the values 1.5, −2.25 and 300.
  struct Dialect: Sendable, CustomStringConvertible {
    let description: String
    let text: String
    let delimiter: String
    let decimal: String
    var options: [String] = []
  }

  static let dialects = [
    Dialect(
      description: "commas", text: "a,x\np,1.5\nq,-2.25\nr,300\n", delimiter: ",", decimal: "."),
    Dialect(
      description: "semicolons", text: "a;x\np;1.5\nq;-2.25\nr;300\n", delimiter: ";", decimal: "."),
    Dialect(
      description: "tabs", text: "a\tx\np\t1.5\nq\t-2.25\nr\t300", delimiter: "\t", decimal: "."),
    Dialect(
      description: "bars", text: "a|x\r\np|1.5\r\nq|-2.25\r\nr|300\r\n", delimiter: "|",
      decimal: "."),
    Dialect(
      description: "decimal commas", text: "a;x\np,p;1,5\nq;-2,25\nr;300\n", delimiter: ";",
      decimal: ","),
    Dialect(
      description: "decimal commas in quotes", text: "a,x\np,\"1,5\"\nq,\"-2,25\"\nr,300\n",
      delimiter: ",", decimal: ",", options: ["--decimal", ","]),
    Dialect(
      description: "decimal commas, explicit", text: "a,b;x\np;1,5\nq;-2,25\nr;300\n",
      delimiter: ";",
      decimal: ",", options: ["--delimiter", ";", "--decimal", ","]),
    Dialect(
      description: "bars with semicolons, explicit", text: "a;a;a|x\n;;p|1.5\nq|-2.25\nr|300\n",
      delimiter: "|", decimal: ".", options: ["--delimiter", "pipe", "--decimal", "point"]),
    Dialect(
      description: "byte order mark", text: "\u{FEFF}x,a\n1.5,p\n-2.25,q\n300,r\n", delimiter: ",",
      decimal: "."),
    Dialect(
      description: "byte order mark before a quoted name", text: "\u{FEFF}\"x\"\n1.5\n-2.25\n300\n",
      delimiter: ",", decimal: "."),
    Dialect(
      description: "blanks around numbers", text: "a,  x\t\n1, 1.5\n2,\t-2.25 \n3,300  \n",
      delimiter: ",", decimal: "."),
    Dialect(
      description: "blank lines", text: "\n\na,x\n\np,1.5\n\r\nq,-2.25\nr,300\n\n\n",
      delimiter: ",",
      decimal: "."),
    Dialect(
      description: "missing values",
      text: "a,x\n1,NA\n2,1.5\n3,N/A\n4,null\n5,-2.25\n6,NULL\n7,300\n8,nan\n9,\n",
      delimiter: ",", decimal: "."),
  ]

  @Test("Delimiter and decimal mark", arguments: dialects)
  func dialect(file: Dialect) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(file.text.utf8, to: "dialect.csv")
      let report = try await Caudal.report(path, file.options + ["--percentiles", "0,50,100"])
      #expect(report.input.delimiter == file.delimiter)
      #expect(report.input.decimal == file.decimal)
      #expect(report.column.count == 3)
      #expect(report.column.percentiles == ["0": -2.25, "50": 1.5, "100": 300])
      #expect(report.column.column == "x")
      let options = file.options + ["--block-bytes", "2"]
      let alone = try await Caudal.json(path, options)
      #expect(try await Caudal.json(path, options, .mpirun(4)) == alone)
    }
  }

  @Test("A wrong decimal mark is complained about with what to do")
  func wrongDecimal() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a;x\n1;1,5\n".utf8, to: "decimal.csv")
      let outcome = try await Caudal.describe(path, ["--decimal", "."])
      #expect(outcome.code == 65)
      #expect(outcome.messages.first?.contains("\"1,5\" is not a number") == true)
      #expect(outcome.messages.first?.contains("give --decimal ,") == true)
    }
  }

  @Test("Null tokens, numbers among them")
  func nullTokens() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x\n-999\n1\n-\n 2 \n-999.0\n\n".utf8, to: "null.csv")
      let some = try await Caudal.report(path, ["--null", "-999", "--null", "-"])
      #expect(some.column.missing == 4)
      #expect(some.column.min == 1, "-999.0 is the same number")
      let all = try await Caudal.report(
        path, ["--null", "-999", "--null=-", "--null", "-999.0", "--null", ""])
      #expect(all.column.count == 2)
      #expect(all.column.mean == 1.5)
      let none = try await Caudal.describe(path, ["--null", "x"])
      #expect(none.code == 65)
      let standard = try folder.write("x\nNA\n1\n".utf8, to: "standard.csv")
      let replaced = try await Caudal.describe(standard, ["--null", "-"])
      #expect(replaced.code == 65, "the standard tokens are replaced")
    }
  }

  @Test("Percentiles are reported in the order in which they were asked for")
  func percentiles() async throws {
    let path = Fixtures.sample
    let json = try await Caudal.json(
      path, column: "ValorObservado", ["--percentiles", "100, 0,99.9,12.5"])
    #expect(json.contains("\"percentiles\": {\"100\": 1006.6, \"0\": 0, \"99.9\": "))
  }

  @Test("A column by name, by name in another case, and by number")
  func columns() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("Año,X,x,3,É\n1,2,3,4,5\n".utf8, to: "columns.csv")
      for (column, mean) in [
        ("Año", 1.0), ("AÑO", 1), ("X", 2), ("x", 3), ("3", 4), ("2", 2), ("1", 1), ("é", 5),
      ] {
        let report = try await Caudal.report(path, column: column)
        #expect(report.column.mean == mean, "\(column)")
      }
    }
  }

  @Test("Names with commas: as the whole text, in quotes, and by number")
  func commas() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        "\"a,b\",a,b,\"\"\"q\"\",r\",*\n1,2,3,4,5\n".utf8, to: "names.csv")
      for (column, means) in [
        ("a,b", ["a,b": 1]), ("A,B", ["a,b": 1]), ("\"a,b\"", ["a,b": 1]), ("1", ["a,b": 1]),
        ("b,a", ["b": 3, "a": 2]), ("\"a,b\",a", ["a,b": 1, "a": 2]), ("*", ["*": 5]),
        ("\"q\",r", ["\"q\",r": 4]), ("\"\"\"q\"\",r\", 3", ["\"q\",r": 4, "b": 3]),
      ] as [(String, [String: Double])] {
        let report = try await Caudal.report(path, column: column)
        let found = report.columns.map { ($0.column, $0.mean) }
        #expect(Dictionary(found) { first, _ in first } == means, "\(column)")
      }
      let all = try await Caudal.lines(path, column: "b", ["--statistics", "mean"])
      #expect(all == ["column,mean", "b,3"])
    }
  }

  @Test("--all is every column that has numbers, whatever the columns are called")
  func every() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a,*,t\n1,2,x\n".utf8, to: "star.csv")
      let outcome = try await Caudal.run(
        ["describe", path, "--all", "--statistics", "mean", "--format", "csv"])
      #expect(outcome.output == "column,mean\na,1\n*,2\n")
    }
  }

  @Test("Minus zero is zero")
  func minusZero() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x\n-0\n0\n-0.0\n-1e-400\n".utf8, to: "zero.csv")
      let outcome = try await Caudal.describe(path, ["--format", "combined"])
      #expect(!outcome.output.contains("-"))
      let report = try await Caudal.report(path)
      #expect(report.column.mode?.frequency == 4)
    }
  }
}
