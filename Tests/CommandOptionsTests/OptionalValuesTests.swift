import ArgumentParser
import Report
import Testing

@testable import CaudalCommand

/// `--explain` may stand alone.
@Suite struct OptionalValuesTests {
  @Test(
    arguments: [
      ("describe f.csv --column x", "describe f.csv --column x"),
      ("describe --explain f.csv --column x", "describe --explain=text f.csv --column x"),
      ("describe f.csv --column x --explain", "describe f.csv --column x --explain=text"),
      ("describe f.csv --explain json --all", "describe f.csv --explain=json --all"),
      ("describe --all --explain mermaid f", "describe --all --explain=mermaid f"),
      ("describe f --explain=json --all", "describe f --explain=json --all"),
      ("describe f --explain --all", "describe f --explain=text --all"),
      // The value of another option, and what is a file whatever it looks like.
      ("describe f --null --explain --all", "describe f --null --explain --all"),
      ("describe f --null=x --explain --all", "describe f --null=x --explain=text --all"),
      ("select f --columns json --explain -", "select f --columns json --explain=text -"),
      ("describe --all -- --explain json", "describe --all -- --explain json"),
      (
        "describe f --top -1 --null -.5 --null -x -c -1",
        "describe f --top=-1 --null=-.5 --null -x -c -1"
      ),
      ("describe f --null - --reverse -1", "describe f --null - --reverse -1"),
      ("", ""),
    ])
  func completed(_ typed: String, _ expected: String) {
    let arguments = typed.split(separator: " ").map(String.init)
    #expect(OptionalValues.completed(arguments).joined(separator: " ") == expected)
  }

  @Test func parsed() throws {
    #expect(try Select.parse(["f.csv"]).table.explain == nil)
    #expect(try Select.parse(["f.csv", "--explain=json"]).table.explain == .json)
    #expect(throws: (any Error).self) { try Select.parse(["f.csv", "--explain=xml"]) }
  }
}
