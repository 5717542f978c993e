import Foundation
import TestSupport
import Testing

/// Output files: complete or not there.
@Suite("Output files")
struct OutputTests {
  private let column = "ValorObservado"

  @Test("An existing file is replaced at once", arguments: [Program.Launch.directly, .mpirun(3)])
  func replaced(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("old".utf8, to: "out.csv")
      let old = try #require(FileHandle(forReadingAtPath: path))
      let options = ["--format", "csv"]
      let expected = try await Caudal.describe(Fixtures.sample, column: column, options)
      let outcome = try await Caudal.describe(
        Fixtures.sample, column: column, options + ["--output", path], launch)
      #expect(outcome.code == 0)
      #expect(outcome.output == "")
      #expect(outcome.errors == "")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == expected.output)
      // Who had the old file open still reads all of it: it was renamed over, not written over.
      #expect(try old.readToEnd() == Data("old".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.csv"])
    }
  }

  @Test("A file that can't be created", arguments: [Program.Launch.directly, .mpirun(3)])
  func notCreated(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let file = try folder.write("old".utf8, to: "file")
      for path in [
        folder.path, folder.path + "/no/out", file + "/out", "/proc/out", "/sys/out", "",
      ] {
        let outcome = try await Caudal.describe(
          Fixtures.sample, column: column, ["--output", path], launch)
        #expect(outcome.code == 73, "\(path)")
        #expect(outcome.output == "")
        #expect(outcome.messages.count == 1, "\(path): \(outcome.errors)")
        #expect(outcome.messages.first?.hasPrefix("caudal: \(path): ") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
      }
    }
  }

  @Test("A failing run leaves an existing file as it was")
  func leftAlone() async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("x\n1\nq\n".utf8, to: "in.csv")
      let output = try folder.write("old".utf8, to: "out")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await Caudal.describe(input, ["--output", output], launch)
        #expect(outcome.code == 65)
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "old")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.sorted() == ["in.csv", "out"])
      }
    }
  }

  @Test("The input is never replaced, by whatever name")
  func inputIsKept() async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("x\n1\n".utf8, to: "in.csv")
      let link = folder.path + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: input)
      for path in [input, folder.path + "/./in.csv", link] {
        let outcome = try await Caudal.describe(input, ["--output", path])
        #expect(outcome.code == 64)
        #expect(outcome.messages == ["caudal: \(path): the output would replace the input"])
        #expect(try String(contentsOfFile: input, encoding: .utf8) == "x\n1\n")
      }
    }
  }

  @Test("A link's file is replaced, not the link")
  func link() async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("x\n1\n".utf8, to: "in.csv")
      let output = try folder.write("old".utf8, to: "out")
      let link = folder.path + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: output)
      let outcome = try await Caudal.describe(input, ["--output", link])
      #expect(outcome.code == 0)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == output)
      #expect(try String(contentsOfFile: output, encoding: .utf8).hasPrefix(input))
    }
  }

  @Test("A pipe or a device is written to, not replaced")
  func devices() async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("x\n1\n".utf8, to: "in.csv")
      let pipe = folder.path + "/pipe"
      let made = unsafe mkfifo(pipe, 0o600)
      try #require(made == 0)
      // Open for both, so that neither side waits for the other; the text fits into the pipe.
      let reader = FileHandle(fileDescriptor: unsafe open(pipe, O_RDWR), closeOnDealloc: true)
      let outcome = try await Caudal.describe(input, ["--format", "csv", "--output", pipe])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let type = try FileManager.default.attributesOfItem(atPath: pipe)[.type] as? FileAttributeType
      #expect(type != .typeRegular)
      #expect(reader.availableData.starts(with: Data("column,rows".utf8)))
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(files.sorted() == ["in.csv", "pipe"])
    }
  }

  @Test("A file that outgrows what it may takes nothing with it")
  func tooLarge() async throws {
    try await withTemporaryFolder { folder in
      let output = try folder.write("old".utf8, to: "out")
      let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""
      let arguments = ["describe", Fixtures.sample, "-c", column, "--output", output]
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path] + arguments)
      #expect(outcome.code == 74)
      #expect(outcome.messages == ["caudal: \(output): File too large"])
      #expect(try String(contentsOfFile: output, encoding: .utf8) == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
    }
  }

  @Test("A full device is a failure to write")
  func full() async throws {
    let outcome = try await Caudal.describe(
      Fixtures.sample, column: column, ["--output", "/dev/full"])
    #expect(outcome.code == 74)
    #expect(outcome.messages == ["caudal: /dev/full: No space left on device"])
  }
}
