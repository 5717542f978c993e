import Foundation
import TestSupport
import Testing

@testable import CSV

/// Anything but an ordinary file is refused.
@Suite struct FileSourceTests {
  /// A pipe isn't even opened: its writer would go on, write, and be killed because nobody reads.
  @Test func pipe() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/pipe"
      let opened = folder.path + "/opened"
      #expect(unsafe mkfifo(path, 0o600) == 0)
      async let writer = Program(path: "/bin/sh").run(["-c", "exec 3> '\(path)'; : > '\(opened)'"])
      try await Task.sleep(for: .milliseconds(300))
      #expect(throws: SourceError(.notRegular)) {
        _ = try FileSource(path: path)
      }
      try await Task.sleep(for: .milliseconds(300))
      #expect(!FileManager.default.fileExists(atPath: opened))
      // Lets the writer go, whether it has begun to wait or not.
      let reader = unsafe open(path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      #expect(try await writer.code == 0)
    }
  }

  @Test func folder() {
    #expect(throws: SourceError(.cannotOpen(EISDIR))) {
      _ = try FileSource(path: "/")
    }
  }
}
