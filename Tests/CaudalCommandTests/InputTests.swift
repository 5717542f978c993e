import Foundation
import TestSupport
import Testing

/// Input that only rank 0 sees gives the same result, to the bit, as a file that all ranks see.
@Suite("Scattered input")
struct InputTests {
  /// The document, without the names of the files.
  private func json(
    _ path: String, column: String = "value", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    let text = try await Caudal.json(path, column: column, options, launch, input: input)
    #expect(text.contains("\"files\": [\"\(path)\"]"))
    return text.replacing("\"files\": [\"\(path)\"]", with: "")
  }

  @Test("The sample, sent by rank 0", arguments: Program.Launch.all)
  func sample(launch: Program.Launch) async throws {
    for options in [[], ["--block-bytes", "1000", "--window", "3000"]] {
      let alone = try await json(Fixtures.sample, column: "ValorObservado", options)
      let sent = try await json(
        Fixtures.sample, column: "ValorObservado", options + ["--input", "scatter"], launch)
      #expect(sent == alone)
    }
  }

  @Test("nasty.csv, cut in many places", arguments: [1, 2, 7, 33, 64, 100, 160, 214, 1000])
  func nasty(blockBytes: Int) async throws {
    let path = Fixtures.path("nasty.csv")
    let options = ["--block-bytes", "\(blockBytes)", "--window", "5"]
    let alone = try await json(path, options)
    for launch in [Program.Launch.directly, .mpirun(3)] {
      #expect(try await json(path, options + ["--input", "scatter"], launch) == alone)
    }
  }

  @Test("Standard input", arguments: [Program.Launch.directly, .mpirun(1), .mpirun(3)])
  func standardInput(launch: Program.Launch) async throws {
    let bytes = try Data(contentsOf: URL(filePath: Fixtures.sample))
    let alone = try await json(Fixtures.sample, column: "ValorObservado")
    let piped = try await json(
      "-", column: "ValorObservado", [], launch, input: Array(bytes))
    #expect(piped == alone)
  }

  @Test("A file of many units whose rows don't fit the blocks, at many ranks")
  func manyUnits() async throws {
    try await withTemporaryFolder { folder in
      var random = SeededGenerator()
      var text = "note,value\n"
      for row in 0..<60_000 {
        let note = row.isMultiple(of: 999) ? "\"a \"\"long\"\"\n\(row),1\"" : "row \(row)"
        text += "\(note),\(Double(Int.random(in: -99999...99999, using: &random)) / 100)\n"
      }
      let path = try folder.write(text.utf8, to: "many.csv")
      let options = ["--block-bytes", "4096"]
      let alone = try await json(path, options)
      for launch in Program.Launch.all {
        #expect(try await json(path, options + ["--input", "scatter"], launch) == alone)
      }
    }
  }

  @Test("Compressed files", arguments: ["gzip", "zstd"])
  func compressed(program: String) async throws {
    try await withTemporaryFolder { folder in
      let bytes = try Data(contentsOf: URL(filePath: Fixtures.sample))
      let path = try folder.write(bytes, to: "sample.csv")
      let alone = try await json(path, column: "ValorObservado")
      let outcome = try await Program(path: "/usr/bin/\(program)").run(["-k", path])
      #expect(outcome.code == 0)
      // The name doesn't matter, the contents do.
      let packed = folder.path + "/packed"
      let ending = program == "gzip" ? ".gz" : ".zst"
      try FileManager.default.moveItem(atPath: path + ending, toPath: packed)
      #expect(try await json(packed, column: "ValorObservado") == alone)
      #expect(try await json(packed, column: "ValorObservado", [], .mpirun(2)) == alone)
    }
  }

  @Test("A pipe with a name")
  func pipe() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/pipe"
      #expect(unsafe mkfifo(path, 0o600) == 0)
      async let writer = Program(path: "/bin/sh").run([
        "-c", "cat '\(Fixtures.sample)' > '\(path)'",
      ])
      let piped = try await json(path, column: "ValorObservado")
      #expect(try await writer.code == 0)
      #expect(piped == (try await json(Fixtures.sample, column: "ValorObservado")))
    }
  }

  @Test("Only rank 0 sees the file: it is sent, and a note says so")
  func seenByOne() async throws {
    try await withTemporaryFolder { folder in
      let bytes = try Data(contentsOf: URL(filePath: Fixtures.sample))
      _ = try folder.write(bytes, to: "sample.csv")
      let caudal = Program("caudal").path
      let options = [
        caudal, "describe", "sample.csv", "--column", "ValorObservado", "--format", "csv",
      ]
      let arguments = ["-n", "1", "-wdir", folder.path] + options + [":", "-n", "2"] + options
      let outcome = try await Program.mpirun(arguments)
      #expect(outcome.code == 0)
      let alone = try await Caudal.describe(
        Fixtures.sample, column: "ValorObservado", ["--format", "csv"])
      #expect(outcome.output == alone.output)
      #expect(outcome.messages.count == 1)
      #expect(outcome.messages.first?.contains("rank 1 and 1 more") == true)
      #expect(outcome.messages.first?.contains("does not see sample.csv") == true)
    }
  }

  @Test("What can't be read", arguments: [Program.Launch.directly, .mpirun(3)])
  func errors(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let good = "a,b\n" + (0..<20_000).map { "\($0),\($0)\n" }.joined()
      let bad = try folder.write((good + "7,x\n8,9\n9,y\n").utf8, to: "bad.csv")
      let scatter = ["--input", "scatter", "--block-bytes", "1024"]
      let shared = try await Caudal.describe(bad, column: "b", [])
      let sent = try await Caudal.describe(bad, column: "b", scatter, launch)
      #expect(sent.code == 65)
      #expect(sent.messages == shared.messages)

      let unclosed = try folder.write((good + "7,\"8\n9,1\n").utf8, to: "unclosed.csv")
      let ours = try await Caudal.describe(unclosed, column: "b", scatter, launch)
      #expect(ours.code == 65)
      #expect(ours.messages == (try await Caudal.describe(unclosed, column: "b", [])).messages)

      let path = try folder.write(good.utf8, to: "good.csv")
      #expect((try await Program(path: "/usr/bin/gzip").run(["-k", path])).code == 0)
      let packed = try Data(contentsOf: URL(filePath: path + ".gz"))
      let cut = try folder.write(packed.prefix(packed.count / 2), to: "cut.gz")
      let half = try await Caudal.describe(cut, column: "b", [], launch)
      #expect(half.code == 65)
      #expect(half.messages.count == 1)
      #expect(half.messages.first?.contains("ends in the middle") == true)
      #expect(half.output.isEmpty)

      let refused = try await Caudal.describe(cut, column: "b", ["--input", "shared"], launch)
      #expect(refused.code == 64)
      let missing = try await Caudal.describe(folder.path + "/none", column: "b", scatter, launch)
      #expect(missing.code == 66)
      #expect(missing.messages.count == 1)
      let empty = try await Caudal.describe("-", column: "b", [], launch, input: [])
      #expect(empty.code == 65)
      #expect(empty.messages.first?.contains("standard input: the file is empty") == true)
    }
  }
}
