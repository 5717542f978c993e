import Foundation
import TestSupport
import Testing

/// What `caudal follow` refuses, and how it says so.
@Suite("Rows as they come, refused")
struct FollowErrorTests {
  @Test("Options that make no sense")
  func options() async throws {
    let cases: [([String], String)] = [
      (["-"], "give --column, what is described, or --count, or --words"),
      (["-", "-c", "v", "--words"], "give either --column or --count"),
      (["-", "-c", "v", "--mode", "append"], "--mode append needs --window"),
      (["-", "-c", "v", "--window", "1h"], "--window needs --time"),
      (["-", "-c", "v", "--lateness", "1h"], "--lateness needs --window"),
      (
        ["-", "-c", "v", "--time", "t", "--window", "1h", "--slide", "25m"],
        "25 min don't divide a day"
      ),
      (
        ["-", "-c", "v", "--time", "t", "--window", "1h", "--slide", "40m"],
        "the length must be a multiple of that"
      ),
      (["-", "-c", "v", "--checkpoint", "state"], "--checkpoint needs --output"),
      (
        ["-", "-c", "v", "--checkpoint", "state", "--output", "out"],
        "--checkpoint needs sources that can be read again"
      ),
      (["tcp://host", "--words"], "tcp://host"),
    ]
    for (options, sentence) in cases {
      let outcome = try await Caudal.run(["follow"] + options)
      #expect(outcome.code == 64, "\(options): \(outcome.errors)")
      #expect(outcome.messages.first?.contains(sentence) == true, "\(outcome.errors)")
    }
  }

  @Test("Rows that can't be used, with their places; those before them count")
  func rows() async throws {
    try await withTemporaryFolder { folder in
      let text = "v,k\n" + String(repeating: "1,a\n", count: 3000) + "x,b\n2,c\n"
      let path = try folder.write(text.utf8, to: "rows.csv")
      let plain = try await Caudal.run(["follow", path, "-c", "v", "--until-end"])
      #expect(plain.code == 65)
      #expect(
        plain.messages == [
          "caudal: \(path): row 3002, byte 12004, column \"v\": \"x\" is not a number; if it means a missing value,"
            + " name it, and all others, by --null"
        ])
      let skipped = try await Caudal.run([
        "follow", path, "-c", "v", "--until-end", "--on-error", "skip", "--format", "jsonl",
      ])
      #expect(skipped.code == 0, "\(skipped.errors)")
      #expect(skipped.output.contains("\"rows\": 3002, \"late_rows\": 0"))
      #expect(skipped.output.contains("\"rejected\": 1, \"input\""))
      let limited = try await Caudal.run([
        "follow", path, "-c", "v", "--until-end", "--on-error", "skip", "--max-errors", "0",
      ])
      #expect(limited.code == 65)
      #expect(limited.messages.first?.contains("more than the 0 that may be") == true)
    }
  }

  @Test("Sources and outputs that aren't there, or are there already")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("v\n1\n".utf8, to: "rows.csv")
      let full = try folder.write("something".utf8, to: "out.csv")
      let cases: [([String], Int, String)] = [
        ([folder.path + "/none.csv"], 66, "No such file or directory"),
        ([folder.path], 66, "a folder; write \(folder.path)/ to follow the files"),
        ([folder.path + "/none/"], 66, "No such file or directory"),
        (["/dev/null"], 66, "not a regular file"),
        ([path, "--output", full], 73, "the file is there, and has 9 bytes"),
        ([path, "--output", folder.path + "/none/out"], 73, "No such file or directory"),
        ([path, "-c", "w"], 64, "there is no column \"w\""),
      ]
      for (options, code, sentence) in cases {
        let column = options.contains("-c") ? [] : ["-c", "v"]
        let outcome = try await Caudal.run(["follow", "--until-end"] + options + column)
        #expect(outcome.code == code, "\(options): \(outcome.errors)")
        #expect(outcome.messages.first?.contains(sentence) == true, "\(outcome.errors)")
      }
      let empty = try folder.write([], to: "empty.csv")
      let outcome = try await Caudal.run(["follow", empty, "-c", "v", "--until-end"])
      #expect(outcome.code == 65)
      #expect(outcome.messages.first?.contains("there are no rows") == true)
    }
  }

  @Test("Checkpoints that are damaged, or of something else")
  func checkpoints() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("v\n1\n2\n".utf8, to: "rows.csv")
      let state = folder.path + "/state"
      func run(_ column: [String]) async throws -> Program.Outcome {
        try await Caudal.run(
          [
            "follow", path, "--until-end", "--checkpoint", state, "--output",
            folder.path + "/out.csv",
          ]
            + column)
      }
      #expect(try await run(["-c", "v"]).code == 0)
      let whole = try Data(contentsOf: URL(filePath: state))
      let other = try await run(["-c", "v", "--statistics", "max"])
      #expect(other.code == 64)
      #expect(other.messages.first?.contains("the checkpoint of another question") == true)
      for change in 0..<3 {
        var bytes = whole
        switch change {
        case 0: bytes[bytes.count - 1] ^= 1
        case 1: bytes.removeLast(5)
        default: bytes = Data("caudal.checkpoint/9".utf8) + bytes.dropFirst(19)
        }
        try bytes.write(to: URL(filePath: state))
        let outcome = try await run(["-c", "v"])
        #expect(outcome.code == 65, "\(outcome.errors)")
      }
      try whole.write(to: URL(filePath: state))
      _ = try folder.write("v\n7\n2\n3\n".utf8, to: "rows.csv")
      let replaced = try await run(["-c", "v"])
      #expect(replaced.code == 74)
      #expect(replaced.messages.first?.contains("not the file any more") == true)
    }
  }
}
