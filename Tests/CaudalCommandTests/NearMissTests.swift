import TestSupport
import Testing

/// What is said to somebody who has misspelled a name.
@Suite("Near misses")
struct NearMissTests {
  @Test(
    "Columns, options, statistics and commands",
    arguments: [
      (
        ["describe", "FILE", "--column", "flwo"],
        "FILE: there is no column \"flwo\"; did you mean \"flow\"? The columns are \"station\", \"flow\""
      ),
      (
        ["describe", "FILE", "--column", "nothing"],
        "FILE: there is no column \"nothing\"; the columns are \"station\", \"flow\""
      ),
      (
        ["select", "FILE", "--where", "flwo > 1"],
        "--where: there is no column \"flwo\"; did you mean \"flow\"? The columns are \"station\", \"flow\""
      ),
      (
        ["select", "FILE", "--where", "flow = statoin"],
        "--where: there is no column \"statoin\"; did you mean \"station\"? a text stands in single quotes: 'statoin'"
      ),
      (
        ["describe", "FILE", "--colum", "flow"],
        "unknown option '--colum'; did you mean '--column'?"
      ),
      (
        ["describe", "FILE", "--all", "--statistics", "count,meen"],
        "--statistics: there is no 'meen'; did you mean 'mean'?"
      ),
      (["descibe", "FILE"], "there is no command 'descibe'; did you mean 'describe'?"),
      (
        ["describe", "FILE", "--all", "--by", "station", "--top", "-1"], "--top must be at least 1"
      ),
    ])
  func messages(words: [String], message: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("station,flow\nA,1\n".utf8, to: "data.csv")
      let outcome = try await Caudal.run(words.map { $0 == "FILE" ? path : $0 })
      #expect(outcome.code == 64)
      #expect(
        outcome.messages == ["caudal: " + message.replacing("FILE", with: path)],
        "\(outcome.errors)")
    }
  }
}
