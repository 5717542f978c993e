import Foundation
import Testing
import Vocabulary

@testable import Report

/// Results as JSON: the contract.
@Suite("JSON")
struct JSONRenderingTests {
  /// The rest of a document behind the columns, the same in all these documents.
  private static let rest = """
      ],
      "definitions": {
        "ddof": 0,
        "variance": "sum((x - mean)^2) / (n - ddof)",
        "skewness": "m3 / m2^1.5, m_k = sum((x - mean)^k) / n",
        "kurtosis": "m4 / m2^2 - 3",
        "mode": "most frequent value, ties to the smallest",
        "percentiles": "linear interpolation, Hyndman and Fan 7",
        "rolling_variance": "sum of var(x[i-w..i-1], ddof) for i = w..n-1, over the values present",
        "missing": ["", "NA", "N/A", "NaN", "nan", "null", "NULL"]
      },
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

    """

  private func document(_ columns: String) -> String {
    "{\n  \"schema\": \"caudal.describe/1\",\n  \"columns\": [\n" + columns + Self.rest
  }

  @Test("The whole document; what is undefined is null")
  func whole() {
    let description = Sample.description([Sample.column("x"), Sample.emptyColumn("y", number: 2)])
    #expect(
      OutputFormat.json.text(of: description, Sample.request())
        == document(
          """
              {
                "column": "x",
                "rows": 5,
                "count": 4,
                "missing": 1,
                "rejected": 0,
                "mean": 2.5,
                "variance": 1.25,
                "std": 1.118033988749895,
                "skewness": 0,
                "kurtosis": -1.36,
                "min": 1,
                "max": 4,
                "mode": {"value": 1, "frequency": 1},
                "percentiles": {"25": 1.75, "99.9": 3.997},
                "rolling_variance": {"window": 2, "windows": 2, "sum": 0.5}
              },
              {
                "column": "y",
                "rows": 2,
                "count": 0,
                "missing": 2,
                "rejected": 0,
                "mean": null,
                "variance": null,
                "std": null,
                "skewness": null,
                "kurtosis": null,
                "min": null,
                "max": null,
                "mode": null,
                "percentiles": {"25": null, "99.9": null},
                "rolling_variance": {"window": 2, "windows": 0, "sum": null}
              }

          """))
  }

  @Test("Groups")
  func groups() {
    let group = [(name: "k", text: "META"), (name: "l", text: "")]
    let description = Sample.groups(
      [Sample.column("x", group: group)], by: ["k", "l"], of: 1)
    #expect(
      OutputFormat.json.text(of: description, Sample.request([.count], by: ["k", "l"]))
        == document(
          """
              {
                "column": "x",
                "group": {"k": "META", "l": ""},
                "count": 4
              }

          """))
  }

  @Test("Statistics that aren't standard, with their definitions")
  func others() throws {
    let description = Sample.description([Sample.columnOfOthers()])
    let text = OutputFormat.json.text(of: description, Sample.request(Sample.others))
    #expect(
      text.contains(
        """
            {"column": "x", "sum": 10, "cv": 0.5, "range": 3, "distinct": 4, "median": 2.5, "iqr": 1.5}

        """))
    for definition in [
      "\"sum\": \"sum(x), rounded once\"", "\"cv\": \"std / mean\"", "\"range\": \"max - min\"",
      "\"iqr\": \"percentile 75 - percentile 25\"",
    ] {
      #expect(text.contains(definition))
      #expect(!document("").contains(definition))
    }
  }

  @Test("No columns, and no groups")
  func none() throws {
    let empty = Self.rest.replacing("  ],\n", with: "],\n", maxReplacements: 1)
    let expected = "{\n  \"schema\": \"caudal.describe/1\",\n  \"columns\": [" + empty
    #expect(OutputFormat.json.text(of: Sample.description([]), Sample.request()) == expected)
    let groups = Sample.groups([], by: ["k"], of: 0)
    #expect(OutputFormat.json.text(of: groups, Sample.request(by: "k")) == expected)
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(expected.utf8)) }
  }

  @Test("Numbers stand behind names only where columns of one name are described")
  func repeatedNames() {
    let columns = [
      Sample.column("x", number: 3), Sample.column("y", number: 4), Sample.column("x", number: 9),
    ]
    let entries = [("x", 3), ("y", 4), ("x", 9)].map { name, number in
      """
          {"column": "\(name)", "column_number": \(number), "count": 4}
      """
    }
    #expect(
      OutputFormat.json.text(of: Sample.description(columns), Sample.request([.count]))
        == document(entries.joined(separator: ",\n") + "\n"))
  }

  @Test("Numbers that aren't finite are null", arguments: [Double.infinity, -.infinity, .nan])
  func nonFinite(number: Double) {
    let column = Sample.column(mean: number, windows: 2, sum: number)
    let description = Sample.description([column])
    let text = OutputFormat.json.text(of: description, Sample.request([.mean, .rollingVariance]))
    #expect(text.contains("\"mean\": null"))
    #expect(text.contains("\"rolling_variance\": {\"window\": 2, \"windows\": 2, \"sum\": null}"))
  }

  @Test("Rows that can't be used, by reason, where they may be left out; a group has none of them")
  func unusable() {
    for handling in [UnusableRows.Handling.skip, .missing] {
      let input = Sample.unusableInput(handling)
      let request = Sample.request([.rows, .count, .missing])
      let column = Sample.column("x", rejected: 3)
      #expect(
        OutputFormat.json.text(of: Sample.description([column], input), request).contains(
          """
              {"column": "x", "rows": 8, "count": 4, "missing": 1, "rejected": 3}
          """))
      let group = Sample.column("x", group: [(name: "k", text: "a")])
      let groups = Sample.groups([group], by: ["k"], of: 1, input)
      let text = OutputFormat.json.text(of: groups, request)
      #expect(!text.contains("\"missing\": 1,"))
      #expect(
        text.contains(
          """
              "rows": 8,
              "rejected": 3,
              "rejected_by_reason": {"field_count": 2, "not_a_date": 1},
              "taken_for_missing": {"not_a_number": 4},
              "filled": 5
            },
          """))
    }
  }

  @Test("A plain text has neither delimiter nor decimal mark")
  func plainText() {
    let input = InputDescription(files: ["a", "b"], bytes: 1)
    let text = OutputFormat.json.text(of: Sample.description([], input), Sample.request())
    #expect(text.contains("\"files\": [\"a\", \"b\"],\n"))
    #expect(text.contains("\"delimiter\": null,\n    \"decimal\": null,\n    \"rows\": null,\n"))
  }

  @Test("Every character comes out as it went in, and none does anything to a terminal")
  func characters() throws {
    let all = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)
    var name = ""
    name.unicodeScalars.append(contentsOf: all)
    let text = JSON.string(name).text
    #expect(text.unicodeScalars.allSatisfy { !$0.isCommand })
    let decoded = try JSONDecoder().decode(String.self, from: Data(text.utf8))
    #expect(Array(decoded.unicodeScalars) == all)
  }

  @Test("Escapes are those of JSON, and nothing is cut")
  func escapes() {
    let long = String(repeating: "長", count: 1000)
    let name = "\"\\/\n\r\t\u{1B}\u{7F}\u{9B}\u{202E}\u{2028}ñ\(long)"
    #expect(
      JSON.string(name).text
        == "\"\\\"\\\\/\\n\\r\\t\\u001b\\u007f\\u009b\\u202e\\u2028ñ\(long)\"")
  }
}
