import Foundation
import TestSupport
import Testing

/// Several files are one table: the same result, to the bit, for every way of reading them.
@Suite("Several files")
struct SeveralFilesTests {
  /// Runs `caudal describe` on some files.
  func describe(
    _ paths: [String], column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> Program.Outcome {
    try await Caudal.run(
      ["describe"] + paths + ["--column", column] + options, launch, input: input)
  }

  /// The document, without `run`.
  func json(
    _ paths: [String], column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    let outcome = try await describe(
      paths, column: column, ["--format", "json"] + options, launch, input: input)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    return outcome.output.components(separatedBy: "  \"run\": {")[0]
  }

  /// The rows, header included, of a table.
  func csv(
    _ paths: [String], column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    let outcome = try await describe(
      paths, column: column, ["--format", "csv"] + options, launch, input: input)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    return outcome.output
  }

  /// The sample in three parts, each with the header, as scripts cut it that work part by part.
  func parts(in folder: URL) throws -> [String] {
    let text = String(decoding: try Data(contentsOf: URL(filePath: Fixtures.sample)), as: UTF8.self)
    let lines = text.split(separator: "\n")
    let rows = lines.dropFirst()
    var start = rows.startIndex
    return try [1334, 1333, 1333].enumerated().map { part, count in
      let lines = [lines[0]] + rows[start..<start + count]
      start += count
      let text = lines.map { $0 + "\n" }.joined()
      return try folder.write(text.utf8, to: "df_part_\(part + 1).csv")
    }
  }

  @Test("The three parts of the sample are the sample")
  func threeParts() async throws {
    try await withTemporaryFolder { folder in
      let paths = try parts(in: folder)
      let text = try await json([folder.path + "/df_part_*.csv"], column: "ValorObservado")
      #expect(text.contains("\"files\": [" + paths.map { "\"\($0)\"" }.joined(separator: ", ")))
      let outcome = try await describe(
        paths, column: "ValorObservado", ["--format", "json"])
      let ours = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
      let whole = try await Caudal.report(Fixtures.sample, column: "ValorObservado")
      let header = try #require(whole.input.bytes < ours.input.bytes ? ours.input.bytes : nil)
      let expected = whole.column
      #expect(header - whole.input.bytes == 2 * 163)
      #expect(ours.input.files == paths)
      #expect(ours.column.rows == expected.rows)
      #expect(ours.column.count == expected.count)
      #expect(ours.column.min == expected.min)
      #expect(ours.column.max == expected.max)
      #expect(ours.column.mode?.value == expected.mode?.value)
      #expect(ours.column.mode?.frequency == expected.mode?.frequency)
      #expect(ours.column.percentiles == expected.percentiles)
      #expect(ours.column.rolling.windows == expected.rolling.windows)
      for (value, truth) in [
        (ours.column.mean, expected.mean), (ours.column.variance, expected.variance),
        (ours.column.skewness, expected.skewness), (ours.column.kurtosis, expected.kurtosis),
        (ours.column.rolling.sum, expected.rolling.sum),
      ] {
        let (value, truth) = (try #require(value), try #require(truth))
        #expect(abs(value - truth) <= 1e-14 * abs(truth))
      }
    }
  }

  @Test("The page shows what is printed")
  func page() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let page = root.deletingLastPathComponent().appending(path: "Documentation/Describe.md")
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let command = "$ mpirun -n 2 caudal describe 'df_part_*.csv' "
    let example = try #require(text.split(separator: "```\n").first { $0.hasPrefix(command) })
    let options = try #require(example.dropFirst(command.count).split(separator: "\n").first)
    try await withTemporaryFolder { folder in
      _ = try parts(in: folder)
      let script =
        "cd '\(folder.path)'; '\(Program("caudal").path)' describe 'df_part_*.csv' \(options)"
      let outcome = try await Program(path: "/bin/sh").run(["-c", script])
      #expect(command + options + "\n" + outcome.output == String(example))
    }
  }

  @Test("The same bits", arguments: Program.Launch.all)
  func sameBits(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let paths = try parts(in: folder)
      for options in [[], ["--block-bytes", "1000", "--window", "3000"]] {
        let alone = try await json(paths, column: "ValorObservado", options)
        for way in ["shared", "scatter"] {
          let other = try await json(
            paths, column: "ValorObservado", options + ["--input", way], launch)
          #expect(other == alone, "\(way)")
        }
      }
      // Groups come in the order in which they are first seen, and their windows run on.
      let groups = ["--by", "CodigoSensor", "--block-bytes", "4096", "--window", "20"]
      let whole = try await csv([Fixtures.sample], column: "ValorObservado", groups)
      for way in ["shared", "scatter"] {
        let other = try await csv(
          paths, column: "ValorObservado", groups + ["--input", way], launch)
        #expect(other == whole, "\(way)")
      }
    }
  }

  @Test("Quoted line ends, cut in many places", arguments: [1, 3, 7, 33, 64, 100, 214, 333, 1000])
  func nasty(blockBytes: Int) async throws {
    try await withTemporaryFolder { folder in
      let nasty = Fixtures.path("nasty.csv")
      let header = String(
        decoding: try Data(contentsOf: URL(filePath: nasty)), as: UTF8.self
      ).prefix { $0 != "\n" && $0 != "\r\n" }
      let empty = try folder.write("\(header)\n".utf8, to: "empty.csv")
      let paths = [empty, nasty, empty, empty, nasty, empty]
      let options = ["--block-bytes", "\(blockBytes)", "--window", "5", "--delimiter", ","]
      let alone = try await json(paths, column: "value", options)
      #expect(alone.contains("\"rows\": 52"))
      for launch in [Program.Launch.directly, .mpirun(2), .mpirun(3), .mpirun(7)] {
        for way in ["shared", "scatter"] {
          let other = try await json(paths, column: "value", options + ["--input", way], launch)
          #expect(other == alone, "\(launch) \(way)")
        }
      }
    }
  }

  @Test("Rows of files with other delimiters are written with that of the first")
  func writtenDelimiters() async throws {
    try await withTemporaryFolder { folder in
      let first = try folder.write("x;y\n1;a\n".utf8, to: "a.csv")
      let second = try folder.write("x,y\n2,b\n3,\"c;d\"\n".utf8, to: "b.csv")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let rows = try await Caudal.run(["select", first, second], launch)
        #expect(rows.output == "x;y\n1;a\n2;b\n3;\"c;d\"\n", "\(rows.errors)")
      }
      let turned = try await Caudal.run(["select", second, first])
      #expect(turned.output == "x,y\n2,b\n3,c;d\n1,a\n", "\(turned.errors)")
    }
  }

  @Test("Columns in another order, delimiters and decimal marks of each file's own")
  func reordered() async throws {
    try await withTemporaryFolder { folder in
      let first = try folder.write("k,x,day\na,1.5,2020-01-02\nb,-2.25,2020-02-03\n".utf8, to: "1")
      let second = try folder.write(
        "day;x;k\n2020-01-05;\"3,5\";a\n2020-03-05;4,75;c\n2020-03-06;-9,5;c\n".utf8, to: "2")
      let third = try folder.write("k,x,day\nc,7,2020-01-02\n".utf8, to: "3")
      let rows = "k,x,day\na,3.5,2020-01-05\nc,4.75,2020-03-05\nc,-9.5,2020-03-06\n"
      let plain = try folder.write(rows.utf8, to: "plain")
      let options = ["--null", "-9.5", "--null", "-9,5", "--block-bytes", "16"]
      for more in [
        [], ["--by", "k"], ["--by", "month(day),k"], ["--where", "x > 3 and day > '2020-01-03'"],
        ["--where", "not x is missing and k = 'c'"],
      ] {
        let expected = try await csv([first, plain, third], options + more)
        for launch in [Program.Launch.directly, .mpirun(3)] {
          for way in ["shared", "scatter"] {
            let outcome = try await describe(
              [first, second, third], ["--format", "csv", "--input", way] + options + more, launch)
            #expect(outcome.code == 0, "\(more) \(launch) \(way): \(outcome.errors)")
            #expect(outcome.output == expected, "\(more) \(launch) \(way)")
            #expect(
              outcome.messages == [
                "caudal: note: \(second): the columns stand in another order than in \(first);"
                  + " they are matched by name"
              ])
          }
        }
      }
    }
  }

  @Test("Compressed files and standard input among others")
  func compressed() async throws {
    try await withTemporaryFolder { folder in
      let paths = try parts(in: folder)
      let options = ["--block-bytes", "5000", "--by", "Departamento"]
      let plain = try await csv(paths, column: "ValorObservado", options)
      let zipped = try await Program(path: "/usr/bin/gzip").run(["-k", paths[0]])
      let zstd = try await Program(path: "/usr/bin/zstd").run(["-q", "-k", paths[2]])
      #expect((zipped.code, zstd.code) == (0, 0))
      let mixed = [paths[0] + ".gz", "-", paths[2] + ".zst"]
      let bytes = Array(try Data(contentsOf: URL(filePath: paths[1])))
      for launch in [Program.Launch.directly, .mpirun(1), .mpirun(3)] {
        let packed = try await csv(
          mixed, column: "ValorObservado", options, launch, input: bytes)
        #expect(packed == plain, "\(launch)")
      }
    }
  }

  @Test("Pipes that are filled one after the other")
  func pipes() async throws {
    try await withTemporaryFolder { folder in
      let paths = try parts(in: folder)
      let pipes = ["a", "b", "c"].map { folder.path + "/" + $0 }
      for pipe in pipes { #expect(unsafe mkfifo(pipe, 0o600) == 0) }
      let copies = zip(paths, pipes).map { "cat '\($0)' > '\($1)'" }.joined(separator: "; ")
      async let writer = Program(path: "/bin/sh").run(["-c", copies])
      let piped = try await csv(pipes, column: "ValorObservado")
      #expect(try await writer.code == 0)
      #expect(try await csv(paths, column: "ValorObservado") == piped)
    }
  }

  @Test("More files than may be open", arguments: [Program.Launch.directly, .mpirun(3)])
  func manyFiles(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      for number in 0..<400 {
        let order = number.isMultiple(of: 100) && number > 0
        let text = order ? "y,x\n0,\(number)\n" : "x,y\n\(number),0\n"
        _ = try folder.write(text.utf8, to: "many_\(1000 + number)")
      }
      let words = ["describe", folder.path + "/many_*", "--column", "x", "--format", "csv"]
      for way in ["shared", "scatter"] {
        let limited = try await Program(path: "/bin/sh").run(
          ["-c", "ulimit -n 200; exec \"$0\" \"$@\"", Program("caudal").path] + words
            + ["--input", way], launch)
        #expect(limited.code == 0, "\(limited.errors)")
        #expect(limited.output.split(separator: "\n")[1].hasPrefix("x,400,400,0,199.5,"))
        #expect(limited.messages.count == 1)
        #expect(limited.messages.first?.contains("many_1100 and 2 more: the columns") == true)
      }
    }
  }

  @Test("Frequencies", arguments: [Program.Launch.directly, .mpirun(3)])
  func frequencies(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let paths = try parts(in: folder)
      let options = ["--column", "Departamento", "--format", "csv"]
      let whole = try await Caudal.run(["frequency", Fixtures.sample] + options)
      #expect(whole.code == 0)
      for way in ["shared", "scatter"] {
        let ours = try await Caudal.run(
          ["frequency"] + paths + options + ["--input", way, "--block-bytes", "3000"], launch)
        #expect(ours.code == 0)
        #expect(ours.output == whole.output)
      }
    }
  }

  @Test("Every column that has numbers")
  func all() async throws {
    try await withTemporaryFolder { folder in
      let first = try folder.write("a,b,c\nx,1.5,2\n".utf8, to: "first")
      let second = try folder.write("c;b;a\n3,5;2,5;y\n".utf8, to: "second")
      for way in ["shared", "scatter"] {
        let outcome = try await Caudal.run(
          [
            "describe", first, second, "--all", "--format", "csv", "--input", way,
            "--statistics", "count,mean",
          ])
        #expect(outcome.output == "column,count,mean\nb,2,2\nc,2,2.75\n")
      }
    }
  }

  @Test("Which file a decimal comma or a date is in doesn't matter for what is found out")
  func samples() async throws {
    try await withTemporaryFolder { folder in
      let empty = try folder.write("day,x\n".utf8, to: "empty")
      let full = try folder.write("x,day\n1,2020-01-02\n2,2021-01-02\n".utf8, to: "full")
      for way in ["shared", "scatter"] {
        let years = try await csv([empty, full], ["--by", "year(day)", "--input", way])
        #expect(years.split(separator: "\n").count == 3)
        #expect(years.contains("\n2021,x,1,1,0,2,"))
      }
    }
  }
}
