import Foundation
import TestSupport
import Testing

@testable import Report

/// Pages, and what they are made of.
@Suite struct PageTests {
  @Test("Whatever stands in a text or an attribute, it is shown and not obeyed")
  func escaped() {
    let hostile = "<script>alert(\"1\")</script> & 'x'"
    let markup = Markup.element("a", ["href": "#" + hostile], [.text(hostile + "\u{202E}\n")])
    let safe = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;"
    #expect(markup.html == "<a href=\"#\(safe)\">\(safe)\\u{202E}\\n</a>")
    #expect(Markup.element("td", [:], [Markup]()).html == "<td></td>")
    #expect(Markup.element("path", ["d": "M0 0"]).html == "<path d=\"M0 0\"/>")
  }

  @Test("Hashes are those of another program", arguments: [0, 3, 55, 56, 63, 64, 119, 1000])
  func hash(_ length: Int) async throws {
    let text = String(String(repeating: "día ", count: 250).prefix(length))
    let script = """
      import base64, hashlib, sys
      print(base64.b64encode(hashlib.sha256(sys.argv[1].encode()).digest()).decode(), end='')
      """
    let outcome = try await Program(path: "/usr/bin/env").run(["python3", "-c", script, text])
    #expect(SHA256.base64(of: text) == outcome.output)
  }

  @Test("The policy allows the style sheet of the page and nothing else")
  func policy() throws {
    let html = HTMLPage(title: "T <1>", body: [.element("p", "x")]).html
    let rest = try #require(html.components(separatedBy: "<style>").last)
    let style = try #require(rest.components(separatedBy: "</style>").first)
    #expect(html.contains("style-src &#39;sha256-\(SHA256.base64(of: style))&#39;;"))
    #expect(html.contains("default-src &#39;none&#39;"))
    #expect(html.contains("<title>T &lt;1&gt;</title>"))
    #expect(!html.contains("<script") && !html.contains("style=") && !html.contains("http:"))
  }
}

/// Axes of numbers.
@Suite struct NumberAxisTests {
  @Test(
    arguments: [
      ([8.2, 17.9], 5, "8 10 12 14 16 18"), ([0, 1], 5, "0.0 0.2 0.4 0.6 0.8 1.0"),
      ([-3, 3], 6, "−3 −2 −1 0 1 2 3"), ([0.0012, 0.0019], 4, "0.0012 0.0014 0.0016 0.0018"),
      ([12_000, 71_000], 6, "10000 20000 30000 40000 50000 60000 70000"),
      ([5, 5], 4, "4.5 5.0 5.5"),
      ([0, 0], 4, "−1.0 −0.5 0.0 0.5 1.0"), ([], 2, "0.0 0.5 1.0"),
      ([.nan, 1, .infinity, 2], 2, "1.0 1.5 2.0"),
    ] as [([Double], Int, String)])
  func ticks(_ values: [Double], _ count: Int, _ expected: String) {
    let axis = NumberAxis(covering: values, ticks: count)
    #expect(axis.ticks.map(\.label).joined(separator: " ") == expected)
    for value in values where value.isFinite { #expect((0...1).contains(axis.position(of: value))) }
    for tick in axis.ticks { #expect(axis.range.contains(tick.value)) }
  }

  @Test("Any two numbers have an axis, whose lines are apart")
  func anyNumbers() {
    var generator = SeededGenerator(seed: 14)
    for _ in 0..<20_000 {
      let values = (0..<2).map { _ in
        Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator))
      }
      let axis = NumberAxis(covering: values, ticks: 6)
      #expect(axis.range.lowerBound < axis.range.upperBound)
      #expect((1...9).contains(axis.ticks.count), "\(values) \(axis)")
      #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      #expect(Set(axis.ticks.map(\.label)).count == axis.ticks.count, "\(values) \(axis.ticks)")
    }
  }

  @Test func zero() {
    let axis = NumberAxis(covering: [2, 9], ticks: 5, hasZero: true)
    #expect(axis.range.lowerBound == 0)
    #expect(axis.ticks.map(\.label) == ["0", "2", "4", "6", "8"])
  }
}

/// Axes of time.
@Suite struct TimeAxisTests {
  private static func names(_ first: String, _ count: Int, every seconds: Double) -> [String] {
    let formatter = DateFormatter()
    formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.locale = Locale(identifier: "en_US_POSIX")
    let start = formatter.date(from: first) ?? .distantPast
    return (0..<count).map { formatter.string(from: start + seconds * Double($0)) }
  }

  @Test(arguments: [
    ("2024-02-25 22:00:00", 6, 3600.0, "23:00 00:00 01:00 02:00 03:00"),
    ("2024-02-25 22:30:00", 130, 3600, "26 Feb 27 Feb 28 Feb 29 Feb 1 Mar 2 Mar"),
    ("2024-02-25 22:30:00", 60, 3600, "00:30 12:30 00:30 12:30 00:30"),
    ("2024-02-25 00:00:00", 5, 86_400, "26 Feb 27 Feb 28 Feb 29 Feb"),
    ("2024-02-20 00:00:00", 1000, 3600, "26 Feb 4 Mar 11 Mar 18 Mar 25 Mar 1 Apr"),
    ("2023-11-05 00:00:00", 160, 86_400, "Dec Jan Feb Mar Apr"),
    ("1990-01-01 00:00:00", 4000, 86_400, "1992 1994 1996 1998 2000"),
    ("2024-02-25 22:00:00", 1, 3600, ""),
  ])
  func ticks(_ first: String, _ count: Int, _ seconds: Double, _ expected: String) {
    let axis = TimeAxis(Self.names(first, count, every: seconds), most: 8)
    #expect(axis.ticks.map(\.label).joined(separator: " ") == expected)
  }

  @Test("What a tick lies in is said where it changes")
  func contexts() {
    let days = TimeAxis(Self.names("2023-12-28 00:00:00", 9, every: 86_400), most: 8)
    #expect(days.ticks.map(\.context) == ["2023", nil, nil, "2024", nil, nil, nil, nil])
    let hours = TimeAxis(Self.names("2024-02-25 15:00:00", 24, every: 3600), most: 4)
    #expect(hours.ticks.map(\.label) == ["18:00", "00:00", "06:00", "12:00"])
    #expect(hours.ticks.map(\.context) == ["25 Feb 2024", "26 Feb 2024", nil, nil])
  }

  @Test("Months and years aren't told by their first days")
  func coarseSteps() {
    let months = (1...9).map { "202\($0 > 4 ? 4 : 3)-0\($0)-01" }
    #expect(
      TimeAxis(months, most: 8).ticks.map(\.label)
        == ["Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"])
    #expect(
      TimeAxis(["2023-01-01", "2024-01-01", "2025-01-01"], most: 8).ticks.map(\.label)
        == ["2024", "2025"])
  }

  @Test("Names of steps in UTC, in a zone, and of days are read; others aren't")
  func names() {
    let noon = CalendarTime("2024-02-29 12:00:00")
    #expect(CalendarTime("2024-02-29 12:00:00Z") == noon)
    #expect(CalendarTime("2024-02-29 12:00:00-05:00") == noon)
    #expect(CalendarTime("2024-02-29")?.second == 0)
    #expect(CalendarTime("2024-13-01") == nil && CalendarTime("") == nil)
    // A Monday.
    #expect(CalendarTime("2024-02-26").map { $0.dayNumber % 7 } == 0)
    #expect(TimeAxis(["x", "y"], most: 8).ticks.isEmpty)
  }
}

/// Lines and areas.
@Suite struct PathDataTests {
  private static func points(_ values: [Double]) -> [PathData.Point] {
    values.enumerated().map { PathData.Point(x: Double(10 * $0), y: $1) }
  }

  @Test("Gaps stay gaps, and a value alone is a dot")
  func gaps() {
    let line = PathData.line(Self.points([1, 2, .nan, 4, .nan, 5.55, 6]))
    #expect(line.text == "M0 1L10 2M30 4h0M50 5.6L60 6")
    #expect(PathData.line(Self.points([.nan])).text.isEmpty)
    #expect(PathData.dots(Self.points([1, .nan, 3])).text == "M0 1h0M20 3h0")
  }

  @Test func areas() {
    let area = PathData.area(Self.points([1, 2, .nan, 4]), Self.points([5, 6, 7, 8]))
    #expect(area.text == "M0 1L10 2L10 6L0 5ZM30 4L30 8Z")
  }

  @Test(arguments: [
    (0.0, "0"), (-0.04, "0"), (0.05, "0.1"), (-12.34, "-12.3"), (1e300, "1000000"), (99.96, "100"),
  ])
  func coordinates(_ value: Double, _ text: String) { #expect(PathData.text(value) == text) }
}
