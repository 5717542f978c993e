import Foundation
import TestSupport
import Testing

/// `--partition`: rows divided among files, the same for every way of running.
@Suite("Rows divided among files")
struct PartitionTests {
  /// Divides the rows of a file that has no quotes, by a column and the year of another, into a folder.
  private static let oracle = """
    import os, sys
    source, target, place, time = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    lines = open(source, encoding='utf-8', newline='').read().splitlines(keepends=True)
    files = {}
    for line in lines[1:]:
        fields = line.rstrip('\\n').split(',')
        name = f'Departamento={fields[place]}/year={fields[time][6:10]}'
        files.setdefault(name, [lines[0]]).append(line)
    for name, rows in files.items():
        os.makedirs(f'{target}/{name}')
        open(f'{target}/{name}/rows.csv', 'w', encoding='utf-8', newline='').writelines(rows)
    print(len(files))
    """

  /// Runs a selection into a folder.
  ///
  /// - Returns: the contents of all files, by their paths in the folder.
  private static func files(
    _ arguments: [String], _ launch: Program.Launch = .directly, file: String = "rows.csv",
    input: [UInt8]? = nil
  ) async throws -> [String: Data] {
    try await withTemporaryFolder { folder in
      let target = folder.path + "/out"
      let outcome = try await Caudal.run(
        ["select"] + arguments + ["--output", "\(target)/\(file)"], launch, input: input)
      #expect(outcome.code == 0, "\(launch) \(arguments): \(outcome.errors)")
      #expect(outcome.output == "")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
      let files = try contents(of: target)
      let note = "caudal: note: \(files.count) file\(files.count == 1 ? "" : "s") with "
      #expect(outcome.messages.last?.hasPrefix(note) == true, "\(outcome.errors)")
      return files
    }
  }

  private static func contents(of folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [] {
      var isFolder = ObjCBool(false)
      _ = unsafe FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
      guard !isFolder.boolValue else { continue }
      files[path] = try Data(contentsOf: URL(filePath: "\(folder)/\(path)"))
    }
    return files
  }

  @Test("The files that Python writes")
  func python() async throws {
    try await withTemporaryFolder { folder in
      let target = folder.path + "/expected"
      let oracle = try await Program(path: "/usr/bin/env").run(
        ["python3", "-c", Self.oracle, Fixtures.sample, target, "5", "2"])
      try #require(oracle.code == 0, "\(oracle.errors)")
      let expected = try Self.contents(of: target)
      #expect(expected.count > 90)
      let arguments = ["--partition", "Departamento, year(FechaObservacion) as year"]
      #expect(try await Self.files([Fixtures.sample] + arguments) == expected)
      for (launch, way) in SelectTests.ways + [(.mpirun(1), []), (.mpirun(3), [])] {
        let found = try await Self.files([Fixtures.sample] + arguments + way, launch)
        #expect(found == expected, "\(launch) \(way)")
      }
      let input = [UInt8](try Data(contentsOf: URL(filePath: Fixtures.sample)))
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let found = try await Self.files(["-"] + arguments, launch, input: input)
        #expect(found == expected, "\(launch), piped")
      }
    }
  }

  /// What DuckDB, pyarrow and Polars have read: the digests of all files, by their paths.
  private struct Expected: Decodable {
    let divided: [String: String]
  }

  @Test("Odd values make the folders that DuckDB, pyarrow and Polars have read, and Python decodes")
  func readers() async throws {
    let expected = try Fixtures.decode("formats_expected.json", as: Expected.self).divided
    #expect(expected.count == 29)
    func oracle(_ arguments: [String]) async throws -> String {
      let outcome = try await Program(path: "/usr/bin/env").run(
        ["python3", "-B", Fixtures.path("formats_oracle.py")] + arguments)
      try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
      return outcome.output
    }
    try await withTemporaryFolder { folder in
      let (source, target) = (folder.path + "/keys.csv", folder.path + "/divided")
      _ = try await oracle(["keys", source])
      for (launch, way) in [(Program.Launch.directly, []), SelectTests.ways[2]] {
        let outcome = try await Caudal.run(
          [
            "select", source, "--partition", "key", "--columns", "id, value", "--output",
            target + "/rows.csv",
          ] + way, launch)
        #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
        let found = try await oracle(["folders", source, target])
        let digests = try JSONDecoder().decode([String: String].self, from: Data(found.utf8))
        #expect(digests == expected, "\(launch)")
        try FileManager.default.removeItem(atPath: target)
      }
    }
  }

  @Test(
    "Each file has those rows of the whole that have its value, in their order",
    arguments: [
      ["--sort", "ValorObservado desc, Municipio"], ["--distinct-by", "NombreEstacion"],
      ["--columns", "UnidadMedida, Municipio", "--distinct"], ["--head", "1234"], ["--head", "0"],
      ["--sample", "300"], ["--where", "ValorObservado > 50", "--columns", "UnidadMedida, 3, 4"],
      ["--sort", "FechaObservacion", "--head", "100", "--columns", "* except (Departamento)"],
      [
        "--join", Fixtures.sample, "--on", "1, 3, 4", "--max-growth", "100", "--columns",
        "UnidadMedida, 3, Municipio_2",
      ],
    ])
  func steps(options: [String]) async throws {
    let whole = try await SelectTests.rows([Fixtures.sample] + options).split(separator: "\n")
    let names = whole[0].split(separator: ",", omittingEmptySubsequences: false)
    // Quotes stand in between, so it is the first or the last.
    let isFirst = names.first == "UnidadMedida"
    try #require(isFirst || names.last == "UnidadMedida")
    var expected: [String: Data] = [:]
    for row in whole.dropFirst() {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      let unit = try #require(isFirst ? fields.first : fields.last)
      let safe = unit.replacing("%", with: "%25").replacing("/", with: "%2F")
      let name = "UnidadMedida=\(safe)/rows.csv"
      expected[name, default: Data("\(whole[0])\n".utf8)] += Data("\(row)\n".utf8)
    }
    #expect(whole.count == 1 || !expected.isEmpty)
    let arguments = [Fixtures.sample] + options + ["--partition", "UnidadMedida"]
    for (launch, way) in [(.directly, [])] + SelectTests.ways {
      #expect(try await Self.files(arguments + way, launch) == expected, "\(launch) \(way)")
    }
  }

  @Test("Rows that are the same are so in whichever file they would be")
  func distinctBefore() async throws {
    let input = Array("k,x\na,1\nb,1\nb,2\na,2\n".utf8)
    for launch in [Program.Launch.directly, .mpirun(2)] {
      let files = try await Self.files(
        ["-", "--columns", "x", "--distinct", "--partition", "k"], launch, input: input)
      #expect(files == ["k=a/rows.csv": Data("x\n1\n".utf8), "k=b/rows.csv": Data("x\n2\n".utf8)])
    }
  }

  @Test(
    "Compressed text and lines of JSON are those of the same rows by themselves",
    arguments: ["rows.csv.gz", "rows.csv.zst", "rows.jsonl", "rows.jsonl.gz"])
  func formats(file: String) async throws {
    let rows = [Fixtures.sample, "--sort", "ValorObservado", "--frame-bytes", "5000"]
    let expected = try await Self.files(rows + ["--partition", "Departamento"], file: file)
    for (launch, way) in SelectTests.ways {
      let found = try await Self.files(
        rows + ["--partition", "Departamento"] + way, launch, file: file)
      #expect(found == expected, "\(launch) \(way)")
    }
    let name = "Departamento=META/\(file)"
    try await withTemporaryFolder { folder in
      // Frames, and types that all rows have: ours say what is in the file, and the same job makes it.
      let path = "\(folder.path)/\(file)"
      let one = try await Caudal.run(
        ["select"] + rows + ["--where", "Departamento = 'META'", "--output", path])
      #expect(one.code == 0, "\(one.errors)")
      #expect(try Data(contentsOf: URL(filePath: path)) == expected[name])
    }
  }

  @Test("Any value has a name of its own, from which it can be read")
  func names() async throws {
    let values = [
      "a/b", ".", "..", "...", "", "NA", "META", "Meta", "meta", "É", "é", "E\u{301}", "x=y",
      "100%",
      " first", "last ", "point.", "two\nlines", "say \"x\"", "__HIVE_DEFAULT_PARTITION__",
      "__hive_default_partition__", "\u{202E}abc", "a\tb", "*?<>|", "中文", "ñandú", "%41", "A", "a",
      "back\\slash", "NORTE DE SANTANDER", "(x), [y] {z}", "1e3", "a:b", "\u{1F600}", "~home", "-x",
    ]
    let script = """
      import csv, json, os, sys, unicodedata, urllib.parse
      found, names, folder = {}, set(), os.fsencode(sys.argv[1])
      for base, _, files in os.walk(folder):
          for file in files:
              name = os.path.relpath(base, folder)
              assert name.count(b'/') == 0 and name.startswith(b'k=') and file == b'r.csv', name
              text = name.decode()
              names.add(unicodedata.normalize('NFC', text).casefold())
              assert not any(c in '\\\\/:*?"<>|' for c in text), text
              assert not text.endswith(('.', ' ')) and text.isprintable(), text
              value = urllib.parse.unquote_to_bytes(name[2:])
              if name == b'k=__HIVE_DEFAULT_PARTITION__': value = b''
              for row in list(csv.reader(open(os.path.join(base, file), newline='', encoding='latin-1')))[1:]:
                  key = row[1].encode('latin-1')
                  assert key == value or value == b'' and key == b'NA', (key, value)
                  found.setdefault(value.decode('latin-1'), []).append(int(row[0]))
      assert len(names) == len(found)
      print(len(found), sum(len(rows) for rows in found.values()), found[''])
      """
    try await withTemporaryFolder { folder in
      var text = Array("n,k\n".utf8)
      for (number, value) in (values + ["META", "zz"]).enumerated() {
        text += Array("\(number),\"\(value.replacing("\"", with: "\"\""))\"\n".utf8)
      }
      // A byte that is no UTF-8.
      text += Array("99,x".utf8) + [0xFF, 0xC3, 0x0A]
      let path = try folder.write(text, to: "x.csv")
      var before: [String: Data]?
      for (launch, number) in [(Program.Launch.directly, 0), (.mpirun(3), 1), (.mpirun(7), 2)] {
        let target = "\(folder.path)/out\(number)"
        let outcome = try await Caudal.run(
          [
            "select", path, "--partition", "k", "--output", "\(target)/r.csv", "--block-bytes",
            "20",
            "--header", "yes", "--encoding", "utf-8", "--delimiter", ",",
          ], launch)
        try #require(outcome.code == 0, "\(outcome.errors)")
        let check = try await Program(path: "/usr/bin/env").run(["python3", "-c", script, target])
        #expect(
          check.output == "\(values.count + 1) \(values.count + 3) [4, 5]\n", "\(check.errors)")
        let found = try Self.contents(of: target)
        #expect(before == nil || found == before, "\(launch)")
        before = found
      }
      let names = before.map { Set($0.keys) } ?? []
      #expect(
        names.isSuperset(of: [
          "k=META/r.csv", "k=%4D%65%74%61/r.csv", "k=__HIVE_DEFAULT_PARTITION__/r.csv",
          "k=100%25/r.csv",
          "k=a%2Fb/r.csv", "k=.%2E/r.csv", "k=NORTE DE SANTANDER/r.csv", "k=x%FF%C3/r.csv",
          "k=É/r.csv",
        ]), "\(names.sorted())")
    }
  }

  @Test("What can't be divided is refused, and nothing is left")
  func refused() async throws {
    try await withTemporaryFolder { folder in
      let text = "k,x\n" + (0..<3000).map { "\($0 % 1200),\($0)\n" }.joined()
      let path = try folder.write(text.utf8, to: "x.csv")
      let long = try folder.write(
        "k,x\n\(String(repeating: "a", count: 300)),1\n".utf8, to: "y.csv")
      let full = folder.path + "/full"
      try FileManager.default.createDirectory(atPath: full, withIntermediateDirectories: false)
      _ = try folder.write("mine".utf8, to: "full/file")
      let out = folder.path + "/out/r.csv"
      let cases: [(arguments: [String], code: Int, words: String)] = [
        ([path, "--partition", "k", "--output", out], 64, "more than 1000 files would be written"),
        (
          [path, "--partition", "k", "--max-partitions", "1199", "--output", out], 64,
          "more than 1199 files would be written, one for each value of k"
        ),
        ([path, "--partition", "no", "--output", out], 64, "there is no column \"no\""),
        ([path, "--partition", "k"], 64, "needs a new folder"),
        ([path, "--partition", "k", "--output", "r.csv"], 64, "needs a new folder"),
        ([path, "--partition", "k", "--output", folder.path + "/"], 64, "needs a new folder"),
        (
          [path, "--partition", "k", "--output", folder.path + "/out/r.parquet"], 64,
          "writes CSV and JSON lines, not Parquet"
        ),
        (
          [path, "--partition", "k", "--output", "sqlite:\(folder.path)/x.db", "--table", "t"], 64,
          "needs a new folder"
        ),
        ([path, "--partition", "k", "--output", full + "/r.csv"], 73, "\(full) isn't empty"),
        ([path, "--partition", "k", "--output", path + "/r.csv"], 73, "Not a directory"),
        ([path, "--partition", "k", "--output", folder.path + "/a/b/r.csv"], 73, "No such file"),
        ([long, "--partition", "k", "--output", out], 65, "is too long to name a folder"),
        (
          [path, "--max-partitions", "5", "--output", out], 64, "--max-partitions needs --partition"
        ),
      ]
      for launch in [Program.Launch.directly, .mpirun(3)] {
        for (arguments, code, words) in cases {
          let options = ["--block-bytes", "1000", "--header", "yes"]
          let outcome = try await Caudal.run(["select"] + arguments + options, launch)
          #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
          #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
          let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
          #expect(left == ["full", "x.csv", "y.csv"], "\(arguments)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: full) == ["file"])
      }
      let all = try await Self.files([path, "--partition", "k", "--max-partitions", "1200"])
      #expect(all.count == 1200)
    }
  }

  @Test("A row that JSON doesn't take is named, and nothing is left")
  func badRow() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<500).map { Array("k\($0 % 7),\($0)\n".utf8) }.joined()
      let text = Array("k,x\n".utf8) + rows + Array("k1,".utf8) + [0xFF, 0x0A]
      let path = try folder.write(text, to: "x.csv")
      for (launch, sort) in [
        (Program.Launch.directly, []), (.mpirun(3), []), (.mpirun(2), ["--sort", "k"]),
      ] {
        let outcome = try await Caudal.run(
          [
            "select", path, "--partition", "k", "--output", folder.path + "/o/r.jsonl",
            "--encoding",
            "utf-8", "--block-bytes", "300",
          ] + sort, launch)
        #expect(outcome.code == 65, "\(outcome.errors)")
        #expect(
          outcome.messages.last?.contains("\(path): row 502: x: ") == true, "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.csv"])
      }
    }
  }

  @Test("An empty folder that is there is taken, and keeps its permissions")
  func emptyFolder() async throws {
    try await withTemporaryFolder { folder in
      let target = folder.path + "/out"
      try FileManager.default.createDirectory(
        atPath: target, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
      let outcome = try await Caudal.run(
        ["select", "-", "--partition", "x", "--output", target + "/r.csv"],
        input: Array("x,y\n1,a\n".utf8))
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.messages == ["caudal: note: 1 file with 1 row in \(target)"])
      #expect(try Self.contents(of: target) == ["x=1/r.csv": Data("x,y\n1,a\n".utf8)])
      let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions]
      #expect(mode as? Int == 0o750)
    }
  }
}
