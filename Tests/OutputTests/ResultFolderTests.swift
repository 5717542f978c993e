import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Output

/// Folders that appear with all their files. One is filled at a time, so the tests run one by one.
@Suite("Result folders", .serialized)
struct ResultFolderTests {
  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("Files get their names, and the folder its own, at the end")
  func commit() async throws {
    try await withTemporaryFolder { folder in
      let result = ResultFolder(folder.path + "/out")
      let path = try result.begin()
      result.expect(files: 2)
      #expect(path.hasPrefix(folder.path + "/out."))
      for number in 0..<2 {
        try Data("\(number)".utf8).write(to: URL(filePath: "\(path)/\(number)"))
      }
      #expect(try names(in: folder).count == 3)
      try result.commit([["k=a", "l=x", "f"], ["k=b", "f"]])
      #expect(
        try names(in: folder) == [
          "out", "out/k=a", "out/k=a/l=x", "out/k=a/l=x/f", "out/k=b", "out/k=b/f",
        ])
      #expect(try String(contentsOfFile: folder.path + "/out/k=b/f", encoding: .utf8) == "1")
      result.abandon()
      UnfinishedFolder.clear()
      #expect(try names(in: folder).count == 6)
    }
  }

  @Test("What is abandoned leaves nothing, at any time", arguments: [0, 1, 12, 1234])
  func abandon(count: Int) async throws {
    try await withTemporaryFolder { folder in
      let result = ResultFolder(folder.path + "/out")
      let path = try result.begin()
      result.expect(files: count)
      for number in 0..<count { try Data().write(to: URL(filePath: "\(path)/\(number)")) }
      result.abandon()
      #expect(try names(in: folder) == [])
    }
  }

  @Test("A file that isn't there, and a folder that is there by now, leave nothing")
  func failed() async throws {
    try await withTemporaryFolder { folder in
      let result = ResultFolder(folder.path + "/out")
      let path = try result.begin()
      result.expect(files: 2)
      try Data().write(to: URL(filePath: path + "/0"))
      let missing = CaudalError(.inputOutput, "\(folder.path)/out: No such file or directory")
      #expect(throws: missing) { try result.commit([["k=a", "f"], ["k=b", "f"]]) }
      #expect(try names(in: folder) == [])

      let again = try result.begin()
      result.expect(files: 1)
      try Data().write(to: URL(filePath: again + "/0"))
      try FileManager.default.createDirectory(
        atPath: folder.path + "/out/mine", withIntermediateDirectories: true)
      let full = CaudalError(.inputOutput, "\(folder.path)/out: Directory not empty")
      #expect(throws: full) { try result.commit([["k=a", "f"]]) }
      #expect(try names(in: folder) == ["out", "out/mine"])
    }
  }
}
