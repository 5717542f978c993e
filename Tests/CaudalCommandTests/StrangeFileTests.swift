import Foundation
import TestSupport
import Testing

/// Files that are no ordinary CSV, and how long it may take to say so.
@Suite("Strange files")
struct StrangeFileTests {
  @Test("A pipe that every rank is to open is refused at once, not waited for")
  func pipe() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "pipe").path
      let code = unsafe mkfifo(path, 0o600)
      #expect(code == 0)
      let outcome = try await Program("caudal").run(
        ["describe", path, "--column", "a", "--input", "shared"])
      #expect(outcome.code == 64)
      #expect(outcome.messages.count == 1)
    }
  }

  @Test("Files that only look compressed, or are so in a way that isn't read")
  func compressed() async throws {
    try await withTemporaryFolder { folder in
      for magic in [[0x1F, 0x8B, 8], [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x4B, 3, 4]] as [[UInt8]] {
        let path = try folder.write(magic + Array("a,b\n1,2\n".utf8), to: "file.csv")
        let outcome = try await Program("caudal").run(["describe", path, "--column", "a"])
        #expect(outcome.code == 65)
        #expect(outcome.messages.first?.contains("compressed") == true)
      }
    }
  }

  @Test("A date far in the future")
  func date() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a\n1\n".utf8, to: "file.csv")
      let future = Date(timeIntervalSince1970: 13_600_000_000)
      try FileManager.default.setAttributes([.modificationDate: future], ofItemAtPath: path)
      let outcome = try await Program("caudal").run(["describe", path, "--column", "a"])
      #expect(outcome.code == 0)
    }
  }

  @Test("A header of very many columns")
  func manyColumns() async throws {
    try await withTemporaryFolder { folder in
      let names = (0..<20_000).map { "c\($0)" }.joined(separator: ",")
      let row = (0..<20_000).map(String.init).joined(separator: ",")
      let path = try folder.write("\(names)\n\(row)\n".utf8, to: "file.csv")
      let outcome = try await Program("caudal").run(
        ["describe", path, "--column", "c19999", "--format", "csv"])
      #expect(outcome.code == 0)
      #expect(outcome.output.contains("c19999,1,1,0,19999,0,0,,,19999,19999"))
      let missing = try await Program("caudal").run(["describe", path, "--column", "x"])
      #expect(missing.code == 64)
      #expect(missing.errors.utf8.count < 1000)
    }
  }

  @Test("A file that one rank can't see names the host")
  func missingOnOneRank() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a\n1\n".utf8, to: "file.csv")
      // Each rank has a folder of its own, and only the first one's has the file.
      let other = folder.appending(path: "1")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      let script = """
        [ "$OMPI_COMM_WORLD_RANK" = 1 ] && cd "\(other.path)" || cd "\(folder.path)"
        exec "\(Program("caudal").path)" describe file.csv --column a --input shared
        """
      let outcome = try await Program(path: "/bin/sh").run(["-c", script], .mpirun(2))
      #expect(FileManager.default.fileExists(atPath: path))
      #expect(outcome.code == 66)
      #expect(outcome.messages.count == 1)
      #expect(outcome.messages.first?.contains("rank 1)") == true, "\(outcome.messages)")
    }
  }

  @Test("A replaced output keeps its permissions, and a protected one is left alone")
  func permissions() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a\n1\n".utf8, to: "file.csv")
      let output = try folder.write("old".utf8, to: "out.json")
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: output)
      let outcome = try await Program("caudal").run(
        ["describe", path, "--column", "a", "--output", output])
      #expect(outcome.code == 0)
      let attributes = try FileManager.default.attributesOfItem(atPath: output)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test("A number that means a missing value does so however it is written")
  func nullNumber() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a\n-999\n-999.0\n5\n-9.99e2\n\"-999\"\n".utf8, to: "file.csv")
      let outcome = try await Program("caudal").run(
        ["describe", path, "--column", "a", "--null", "-999", "--format", "csv"])
      #expect(outcome.code == 0)
      #expect(outcome.output.contains("a,5,1,4,5,0,0,"))
    }
  }

  @Test("Standard output by name is written to, not replaced", arguments: ["-", "/dev/stdout"])
  func standardOutput(name: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a\n1\n".utf8, to: "file.csv")
      let script = """
        exec >"\(folder.path)/log"; echo before
        "\(Program("caudal").path)" describe "\(path)" --column a --format csv --output \(name)
        echo after
        """
      let outcome = try await Program(path: "/bin/sh").run(["-c", script])
      #expect(outcome.code == 0)
      let log = try String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
      #expect(log.hasPrefix("before\ncolumn,"))
      #expect(log.hasSuffix("after\n"))
    }
  }
}
