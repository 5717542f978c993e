import Foundation
import TestSupport
import Testing

@testable import CSV

/// What is read from its beginning to its end must not change meanwhile.
@Suite struct DescriptorStreamTests {
  /// What somebody does to a file while it is read.
  enum Change: String, CaseIterable {
    case cutShort, lengthened, writtenOver, none

    func apply(to path: String) throws {
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      defer { try? file.close() }
      switch self {
      case .cutShort: try file.truncate(atOffset: 150_001)
      case .lengthened:
        try file.seekToEnd()
        try file.write(contentsOf: Data("7\n".utf8))
      case .writtenOver:
        try file.seek(toOffset: 190_000)
        try file.write(contentsOf: Data("8".utf8))
      case .none: break
      }
    }

    var failure: SourceError? {
      switch self {
      case .cutShort: SourceError(.shortened, offset: 150_001)
      case .lengthened: SourceError(.changed, offset: 200_002)
      case .writtenOver: SourceError(.changed, offset: 200_000)
      case .none: nil
      }
    }
  }

  @Test("A file that changes is noticed at its end, at the latest", arguments: Change.allCases)
  func change(_ change: Change) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write([UInt8](repeating: 0x31, count: 200_000), to: "file")
      // Times of files have no finer grain than a tick of the system's clock.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: path)
      var stream = try DescriptorStream(path: path)
      var buffer = [UInt8](repeating: 0, count: 100_000)
      #expect(try read(&stream, into: &buffer) == 100_000)
      try change.apply(to: path)
      buffer.append(contentsOf: [UInt8](repeating: 0, count: 100_000))
      var failure: SourceError?
      do throws(SourceError) {
        #expect(try read(&stream, into: &buffer) == 100_000)
      } catch {
        failure = error
      }
      #expect(failure == change.failure)
    }
  }

  private func read(
    _ stream: inout DescriptorStream, into buffer: inout [UInt8]
  ) throws(SourceError) -> Int {
    var result = Result<Int, SourceError>.success(0)
    unsafe buffer.withUnsafeMutableBytes { bytes in
      do throws(SourceError) {
        result = .success(try unsafe stream.read(into: bytes))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }
}
