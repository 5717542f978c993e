import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Output

/// Where results go. Each test has a folder of its own, whose contents are looked at afterwards.
@Suite("Destinations")
struct DestinationTests {
  @Test("Standard output, by whatever name", arguments: [nil, "-", "/dev/stdout"])
  func standardOutput(name: String?) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("before\n".utf8, to: "log")
      let descriptor = unsafe open(path, O_WRONLY | O_APPEND)
      defer { close(descriptor) }
      let destination = Destination(output: name, standardOutput: descriptor)
      try destination.check(inputs: [path])
      try destination.write(["a\n", "b\n"])
      // What it was redirected to is added to, not replaced.
      #expect(try contents(of: folder) == ["log": "before\na\nb\n"])
    }
  }

  @Test("Standard output that can't be written to")
  func brokenStandardOutput() throws {
    let descriptor = unsafe open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let destination = Destination(output: nil, standardOutput: descriptor)
    let error = CaudalError(.inputOutput, "standard output: No space left on device")
    #expect(throws: error) { try destination.write(["text"]) }
    #expect(throws: Never.self) { try destination.write([]) }
  }

  @Test("A new file has the text and the permissions that new files get")
  func newFile() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/out"
      try written(["ñ\n", "", "b"], to: path)
      #expect(try contents(of: folder) == ["out": "ñ\nb"])
      let other = try folder.write("".utf8, to: "other")
      #expect(try permissions(of: path) == permissions(of: other))
    }
  }

  @Test("Many parts, large ones among them, come out whole and in order")
  func manyParts() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/out"
      let large = String(repeating: "0123456789", count: 300_000)
      let parts = (0..<100_000).lazy.map { $0 == 50_000 ? large : "\($0)\n" }
      try written(parts, to: path)
      #expect(try contents(of: folder) == ["out": parts.joined()])
    }
  }

  @Test("A file is replaced at once, and keeps its permissions", arguments: [0o600, 0o640, 0o666])
  func replaced(mode: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("old".utf8, to: "out")
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      let old = try #require(FileHandle(forReadingAtPath: path))
      try written(["new"], to: path)
      #expect(try contents(of: folder) == ["out": "new"])
      #expect(try permissions(of: path) == mode)
      // Who had it open still reads all of the old one.
      #expect(try old.readToEnd() == Data("old".utf8))
    }
  }

  @Test("What can't be created is refused before the work, and fails after it")
  func notCreated() async throws {
    try await withTemporaryFolder { folder in
      let file = try folder.write("old".utf8, to: "file")
      for (path, reason) in [
        (folder.path, "Is a directory"), (folder.path + "/no/out", "No such file or directory"),
        (folder.path + "/no/", "No such file or directory"), (file + "/out", "Not a directory"),
        ("", "No such file or directory"),
      ] {
        let destination = Destination(output: path)
        let error = CaudalError(.cannotCreate, "\(path): \(reason)")
        #expect(throws: error) { try destination.check(inputs: []) }
        guard path != "" else { continue }
        #expect(throws: error) { try destination.write(["new"]) }
      }
      #expect(try contents(of: folder) == ["file": "old"])
    }
  }

  @Test("An input is never replaced, by whatever name")
  func inputIsKept() async throws {
    try await withTemporaryFolder { folder in
      let input = try folder.write("old".utf8, to: "in")
      let (symbolic, hard) = (folder.path + "/symbolic", folder.path + "/hard")
      try FileManager.default.createSymbolicLink(atPath: symbolic, withDestinationPath: "in")
      try FileManager.default.linkItem(atPath: input, toPath: hard)
      for path in [input, folder.path + "/./in", symbolic, hard] {
        let error = CaudalError(.usage, "\(path): the output would replace the input")
        #expect(throws: error) { try Destination(output: path).check(inputs: ["-", "/no", input]) }
        #expect(throws: Never.self) { try Destination(output: path).check(inputs: ["-", "/no"]) }
      }
    }
  }

  @Test("A link's file is replaced, or created, and not the link")
  func links() async throws {
    try await withTemporaryFolder { folder in
      let files = FileManager.default
      let inner = folder.path + "/inner"
      try files.createDirectory(atPath: inner, withIntermediateDirectories: false)
      for (name, target) in [
        ("relative", "inner/a"), ("absolute", inner + "/b"), ("second", "relative"),
        ("lost", "no/c"),
      ] {
        try files.createSymbolicLink(atPath: "\(folder.path)/\(name)", withDestinationPath: target)
      }
      // None of the files is there at first, all are there afterwards.
      for round in ["first", "second"] {
        for name in ["relative", "absolute", "second"] {
          try written(["\(round) \(name)"], to: "\(folder.path)/\(name)")
        }
        #expect(
          try contents(of: URL(filePath: inner)) == [
            "a": "\(round) second", "b": "\(round) absolute",
          ])
      }
      #expect(try files.destinationOfSymbolicLink(atPath: folder.path + "/relative") == "inner/a")
      #expect(try files.destinationOfSymbolicLink(atPath: folder.path + "/second") == "relative")
      let lost = folder.path + "/lost"
      #expect(throws: CaudalError(.cannotCreate, "\(lost): No such file or directory")) {
        try Destination(output: lost).check(inputs: [])
      }
      let names = try files.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(names == ["absolute", "inner", "lost", "relative", "second"])
    }
  }

  @Test("A pipe is written to, more than it holds at a time, and stays a pipe")
  func pipe() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/pipe"
      try #require(unsafe mkfifo(path, 0o600) == 0)
      // Open for both, so that neither side waits for the other to come.
      let reader = FileHandle(fileDescriptor: unsafe open(path, O_RDWR), closeOnDealloc: true)
      let text = String(repeating: "0123456789\n", count: 100_000)
      let received = Task.detached {
        var data = Data()
        while data.count < text.utf8.count { data += reader.availableData }
        return data
      }
      try written([text], to: path)
      #expect(await received.value == Data(text.utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pipe"])
    }
  }

  @Test("A full disk is a failure to write, whatever part doesn't fit")
  func full() throws {
    let destination = Destination(output: "/dev/full")
    let error = CaudalError(.inputOutput, "/dev/full: No space left on device")
    #expect(throws: Never.self) { try destination.check(inputs: []) }
    #expect(throws: error) { try destination.write(["text"]) }
    #expect(throws: error) { try destination.write(repeatElement("0123456789", count: 500_000)) }
  }

  @Test("After a failure the temporary file is gone, and what was there is there")
  func failure() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/out"
      let files = FileManager.default
      var names: [String] = []
      // While the text is made, somebody puts a folder where it is to go.
      let parts = sequence(first: 0) { $0 < 2 ? $0 + 1 : nil }.lazy.map { part in
        if part == 1 {
          names = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
          try? files.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        return "text"
      }
      #expect(throws: CaudalError(.inputOutput, "\(path): Is a directory")) {
        try Destination(output: path).write(parts)
      }
      // The text was on its way beside the place where it was to go, if it had a name at all.
      #expect(names.allSatisfy { $0.hasPrefix("out.") })
      let left = try files.contentsOfDirectory(atPath: folder.path)
      #expect(left == ["out"])
      let inside = try files.contentsOfDirectory(atPath: path)
      #expect(inside.isEmpty)
    }
  }

  /// Checks a destination and writes to it.
  private func written(_ parts: any Sequence<String>, to path: String) throws {
    let destination = Destination(output: path)
    try destination.check(inputs: [])
    try destination.write(parts)
  }

  /// The files of a folder, with what is in them.
  private func contents(of folder: URL) throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
      })
  }

  private func permissions(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }
}
