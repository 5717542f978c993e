import Foundation
import TestSupport
import Testing

/// Rows that don't fit in memory: sorted, made distinct and joined on disk, with the same bytes.
@Suite("Short memory")
struct ShortMemoryTests {
  /// Rows whose keys come in no order, several times each.
  private static func rows(_ count: Int, step: Int) -> String {
    "id,key,name\n"
      + (0..<count).map { "\($0),\($0 * step % 1009),\"n \($0 % 13)\"\n" }.joined()
  }

  @Test("A sort, distinct rows, and joins have the same bytes on any number of ranks")
  func sameBytes() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(Self.rows(3000, step: 31).utf8, to: "left.csv")
      let right = try folder.write(Self.rows(2000, step: 17).utf8, to: "right.csv")
      let cases: [([String], memory: String, note: String)] = [
        (["--sort", "key desc, name"], "20000", "of rows are sorted on disk"),
        (["--distinct-by", "key", "--sort", "name"], "10000", "of rows are sorted on disk"),
        (["--columns", "key,name", "--distinct"], "20000", "of rows are sorted on disk"),
        (["--sort", "name", "--head", "17"], "20000", "of rows are sorted on disk"),
        (
          ["--join", right, "--on", "key, name", "--how", "left"], "80000",
          "right.csv is joined in "
        ),
        (["--join", right, "--on", "id", "--how", "anti"], "80000", "right.csv is joined in "),
        (
          ["--join", right, "--on", "id", "--where", "key_2 < 500", "--sort", "key_2"], "80000",
          "right.csv is joined in "
        ),
      ]
      // Every case on three ranks or seven, read in both ways.
      let ways: [(Program.Launch, input: String)] = [
        (.directly, "shared"), (.mpirun(3), "scatter"), (.mpirun(7), "shared"),
        (.mpirun(2), "scatter"),
      ]
      for (number, (options, memory, note)) in cases.enumerated() {
        let select = ["select", left] + options
        let expected = try await Program("caudal").run(select)
        try #require(expected.code == 0, "\(options): \(expected.errors)")
        for (launch, input) in [ways[0], ways[1 + number % 3]] {
          let outcome = try await Program("caudal").run(
            select + ["--memory-bytes", memory, "--input", input, "--block-bytes", "8000"], launch)
          #expect(outcome.code == 0, "\(options), \(launch) \(input): \(outcome.errors)")
          #expect(outcome.output == expected.output, "\(options), \(launch) \(input)")
          // The ranks of a host hold a joined table together, and so have room for all of it.
          if note.hasPrefix("right.csv"), launch != .directly { continue }
          #expect(outcome.errors.contains("note: memory is short: "), "\(outcome.errors)")
          #expect(outcome.errors.contains(note), "\(outcome.errors)")
        }
      }
    }
  }

  @Test("Rows that have types are sorted on disk, too: JSON, Parquet, SQLite")
  func types() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.rows(6000, step: 31).utf8, to: "rows.csv")
      for file in ["rows.jsonl", "rows.parquet", "rows.csv.zst"] {
        let (known, short) = (folder.appending(path: file), folder.appending(path: "short-\(file)"))
        let select = ["select", path, "--sort", "name, key desc", "--output"]
        #expect(try await Program("caudal").run(select + [known.path]).code == 0)
        for launch in [Program.Launch.directly, .mpirun(3)] {
          let outcome = try await Program("caudal").run(
            select + [short.path, "--memory-bytes", "20000", "--block-bytes", "4000"], launch)
          #expect(outcome.code == 0, "\(outcome.errors)")
          #expect(outcome.errors.contains("sorted on disk"), "\(outcome.errors)")
          #expect(try Data(contentsOf: short) == Data(contentsOf: known), "\(file) \(launch)")
        }
      }
    }
  }

  @Test("What can't be divided, and a folder that isn't there: one line, exit code 74")
  func refusals() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.rows(4000, step: 31).utf8, to: "rows.csv")
      let small = ["--memory-bytes", "20000", "--block-bytes", "4000"]
      let missing = folder.appending(path: "missing").path
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await Program("caudal").run(
          ["select", path, "--sort", "key", "--scratch", missing] + small, launch)
        #expect(outcome.code == 74 && outcome.output == "", "\(outcome.errors)")
        #expect(
          outcome.messages.last?.contains(
            "\(missing): what doesn't fit in memory can't be kept there: No such file or directory"
          ) == true, "\(outcome.errors)")
        // All rows have one key, so no part is smaller than the whole.
        let skewed = try await Program("caudal").run(
          ["select", path, "--join", path, "--on", "one = one", "--columns", "id"] + small, launch)
        #expect(skewed.code == 64, "\(skewed.errors)")
      }
      let alike = try folder.write(
        "id,one\n".utf8 + (0..<4000).flatMap { Array("\($0),1\n".utf8) }, to: "alike.csv")
      let outcome = try await Program("caudal").run(
        ["select", alike, "--join", alike, "--on", "one", "--max-growth", "1e9"] + small)
      #expect(outcome.code == 74 && outcome.output == "", "\(outcome.errors)")
      #expect(
        outcome.messages.last?.contains("alike.csv that it holds for its host take more than")
          == true, "\(outcome.errors)")
    }
  }

  @Test("Rows that are left out go to the same folder, by every command")
  func rejectedRows() async throws {
    try await withTemporaryFolder { folder in
      // More than a rank keeps of them in memory.
      let bad = String(repeating: "no \(String(repeating: "x", count: 1000))\n", count: 6000)
      let path = try folder.write("x\n1\n\(bad)".utf8, to: "bad.csv")
      let rejects = folder.appending(path: "rejects.csv").path
      let describe = [
        "describe", path, "--column", "x", "--on-error", "skip", "--rejects", rejects,
        "--header", "yes",
      ]
      let missing = folder.appending(path: "missing").path
      let outcome = try await Program("caudal").run(describe + ["--scratch", missing])
      #expect(outcome.code == 74 && outcome.output == "", "\(outcome.errors)")
      #expect(
        outcome.errors.contains("\(missing): what doesn't fit in memory"), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: rejects))
      let kept = try await Program("caudal").run(describe + ["--scratch", folder.path])
      #expect(kept.code == 0, "\(kept.errors)")
      let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 6001)
    }
  }

  @Test("A disk that is full while rows are sorted on it: one line, exit code 74, and no output")
  func fullDisk() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.rows(60_000, step: 31).utf8, to: "rows.csv")
      let output = folder.appending(path: "sorted.csv")
      // A limit on files is met as a full disk is: by a write that fails.
      let script = "ulimit -f 100; trap '' XFSZ; exec \"$@\""
      let outcome = try await Program(path: "/bin/sh").run(
        [
          "-c", script, "sh", Program("caudal").path, "select", path, "--sort", "key", "--output",
          output.path, "--memory-bytes", "100000", "--scratch", folder.path,
        ])
      #expect(outcome.code == 74, "\(outcome.errors)")
      #expect(outcome.messages.last?.contains("File too large") == true, "\(outcome.errors)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == ["rows.csv"])
    }
  }

  @Test(
    "Tables larger than a control group of 256 MiB pass through it, are sorted, and joined",
    .enabled(
      if: LimitedGroup.canLimitMemory, "only root can make control groups, where they are free"))
  func controlGroup() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "large.csv").path
      let script = """
        import sys
        with open(sys.argv[1], "w") as file:
            file.write("id,key,text\\n")
            for part in range(100):
                file.write("".join(f"{n},{n * 7919 % 1000003},{'x' * 300}{n}\\n" for n in range(part * 10000, part * 10000 + 10000)))
        """
      let made = try await Program(path: "/usr/bin/env").run(["python3", "-c", script, path])
      try #require(made.code == 0, "\(made.errors)")
      let output = folder.appending(path: "output.csv").path
      for (options, note) in [
        (["--columns", "key,text"], ""),
        (["--sort", "key, id", "--scratch", folder.path], "sorted on disk"),
        (["--join", path, "--on", "id", "--scratch", folder.path], "is joined in"),
      ] {
        let select = [Program("caudal").path, "select", path, "--output", output] + options
        let outcome = try await LimitedGroup.with(.mebibytes(256)) { group in
          try await group.run("exec \"$@\"", select)
        }
        #expect(outcome.code == 0, "\(options): \(outcome.errors)")
        #expect(outcome.errors.contains(note) || note.isEmpty, "\(outcome.errors)")
        let counted = try await Program(path: "/usr/bin/wc").run(["-l", output])
        #expect(counted.output.hasPrefix("1000001 "), "\(counted.output)")
      }
    }
  }
}
