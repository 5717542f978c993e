import Status
import TestSupport
import Testing

@Suite("Command lines as they may be shown")
struct CommandTextTests {
  @Test(
    "Passwords are left out",
    arguments: [
      ("postgresql://ana:s3cret@db/weather", "postgresql://ana:…@db/weather"),
      ("postgresql://ana:s3@cret@db/weather?table=x", "postgresql://ana:…@db/weather?table=x"),
      ("postgresql://ana@db:5432/weather", "postgresql://ana@db:5432/weather"),
      ("postgresql://db/w?user=a&Password=s3cret&x=1", "postgresql://db/w?user=a&Password=…&x=1"),
      ("postgresql://db/w?password=a&sslpassword=b", "postgresql://db/w?password=…&sslpassword=…"),
      ("tcp://host:9999", "tcp://host:9999"), ("a@b:c.csv", "a@b:c.csv"),
      ("password=", "password="),
      ("Año=2017 password=ñandú y", "Año=2017 password=… y"),
    ])
  func passwords(word: String, shown: String) {
    #expect(CommandText.withoutPassword(word) == shown)
  }

  @Test("A shell reads the words that were meant")
  func quoting() async throws {
    let words = ["a b", "it's", "$x", "*", "", "plain-1.csv", "a\nb", "Año", "\\", "'"]
    let script = "printf '%s\\0' " + CommandText.shown(words)
    let outcome = try await Program(path: "/bin/sh").run(["-c", script])
    #expect(outcome.output == words.map { $0 + "\0" }.joined())
  }
}
