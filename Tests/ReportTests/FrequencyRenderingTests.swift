import Foundation
import Report
import Testing
import Vocabulary

/// Frequencies in every form.
@Suite("Forms of frequencies")
struct FrequencyRenderingTests {
  private static let head = "data.csv: 42 bytes, delimiter comma, decimal mark point\n\n"

  private static let some = Sample.frequencies(
    ["k", "l"], [(["META", "中"], 5), (["CHOCÓ", ""], 2)], of: 8, missing: 1, distinct: 3)

  @Test("The table")
  func table() {
    #expect(
      FrequencyFormat.table.text(of: Self.some) == Self.head + """
          k      l   count    share  cumulative
          META   中      5  62.50 %     62.50 %
          CHOCÓ          2  25.00 %     87.50 %

        2 of 3 distinct values in 8, 1 without

        """)
  }

  @Test("Markdown, in which nothing of a key is a mark")
  func markdown() {
    #expect(
      FrequencyFormat.markdown.text(of: Self.some) == """
        | k | l | count | share | cumulative |
        | --- | --- | --: | --: | --: |
        | META | 中 | 5 | 62.50 % | 62.50 % |
        | CHOCÓ |  | 2 | 25.00 % | 87.50 % |

        2 of 3 distinct values in 8, 1 without

        """)
    let marks = Sample.frequencies(["k"], [(["a|*b*"], 1)], of: 1, missing: 0, distinct: 1)
    #expect(FrequencyFormat.markdown.text(of: marks).contains("\n| a\\|\\*b\\* | 1 |"))
    #expect(FrequencyFormat(ofFile: "x.md") == .markdown && FrequencyFormat(ofFile: "x") == nil)
  }

  @Test("CSV")
  func csv() {
    #expect(
      FrequencyFormat.csv.text(of: Self.some) == """
        k,l,count,share,cumulative_share
        META,中,5,0.625,0.625
        CHOCÓ,,2,0.25,0.875

        """)
  }

  @Test("JSON")
  func json() {
    #expect(
      FrequencyFormat.json.text(of: Self.some) == """
        {
          "schema": "caudal.frequency/1",
          "keys": ["k", "l"],
          "total": 8,
          "missing": 1,
          "rejected": 0,
          "distinct": 3,
          "values": [
            {
              "key": {"k": "META", "l": "中"},
              "count": 5,
              "share": 0.625,
              "cumulative_share": 0.625
            },
            {
              "key": {"k": "CHOCÓ", "l": ""},
              "count": 2,
              "share": 0.25,
              "cumulative_share": 0.875
            }
          ],
          "input": {
            "files": ["data.csv"],
            "bytes": 42,
            "delimiter": ",",
            "decimal": ".",
            "thousands": null,
            "quote": "\\"",
            "escape": null,
            "comment": null,
            "encoding": "UTF-8",
            "header": true,
            "skipped_rows": 0,
            "skipped_after_header": 0,
            "line_end": "LF",
            "rows": 5,
            "rejected": 0
          },
          "run": {
            "version": "\(ProgramVersion.current)",
            "ranks": 2,
            "threads": 3,
            "hosts": ["one", "two"],
            "input": "shared",
            "seconds": {"scan": 0.25, "total": 0.5}
          }
        }

        """)
  }

  @Test("Nothing was counted")
  func none() throws {
    let none = Sample.frequencies(["k"], [], of: 0, distinct: 0)
    #expect(
      FrequencyFormat.table.text(of: none)
        == Self.head + "  k  count  share  cumulative\n\n0 distinct values in 0\n")
    #expect(FrequencyFormat.csv.text(of: none) == "k,count,share,cumulative_share\n")
    let document = Data(FrequencyFormat.json.text(of: none).utf8)
    let members = try JSONSerialization.jsonObject(with: document) as? [String: Any]
    #expect((members?["values"] as? [Any])?.isEmpty == true)
  }

  @Test("Long keys are cut in the table alone, and it says so; control characters are escaped")
  func keys() {
    let long = String(repeating: "長", count: 40)
    let keys = [long, "\u{1B}]8;;\n", String(repeating: "k", count: 60)]
    let frequencies = Sample.frequencies(
      ["k\u{7F}"], keys.map { ([$0], 1) }, of: 3, distinct: 3)
    let shown = [String(repeating: "長", count: 29) + "… ", "\\e]8;;\\n", keys[2]]
    let table = FrequencyFormat.table.text(of: frequencies)
    let lines = table.split(separator: "\n", omittingEmptySubsequences: false)
    let blanks = String(repeating: " ", count: 60)
    #expect(lines[2] == "  k\\u{7F}\(blanks.dropLast(7))  count    share  cumulative")
    #expect(lines[3] == "  \(shown[0])      1  33.33 %     33.33 %")
    #expect(lines[4] == "  \(shown[1])\(blanks.dropLast(8))      1  33.33 %     66.67 %")
    #expect(lines[5] == "  \(shown[2])      1  33.33 %    100.00 %")
    #expect(
      table.hasSuffix(
        """

        3 distinct values in 3
        Texts that end in … were cut; as CSV or JSON they are whole.

        """))
    #expect(FrequencyFormat.csv.text(of: frequencies).contains("\n\(long),1,"))
    #expect(FrequencyFormat.csv.text(of: frequencies).contains("\n\"\u{1B}]8;;\n\",1,"))
    #expect(FrequencyFormat.json.text(of: frequencies).contains("{\"k\\u007f\": \"\(long)\"}"))
  }

  @Test("One distinct value, of plain texts")
  func one() {
    let input = InputDescription(files: ["a", "b", "c", "d", "e"], bytes: 9)
    let one = Sample.frequencies(["word"], [(["a"], 1)], of: 1, distinct: 1, input)
    #expect(
      FrequencyFormat.table.text(of: one) == """
        a … e (5 files): 9 bytes

          word  count     share  cumulative
          a         1  100.00 %    100.00 %

        1 distinct value in 1

        """)
  }
}
