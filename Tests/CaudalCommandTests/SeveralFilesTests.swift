import Foundation
import TestSupport
import Testing

/// Several files are one table: the same result, to the bit, for every way of reading them.
@Suite("Several files")
struct SeveralFilesTests {
  /// Runs `caudal describe` on some files.
  private func describe(
    _ paths: [String], column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> Program.Outcome {
    try await Caudal.run(
      ["describe"] + paths + ["--column", column] + options, launch, input: input)
  }

  /// The document, without `run`.
  private func json(
    _ paths: [String], column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    let outcome = try await describe(
      paths, column: column, ["--format", "json"] + options, launch, input: input)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    return outcome.output.components(separatedBy: "  \"run\": {")[0]
  }

  /// The rows, header included, of a table.
  private func csv(
    _ paths: [String], column: String = "x", _ options: [String] = [],
    _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    let outcome = try await describe(
      paths, column: column, ["--format", "csv"] + options, launch, input: input)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    return outcome.output
  }

  /// The sample in three parts, each with the header, as scripts cut it that work part by part.
  private func parts(in folder: URL) throws -> [String] {
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

  @Test("A bad row: its file, its row and its byte", arguments: [1, 2, 3, 7])
  func badRow(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<500).map { "\($0),\($0)\n" }.joined()
      let good = try folder.write(("a,x\n" + rows).utf8, to: "good.csv")
      let bad = try folder.write(("x,a\n" + rows + "oops,1\n" + rows).utf8, to: "bad.csv")
      let short = try folder.write(("a,x\n" + rows + "7\n").utf8, to: "short.csv")
      let byte = 4 + rows.utf8.count
      let message = "caudal: \(bad): row 502, byte \(byte), column \"x\": \"oops\" is not a number;"
      for way in ["shared", "scatter"] {
        for blockBytes in ["100", "1048576"] {
          let outcome = try await describe(
            [good, good, bad, short], ["--input", way, "--block-bytes", blockBytes],
            .mpirun(ranks))
          #expect(outcome.code == 65)
          #expect(outcome.output == "")
          #expect(outcome.messages.count == 2)
          #expect(outcome.messages.last?.hasPrefix(message) == true, "\(outcome.errors)")
          let other = try await describe(
            [good, short, bad], ["--input", way, "--block-bytes", blockBytes], .mpirun(ranks))
          #expect(other.code == 65)
          let place = "caudal: \(short): row 502, byte \(byte): 1 field where the header has 2;"
          #expect(other.messages.last?.hasPrefix(place) == true, "\(other.errors)")
        }
      }
    }
  }

  @Test("Files that don't fit", arguments: [Program.Launch.directly, .mpirun(3)])
  func otherColumns(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let first = try folder.write("a,x\n1,2\n".utf8, to: "first")
      let repeated = try folder.write("x,a,a\n1,2,3\n".utf8, to: "repeated")
      for (name, text, complaint) in [
        ("missing", "a\n1\n", "there is no column \"x\", which the first file has;"),
        ("renamed", "a,y\n1,2\n", "there is no column \"x\", which the first file has;"),
        ("more", "a,y,x\n1,2,3\n", "the column \"y\" is not in the first file;"),
        ("twice", "x,a,a\n1,2,3\n", "the column \"a\" is not in the first file;"),
        ("nothing", "", "the file is empty;"),
      ] {
        let path = try folder.write(text.utf8, to: name)
        for way in ["shared", "scatter"] {
          let outcome = try await describe([first, path], ["--input", way], launch)
          #expect(outcome.code == 65)
          #expect(outcome.output == "")
          #expect(outcome.messages.count == 1)
          #expect(outcome.messages[0].hasPrefix("caudal: \(path): \(complaint)"))
        }
      }
      let ambiguous = try folder.write("a,x,a\n1,2,3\n".utf8, to: "ambiguous")
      let outcome = try await describe([ambiguous, repeated], [], launch)
      #expect(outcome.code == 65)
      #expect(outcome.messages.first?.contains("several are called \"a\"") == true)

      let wide = try folder.write("1,2,3\n".utf8, to: "wide")
      let narrow = try folder.write("1,2\n".utf8, to: "narrow")
      let count = try await describe([narrow, wide], column: "1", ["--no-header"], launch)
      #expect(count.code == 65)
      #expect(
        count.messages.first?.hasPrefix(
          "caudal: \(wide): the rows have 3 columns, those of the first file 2;") == true)
      let both = try await csv([narrow, narrow], column: "1", ["--no-header"], launch)
      #expect(both.split(separator: "\n")[1].hasPrefix("1,2,2,0,1,"))

      let gone = try await describe([first, folder.path + "/gone"], [], launch)
      #expect(gone.code == 66)
      #expect(gone.messages.count == 1)
    }
  }

  @Test("Patterns", arguments: [Program.Launch.directly, .mpirun(2)])
  func patterns(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      for (name, value) in [("p10", 1), ("p9", 2), ("pä", 3), ("P1", 4)] {
        _ = try folder.write("x\n\(value)\n".utf8, to: name)
      }
      let text = try await json([folder.path + "/p*", folder.path + "/P[1]"], [], launch)
      let names = ["p10", "p9", "pä", "P1"].map { "\"\(folder.path)/\($0)\"" }
      #expect(text.contains("\"files\": [" + names.joined(separator: ", ") + "]"))
      // The name of a file is no pattern.
      let literal = try folder.write("x\n5\n".utf8, to: "p*")
      #expect(try await json([literal], [], launch).contains("\"files\": [\"\(literal)\"]"))

      let none = try await describe([folder.path + "/q*"], [], launch)
      #expect(none.code == 66)
      #expect(none.messages == ["caudal: \(folder.path)/q*: no file matches this pattern"])
      let output = try await describe(
        [folder.path + "/p?"], ["--output", folder.path + "/p9"], launch)
      #expect(output.code == 64)
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
