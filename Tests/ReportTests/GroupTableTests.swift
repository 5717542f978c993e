import Report
import Testing
import Vocabulary

/// Results by groups as tables for people.
@Suite("Tables of groups")
struct GroupTableTests {
  private static let head = "data.csv: 42 bytes, delimiter comma, decimal mark point\n\n"

  private static let some: Set<Statistic> = [.count, .mean, .mode]

  private func text(_ description: Description, _ statistics: Set<Statistic> = some) -> String {
    OutputFormat.table.text(of: description, Sample.request(statistics, by: "k"))
  }

  @Test("A line for each group, what is undefined as a dash")
  func whole() {
    let description = Sample.groups(
      [
        Sample.column("x", group: [("k", "META"), ("l", "中文")]),
        Sample.emptyColumn("x", group: [("k", ""), ("l", "ñ")]),
      ], by: ["k", "l"], of: 2)
    #expect(
      text(description) == Self.head + """
          k     l     count  mean  mode  mode_frequency
          META  中文      4   2.5     1               1
                ñ         0   –       –               –

        """)
  }

  @Test("How many groups there are, where not all are shown; columns aren't groups")
  func footer() {
    let entries = ["a", "b"].flatMap { key in
      ["x", "y"].enumerated().map { index, name in
        Sample.column(name, number: index + 1, group: [("k", key)])
      }
    }
    let table = """
        k  column  count
        a  x           4
        a  y           4
        b  x           4
        b  y           4

      """
    let names = ["x", "y"]
    let all = Sample.groups(entries, columnNames: names, by: ["k"], of: 2)
    #expect(text(all, [.count]) == Self.head + table)
    let some = Sample.groups(entries, columnNames: names, by: ["k"], of: 3)
    #expect(text(some, [.count]) == Self.head + table + "\n2 of 3 groups\n")
  }

  @Test("Columns of one name are told apart, and no groups of their own")
  func repeatedNames() {
    let entries = ["a", "b"].flatMap { key in
      [2, 5].map { Sample.column("x", number: $0, group: [("k", key)]) }
    }
    let description = Sample.groups(entries, columnNames: ["x", "x"], by: ["k"], of: 2)
    #expect(
      text(description, [.count]) == Self.head + """
          k  column  column_number  count
          a  x                   2      4
          a  x                   5      4
          b  x                   2      4
          b  x                   5      4

        """)
  }

  @Test("No groups")
  func none() {
    let description = Sample.groups([], by: ["k"], of: 0)
    #expect(text(description, [.count]) == Self.head + "  k  count\n")
  }

  @Test("Long keys are cut, and the table says so; control characters are escaped")
  func cut() {
    let long = String(repeating: "k", count: 100)
    let entries = [long, "a\tb\u{9B}"].map { Sample.column("x", group: [("k\n", $0)]) }
    let shown = String(repeating: "k", count: 59) + "…"
    let blanks = String(repeating: " ", count: 60)
    let table = """
        k\\n\(blanks.dropLast(3))  count
        \(shown)      4
        a\\tb\\u{9B}\(blanks.dropLast(10))      4

      """
    let note = "Texts that end in … were cut; as CSV or JSON they are whole.\n"
    let all = Sample.groups(entries, by: ["k\n"], of: 2)
    #expect(text(all, [.count]) == Self.head + table + "\n" + note)
    let some = Sample.groups(entries, by: ["k\n"], of: 9)
    #expect(text(some, [.count]) == Self.head + table + "\n2 of 9 groups\n" + note)
  }
}
