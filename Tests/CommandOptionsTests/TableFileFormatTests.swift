import ArgumentParser
import Caudal
import Testing

@testable import CaudalCommand

/// What the name of an output says that it holds.
@Suite("Formats by name")
struct TableFileFormatTests {
  @Test(
    "The end of a name says what a file holds",
    arguments: [
      ("x.csv", TableFileFormat(.csv)), ("x.tsv", TableFileFormat(.csv)),
      ("x", TableFileFormat(.csv)),
      ("x.csv.gz", TableFileFormat(.csv, .gzip)), ("x.gz", TableFileFormat(.csv, .gzip)),
      ("a.parquet/x.TSV.ZST", TableFileFormat(.csv, .zstandard)),
      ("x.jsonl", TableFileFormat(.jsonLines)), ("x.NDJSON", TableFileFormat(.jsonLines)),
      ("x.jsonl.zst", TableFileFormat(.jsonLines, .zstandard)),
      ("x.parquet", TableFileFormat(.parquet)), ("x.gz.parquet", TableFileFormat(.parquet)),
      ("x.jsonl.csv", TableFileFormat(.csv)), (".gz", TableFileFormat(.csv)),
      ("", TableFileFormat(.csv)), ("-", TableFileFormat(.csv)),
    ])
  func names(name: String, expected: TableFileFormat) throws {
    #expect(TableFileFormat(fileName: name) == expected)
    guard !name.isEmpty else { return }
    let select = try Select.parse(["in.csv", "--output", name])
    #expect(try select.request().fileFormat == expected)
  }

  @Test("An option says it for other names; compression is by name in any case")
  func option() throws {
    let arguments = ["in.csv", "--output", "x.dat.gz", "--output-format", "jsonl"]
    let request = try Select.parse(arguments).request()
    #expect(request.fileFormat == TableFileFormat(.jsonLines, .gzip))
    #expect(throws: (any Error).self) {
      try Select.parse(["in.csv", "--output-format", "xml"])
    }
  }
}
