import Foundation
import TestSupport
import Testing

/// `caudal select` when it can't do what was asked: one sentence, and nothing half-written.
@Suite("Selections that fail")
struct SelectErrorTests {
  private static let ways: [(Program.Launch, [String])] = [
    (.directly, []), (.mpirun(3), ["--input", "shared"]), (.mpirun(2), ["--input", "scatter"]),
  ]

  @Test("A full device, and a file that may not grow, leave nothing")
  func full() async throws {
    try await withTemporaryFolder { folder in
      let output = try folder.write("old".utf8, to: "out")
      let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""
      for (launch, options) in Self.ways {
        let select = ["select", Fixtures.sample, "--block-bytes", "30000"] + options
        let full = try await Caudal.run(select + ["--output", "/dev/full"], launch)
        #expect(full.code == 74, "\(launch): \(full.errors)")
        #expect(full.messages.count == 1, "\(full.errors)")
        let sentence = "caudal: /dev/full: No space left on device"
        #expect(full.messages.first?.hasPrefix(sentence) == true, "\(full.errors)")
        guard launch == .directly else { continue }
        let large = try await Program(path: "/bin/bash").run(
          ["-c", script, Program("caudal").path] + select + ["--output", output])
        #expect(large.code == 74, "\(launch): \(large.errors)")
        #expect(large.messages == ["caudal: \(output): File too large"], "\(large.errors)")
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
      }
    }
  }

  @Test("A bad row leaves an existing output as it was")
  func badRow() async throws {
    try await withTemporaryFolder { folder in
      let rows = String(repeating: "1,2\n", count: 3_000)
      let input = try folder.write("x,y\n\(rows)1,q\n\(rows)".utf8, to: "in.csv")
      let output = try folder.write("old".utf8, to: "out")
      for (launch, options) in Self.ways {
        for selection in [[], ["--sort", "y"], ["--columns", "y + 1 as z"]] {
          let outcome = try await Caudal.run(
            ["select", input, "--where", "y > 1", "--block-bytes", "500", "--output", output]
              + selection + options, launch)
          #expect(outcome.code == 65, "\(launch) \(selection): \(outcome.errors)")
          #expect(outcome.messages.count == 1, "\(outcome.errors)")
          #expect(outcome.errors.contains("row 3002"), "\(outcome.errors)")
          #expect(try String(contentsOfFile: output, encoding: .utf8) == "old")
          let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
          #expect(files.sorted() == ["in.csv", "out"])
        }
      }
    }
  }

  @Test("Rows that fit neither into memory nor on disk end the job, and nothing is left")
  func memory() async throws {
    try await withTemporaryFolder { folder in
      for (launch, options) in Self.ways {
        for keeping in [["--sort", "ValorObservado"], ["--distinct"], ["--distinct-by", "3"]] {
          let outcome = try await Caudal.run(
            [
              "select", Fixtures.sample, "--output", folder.path + "/out", "--memory-bytes",
              "100000", "--scratch", "/dev/null/none",
            ]
              + keeping + options, launch)
          #expect(outcome.code == 74, "\(launch) \(keeping): \(outcome.errors)")
          #expect(outcome.messages.count == 1, "\(outcome.errors)")
          let sentence = "/dev/null/none: what doesn't fit in memory can't be kept there"
          #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
          #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
      }
    }
  }

  @Test("The input is never replaced")
  func inputIsKept() async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("x,y\n1,2\n".utf8, to: "in.csv")
      for path in [input, folder.path + "/./in.csv"] {
        let outcome = try await Caudal.run(["select", input, "--output", path])
        #expect(outcome.code == 64)
        #expect(outcome.messages == ["caudal: \(path): the output would replace the input"])
        #expect(try String(contentsOfFile: input, encoding: .utf8) == "x,y\n1,2\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.csv"])
      }
    }
  }

  @Test(
    "A caret stands under what makes no sense",
    arguments: [
      ("--columns", "x, qqq", 3), ("--columns", "x,, y", 2), ("--columns", "x + 'a' as z", 4),
      ("--sort", "x down", 2), ("--sort", "y, z", 3), ("--distinct-by", "x,", 2),
      ("--distinct-by", "(x", 0), ("--distinct-by", "q", 0),
    ])
  func carets(option: String, text: String, position: Int) async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("x,y\n1,2\n".utf8, to: "in.csv")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let outcome = try await Caudal.run(
          ["select", input, option, text, "--output", folder.path + "/out"], launch)
        #expect(outcome.code == 64, "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(outcome.messages.count == 1, "\(outcome.errors)")
        #expect(outcome.messages.first?.hasPrefix("caudal: \(option): ") == true)
        let caret = "  \(text)\n  \(String(repeating: " ", count: position))^\n"
        #expect(outcome.errors.contains(caret), "\(text): \(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.csv"])
      }
    }
  }

  @Test(
    "A job that is ended leaves nothing half-written",
    arguments: ["", "/usr/bin/mpirun --oversubscribe --bind-to none -n 3"])
  func ended(launcher: String) async throws {
    // Ends the job as soon as there is something of the output. The rows come by a pipe with a name: a
    // launcher that is ended closes its own standard input, which is the end of the rows for its ranks.
    // They don't come as fast as they can: who waits for a disk hears no signal until a launcher's patience
    // is over.
    let script = """
      cd "$1"
      pipes=$(mktemp -d)
      mkfifo "$pipes/rows"
      while printf '1,2\n%.0s' {1..50000}; do sleep 0.02; done > "$pipes/rows" &
      feeder=$!
      \(launcher) "$0" select "$pipes/rows" --header no --output out.csv &
      job=$!
      for look in $(seq 600); do
        for file in out.csv.*; do [ -s "$file" ] && break 2; done
        sleep 0.1
      done
      ls out.csv.* >&2
      kill -TERM $job
      wait $job
      code=$?
      kill $feeder
      rm -r "$pipes"
      sleep 1
      ls
      exit $code
      """
    try await withTemporaryFolder { folder in
      let outcome = try await withSessionFolder {
        try await Program(path: "/bin/bash").run(
          ["-c", script, Program("caudal").path, folder.path],
          // Where other tests run, ranks may need more than the second that a launcher leaves them.
          environment: $0.merging(["OMPI_MCA_odls_base_sigkill_timeout": "8"]) { $1 })
      }
      #expect(outcome.code != 0)
      #expect(outcome.errors.contains("out.csv."), "nothing was written: \(outcome.errors)")
      #expect(outcome.output == "", "left: \(outcome.output)")
    }
  }
}
