import Foundation
import TestSupport
import Testing

/// Formats that can't hold what was chosen: one sentence, and nothing half-written.
@Suite("Formats that fail")
struct SelectFormatErrorTests {
  private static let ways: [(Program.Launch, [String], name: String)] = [
    (.directly, [], "x.jsonl"), (.mpirun(2), ["--input", "scatter"], "x.jsonl.gz"),
    (.mpirun(3), ["--input", "shared"], "x.parquet"), (.directly, [], "x.parquet"),
  ]

  @Test("A text that isn't UTF-8 is named by file and row")
  func notUTF8() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<40).map { "\($0),ñandú\n" }.joined()
      let first = try folder.write(("id,note\n" + rows).utf8, to: "a.csv")
      let bad = Array("id,note\n1,é\n2,a".utf8) + [0xFF] + Array("\n3,b".utf8) + [0xFE, 0x0A]
      let second = try folder.write(bad, to: "b.csv")
      for (launch, options, name) in Self.ways {
        for order in launch == .mpirun(3) ? [[], ["--sort", "id desc"]] : [[]] {
          let outcome = try await Caudal.run(
            [
              "select", first, second, "--encoding", "utf-8", "--block-bytes", "100",
              "--group-rows", "30", "--output", folder.path + "/" + name,
            ] + options + order, launch)
          #expect(outcome.code == 65, "\(launch): \(outcome.errors)")
          // In the order of the output 3 comes before 2 then.
          let place = order.isEmpty ? "row 3: note: \"a" : "row 4: note: \"b"
          // Where all rows are read before the first is written, a note has named the way out.
          let notes = outcome.messages.dropLast()
          #expect(notes.allSatisfy { $0.contains("2 values hold bytes that aren't UTF-8") })
          #expect(notes.count <= 1, "\(outcome.errors)")
          #expect(outcome.messages.last?.hasPrefix("caudal: \(second): \(place)") == true)
          #expect(outcome.messages.last?.hasSuffix("isn't UTF-8") == true, "\(outcome.errors)")
          let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
          #expect(files.sorted() == ["a.csv", "b.csv"])
        }
      }
    }
  }

  @Test("A full disk leaves nothing", arguments: ["csv.gz", "jsonl", "parquet"])
  func full(ending: String) async throws {
    try await withTemporaryFolder { folder in
      let output = try folder.write("old".utf8, to: "x." + ending)
      let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""
      let outcome = try await Program(path: "/bin/bash").run([
        "-c", script, Program("caudal").path, "select", Fixtures.sample, "--output", output,
        "--frame-bytes", "30000", "--group-rows", "500",
      ])
      #expect(outcome.code == 74, "\(outcome.errors)")
      #expect(outcome.messages == ["caudal: \(output): File too large"], "\(outcome.errors)")
      #expect(try String(contentsOfFile: output, encoding: .utf8) == "old")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x." + ending])
    }
  }

  @Test(
    "What can't be is said before anything is read",
    arguments: [
      (
        ["--output", "x.jsonl", "--columns", "1, 2 as CodigoEstacion"],
        "columns 1 and 2 are both called \"CodigoEstacion\", which a JSON object can't have"
      ),
      (
        ["--output", "x.parquet", "--columns", "1, 2, 1"],
        "columns 1 and 3 are both called \"CodigoEstacion\", which Parquet can't have"
      ),
      (["--output", "x.parquet.gz"], "x.parquet.gz: Parquet is compressed inside"),
      (
        ["--output", "x.jsonl", "--output-delimiter", "tab"], "--output-delimiter is for CSV"
      ),
      (
        ["--output", "sqlite:x.db", "--table", "t", "--output-format", "csv"],
        "--output-format is for files, and --table for databases"
      ),
    ])
  func usage(options: [String], problem: String) async throws {
    let isOfRows = options.contains("--columns")
    let launch = isOfRows ? Program.Launch.mpirun(2) : .directly
    let outcome = try await Caudal.run(["select", Fixtures.sample] + options, launch)
    #expect(outcome.code == 64, "\(launch): \(outcome.errors)")
    #expect(outcome.messages.count == 1, "\(outcome.errors)")
    #expect(outcome.messages.first?.hasPrefix("caudal: " + problem) == true, "\(outcome.errors)")
  }

  @Test("Parquet doesn't go to a terminal")
  func terminal() async throws {
    let select = "\(Program("caudal").path) select \(Fixtures.sample) --output-format parquet"
    let outcome = try await Program(path: "/usr/bin/env").run(
      ["script", "-qec", select, "/dev/null"])
    #expect(outcome.code == 64)
    let sentence = "caudal: Parquet is nothing to look at on a terminal; name a file by --output"
    #expect(outcome.output.contains(sentence), "\(outcome.output)")
  }
}
