import CSV
import Foundation
import Ranks
import TestSupport
import Testing
import Vocabulary

@testable import Scan

/// Tables of more files than are kept open.
@Suite("Files that every rank can open")
struct SharedFilesTests {
  /// Writes files that differ in their contents and their sizes.
  private static func write(_ count: Int, in folder: URL) throws -> [String] {
    try (0..<count).map { number in
      try folder.write(text(number).utf8, to: "part\(number).csv")
    }
  }

  private static func text(_ number: Int) -> String {
    "x\n" + String(repeating: "\(number)\n", count: number + 1)
  }

  private static func contents(_ file: SharedFiles.OpenFile) throws -> String {
    String(decoding: try file.source.firstBytes(file.source.byteCount), as: UTF8.self)
  }

  /// The files below a folder that this process has open.
  private static func openCount(in folder: URL) throws -> Int {
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return descriptors.count { descriptor in
      let path = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/\(descriptor)")
      return path?.hasPrefix(folder.path) == true
    }
  }

  @Test("Each is read right, whatever the order, and 64 are open at a time")
  func manyFiles() async throws {
    try await withTemporaryFolder { folder in
      let paths = try Self.write(150, in: folder)
      let files = try SharedFiles(paths)
      #expect(files.identities.map(\.byteCount) == (0..<150).map { Self.text($0).utf8.count })
      #expect(try Self.openCount(in: folder) == 64)
      var generator = SeededGenerator()
      for number in Array(0..<150) + (0..<150).shuffled(using: &generator) {
        #expect(try Self.contents(files.file(number)) == Self.text(number))
        #expect(try Self.openCount(in: folder) == 64)
      }
      try files.checkUnchanged(0..<150)
    }
  }

  @Test("Who has a file can go on reading it while others are opened")
  func heldFile() async throws {
    try await withTemporaryFolder { folder in
      let files = try SharedFiles(try Self.write(100, in: folder))
      let held = try files.file(0)
      for number in 1..<100 { _ = try files.file(number) }
      #expect(try Self.openCount(in: folder) == 65)
      #expect(try Self.contents(held) == Self.text(0))
    }
  }

  @Test("Threads that open files at the same time get the right ones")
  func threads() async throws {
    try await withTemporaryFolder { folder in
      let files = try SharedFiles(try Self.write(90, in: folder))
      let wrong = Workers(count: 8).map(900) { piece -> Int in
        let number = piece * 37 % 90
        return (try? Self.contents(files.file(number))) == Self.text(number) ? 0 : 1
      }
      #expect(wrong.reduce(0, +) == 0)
      #expect(try Self.openCount(in: folder) == 64)
    }
  }

  @Test("A file that is another one when it is opened again is refused, and named")
  func changedFile() async throws {
    try await withTemporaryFolder { folder in
      let paths = try Self.write(100, in: folder)
      let files = try SharedFiles(paths)
      // The first isn't open any more, the last one is.
      for number in [0, 99] {
        _ = try folder.write(Self.text(number + 1).utf8, to: "part\(number).csv")
      }
      #expect {
        _ = try files.file(0)
      } throws: { error in
        (error as? SourceError)?.kind == .changed
      }
      for range in [0..<1, 0..<100, 99..<100] {
        let changed = paths[range.lowerBound]
        #expect {
          try files.checkUnchanged(range)
        } throws: { error in
          guard let failure = error as? LocalFailure else { return false }
          return failure.position == range.lowerBound && failure.error.kind == .inputOutput
            && failure.error.message == "\(changed): the file changed while it was read; run again"
        }
      }
      try files.checkUnchanged(1..<99)
    }
  }

  @Test("One that can't be opened is named by its place among all")
  func missingFile() async throws {
    try await withTemporaryFolder { folder in
      var paths = try Self.write(80, in: folder)
      paths[70] += ".gone"
      #expect {
        _ = try SharedFiles(paths)
      } throws: { error in
        guard let failure = error as? LocalFailure else { return false }
        return failure.position == 70 && failure.error.kind == .noInput && failure.isOfHost
          && failure.error.message.hasPrefix(paths[70])
      }
    }
  }
}
