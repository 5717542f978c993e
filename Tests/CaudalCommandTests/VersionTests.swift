import TestSupport
import Testing

@Suite("Help and version")
struct VersionTests {
  @Test("--version prints the program's name and version", arguments: Program.Launch.all)
  func version(launch: Program.Launch) async throws {
    let outcome = try await Program("caudal").run(["--version"], launch)
    #expect(outcome.code == 0)
    #expect(outcome.output == "caudal 0.1.0\n")
    #expect(outcome.errors == "")
  }
}
