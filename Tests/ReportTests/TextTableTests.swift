import Testing

@testable import Report

/// Columns below each other.
@Suite("Tables of text")
struct TextTableTests {
  @Test("Texts at the left, numbers at the right, nothing behind the last of them")
  func alignment() {
    let table = TextTable(
      [.text("name"), .number("n"), .text("note")],
      [["a", "1", ""], ["bcdef", "1000", "x"], ["", "", ""], ["g"]], indent: 2)
    #expect(
      table.text == """
          name      n  note
          a         1
          bcdef  1000  x

          g

        """)
    #expect(!table.isCut)
  }

  @Test("Without a header")
  func noHeader() {
    let table = TextTable([.text(), .text()], [["a", "b"], ["cc", "d"]], hasHeader: false)
    #expect(table.text == "a   b\ncc  d\n")
    #expect(TextTable([.text()], [], hasHeader: false).text == "")
    #expect(TextTable([.text("a"), .number("b")], []).text == "a  b\n")
  }

  @Test("Cells are those of a terminal, and no text leaves its own")
  func cells() {
    let table = TextTable(
      [.key("key"), .number("中文")],
      [["中文", "1"], ["n\u{303}", "2"], ["a\nb", "3"], ["\u{1B}[1m", "4"], ["😀", "5"]])
    #expect(
      table.text == """
        key    中文
        中文      1
        n\u{303}         2
        a\\nb      3
        \\e[1m     4
        😀        5

        """)
  }

  @Test("Long keys are cut, their names, too; other texts aren't")
  func cut() {
    let long = String(repeating: "k", count: 61)
    let shown = String(repeating: "k", count: 59) + "…"
    let keys = TextTable([.key(long), .number("n")], [["a", "1"], [long, "2"]])
    let blanks = String(repeating: " ", count: 59)
    #expect(keys.isCut && keys.text == "\(shown)  n\na\(blanks)  1\n\(shown)  2\n")
    let exact = String(long.dropLast())
    #expect(!TextTable([.key(exact)], [[exact]]).isCut)
    let texts = TextTable([.text("t")], [[long]])
    #expect(!texts.isCut && texts.text == "t\n\(long)\n")
  }

  @Test("One long key doesn't widen every line")
  func linear() {
    let long = String(repeating: "長", count: 80_000)
    let rows = [[long, "1"]] + (0..<3000).map { ["k\($0)", "1"] }
    let table = TextTable([.key("key"), .number("n")], rows)
    #expect(table.text.utf8.count < 3002 * 150)
  }
}
