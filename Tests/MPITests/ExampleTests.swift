import Foundation
import Testing

/// The guide's program, which must be a program.
@Suite struct ExampleTests {
  @Test func guideShowsTheExample() throws {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = { (path: String) in
      try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
    }
    let guide = try text("Sources/MPI/MPI.docc/MPI.md")
    let block = try #require(
      guide.components(separatedBy: "```swift\n").dropFirst().first?
        .components(separatedBy: "```").first
    )
    #expect(try block == text("Tests/MPIExample/main.swift"))
  }

  @Test func examplePrintsWhatTheGuideSays() async throws {
    let outcome = try await mpirun(ranks: 3, "MPIExample")
    #expect(outcome.output == "1000 values, mean 500.5, variance 83416.66666666667\n")
    #expect(outcome.errors == "")
    #expect(outcome.exitCode == 0)
  }
}
