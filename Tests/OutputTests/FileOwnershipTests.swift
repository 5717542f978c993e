import CSV
import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Output

/// Whose a file is that replaces another, and other ways to name what is written to.
@Suite("Ownership of outputs")
struct FileOwnershipTests {
  private func status(of path: String) throws -> stat {
    var status = stat()
    try #require(unsafe stat(path, &status) == 0)
    return status
  }

  @Test("Permissions are kept, but for the bits that let a file run in another's name")
  func modes() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("old".utf8, to: "out")
      for (before, after) in [(0o4755, 0o755), (0o2644, 0o644), (0o6600, 0o600), (0o640, 0o640)] {
        try #require(unsafe chmod(path, mode_t(before)) == 0)
        try Destination(output: path).write(["new"])
        #expect(try status(of: path).st_mode & 0o7777 == mode_t(after))
      }
    }
  }

  @Test("Owner and group stay, where the process may give files away", .enabled(if: geteuid() == 0))
  func owners() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("old".utf8, to: "out")
      try #require(unsafe chown(path, 12_345, 23_456) == 0 && chmod(path, 0o4750) == 0)
      try Destination(output: path).write(["new"])
      let found = try status(of: path)
      #expect((found.st_uid, found.st_gid) == (12_345, 23_456))
      #expect(found.st_mode & 0o7777 == 0o750)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    }
  }

  @Test("A group that can't be kept leaves its bits only where all others have them")
  func foreignGroup() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("old".utf8, to: "out")
      var existing = try status(of: path)
      // A group that no process may give a file to: the system refuses the number.
      existing.st_gid = .max
      existing.st_uid = .max
      for (before, after) in [(0o664, 0o644), (0o670, 0o600), (0o6775, 0o755)] {
        existing.st_mode = S_IFREG | mode_t(before)
        let descriptor = unsafe open(path, O_WRONLY)
        defer { close(descriptor) }
        FileOwnership(replacing: existing, standardMode: 0o666).apply(to: descriptor)
        let isKept = try status(of: path).st_gid == existing.st_gid
        if !isKept, geteuid() != 0 {
          #expect(try status(of: path).st_mode & 0o7777 == mode_t(after))
        }
        #expect(try status(of: path).st_mode & 0o6000 == 0)
      }
    }
  }

  @Test(
    "What a descriptor is, is added to, by whatever name",
    arguments: ["/dev/fd/", "/proc/self/fd/", "link"])
  func descriptors(name: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("before\n".utf8, to: "log")
      let descriptor = unsafe open(path, O_WRONLY | O_APPEND)
      defer { close(descriptor) }
      var output = "\(name)\(descriptor)"
      if name == "link" {
        output = folder.path + "/link"
        try FileManager.default.createSymbolicLink(
          atPath: output, withDestinationPath: "/dev/fd/\(descriptor)")
      }
      let destination = Destination(output: output)
      #expect(!destination.isFile)
      try destination.check(inputs: [])
      try destination.write(["a\n", "b\n"])
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "before\na\nb\n")
      let growing = try GrowingFile(output, goesOn: false)
      try growing.write(Array("c\n".utf8))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "before\na\nb\nc\n")
    }
  }

  @Test("A descriptor that can't be written to is refused before the work")
  func closedDescriptor() throws {
    let descriptor = unsafe open("/dev/null", O_RDONLY)
    defer { close(descriptor) }
    for number in [descriptor, 99_999] {
      let name = "/dev/fd/\(number)"
      #expect(throws: CaudalError(.cannotCreate, "\(name): Bad file descriptor")) {
        try Destination(output: name).check(inputs: [])
      }
    }
  }

  @Test(
    "Names of 255 bytes, and of any bytes, are written and replaced",
    arguments: [[UInt8(ascii: "n")], [0xC3, 0xB1], [0xFF]])
  func names(unit: [UInt8]) async throws {
    try await withTemporaryFolder { folder in
      let bytes = Array(repeatElement(unit, count: 255 / unit.count).joined())
      let name = String(path: bytes)
      let path = "\(folder.path)/\(name)"
      for text in ["first", "second"] {
        let destination = Destination(output: path)
        try destination.check(inputs: [])
        let open = try destination.open()
        try open.reveal()
        let temporary = try #require(open.temporaryPath)
        #expect(unsafe access(temporary.systemPath, F_OK) == 0)
        try open.write(Array(text.utf8))
        try open.commit()
        #expect(unsafe access(temporary.systemPath, F_OK) != 0)
        let source = try FileSource(path: path)
        #expect(try source.firstBytes(100) == Array(text.utf8))
      }
    }
  }
}
