import Foundation
import TestSupport
import Testing

/// What a system, a shell or a file may do to the program.
@Suite("Hostile surroundings")
struct HostileTests {
  /// Runs a script of bash in a folder; `$caudal` is the program.
  private func run(_ script: String, in folder: URL) async throws -> Program.Outcome {
    let words = "caudal=$1; cd \"$2\" || exit 99; \(script)"
    return try await Program(path: "/bin/bash").run(
      ["-c", words, "bash", Program("caudal").path, folder.path])
  }

  @Test(
    "Names of files needn't be UTF-8, in and out, by themselves, in patterns, folders and descriptors"
  )
  func names() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        #"""
        set -e
        name=$'caf\xe9 \xff.csv'; mkdir $'d\xe9'
        printf 's,x\na,1\nb,2\n' > "$name"; cp "$name" $'d\xe9/'
        $caudal describe "$name" -c x --statistics sum,count --format csv
        $caudal describe 'caf*.csv' -c x --statistics count --format csv
        $caudal select "$name" --where 'x > 1' -o $'out\xfe.csv'
        cat $'out\xfe.csv'
        $caudal select "$name" --sort x -o $'d\xe9/\xe9.csv'; cat $'d\xe9/\xe9.csv'
        $caudal select "$name" -o $'out\xfe.csv'; cat $'out\xfe.csv'
        $caudal describe "$name" -c x --format json | grep '"files"'
        $caudal describe $'no\xe9.csv' -c x || echo "code $?"
        ls | LC_ALL=C grep -c $'^out\xfe.csv$'
        """#, in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let expected = """
        column,count,sum
        x,2,3
        column,count
        x,2
        s,x
        b,2
        s,x
        a,1
        b,2
        s,x
        a,1
        b,2
            "files": ["caf\u{FFFD} \u{FFFD}.csv"],
        code 66
        1

        """
      #expect(outcome.output == expected)
      #expect(outcome.messages == [#"caudal: no\xE9.csv: No such file or directory"#])
    }
  }

  @Test("Help that can't be written fails, as every result does")
  func fullDevice() async throws {
    try await withTemporaryFolder { folder in
      let commands = [
        "--help", "--version", "help dates", "describe --help", "help select",
        "--generate-completion-script bash",
      ]
      for command in commands {
        let outcome = try await run("$caudal \(command) >/dev/full", in: folder)
        #expect(outcome.code == 74, "\(command)")
        #expect(outcome.messages == ["caudal: standard output: No space left on device"])
      }
      let closed = try await run("$caudal --version >&-", in: folder)
      #expect(closed.code == 74)
      #expect(closed.messages == ["caudal: standard output: Bad file descriptor"])
    }
  }

  @Test("Without standard streams no file is taken for one")
  func closedStreams() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        """
        printf 'x\\n1\\n2\\n' > in.csv
        $caudal select in.csv -o out.csv <&- >&- 2>&-; echo "code $?"
        cat out.csv
        """, in: folder)
      #expect(outcome.output == "code 0\nx\n1\n2\n")
    }
  }

  @Test("A limit of files' sizes is an error with a sentence, and no end by a signal")
  func fileSizes() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        """
        (echo s,x; seq 20000 | sed 's/$/,1/') > in.csv
        ulimit -f 8
        for name in out.csv out.jsonl out.parquet; do
          $caudal select in.csv -o $name; echo "code $?"
        done
        $caudal select in.csv > standard; echo "code $?"
        ls
        """, in: folder)
      #expect(outcome.output == String(repeating: "code 74\n", count: 4) + "in.csv\nstandard\n")
      let names = ["out.csv", "out.jsonl", "out.parquet", "standard output"]
      #expect(outcome.messages == names.map { "caudal: \($0): File too large" })
    }
  }

  @Test(
    "A limit of open files is an error with a sentence, or enough", arguments: [4, 5, 6, 8, 12, 20])
  func openFiles(limit: Int) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        """
        (echo s,x; seq 2000 | sed 's/$/,1/') > in.csv
        ulimit -n \(limit)
        exec $caudal select in.csv -o out.csv
        """, in: folder)
      if limit < 20 {
        #expect(outcome.code == 74)
        #expect(outcome.messages.count == 1)
        #expect(outcome.errors.contains("allow more by ulimit -n"))
      } else {
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
    }
  }

  @Test("Many names on the command line are the files in their order, whatever they begin with")
  func manyNames() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        """
        for number in $(seq 100 299); do printf 'x\\n%s\\n' $number > $number.csv; done
        printf 'x\\n1\\n' > ./-x.csv
        $caudal select --null NA 1*.csv --where 'x > 120' 2*.csv | cksum
        $caudal select --null NA --where 'x > 120' -- 1*.csv 2*.csv | cksum
        (echo x; seq 121 299) | cksum
        $caudal select -- 1*.csv -x.csv | tail -n 1
        $caudal check 1*.csv; echo "code $?"
        """, in: folder)
      let lines = outcome.output.split(separator: "\n")
      try #require(lines.count == 5, "\(outcome.output) \(outcome.errors)")
      #expect(lines[0] == lines[2] && lines[1] == lines[2])
      #expect(lines[3] == "1" && lines[4] == "code 64")
    }
  }

  @Test("Hashes that differ from job to job change no byte", arguments: [1, 3])
  func seeds(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      var random = SeededGenerator(stream: 170)
      let rows = (0..<6_000).map { _ in
        "k\(Int.random(in: 0..<900, using: &random)),\(Int.random(in: 0..<40, using: &random)).5,"
          + "2020-01-\(10 + Int.random(in: 0..<20, using: &random)) 0\(Int.random(in: 0..<9, using: &random)):00:00"
      }
      let path = try folder.write(
        ("s,x,t\n" + rows.joined(separator: "\n") + "\n").utf8, to: "in.csv")
      let commands = [
        ["frequency", path, "--column", "s", "--format", "csv"],
        ["frequency", path, "--column", "x", "--format", "csv", "--top", "7"],
        ["describe", path, "--column", "x", "--by", "s", "--format", "csv"],
        ["select", path, "--distinct-by", "s"], ["select", path, "--distinct"],
        ["select", path, "--every", "1d", "--time", "t", "--by", "s", "--aggregate", "x mean"],
        ["select", path, "--join", path, "--on", "s,x", "--how", "left"],
        ["columns", path, "--format", "csv"],
      ]
      for command in commands {
        var outputs: Set<String> = []
        for launch in [Program.Launch.directly, .mpirun(ranks), .mpirun(ranks)] {
          let outcome = try await Caudal.run(
            command + ["--block-bytes", "4096"].filter { _ in command[0] != "columns" }, launch)
          #expect(outcome.code == 0, "\(command): \(outcome.errors)")
          outputs.insert(outcome.output)
        }
        #expect(outputs.count == 1, "\(command)")
      }
    }
  }

  @Test("Formulas are made texts on demand, and numbers stay numbers")
  func formulas() async throws {
    try await withTemporaryFolder { folder in
      let text = "=name,x\n=1+1,-5\n\"@a\"\"b\",+2\nplain,-1e3\n-x,4\n"
      let path = try folder.write(text.utf8, to: "in.csv")
      let select = try await Caudal.run(["select", path, "--csv-safe"])
      #expect(
        select.output == "\"'=name\",x\n\"'=1+1\",-5\n\"'@a\"\"b\",+2\nplain,-1e3\n\"'-x\",4\n")
      let plain = try await Caudal.run(["select", path])
      #expect(plain.output == text)
      let groups = try await Caudal.run(
        [
          "describe", path, "--column", "x", "--by", "1", "--statistics", "sum", "--format", "csv",
          "--csv-safe",
        ])
      #expect(groups.code == 0, "\(groups.errors)")
      #expect(groups.output.contains("\"'=1+1\",x,-5\n"))
      #expect(groups.output.hasPrefix("\"'=name\",column,sum\n"))
      let words = try await Caudal.run(
        ["frequency", path, "--column", "1", "--format", "csv", "--csv-safe"])
      #expect(words.output.contains("\"'@a\"\"b\",1"))
      let refused = try await Caudal.run(["frequency", path, "--column", "1", "--csv-safe"])
      #expect(refused.code == 64)
      #expect(
        refused.messages == [
          "caudal: --csv-safe is for CSV; name that by --format csv, or leave it out"
        ])
    }
  }
}
