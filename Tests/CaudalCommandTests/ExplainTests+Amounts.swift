import Foundation
import TestSupport
import Testing

// Whether what a plan says of bytes, rows and memory is so.

extension ExplainTests {
  @Test("Bytes are those that are read, and rows are about as many")
  func estimates() async throws {
    let arguments = [
      "describe", Fixtures.sample, "--column", "ValorObservado", "--statistics", "rows",
    ]
    let outcome = try await Caudal.run(arguments + ["--format", "json"])
    let real = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let input = try #require(real["input"] as? [String: Any])
    try await withTemporaryFolder { folder in
      let plan = try await plan(arguments, in: folder)
      #expect(plan.steps[0].sources?.map(\.bytes) == [input["bytes"] as? Int])
      let rows = try #require(plan.steps[1].count?.value)
      let found = try #require(input["rows"] as? Int)
      #expect(abs(rows - found) < found / 20, "\(rows) \(found)")
      #expect(plan.steps[1].count?.estimated == true)
    }
  }

  @Test("Memory that is said to suffice does; with half of it rows go to disk", arguments: [1, 3])
  func memory(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<40_000).map { "s\($0 * 7919 % 40_000),\($0 % 977).25,text \($0)\n" }.joined()
      _ = try folder.write("key,value,name\n\(rows)".utf8, to: "rows.csv")
      for (options, step) in [
        (["--sort", "value, name", "--output", "out.csv"], "keep"),
        (["--join", "rows.csv", "--on", "key", "--columns", "key", "--output", "out.csv"], "join"),
      ] {
        let arguments = ["select", "rows.csv"] + options
        let planned = try await plan(arguments, .mpirun(ranks), in: folder)
        let needed = try #require(planned.steps.first { $0.step == step }?.memory[0].bytes.value)
        for (bytes, fits) in [(needed * 13 / 10, true), (needed / 2, false)] {
          let limit = ["--memory-bytes", "\(bytes)"]
          let plan = try await plan(arguments, .mpirun(ranks), in: folder, limit)
          let memory = try #require(plan.steps.first { $0.step == step }?.memory[0])
          #expect(memory.limit == bytes)
          #expect(memory.fits == fits)
          #expect(memory.relief != nil)
          let outcome = try await Caudal.run(placed(arguments, in: folder) + limit, .mpirun(ranks))
          #expect(outcome.code == 0, "\(step) \(bytes): \(outcome.errors)")
          #expect(
            outcome.errors.contains("memory is short") == !fits,
            "\(step) \(bytes): \(outcome.errors)")
        }
      }
    }
  }
}
