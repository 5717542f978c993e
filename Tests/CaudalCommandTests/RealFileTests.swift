import Foundation
import TestSupport
import Testing

/// Files as loggers and spreadsheets write them: each is read rightly, in every way of running, or
/// refused with the way out.
@Suite("Real files")
struct RealFileTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let arguments: [String]

    /// What the document, or the message, must have in it.
    let expected: [String]
    var code: Int32 = 0

    /// Whether every rank can read its part.
    var isShared = true

    var testDescription: String { name }

    init(
      _ name: String, _ text: String, _ arguments: [String], _ expected: String...,
      code: Int32 = 0
    ) {
      self.init(name, Array(text.utf8), arguments, expected, code: code)
    }

    init(
      _ name: String, _ bytes: [UInt8], _ arguments: [String], _ expected: [String],
      code: Int32 = 0, isShared: Bool = true
    ) {
      self.name = name
      self.bytes = bytes
      self.arguments = arguments
      self.expected = expected
      self.code = code
      self.isShared = isShared
    }
  }

  private static func describe(_ column: String, _ options: String...) -> [String] {
    ["describe", "--column", column, "--statistics", "count,missing,mean,min,max"] + options
  }

  private static func frequency(_ column: String, _ options: String...) -> [String] {
    ["frequency", "--column", column] + options
  }

  private static func rows(_ count: Int, _ row: (Int) -> String) -> String {
    (0..<count).map(row).joined()
  }

  static let numbers = [
    Case(
      "thousands among small integers", "A\t1,234\nB\t999\nC\t12,345\n", describe("2"),
      "\"mean\": 4859.333333333333", "\"thousands\": \"comma\"", "\"header\": false"),
    Case(
      "thousands in every row", "x\ty\n1\t1,234\n2\t2,345\n", describe("y"),
      "\"1,234\" may be 1.234 or 1234; give --decimal , or --thousands comma", code: 64),
    Case(
      "thousands or decimals, given", "x\ty\n1\t1,234\n2\t2,346\n", describe("y", "--decimal", ","),
      "\"mean\": 1.79"),
    Case(
      "thousands, given", "x\ty\n1\t1,234\n2\t2,346\n", describe("y", "--thousands", "comma"),
      "\"mean\": 1790"),
    Case(
      "points in every row", "a;b\n5;1.234\n6;2.345\n", describe("b"),
      "\"1.234\" may be 1.234 or 1234; give --decimal . or --thousands point", code: 64),
    Case(
      "decimal commas without header", "1,5;2,5\n4,5;5,5\n", describe("1"), "\"mean\": 3,",
      "\"delimiter\": \";\"", "\"decimal\": \",\"", "\"header\": false"),
    Case(
      "commas in the header", "Temp, C;Wind, m/s\n1,5;2,5\n3,5;4\n", describe("Wind, m/s"),
      "\"mean\": 3.25"),
    Case(
      "groups between commas", "s,v\nA,\"4,304\"\nB,\"4,304,533\"\n", describe("v"),
      "\"mean\": 2154418.5"),
    Case(
      "one group between commas", "s,v\nA,\"4,304\"\n", describe("v"),
      "\"4,304\" may be 4.304 or 4304; give --decimal , or --thousands comma", code: 64),
    Case(
      "a group where points mark decimals", "s,v\nA,1.5\nB,\"4,304\"\n", describe("v"),
      "\"4,304\" is not a number; if the comma marks thousands, give --thousands comma", code: 65),
    Case(
      "blanks and commas", "s;v\nA;1 234,5\nB;12 345 678,25\nC;7\n", describe("v"),
      "\"max\": 12345678.25", "\"thousands\": \"blank\""),
    Case(
      "narrow blanks", "s;v\nA;1\u{202F}234,5\nB;2,5\n", describe("v"), "\"max\": 1234.5"),
    Case("apostrophes", "s;v\nA;1'234.5\nB;2.5\n", describe("v"), "\"max\": 1234.5"),
    Case(
      "India", "s|v\nA|1,23,456.5\nB|12,34,567\n", describe("v"), "\"min\": 123456.5",
      "\"max\": 1234567"),
    Case(
      "points and commas", "s;v\nA;1.234,5\nB;1.234.567\nC;-3,25\n", describe("v"),
      "\"min\": -3.25", "\"max\": 1234567"),
    Case(
      "a condition on a column with decimal commas that isn't described",
      "Station;Pegel;Abfluss\nA;1,5;1999,5\nB;2,5;2000,5\nC;3,5;12,5\n",
      describe("Pegel", "--where", "Abfluss > 2000"), "\"mean\": 2.5", "\"count\": 1"),
    Case(
      "decimal commas counted as numbers", "name;valor\na;1,5\nb;1,50\nc;2\n",
      frequency("valor", "--numbers"), "\"key\": {\"valor\": \"1.5\"},\n      \"count\": 2"),
    Case(
      "both decimal marks", "a;b\n1,5;2.5\n3,5;4.5\n", describe("a"),
      "the decimal mark isn't clear: the file has \"2.5\" (row at byte 4) and \"1,5\" (row at byte 4);"
        + " give --decimal . or --decimal ,", code: 64),
    Case(
      "the other mark later",
      "a;b\n" + rows(60_000) { _ in "1;2,5\n" } + "1;2.75\n"
        + rows(60_000) { _ in "1;2,5\n" }, describe("b"),
      "row 60002, byte 360006, column \"b\": \"2.75\" has a decimal point, but \"2,5\" in the row at byte"
        + " 4 has a comma; if the point marks decimals, give --decimal .", code: 65),
    Case(
      "units around numbers", "s;v\nA;12 %\nB;-5,5%\nC;1.234,5 €\nD;US$ 7\n",
      describe("v", "--number-style", "loose"), "\"max\": 1234.5", "\"min\": -5.5", "\"count\": 4"),
    Case(
      "units, unasked", "s,v\nA,12 %\nB,5%\n", describe("v"),
      "\"12 %\" is not a number; to leave out units around numbers, give --number-style loose",
      code: 65),
    Case(
      "hexadecimal", "v\n0x1F\n16\n", describe("v", "--number-style", "hex", "--header", "yes"),
      "\"max\": 31"),
    Case(
      "hexadecimal, unasked", "v\n16\n0x1F\n", describe("v"),
      "to read hexadecimal numbers, give --number-style hex", code: 65),
    Case(
      "Ice in row 15002",
      "v\n" + rows(15_000) { "\($0 % 7).5\n" } + "Ice\n"
        + rows(15_000) { _ in "1.5\n" }, describe("v"),
      "row 15002, byte 60002, column \"v\": \"Ice\" is not a number", code: 65),
    Case(
      "first 15000 values empty", "a;v\n" + rows(15_000) { "\($0);\n" } + "1;2,5\n2;3,5\n",
      describe("v"), "\"mean\": 3,", "\"missing\": 15000"),
  ]

  static let rows = [
    Case(
      "lines that end with CR, and one with LF", "a,b\r1,2\r3,4\n", describe("b"), "\"mean\": 3,",
      "\"line_end\": \"CR\""),
    Case(
      "CR, and LF in a quoted cell", "a,b\r\"x\ny\",2\r\"z\r\n\",4\r", describe("b"),
      "\"mean\": 3,", "\"count\": 2"),
    Case(
      "text behind a closing quote", "a,b\n1,\"lone\n2,x\n3,\"y\n4,z\n", describe("a"),
      "row 2, byte 19: text stands here behind a closing quote; double a quote that is text, or give"
        + " --escape '\\' or --quote none, as the file is written", code: 65),
    Case(
      "quotes that are text", "a,b\n1,\"lone\n2,x\n3,\"y\n4,z\n", describe("a", "--quote", "none"),
      "\"count\": 4"),
    Case(
      "other quotes", "a,b\n1,'x,y'\n2,'it''s'\n", frequency("b", "--quote", "'"),
      "{\"b\": \"x,y\"}", "{\"b\": \"it's\"}"),
    Case(
      "escaped quotes", "a,b\n1,\"x\\\"y,\"\n2,z\\,w\n", frequency("b", "--escape", "\\"),
      "{\"b\": \"x\\\"y,\"}", "{\"b\": \"z,w\"}"),
    Case(
      "a delimiter of two characters", "a||b\nx|y||1\nz||2.5\n",
      describe("b", "--delimiter", "||"), "\"mean\": 1.75"),
    Case(
      "runs of blanks", " date   time  value \n 2020-01-01 10:00   1.5\n 2020-01-02  9:00  12.5\n",
      describe("value", "--delimiter", "blanks"), "\"mean\": 7,"),
    Case(
      "blanks before opening quotes", "a, \"b, c\", d\n1, \"x, y\", 2\n3, \"z\", 4\n",
      describe("d"), "\"mean\": 3,"),
    Case(
      "comments", "# station 7\na,b\n1,2\n# gap, from here\n3,4\n",
      describe("b", "--comment", "#"), "\"mean\": 3,", "\"count\": 2"),
    Case(
      "a header behind three lines of text",
      "Report of the station\nfrom 2020\nto 2021\ndate,v\n2020-01-01,1.5\n2020-01-02,2\n",
      describe("v"), "\"mean\": 1.75", "\"skipped_rows\": 3"),
    Case(
      "a header behind lines, given", "a,b,c\nx,y\n1,2\n", describe("y", "--skip-rows", "1"),
      "\"mean\": 2,"),
    Case(
      "no row behind those left out", "a,b\n1,2\n", describe("b", "--skip-rows", "2"),
      "no row remains behind those that are left out in front of the data", code: 65),
    Case(
      "rows left out beyond the sample",
      rows(1000) { "\($0),\(String(repeating: "2", count: 200))\n" },
      describe("2", "--skip-rows", "900"),
      "the rows left out in front of the data end behind the first 65536 bytes", code: 65),
    Case(
      "infinities are no values", "a,b\n1,2\n3,-Infinity\n", describe("b"),
      "row 3, byte 10, column \"b\": \"-Infinity\" is not a finite number, as statistics need them;"
        + " if it means a missing value, name it, and all others, by --null, or leave out such rows"
        + " by --on-error skip", code: 65),
    Case(
      "infinities that are missing", "a,b\n1,2\n3,-inf\n4,NaN\n",
      describe("b", "--null", "+-inf"), "\"mean\": 2,", "\"missing\": 2"),
    Case(
      "an unknown unit", "d,b\n2020-01-01,2\n", describe("b", "--by", "bin(d, 7 q)"),
      "there is no column \"bin(d, 7 q)\"; the columns are \"d\", \"b\"; as spans of time, there is no"
        + " unit \"q\"; the units are s, min, h and d", code: 64),
    Case(
      "a length that divides no days", "d,b\n2020-01-01,2\n",
      describe("b", "--by", "bin(d, 36 h)"),
      "\"36 h\" is no length: more than nothing, and whole days if longer than one", code: 64),
    Case(
      "sep=", "sep=;\r\na;b\r\n1;2,5\r\n", describe("b"), "\"mean\": 2.5", "\"skipped_rows\": 1"),
    Case(
      "RDB",
      "# U.S. Geological Survey\n#\nagency_cd\tsite_no\t00060\n5s\t15s\t14n\nUSGS\t01\t12.5\n"
        + "USGS\t01\t13.5\n", describe("00060"), "\"mean\": 13,", "\"skipped_after_header\": 1"),
    Case(
      "a row of units", "date,v\n-,degC\n2020-01-01,1.5\n",
      describe("v"), "\"degC\" is not a number; if this row is no data, give --skip-after-header 1",
      code: 65),
    Case(
      "a row of units, left out", "date,v\n-,degC\n2020-01-01,1.5\n",
      describe("v", "--skip-after-header", "1"), "\"mean\": 1.5", "\"count\": 1"),
    Case(
      "years as names", "station;2019;2020;2021\nA;1;2;3\nB;4;5;6\n", describe("2020"),
      "\"mean\": 3.5"),
    Case(
      "years that may be names or data", "2019,2020,2021\n2018,2019,2020\n", describe("2"),
      "may name the columns, or be data; give --header yes or --header no", code: 64),
    Case(
      "all columns of a table without a header", "A,1.5,2\nB,2.5,4\n",
      ["describe", "--all", "--statistics", "mean"], "\"column\": \"2\", \"mean\": 2}",
      "\"column\": \"3\", \"mean\": 3}"),
  ]

  private static func latin1(_ text: String) -> [UInt8] {
    Array(text.data(using: .isoLatin1) ?? Data())
  }

  static let encodings = [
    Case(
      "Latin-1", latin1("dep;v\nBOLÍVAR;1,5\nMETA;2\nBOLÍVAR;3\n"), frequency("dep"),
      ["{\"dep\": \"BOLÍVAR\"},\n      \"count\": 2", "\"encoding\": \"ISO-8859-1\""]),
    Case(
      "a condition in Latin-1", latin1("dep;año\nBOLÍVAR;1,5\nMETA;2\nBOLÍVAR;3\n"),
      describe("año", "--where", "dep = 'BOLÍVAR'"), ["\"mean\": 2.25"]),
    Case(
      "Windows-1252", Array("dep,v\n".utf8) + [0x93, 0x41, 0x94] + Array(",1\n".utf8),
      frequency("dep"), ["{\"dep\": \"“A”\"}", "\"encoding\": \"WINDOWS-1252\""]),
    Case(
      "ISO-8859-15", Array("dep,v\n".utf8) + [0xA4] + Array(",1\n".utf8),
      frequency("dep", "--encoding", "ISO-8859-15"), ["{\"dep\": \"€\"}"]),
    Case(
      "UTF-16 with a mark", Array("dep;v\nBOLÍVAR;1,5\nMETA;2\n".data(using: .utf16) ?? Data()),
      frequency("dep"), ["{\"dep\": \"BOLÍVAR\"}"], isShared: false),
    Case(
      "UTF-16 without a mark",
      Array("dep;v\nBOLÍVAR;1,5\nMETA;2\n".data(using: .utf16BigEndian) ?? Data()),
      describe("v", "--where", "dep = 'BOLÍVAR'"),
      ["\"mean\": 1.5", "\"encoding\": \"UTF-16BE\""], isShared: false),
    Case(
      "UTF-32", Array("dep;v\nBOLÍVAR;1,5\n".data(using: .utf32LittleEndian) ?? Data()),
      frequency("dep"), ["{\"dep\": \"BOLÍVAR\"}"], isShared: false),
    Case(
      "Latin-1 in the middle of ASCII",
      Array(("dep,v\n" + rows(40_000) { _ in "META,1\n" }).utf8) + latin1("BOLÍVAR,2\n")
        + Array(rows(40_000) { _ in "META,1\n" }.utf8),
      describe("v", "--where", "dep = 'BOLÍVAR'"),
      [
        "row 40002, byte 280006, column \"dep\": \"BOL\u{FFFD}VAR\" is not UTF-8, in which the file"
          + " seemed to be written; say how it is encoded"
      ], code: 65),
    Case(
      "an encoding that isn't there", Array("a,b\n1,2\n".utf8),
      describe("b", "--encoding", "klingon"), ["there is no encoding \"klingon\""], code: 64,
      isShared: false),
  ]

  @Test("Each is read rightly, or refused with the way out", arguments: numbers + rows + encodings)
  func everyWay(file: Case) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(file.bytes, to: "real.csv")
      let block = "\(max(5, min(file.bytes.count / 5, 70_000)))"
      let options = ["--format", "json", "--block-bytes", block]
      let arguments = [file.arguments[0], path] + file.arguments.dropFirst() + options
      let alone = try await Caudal.run(arguments)
      #expect(alone.code == file.code, "\(alone.errors)")
      let text = file.code == 0 ? alone.output : alone.errors
      for part in file.expected { #expect(text.contains(part), "\(text)") }
      for way in file.isShared ? ["shared", "scatter"] : ["scatter"] {
        let outcome = try await Caudal.run(arguments + ["--input", way], .mpirun(3))
        #expect(outcome.code == file.code, "\(way): \(outcome.errors)")
        #expect(Self.result(of: outcome) == Self.result(of: alone), "\(way)")
      }
    }
  }

  /// What doesn't depend on the way of running: the document without `run`, or the message.
  private static func result(of outcome: Program.Outcome) -> String {
    guard outcome.code == 0 else { return outcome.messages.first ?? "" }
    return outcome.output.components(separatedBy: "  \"run\": {")[0]
  }
}
