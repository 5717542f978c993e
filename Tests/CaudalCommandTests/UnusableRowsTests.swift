import Foundation
import TestSupport
import Testing

/// Rows that can't be used, left out or taken for missing: what is counted and listed is what the
/// program that wrote the files knows of them, however they are read.
@Suite("Rows that can't be used")
struct UnusableRowsTests {
  /// Writes a table of which it knows each row, what is to be found in it, and the rows that are left
  /// out: `rows.csv`, `expected.json`, `skip.csv` and `missing.csv`.
  private static let script = """
    import csv, io, json, math, random, sys
    random.seed(int(sys.argv[1])); count = int(sys.argv[2]); share = float(sys.argv[3])
    notes = ['plain', 'é', '"two\\nlines"', '"a ""b"", c"', '""', '"\\n\\n\\n\\n"', '" \\r\\n,,, "']
    bad = {'not_a_number': ['abc', '1.2.3', '"x\\ny"', '--5', '1 2'], 'out_of_range': ['1e999', '-2e308']}
    out = bytearray(b'key,note,x\\n'); rows = []
    for number in range(count):
      key, note = str(random.randrange(5)), random.choice(notes)
      x = random.choice([str(random.randint(-9999, 9999) / 100), '', 'NA', '"7.5"'])
      reason = random.choice(['field_count', 'long', *bad]) if random.random() < share else None
      fields = [key, note, x]
      if reason in bad: fields[2] = random.choice(bad[reason])
      if reason == 'field_count': del fields[random.randrange(1, 3):]
      if reason == 'long': fields.append('more'); reason = 'field_count'
      text = ','.join(fields).encode(); start = len(out)
      byte = start + len(','.join(fields[:2]).encode()) + 1 if reason in bad else start
      rows.append((number + 2, byte, reason, fields, text))
      out += text + (b'\\r\\n' if random.random() < .1 else b'\\n')
    if random.random() < .5: out = out.rstrip(b'\\r\\n')
    open('rows.csv', 'wb').write(out)
    def value(text): return None if text.strip('"') in ('', 'NA') else float(text.strip('"'))
    def listing(name, wanted):
      with open(name, 'w', newline='') as file:
        writer = csv.writer(file, lineterminator='\\n')
        writer.writerow(['file', 'row', 'byte', 'column', 'reason', 'text'])
        for number, byte, reason, fields, text in rows:
          if wanted(reason):
            column = 'x' if reason in bad else ''
            writer.writerow(['rows.csv', number, byte, column, reason, text.decode()])
    listing('skip.csv', lambda reason: reason); listing('missing.csv', lambda reason: reason == 'field_count')
    good = [value(fields[2]) for _, _, reason, fields, _ in rows if not reason]
    values = [x for x in good if x is not None]
    reasons = [reason for _, _, reason, _, _ in rows if reason]
    short = sum(reason == 'field_count' and len(fields) < 3 for _, _, reason, fields, _ in rows)
    counts = {name: reasons.count(name) for name in ('field_count', 'not_a_number', 'out_of_range')}
    json.dump({'rows': count, 'count': len(values), 'missing': len(good) - len(values),
      'sum': math.fsum(values), 'short': short, **counts}, open('expected.json', 'w'))
    """

  /// What the script knows.
  private struct Expected: Decodable {
    let rows: Int
    let count: Int
    let missing: Int
    let sum: Double
    let short: Int
    let field_count: Int
    let not_a_number: Int
    let out_of_range: Int
  }

  /// Where a table was read from, and how.
  private struct Way: CustomStringConvertible {
    var options: [String] = []
    var launch = Program.Launch.directly
    var isPiped = false

    var description: String { "\(launch) \(options) \(isPiped ? "piped" : "")" }

    static let all = [
      Way(), Way(options: ["--block-bytes", "1000", "--threads", "3"]),
      Way(options: ["--block-bytes", "64", "--chunk-bytes", "7"]),
      Way(options: ["--input", "scatter", "--block-bytes", "100"]), Way(isPiped: true),
      Way(launch: .mpirun(3)), Way(options: ["--block-bytes", "4096"], launch: .mpirun(3)),
      Way(options: ["--block-bytes", "33"], launch: .mpirun(3)),
      Way(options: ["--input", "scatter", "--block-bytes", "512"], launch: .mpirun(3)),
      Way(options: ["--block-bytes", "2048"], launch: .mpirun(3), isPiped: true),
    ]
  }

  private func write(_ folder: URL, seed: Int, rows: Int, share: Double) async throws -> Expected {
    let outcome = try await Program(path: "/bin/sh").run([
      "-c", "cd \"$0\" && exec python3 -c \"$1\" $2 $3 $4", folder.path, Self.script, "\(seed)",
      "\(rows)", "\(share)",
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let data = try Data(contentsOf: folder.appending(path: "expected.json"))
    return try JSONDecoder().decode(Expected.self, from: data)
  }

  /// Describes the column in a way; the first line of the result, and the rows that were left out.
  private func describe(
    _ folder: URL, _ options: [String], _ way: Way
  ) async throws -> (outcome: Program.Outcome, rejects: String) {
    let path = folder.appending(path: "rows.csv")
    let rejects = folder.appending(path: "rejects.csv")
    try? FileManager.default.removeItem(at: rejects)
    let outcome = try await Caudal.run(
      ["describe", way.isPiped ? "-" : path.path, "--column", "x", "--rejects", rejects.path]
        + options + way.options, way.launch,
      input: way.isPiped ? Array(try Data(contentsOf: path)) : nil)
    let text = (try? String(contentsOf: rejects, encoding: .utf8)) ?? ""
    let name = way.isPiped ? "standard input" : path.path
    return (outcome, text.replacing("\n\(name),", with: "\nrows.csv,"))
  }

  private func text(_ folder: URL, _ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test("Left out or taken for missing, in every way of reading", arguments: [1, 2, 3])
  func everyWay(seed: Int) async throws {
    try await withTemporaryFolder { folder in
      let expected = try await write(
        folder, seed: seed, rows: 700, share: [0.1, 0.02, 0.9][seed - 1])
      let fields = expected.not_a_number + expected.out_of_range
      let statistics = ["--statistics", "rows,count,missing,sum", "--format", "json"]
      for way in Way.all {
        let skip = try await describe(folder, statistics + ["--on-error", "skip"], way)
        #expect(skip.outcome.code == 0, "\(way): \(skip.outcome.errors)")
        #expect(skip.rejects == (try text(folder, "skip.csv")), "\(way)")
        var line =
          "\"rows\": \(expected.rows), \"count\": \(expected.count), \"missing\": \(expected.missing),"
          + " \"rejected\": \(expected.field_count + fields), \"sum\": "
        #expect(skip.outcome.output.contains(line), "\(way): \(skip.outcome.output)")
        let missing = try await describe(folder, statistics + ["--on-error", "missing"], way)
        #expect(missing.outcome.code == 0, "\(way): \(missing.outcome.errors)")
        #expect(missing.rejects == (try text(folder, "missing.csv")), "\(way)")
        line =
          "\"rows\": \(expected.rows), \"count\": \(expected.count),"
          + " \"missing\": \(expected.missing + fields), \"rejected\": \(expected.field_count), "
        #expect(missing.outcome.output.contains(line), "\(way): \(missing.outcome.output)")
        for outcome in [skip.outcome, missing.outcome] {
          let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
          let columns = (report as? [String: Any])?["columns"] as? [[String: Any]]
          #expect(columns?.first?["sum"] as? Double == expected.sum, "\(way)")
        }
      }
    }
  }

  @Test("Every row but the header is bad, and short rows are filled")
  func allBad() async throws {
    try await withTemporaryFolder { folder in
      let expected = try await write(folder, seed: 4, rows: 500, share: 1.1)
      #expect(expected.count == 0)
      for way in [Way(), Way(options: ["--block-bytes", "64"], launch: .mpirun(3))] {
        let options = ["--statistics", "rows,count,missing,mean", "--format", "csv"]
        let skip = try await describe(folder, options + ["--on-error", "skip"], way)
        #expect(skip.outcome.output == "column,rows,count,missing,mean\nx,500,0,0,\n")
        #expect(
          skip.outcome.messages == [
            "caudal: note: 500 of 500 rows were left out: \(expected.field_count) another number of"
              + " fields, \(expected.not_a_number) not a number, \(expected.out_of_range) beyond the"
              + " largest double"
          ])
        #expect(skip.rejects == (try text(folder, "skip.csv")))
        let filled = try await describe(
          folder, options + ["--on-error", "missing", "--fill-ragged"], way)
        let missing = 500 - expected.field_count + expected.short
        #expect(filled.outcome.output == "column,rows,count,missing,mean\nx,500,0,\(missing),\n")
        let short = "caudal: note: \(expected.short) short rows were filled"
        #expect(filled.outcome.messages.last == short)
      }
    }
  }

  @Test("Too many errors end the job, at any rank, with the first of them")
  func limit() async throws {
    try await withTemporaryFolder { folder in
      let expected = try await write(folder, seed: 5, rows: 600, share: 0.2)
      let found = expected.field_count + expected.not_a_number + expected.out_of_range
      for handling in ["skip", "missing"] {
        for way in Way.all {
          let options = ["--on-error", handling, "--format", "csv", "--max-errors"]
          let most = try await describe(folder, options + ["\(found)"], way)
          #expect(most.outcome.code == 0)
          let more = try await describe(folder, options + ["\(found - 1)"], way)
          #expect(more.outcome.code == 65, "\(way)")
          #expect(more.outcome.output == "" && more.rejects == "", "\(way)")
          let path = way.isPiped ? "standard input" : folder.path + "/rows.csv"
          let first = try text(folder, "skip.csv").split(separator: "\n")[1].split(separator: ",")
          let sentence =
            "caudal: \(found) rows or fields can't be used, more than the \(found - 1) that may be;"
            + " the first is \(path): row \(first[1]), byte \(first[2])"
          #expect(more.outcome.messages.count == 1)
          #expect(more.outcome.messages[0].hasPrefix(sentence), "\(way): \(more.outcome.messages)")
        }
      }
    }
  }

  @Test("More rejected rows than are held in memory")
  func spilled() async throws {
    try await withTemporaryFolder { folder in
      let row = String(repeating: "no number, ", count: 20)
      let rows = (0..<60_000).map { "\($0),\"\(row)\"\n" }
      let path = try folder.write(("n,x\n" + rows.joined()).utf8, to: "rows.csv")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let rejects = folder.path + "/rejects.csv"
        let outcome = try await Caudal.describe(
          path, ["--on-error", "skip", "--rejects", rejects, "--statistics", "rows,count"], launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 60_001)
        let isRight = (0..<60_000).allSatisfy { number in
          lines[number + 1].hasPrefix("\(path),\(number + 2),")
            && lines[number + 1].hasSuffix(",x,not_a_number,\"\(number),\"\"\(row)\"\"\"")
        }
        #expect(isRight)
      }
    }
  }

  @Test("Groups and frequencies: a row that is left out belongs to none")
  func groups() async throws {
    try await withTemporaryFolder { folder in
      let text = "k,x,t\na,1,2020-01-01\nb,no,2020-01-02\na,3,soon\nb\nb,4,2020-01-03\n"
      let path = try folder.write(text.utf8, to: "rows.csv")
      let grouped = ["--by", "k", "--statistics", "rows,count,missing", "--format", "json"]
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let options = grouped + ["--on-error", "skip", "--block-bytes", "16"]
        let skip = try await Caudal.describe(path, options, launch)
        #expect(
          skip.output.contains(
            """
                  "group": {"k": "b"},
                  "rows": 1,
                  "count": 1,
                  "missing": 0
            """))
        #expect(skip.output.contains("\"rows\": 5,\n    \"rejected\": 2,\n"))
        #expect(
          skip.output.contains("\"rejected_by_reason\": {\"field_count\": 1, \"not_a_number\": 1}"))
        let years = try await Caudal.run(
          ["frequency", path, "--column", "year(t)", "--on-error", "missing"], launch)
        #expect(years.code == 0, "\(years.errors)")
        #expect(
          years.output.hasSuffix(
            """
              year(t)  count    share  cumulative
              2020         3  75.00 %     75.00 %
                           1  25.00 %    100.00 %

            2 distinct values in 4

            1 of 5 rows was left out: 1 another number of fields
            1 field was taken for missing: 1 not a date

            """), "\(years.output)")
        let numbers = try await Caudal.run(
          [
            "frequency", path, "--column", "x", "--numbers", "--on-error", "skip", "--format",
            "json",
          ],
          launch)
        #expect(numbers.output.contains("\"total\": 3,\n  \"missing\": 0,\n  \"rejected\": 2,\n"))
      }
    }
  }

  @Test("A condition judges rows before a value is looked at")
  func condition() async throws {
    try await withTemporaryFolder { folder in
      let text = "k,x\n1,a\n2,5\nno,6\n2,b\n2\n3,7\n"
      let path = try folder.write(text.utf8, to: "rows.csv")
      let options = ["--where", "k = 2", "--statistics", "rows,count,missing", "--format", "csv"]
      let skip = try await Caudal.describe(path, options + ["--on-error", "skip"])
      // Row "1,a" isn't chosen; "no,6", "2,b" and "2" are left out.
      #expect(skip.output == "column,rows,count,missing\nx,4,1,0\n")
      let missing = try await Caudal.describe(path, options + ["--on-error", "missing"])
      #expect(missing.output == "column,rows,count,missing\nx,3,1,1\n")
    }
  }

  @Test("What ends the job all the same")
  func failures() async throws {
    try await withTemporaryFolder { folder in
      let rejects = folder.path + "/rejects.csv"
      let options = ["--on-error", "skip", "--rejects", rejects]
      let open = try folder.write("n,x\n1,2\n2,\"3\n4,5\n".utf8, to: "open.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await Caudal.describe(open, options + ["--block-bytes", "4"], launch)
        #expect(outcome.code == 65)
        #expect(outcome.messages.first?.contains("never ends") == true)
      }
      let header = try folder.write("n,\"x\n1,2\n".utf8, to: "header.csv")
      #expect((try await Caudal.describe(header, options)).code == 65)
      let good = try folder.write("n,x\n1,2\n".utf8, to: "good.csv")
      #expect((try await Caudal.describe(good, column: "y", options)).code == 64)
      #expect((try await Caudal.describe(good, ["--rejects", rejects])).code == 64)
      #expect((try await Caudal.describe(good, ["--max-errors", "3"])).code == 64)
      #expect((try await Caudal.describe(good, options + ["--output", rejects])).code == 64)
      let itself = try await Caudal.describe(good, ["--on-error", "skip", "--rejects", good])
      #expect(itself.code == 64)
      let nowhere = folder.path + "/no/rejects.csv"
      let lost = try await Caudal.describe(good, ["--on-error", "skip", "--rejects", nowhere])
      #expect(lost.code == 73)
      #expect(!FileManager.default.fileExists(atPath: rejects))
      let bad = try folder.write("n,x\n1,no\n".utf8, to: "bad.csv")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let full = try await Caudal.describe(
          bad, ["--on-error", "skip", "--rejects", "/dev/full"], launch)
        #expect(full.code == 74, "\(full.errors)")
        #expect(full.messages.count == 1)
      }
      // Nothing to list is a list, too.
      #expect((try await Caudal.describe(good, options)).code == 0)
      let list = try String(contentsOfFile: rejects, encoding: .utf8)
      #expect(list == "file,row,byte,column,reason,text\n")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(files.count == 5, "\(files)")
    }
  }

  @Test("Several files: rows are counted in each")
  func severalFiles() async throws {
    try await withTemporaryFolder { folder in
      let one = try folder.write("n,x\n1,2\n2,a\n".utf8, to: "one.csv")
      let two = try folder.write("x,n\nb,1\n4,2\n5\n".utf8, to: "two.csv")
      let rejects = folder.path + "/rejects.csv"
      for launch in [Program.Launch.directly, .mpirun(3)] {
        for input in ["auto", "scatter"] {
          let outcome = try await Caudal.run(
            [
              "describe", one, two, "--column", "x", "--on-error", "skip", "--rejects", rejects,
              "--block-bytes", "8", "--input", input,
            ], launch)
          #expect(outcome.code == 0, "\(outcome.errors)")
          let list = try String(contentsOfFile: rejects, encoding: .utf8)
          #expect(
            list == """
              file,row,byte,column,reason,text
              \(one),3,10,x,not_a_number,"2,a"
              \(two),2,4,x,not_a_number,"b,1"
              \(two),4,12,,field_count,5

              """)
        }
      }
    }
  }
}
