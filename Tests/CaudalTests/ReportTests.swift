import Foundation
import MPI
import TestSupport
import Testing

@testable import Caudal

/// A report on a table, held against sums over its rows.
@Suite("Reports on tables")
struct ReportTests {
  /// A row of a table.
  private struct Row {
    let hour: Int?
    let x: Double
    let y: Double?
    let z: Double?
    let text: String
    let place: Int

    /// Where it begins in the file.
    var start = 0
  }

  /// So many rows, whose numbers are quarters, so that their sums have no rounding errors.
  private static func rows(_ count: Int) -> [Row] {
    var generator = SeededGenerator(stream: 99)
    return (0..<count).map { number in
      func quarters(_ range: ClosedRange<Int>) -> Double {
        Double(Int.random(in: range, using: &generator)) / 4
      }
      let x = quarters(-400...400)
      let isLate = number > count / 2
      return Row(
        hour: Int.random(in: 0..<20, using: &generator) == 0 ? nil : number, x: x,
        y: isLate && Bool.random(using: &generator) ? nil : 2 * x + quarters(-200...200) + 1e6,
        z: Int.random(in: 0..<3, using: &generator) == 0 ? nil : quarters(0...40),
        text: ["a", "b,c", ""][number % 3], place: number * number % 7)
    }
  }

  /// Writes rows, and finds out where they begin.
  private static func write(_ rows: inout [Row], _ folder: URL) throws -> String {
    let form = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().time(
      includingFractionalSeconds: false
    ).dateTimeSeparator(.space)
    var text = "time,x,y,z,text,lat,lon\n"
    for index in rows.indices {
      rows[index].start = text.utf8.count
      let row = rows[index]
      let time =
        row.hour.map { Date(timeIntervalSince1970: 1.7e9.rounded() + Double($0) * 3600) }
        .map { form.format($0) } ?? ""
      func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      text +=
        "\(time),\(row.x),\(number(row.y)),\(number(row.z)),\(row.text.contains(",") ? "\"\(row.text)\"" : row.text),"
        + "\(row.place),\(-70 - row.place).5\n"
    }
    return try folder.write(text.utf8, to: "table.csv")
  }

  private static func report(_ path: String, by key: String? = "text") throws -> TableReport {
    var table = TableRequest(paths: [path])
    table.blockBytes = 1000
    var request = ReportRequest(table: table)
    request.groupKeys = key.map { [.column(ColumnReference($0))] }
    return try Caudal.report(request, on: .solo())
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private static func isNear(_ found: Double?, _ expected: Double?, _ error: Double) -> Bool {
    guard let found, let expected else { return found == nil && expected == nil }
    return abs(found - expected) <= error * max(1, abs(expected))
  }

  /// Holds the parts of a column against the numbers of each.
  private func check(_ parts: [PartOfColumn], _ values: [[Double]], _ what: String) {
    #expect(parts.map(\.count) == values.map(\.count), "\(what)")
    #expect(parts.map(\.mean) == values.map(Self.mean), "\(what)")
    for (part, numbers) in zip(parts, values) {
      let deviation = Self.mean(numbers).flatMap { mean in
        Self.mean(numbers.map { ($0 - mean) * ($0 - mean) })?.squareRoot()
      }
      #expect(Self.isNear(part.standardDeviation, deviation, 1e-9), "\(what)")
    }
  }

  @Test("What is missing and how large numbers are, along rows and along time")
  func courses() async throws {
    try await withTemporaryFolder { folder in
      var rows = Self.rows(3000)
      let path = try Self.write(&rows, folder)
      let report = try Self.report(path)
      let course = try #require(report.rows)
      // The smallest power of two for which there are at most 96 parts.
      let last = try #require(rows.last?.start)
      let shift = try #require((6..<40).first { last >> $0 < 96 })
      let parts = Dictionary(grouping: rows) { $0.start >> shift }.sorted { $0.key < $1.key }
        .map(\.value)
      #expect(parts.count > 48)
      #expect(course.rowCounts == parts.map(\.count))
      #expect(course.missing[0] == parts.map { $0.count { $0.hour == nil } })
      #expect(course.missing[2] == parts.map { $0.count { $0.y == nil } })
      #expect(course.missing[4] == parts.map { $0.count { $0.text.isEmpty } })
      #expect(course.numbers[0].isEmpty && course.numbers[4].isEmpty)
      check(course.numbers[1], parts.map { $0.map(\.x) }, "x")
      check(course.numbers[2], parts.map { $0.compactMap(\.y) }, "y")
      check(course.numbers[3], parts.map { $0.compactMap(\.z) }, "z")

      let times = try #require(report.times)
      // 3,000 hours are 125 days, which are spans of 2 days from the epoch on.
      #expect(times.column == 0 && times.span.count == 2 && times.span.unit == .day)
      let timed = rows.filter { $0.hour != nil }
      let spans = Dictionary(grouping: timed) {
        (1_700_000_000 + 3600 * ($0.hour ?? 0)) / (2 * 86_400)
      }
      let numbers = try #require(spans.keys.min())...(try #require(spans.keys.max()))
      #expect(times.rowCounts == numbers.map { spans[$0]?.count ?? 0 })
      #expect(times.begins.first == "2023-11-13 00:00:00" && times.begins.count == numbers.count)
      check(times.numbers[1], numbers.map { (spans[$0] ?? []).map(\.x) }, "x along time")
      check(times.numbers[3], numbers.map { (spans[$0] ?? []).compactMap(\.z) }, "z along time")
    }
  }

  @Test("Correlations over the rows that have both")
  func correlations() async throws {
    try await withTemporaryFolder { folder in
      var rows = Self.rows(3000)
      let path = try Self.write(&rows, folder)
      let table = try #require(try Self.report(path).correlations)
      #expect(table.columns == [1, 2, 3, 5, 6] && table.leftOut == 0)
      let columns: [(Row) -> Double?] = [
        { $0.x }, { $0.y }, { $0.z }, { Double($0.place) }, { -70.5 - Double($0.place) },
      ]
      for second in columns.indices.dropFirst() {
        for first in 0..<second {
          let pairs = rows.compactMap { row in
            columns[first](row).flatMap { x in columns[second](row).map { (x, $0) } }
          }
          let (x, y) = (
            try #require(Self.mean(pairs.map(\.0))), try #require(Self.mean(pairs.map(\.1)))
          )
          let product = pairs.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
          let squares = (
            pairs.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) },
            pairs.reduce(0) { $0 + ($1.1 - y) * ($1.1 - y) }
          )
          let expected = product / (squares.0 * squares.1).squareRoot()
          let found = try #require(table.pair(first, second))
          #expect(found.count == pairs.count)
          #expect(Self.isNear(found.coefficient, expected, 1e-13), "\(first) \(second)")
        }
      }
      #expect(table.pair(3, 4)?.coefficient == -1)
    }
  }

  @Test("Places, groups and histograms")
  func others() async throws {
    try await withTemporaryFolder { folder in
      var rows = Self.rows(3000)
      let path = try Self.write(&rows, folder)
      let report = try Self.report(path)
      let counts = Dictionary(grouping: rows, by: \.place).mapValues(\.count)
      let places = try #require(report.places)
      #expect(places.count == counts.count && places.places.count == counts.count)
      #expect(places.places.map(\.count) == counts.values.sorted(by: >))
      for place in places.places {
        #expect(place.count == counts[Int(place.latitude)])
        #expect(place.longitude == -70.5 - place.latitude || place.latitude == 0)
      }
      let groups = try #require(report.groups)
      // x, y and z of three groups; where something is isn't compared.
      #expect(groups.columnNames == ["x", "y", "z"] && groups.groupCount == 3)
      let first = try #require(groups.first { $0.group[0].text == "b,c" && $0.column == "x" })
      let own = rows.filter { $0.text == "b,c" }.map(\.x)
      #expect(first.count == own.count && first.mean == Self.mean(own))
      #expect(first.maximum == own.max())
      let histogram = try #require(report.profile.columns[1].numbers?.histogram)
      let expected = zip(histogram.edges, histogram.edges.dropFirst()).map { low, high in
        rows.count {
          $0.x >= low && ($0.x < high || high == histogram.edges.last && $0.x == high)
        }
      }
      #expect(histogram.counts == expected)
    }
  }

  @Test("Sums that don't fit, constant columns, and columns without a value")
  func odd() async throws {
    try await withTemporaryFolder { folder in
      let huge = "1.7e308"
      let rows = (0..<200).map { number in
        "\(number % 2 == 0 ? huge : "-" + huge),\(number % 2 == 0 ? huge : "1.6e308"),7,,\(number).5e-310"
      }
      let path = try folder.write(
        ("far,high,same,none,tiny\n" + rows.joined(separator: "\n") + "\n").utf8, to: "odd.csv")
      let report = try Self.report(path, by: nil)
      let course = try #require(report.rows)
      // Their differences are beyond the largest double.
      #expect(course.numbers[0].isEmpty)
      #expect(course.numbers[1].allSatisfy { $0.mean.map { $0 >= 1.6e308 } ?? false })
      #expect(course.numbers[2].allSatisfy { $0.mean == 7 && $0.standardDeviation == 0 })
      #expect(course.missing[3] == course.rowCounts)
      #expect(report.correlations?.columns == [1, 4])
      let coefficient = try #require(report.correlations?.pair(0, 1)?.coefficient)
      #expect(abs(coefficient) < 0.1)
    }
  }
}
