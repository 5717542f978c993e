import Foundation
import TestSupport
import Testing

/// A process that is killed while it writes a result.
@Suite("Killed while it writes")
struct KilledOutputTests {
  @Test("Nothing is left beside the result")
  func alone() async throws {
    try await withTemporaryFolder { folder in
      let rows = [UInt8]((0..<200_000).map { Array("some text,\($0 % 1000).5,b\n".utf8) }.joined())
      let path = try folder.write(Array("a,x,b\n".utf8) + rows, to: "long.csv")
      let script = """
        "$@" & job=$!
        while kill -0 $job; do
          for file in /proc/$job/fd/*; do
            case $(readlink "$file") in
              "$FOLDER"/long.csv) ;;
              "$FOLDER"/*) if [ -s "$file" ]; then kill -KILL $job; fi ;;
            esac
          done
          sleep 0.02
        done 2>/dev/null
        wait $job
        """
      let outcome = try await Program(path: "/bin/bash").run(
        [
          "-c", script, "bash", Program("caudal").path, "select", path, "--output",
          folder.path + "/result.csv", "--threads", "1", "--chunk-bytes", "2", "--block-bytes",
          "20000",
        ], environment: ["FOLDER": folder.path])
      #expect(outcome.code == 137)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["long.csv"])
    }
  }
}
