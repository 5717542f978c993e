import Foundation
import TestSupport
import Testing

/// Files in zip archives, other compressed files, and files of other forms.
@Suite("Forms of files")
struct FormTests {
  /// Has Python write files into a folder.
  private func write(_ script: String, into folder: URL) async throws {
    let outcome = try await Program(path: "/bin/sh").run([
      "-c", "cd \"$0\" && exec python3 -c \"$1\" \"$2\"", folder.path,
      "import sys; sample = open(sys.argv[1], 'rb').read()\n" + script, Fixtures.sample,
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
  }

  /// The document about a file, without the file's name.
  private func json(
    _ path: String, _ options: [String] = [], _ launch: Program.Launch = .directly
  ) async throws -> String {
    let text = try await Caudal.json(path, column: "ValorObservado", options, launch)
    return text.replacing("\"files\": [\"\(path)\"]", with: "")
  }

  @Test(
    "Every form that is read gives what the file gives",
    arguments: [Program.Launch.directly, .mpirun(3)])
  func forms(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      try await write(
        """
        import bz2, lzma, zipfile
        open('sample.bz2', 'wb').write(bz2.compress(sample[:99999]) + bz2.compress(sample[99999:]))
        parts = lzma.compress(sample[:99999]) + bytes(4096), lzma.compress(sample[99999:])
        open('sample.xz', 'wb').write(b''.join(parts))
        with zipfile.ZipFile('sample.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
          archive.writestr('folder/', b'')
          archive.writestr('folder/sample.csv', sample)
        with zipfile.ZipFile('nested.zip', 'w') as archive:
          archive.writestr('sample.xz', lzma.compress(sample))
        """, into: folder)
      for options in [[], ["--block-bytes", "4096", "--window", "3000"]] {
        let alone = try await json(Fixtures.sample, options)
        for name in ["sample.bz2", "sample.xz", "sample.zip", "nested.zip"] {
          #expect(try await json("\(folder.path)/\(name)", options, launch) == alone, "\(name)")
        }
      }
    }
  }

  @Test("An archive of several files")
  func members() async throws {
    try await withTemporaryFolder { folder in
      try await write(
        """
        import zipfile
        head, *rows = sample.splitlines(True)
        with zipfile.ZipFile('parts.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
          for number in 2, 1, 0:
            part = rows[number * 1500:(number + 1) * 1500]
            archive.writestr(f'of/part_{number}.csv', head + b''.join(part))
          archive.writestr('__MACOSX/of/._part_0.csv', b'nothing')
          archive.writestr('of/._part_0.csv', b'nothing')
          archive.writestr('of/.DS_Store', b'nothing')
          archive.writestr('read.me', b'nothing to see')
          archive.writestr('a[b].csv', b'ValorObservado\\n7\\n')
        """, into: folder)
      let archive = folder.path + "/parts.zip"
      let several = try await Caudal.describe(archive)
      #expect(several.code == 64)
      #expect(
        several.messages == [
          "caudal: \(archive): the archive has 5 files: \"of/part_2.csv\", \"of/part_1.csv\","
            + " \"of/part_0.csv\", \"read.me\", \"a[b].csv\"; name one, as in"
            + " '\(archive)//of/part_2.csv', or some by a pattern, as in '\(archive)//*'"
        ])
      // All of them together are the sample, in the order of their names.
      let options = ["--statistics", "rows,count,percentiles,mode,rolling_variance"]
      let expected = try await Caudal.describe(
        Fixtures.sample, column: "ValorObservado", options + ["--format", "csv"])
      for (mark, launch) in [
        ("//", Program.Launch.directly), ("//", .mpirun(3)), (":", .mpirun(2)),
      ] {
        let together = try await Caudal.describe(
          archive + mark + "*part_?.csv", column: "ValorObservado", options + ["--format", "csv"],
          launch)
        #expect(together.code == 0, "\(together.errors)")
        #expect(together.output == expected.output)
      }
      // A name is no pattern, of a member as of a file.
      let bracket = archive + "//a[b].csv"
      let one = try await Caudal.describe(bracket, column: "1", ["--format", "csv"])
      #expect(one.output.contains("ValorObservado,1,1,0,7,"))
      let missing = try await Caudal.describe(archive + "//none.csv", [], .mpirun(2))
      #expect(missing.code == 66)
      let list =
        "\"of/part_2.csv\", \"of/part_1.csv\", \"of/part_0.csv\", \"read.me\", \"a[b].csv\""
      #expect(
        missing.messages == [
          "caudal: \(archive)//none.csv: the archive has no file \"none.csv\"; it has \(list)"
        ])
      let unmatched = try await Caudal.describe(archive + "//none*")
      #expect(unmatched.code == 66)
      #expect(
        unmatched.messages == [
          "caudal: \(archive)//none*: no file of an archive matches this pattern; the archive has"
            + " \(list)"
        ])
      #expect((try await Caudal.describe(archive + "x:none")).code == 66)
      #expect((try await Caudal.describe(bracket, column: "1", ["--input", "shared"])).code == 64)
      // What is read is not written to.
      let replaced = try await Caudal.describe(bracket, column: "1", ["--output", archive])
      #expect(replaced.code == 64)
      // A file that has such a name comes first.
      _ = try folder.write("ValorObservado\n8\n9\n".utf8, to: "parts.zip:read.me")
      let file = try await Caudal.describe(
        archive + ":read.me", column: "1", ["--format", "csv", "--statistics", "count,min"])
      #expect(file.output == "column,count,min\nValorObservado,2,8\n")
    }
  }

  @Test("Files of several archives are one table, for every command and any ranks")
  func archives() async throws {
    try await withTemporaryFolder { folder in
      try await write(
        """
        import zipfile
        for month in 1, 2:
          with zipfile.ZipFile(f'm{month}.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
            for day in 2, 1: archive.writestr(f'data/d{day}.csv', f'x,y\\n{month}.{day},a{month}\\n')
            archive.writestr('notes.txt', b'nothing')
        """, into: folder)
      let pattern = folder.path + "/m?.zip//data/*.csv"
      for launch in [Program.Launch.directly, .mpirun(2), .mpirun(3), .mpirun(7)] {
        let rows = try await Caudal.run(["select", pattern], launch)
        #expect(rows.output == "x,y\n1.1,a1\n1.2,a1\n2.1,a2\n2.2,a2\n", "\(launch): \(rows.errors)")
      }
      let counts = try await Caudal.run(
        ["frequency", pattern, "--column", "y", "--format", "csv"], .mpirun(2))
      #expect(counts.output == "y,count,share,cumulative_share\na1,2,0.5,0.5\na2,2,0.5,1\n")
      let one = try await Caudal.run(["select", folder.path + "/m2.zip//data/d1.csv"])
      #expect(one.output == "x,y\n2.1,a2\n")
      let none = try await Caudal.run(["select", folder.path + "/m?.zip//*.tsv"], .mpirun(2))
      #expect(none.code == 66)
      #expect(
        none.messages == [
          "caudal: \(folder.path)/m?.zip//*.tsv: no file of an archive matches this pattern; the archives"
            + " have \"data/d2.csv\", \"data/d1.csv\", \"notes.txt\""
        ])
    }
  }

  @Test("A damaged, encrypted or strange file of an archive is named, and the others are read")
  func damagedMember() async throws {
    try await withTemporaryFolder { folder in
      try await write(
        """
        import zipfile
        text = b'x\\n' + b'12345\\n' * 3000
        with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_STORED) as archive:
          for name in 'good.csv', 'sum.csv', 'locked.csv', 'wide.csv':
            if name == 'wide.csv':
              with archive.open(name, 'w', force_zip64=True) as file: file.write(text)
            else: archive.writestr(name, text)
        data = bytearray(open('a.zip', 'rb').read())
        def entry(name): return data.rindex(name) - 46
        data[data.index(b'sum.csv') + 9000] ^= 1
        data[entry(b'locked.csv') + 8] |= 1
        data[entry(b'wide.csv') + 10] = 8
        open('a.zip', 'wb').write(data)
        data[entry(b'wide.csv') + 10] = 9
        open('b.zip', 'wb').write(data)
        data[entry(b'wide.csv') + 10] = 0
        open('c.zip', 'wb').write(data)
        """, into: folder)
      let archive = folder.path + "/a.zip"
      for (path, sentence) in [
        ("\(archive)//sum.csv", "the compressed data is damaged"),
        (
          "\(archive)//locked.csv",
          "locked.csv is encrypted in the archive; pipe it in: unzip -p \(archive) locked.csv | caudal … -"
        ),
        ("\(archive)//wide.csv", "the compressed data is damaged"),
        (
          "\(folder.path)/b.zip//wide.csv",
          "wide.csv is compressed by a method that isn't read, number 9; pipe it in:"
            + " 7z e -so \(folder.path)/b.zip wide.csv | caudal … -"
        ),
      ] {
        for launch in path.hasSuffix("sum.csv")
          ? [Program.Launch.directly, .mpirun(2)] : [.directly]
        {
          let outcome = try await Caudal.describe(path, [], launch)
          #expect(outcome.code == 65, "\(path)")
          #expect(outcome.messages.count == 1)
          #expect(outcome.messages.first?.hasPrefix("caudal: \(path): ") == true)
          #expect(outcome.messages.first?.hasSuffix(sentence) == true, "\(outcome.errors)")
          #expect(outcome.output.isEmpty)
        }
      }
      for path in ["\(archive)//good.csv", "\(folder.path)/c.zip//wide.csv"] {
        let outcome = try await Caudal.describe(path, ["--format", "csv", "--statistics", "sum"])
        #expect(outcome.output == "column,sum\nx,37035000\n", "\(outcome.errors)")
      }
    }
  }

  @Test(
    "What can't be read says why, and what to do", arguments: [Program.Launch.directly, .mpirun(2)])
  func refused(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      try await write(
        """
        import sqlite3, tarfile, zipfile
        with zipfile.ZipFile('lzma.zip', 'w', zipfile.ZIP_LZMA) as archive:
          archive.writestr('a.csv', sample)
        with zipfile.ZipFile('book.xlsx', 'w') as book:
          for name in '[Content_Types].xml', 'xl/workbook.xml': book.writestr(name, b'')
        with zipfile.ZipFile('late.xlsx', 'w') as book:
          for name in 'docProps/app.xml', '[Content_Types].xml', 'xl/workbook.xml':
            book.writestr(name, b'')
        base = sqlite3.connect('base.db'); base.execute('create table t (a)'); base.commit()
        with tarfile.open('a.tar.gz', 'w:gz') as tar: tar.add('base.db')
        open('rows.jsonl', 'w').write('{"a": 1}\\n{"a": 2}\\n')
        open('it is.lz4', 'wb').write(bytes([4, 0x22, 0x4D, 0x18, 0]))
        """, into: folder)
      for (name, sentence) in [
        (
          "lzma.zip",
          "a.csv is compressed by a method that isn't read, number 14; pipe it in:"
            + " 7z e -so PATH a.csv | caudal … -"
        ),
        (
          "book.xlsx",
          "the file is an Excel workbook (xlsx); pipe it in: xlsx2csv PATH | caudal … -"
        ),
        (
          "late.xlsx",
          "the file is an Excel workbook (xlsx); pipe it in: xlsx2csv PATH | caudal … -"
        ),
        (
          "base.db",
          "the file is an SQLite database; name a table of it, as in 'sqlite:PATH?table=NAME'"
        ),
        ("a.tar.gz", "the file is a tar archive; pipe it in: tar -xOf PATH | caudal … -"),
        (
          "rows.jsonl",
          "the file is JSON; pipe it in: duckdb -csv -c \"from read_json('PATH')\" | caudal … -"
        ),
        ("it is.lz4", "the file is compressed by lz4; pipe it in: lz4 -dc FILE | caudal … -"),
      ] {
        let path = "\(folder.path)/\(name)"
        let outcome = try await Caudal.describe(path, [], launch)
        #expect(outcome.code == 65)
        #expect(
          outcome.messages == ["caudal: \(path): \(sentence.replacing("PATH", with: path))"])
        #expect(outcome.output.isEmpty)
      }
      let bytes = try Data(contentsOf: folder.appending(path: "lzma.zip"))
      let piped = try await Caudal.describe("-", [], launch, input: Array(bytes))
      #expect(piped.code == 65)
      #expect(
        piped.messages == [
          "caudal: standard input: the file is a zip archive; its directory stands at its end,"
            + " so save it in a file and name that, not a pipe"
        ])
    }
  }
}
