import Foundation
import TestSupport
import Testing

/// `caudal select` from outside: the same bytes for every way of running, reading and writing.
@Suite("Selected rows")
struct SelectTests {
  /// The ways of running, apart from the plainest; blocks are small so that every rank has some.
  static let ways: [(launch: Program.Launch, options: [String])] = [
    (.directly, ["--threads", "3", "--block-bytes", "3000"]),
    (.directly, ["--input", "scatter", "--block-bytes", "3000"]),
    (.mpirun(2), ["--input", "shared", "--block-bytes", "3000", "--chunk-bytes", "777"]),
    (.mpirun(3), ["--input", "scatter", "--block-bytes", "20000"]),
    // Units of so many different dates that these aren't numbered.
    (.mpirun(2), ["--input", "shared", "--block-bytes", "300000"]),
    (.mpirun(7), ["--input", "shared", "--block-bytes", "20000"]),
    (.mpirun(7), ["--input", "scatter", "--block-bytes", "3000"]),
  ]

  /// What is written on standard output of a job that must succeed.
  static func rows(
    _ arguments: [String], _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    let outcome = try await Caudal.run(["select"] + arguments, launch, input: input)
    #expect(outcome.code == 0, "\(launch) \(arguments): \(outcome.errors)")
    return outcome.output
  }

  /// What is written to a file by a job that must succeed and has nothing to say.
  static func file(
    _ arguments: [String], _ launch: Program.Launch = .directly, input: [UInt8]? = nil
  ) async throws -> String {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/rows.csv"
      let outcome = try await Caudal.run(
        ["select"] + arguments + ["--output", path], launch, input: input)
      #expect(outcome.code == 0, "\(launch) \(arguments): \(outcome.errors)")
      #expect(outcome.output == "")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["rows.csv"])
      return try String(contentsOfFile: path, encoding: .utf8)
    }
  }

  private static let selections = [
    [], ["--columns", "Municipio, ValorObservado, round(ValorObservado * 2, 1) as twice"],
    [
      "--where", "Departamento in ('META', 'CHOCÓ')", "--sort",
      "Municipio desc, ValorObservado", "--columns", "* except (Latitud)",
    ],
    ["--distinct-by", "NombreEstacion", "--sort", "NombreEstacion"],
    ["--sort", "FechaObservacion desc, NombreEstacion, 4", "--columns", "1, 3, 4"],
    ["--columns", "Departamento, Municipio", "--distinct"],
    ["--sample", "10%", "--seed", "5"], ["--head", "1234"],
    ["--sort", "ValorObservado desc", "--head", "7", "--output-delimiter", "tab"],
  ]

  @Test("The same bytes for every way of running", arguments: selections)
  func ways(selection: [String]) async throws {
    let expected = try await Self.rows([Fixtures.sample] + selection)
    #expect(expected.utf8.count > 100)
    #expect(try await Self.file([Fixtures.sample] + selection) == expected)
    for (launch, options) in Self.ways {
      let arguments = [Fixtures.sample] + selection + options
      #expect(try await Self.file(arguments, launch) == expected, "\(launch) \(options)")
    }
    let (launch, options) = Self.ways[2]
    #expect(try await Self.rows([Fixtures.sample] + selection + options, launch) == expected)
  }

  @Test("The rows that Python selects")
  func python() async throws {
    let script = """
      import csv, sys
      rows = list(csv.reader(open(sys.argv[1], encoding='utf-8', newline='')))
      names, rows = rows[0], rows[1:]
      value, place = names.index('ValorObservado'), names.index('Departamento')
      rows = [row for row in rows if row[value] and float(row[value]) > 50]
      rows.sort(key=lambda row: (row[place].encode(), -float(row[value])))
      out = csv.writer(sys.stdout, lineterminator='\\n')
      out.writerow(['Departamento', 'ValorObservado', 'NombreEstacion'])
      name = names.index('NombreEstacion')
      out.writerows([row[place], row[value], row[name]] for row in rows)
      """
    let expected = try await Program(path: "/usr/bin/env").run(
      ["python3", "-c", script, Fixtures.sample], environment: ["PYTHONIOENCODING": "utf-8"])
    try #require(expected.code == 0, "\(expected.errors)")
    let arguments = [
      Fixtures.sample, "--where", "ValorObservado > 50", "--sort",
      "Departamento, ValorObservado desc", "--columns",
      "Departamento, ValorObservado, NombreEstacion",
    ]
    #expect(expected.output.split(separator: "\n").count > 100)
    #expect(try await Self.rows(arguments) == expected.output)
    #expect(try await Self.rows(arguments, .mpirun(3)) == expected.output)
  }

  @Test("Nothing is lost of a file that is copied, but quotes that nobody needs")
  func quotes() async throws {
    let text =
      "x,\"text\"\r\n\"1\",\"a,b\"\r\n2,\"say \"\"x\"\"\"\n3,\"two\r\nlines\"\n4,\n5,\"plain\"\n"
    let expected = "x,text\n1,\"a,b\"\n2,\"say \"\"x\"\"\"\n3,\"two\r\nlines\"\n4,\n5,plain\n"
    try await withTemporaryFolder { folder in
      let path = try folder.write(text.utf8, to: "x.csv")
      for launch in [Program.Launch.directly, .mpirun(2), .mpirun(3)] {
        for input in ["shared", "scatter"] {
          let options = ["--header", "yes", "--input", input, "--block-bytes", "9"]
          #expect(try await Self.file([path] + options, launch) == expected, "\(launch)")
        }
      }
      let single = try await Self.rows([path, "--header", "yes", "--columns", "2"])
      #expect(
        single == "text\n\"a,b\"\n\"say \"\"x\"\"\"\n\"two\r\nlines\"\n\"\"\nplain\n")
    }
  }

  @Test("Semicolons and decimal commas stay, and Latin-1 comes out as UTF-8")
  func dialect() async throws {
    let text = "nombre;valor\nQUIBDÓ;1,5\nPEÑA;2,25\n\"a;b\";3,5\n"
    let bytes = try #require(text.data(using: .isoLatin1))
    try await withTemporaryFolder { folder in
      let path = try folder.write(bytes, to: "x.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let options = ["--block-bytes", "16"]
        #expect(try await Self.file([path] + options, launch) == text)
        let sums = try await Self.rows(
          [path, "--columns", "nombre, valor + 0.25 as suma"] + options, launch)
        #expect(sums == "nombre;suma\nQUIBDÓ;1,75\nPEÑA;2,5\n\"a;b\";3,75\n")
        let commas = try await Self.rows([path, "--output-delimiter", ","] + options, launch)
        #expect(
          commas == "nombre,valor\nQUIBDÓ,\"1,5\"\nPEÑA,\"2,25\"\na;b,\"3,5\"\n")
      }
    }
  }

  @Test("Standard input, compressed files and several files")
  func inputs() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<400).map { "\($0),\($0 % 7),\"name, \($0 % 3)\"\n" }
      let text = "x,y,name\n" + rows.joined()
      let path = try folder.write(text.utf8, to: "all.csv")
      let first = try folder.write(
        ("x,y,name\n" + rows[..<150].joined()).utf8, to: "first.csv")
      let reordered = (150..<400).map { "\"name, \($0 % 3)\",\($0),\($0 % 7)\n" }
      let second = try folder.write(
        ("name,x,y\n" + reordered.joined()).utf8, to: "second.csv")
      #expect((try await Program(path: "/usr/bin/gzip").run(["-k", path])).code == 0)
      let options = [
        "--where", "y <> 3", "--sort", "y desc", "--distinct-by", "name, y", "--block-bytes", "500",
      ]
      let expected = try await Self.rows([path] + options)
      // Each of three names comes with each of six numbers.
      #expect(expected.split(separator: "\n").count == 1 + 18)
      for launch in [Program.Launch.directly, .mpirun(2), .mpirun(7)] {
        let piped = try await Self.file(["-"] + options, launch, input: Array(text.utf8))
        #expect(piped == expected, "\(launch)")
        #expect(try await Self.file([path + ".gz"] + options, launch) == expected, "\(launch)")
        #expect(try await Self.file([first, second] + options, launch) == expected, "\(launch)")
        #expect(try await Self.file([first, second], launch) == text, "\(launch)")
      }
    }
  }

  @Test("A sample is the same rows for every way of reading")
  func sample() async throws {
    let options = ["--sample", "5%", "--seed", "1"]
    let text = try Data(contentsOf: URL(filePath: Fixtures.sample))
    let expected = try await Self.rows([Fixtures.sample] + options)
    let count = expected.split(separator: "\n").count - 1
    // 200 of 4000 rows, with a standard deviation of 14.
    #expect((130...270).contains(count))
    #expect(
      Set(expected.split(separator: "\n")).isSubset(
        of: Set(String(decoding: text, as: UTF8.self).split(separator: "\n"))))
    for (launch, way) in Self.ways {
      #expect(try await Self.rows([Fixtures.sample] + options + way, launch) == expected)
    }
    #expect(try await Self.rows(["-"] + options, .mpirun(3), input: Array(text)) == expected)
    let other = try await Self.rows([Fixtures.sample, "--sample", "5%", "--seed", "2"])
    #expect(other != expected)
    #expect(try await Self.rows([Fixtures.sample, "--sample", "0"]) == header(of: expected))
    let all = try await Self.rows([Fixtures.sample])
    #expect(try await Self.rows([Fixtures.sample, "--sample", "100%"]) == all)
  }

  private func header(of text: String) -> String { text.prefix { $0 != "\n" } + "\n" }

  @Test("The first rows of a pipe without an end", arguments: ["", "mpirun"])
  func head(launcher: String) async throws {
    let start =
      launcher.isEmpty ? "" : "/usr/bin/mpirun --oversubscribe --bind-to none -n 2 "
    let script = "yes 1,2 | timeout 100 \(start)\"$0\" select - --header no --head 5"
    let outcome = try await withSessionFolder {
      try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path], environment: $0)
    }
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output == "1,2\n" + String(repeating: "1,2\n", count: 5))
  }
}
