import Foundation
import Testing
import Vocabulary

@testable import Report

/// Plans in every form.
@Suite("Forms of plans")
struct PlanRenderingTests {
  /// A plan by hand: a table is joined to another, put in order, and written.
  ///
  /// - Parameters:
  ///   - ranks: the number of ranks.
  ///   - name: the first file's name.
  ///   - memoryForRows: the bytes that there are for rows.
  /// - Returns: the plan.
  private static func plan(
    ranks: Int = 3, name: String = "a.csv", memoryForRows: Int? = 1 << 20
  ) -> Plan {
    var plan = Plan(
      .select,
      RunDescription(ranks: ranks, threads: 2, hosts: ["h1", "h2"], input: .shared, phases: []),
      memoryForRows: memoryForRows, memoryForWork: 1 << 21)
    var source = Plan.Step(.source, of: [], name)
    source.sources = [
      Plan.Source(name: name, kind: .file, byteCount: 2000, contentBytes: 2000)
    ]
    source.dialect = DialectDescription()
    var read = Plan.Step(.read, of: [plan.append(source)], "every rank reads its own part")
    read.columns = ["station", "time"]
    read.passes = 2
    read.note("passes", "two: for types, and to write")
    read.rows = .about(1234)
    read.exchanges = [Plan.Exchange("ends", ranks == 1 ? .exactly(0) : .exactly(96))]
    read.memory = [Plan.Memory("a chunk", .atMost(4096), within: .work)]
    let left = plan.append(read)
    var others = Plan.Step(.source, of: [], "b.zip//m.csv and 2 more")
    others.sources = [
      Plan.Source(
        name: "b.zip//m.csv", kind: .file, byteCount: 77, compression: "zip", contentBytes: 110),
      Plan.Source(name: "c.csv.gz", kind: .file, byteCount: 1500, compression: "gzip"),
      Plan.Source(name: "sqlite:w.db?table=r", kind: .sqlite),
    ]
    var other = Plan.Step(.read, of: [plan.append(others)], "rank 0 reads all")
    other.columns = ["code"]
    other.passes = 1
    other.rows = .unknown
    let right = plan.append(other)
    var join = Plan.Step(.join, of: [left, right], "each row beside those that match")
    join.rows = .about(12340).asBound
    join.memory = [Plan.Memory("all rows", .about(3 << 20), within: .rows)]
    var write = Plan.Step(.write, of: [plan.append(join)], "rank 0 writes")
    write.output = Plan.Output("CSV, delimiter comma", to: "out.csv")
    write.exchanges = [Plan.Exchange("rows", ranks == 1 ? .exactly(0) : .about(50_000))]
    _ = plan.append(write)
    return plan
  }

  private func text(_ plan: Plan, as format: PlanFormat) -> String {
    format.render(plan).map { $0 }.joined()
  }

  @Test("The graph of lines: what is joined stands beside what it is joined to")
  func graph() {
    #expect(
      text(Self.plan(), as: .text) == """
        select: 3 ranks × 2 threads on 2 hosts; nothing was run

        ● source    a.csv, 2 kB
        │           dialect  delimiter comma, decimal mark point
        ● read      every rank reads its own part
        │           columns   station, time
        │           passes    two: for types, and to write
        │           rows      about 1230
        │           exchange  96 B: ends
        │           memory    at most 4.1 kB on each rank: a chunk
        │ ● source    b.zip//m.csv and 2 more
        │ │           input  b.zip//m.csv, 77 B in a zip archive, 110 B unpacked
        │ │           input  c.csv.gz, 1.5 kB, compressed (gzip)
        │ │           input  sqlite:w.db?table=r, rows of a SQLite database
        │ ● read      rank 0 reads all
        │ │           columns  code
        │ │           rows     not known before rows are read
        ├─╯
        ● join      each row beside those that match
        │           rows    at most about 12300
        │           memory  about 3.1 MB on each rank: all rows; too much, as there are 1 MB for it now: the
        │                   job would end with an error
        ● write     rank 0 writes
                    format    CSV, delimiter comma
                    to        out.csv
                    exchange  about 50 kB: rows

        exchange  about 50 kB in all, between all ranks
        memory    there may be too little; what takes more than there is ends the job with an error (exit
                  code 74), and nothing is left of the output

        """)
  }

  @Test("On one rank nothing is said of exchanges")
  func oneRank() {
    let text = text(Self.plan(ranks: 1, memoryForRows: 1 << 30), as: .text)
    #expect(text.hasPrefix("select: 1 rank × 2 threads on 2 hosts; nothing was run\n"))
    #expect(!text.contains("exchange"))
    #expect(text.contains("memory    there is enough for what is known;"))
  }

  @Test("Memory that nobody knows, or that may be too little")
  func memory() {
    var plan = Plan(
      .describe, RunDescription(ranks: 1, threads: 1, hosts: ["h"], input: .shared, phases: []))
    _ = plan.append(Plan.Step(.source, of: [], "x"))
    #expect(text(plan, as: .text).contains("memory    nobody knows how much there is;"))
    let few = Self.plan(memoryForRows: 10)
    let most = Plan.Memory("m", .atMost(20), within: .rows)
    #expect(few.fits(most) == nil)
    #expect(
      few.words(most)
        == "at most 20 B on each rank: m; perhaps too much, as there are 10 B for it now")
    #expect(few.fits(Plan.Memory("m", .about(20), within: .rows)) == false)
    #expect(few.fits(Plan.Memory("m", .atMost(10), within: .rows)) == true)
    #expect(few.fits(Plan.Memory("m", .unknown, within: .rows)) == nil)
  }

  @Test("The flowchart")
  func flowchart() {
    #expect(
      text(Self.plan(), as: .mermaid) == """
        flowchart TD
          s1[("source: a.csv, 2 kB<br/>delimiter comma, decimal mark point")]
          s2["read: every rank reads its own part<br/>columns: station, time<br/>passes: two: for types, and to write<br/>exchange: 96 B: ends<br/>memory: at most 4.1 kB on each rank: a chunk"]
          s1 --> s2
          s3[("source: b.zip//m.csv and 2 more")]
          s4["read: rank 0 reads all<br/>columns: code"]
          s3 --> s4
          s5["join: each row beside those that match<br/>memory: about 3.1 MB on each rank: all rows; too much, as there are 1 MB for it now: the job would end with an error"]
          s2 -->|"about 1230 rows"| s5
          s4 --> s5
          s6(["write: rank 0 writes<br/>format: CSV, delimiter comma<br/>to: out.csv<br/>exchange: about 50 kB: rows"])
          s5 -->|"at most about 12300 rows"| s6

        """)
  }

  @Test("The document, key by key")
  func document() {
    let expected = """
      {
        "schema": "caudal.plan/1",
        "command": "select",
        "steps": [
          {
            "id": 1,
            "step": "source",
            "inputs": [],
            "title": "a.csv",
            "sources": [
              {"name": "a.csv", "kind": "file", "bytes": 2000, "compression": null, "content_bytes": 2000}
            ],
      """
    let document = text(Self.plan(), as: .json)
    #expect(document.hasPrefix(expected), "\(document)")
    #expect(
      document.hasSuffix(
        """
          "passes": 3,
          "exchanged_bytes": {"value": 50096, "at_most": false, "estimated": true},
          "memory_bytes": {"value": 3149824, "at_most": true, "estimated": true},
          "run": {
            "version": "\(ProgramVersion.current)",
            "ranks": 3,
            "threads": 2,
            "hosts": ["h1", "h2"],
            "memory_for_rows": 1048576,
            "memory_for_work": 2097152
          }
        }

        """), "\(document)")
  }

  @Test("Names may hold anything")
  func names() throws {
    let name = "a\"b`<i>&#x;{[(|)]}\u{1B}[31m\n\u{202E}c\\.csv"
    let plan = Self.plan(name: name)
    let lines = text(plan, as: .text).split(separator: "\n")
    #expect(lines[1] == "● source    a\"b`<i>&#x;{[(|)]}\\e[31m\\n\\u{202E}c\\.csv, 2 kB")
    let chart = text(plan, as: .mermaid).split(separator: "\n")
    #expect(
      chart[1].hasPrefix(
        "  s1[(\"source: a#34;b#96;#60;i#62;#38;#35;x;#123;#91;#40;#124;#41;#93;#125;#92;e#91;31m#92;n"
          + "#92;u#123;202E#125;c#92;.csv, 2 kB<br/>"), "\(chart[1])")
    let document = try JSONSerialization.jsonObject(with: Data(text(plan, as: .json).utf8))
    let steps = (document as? [String: Any])?["steps"] as? [[String: Any]]
    #expect(steps?[0]["title"] as? String == name)
  }

  @Test("Very many columns and files are cut in what people read, and whole in the document")
  func many() {
    var plan = Self.plan()
    plan.change(1) { $0.columns = (1...1000).map { "column \($0)" } }
    plan.change(0) { step in
      step.sources = (1...100).map { Plan.Source(name: "f\($0).csv", kind: .file) }
    }
    let graph = text(plan, as: .text)
    #expect(graph.contains("column 24 and 976 more\n"))
    #expect(graph.contains("f10.csv, a pipe\n│                    and 90 more\n"), "\(graph)")
    #expect(!text(plan, as: .mermaid).contains("column 25"))
    let document = text(plan, as: .json)
    #expect(document.contains("\"column 1000\""))
    #expect(document.contains("\"f100.csv\""))
  }
}

/// Numbers that are known more or less.
@Suite("Quantities of plans")
struct PlanQuantityTests {
  private typealias Quantity = Plan.Quantity

  @Test("In words")
  func words() {
    let all: [(Plan.Quantity, String)] = [
      (.exactly(1234), "1234"), (.atMost(1234), "at most 1234"), (.about(1234), "about 1230"),
      (.about(1235).asBound, "at most about 1240"), (.about(999), "about 999"),
      (.about(0), "0"), (.atMost(0), "0"), (.unknown, "not known before rows are read"),
      (.about(99_960), "about 100000"),
    ]
    for (quantity, expected) in all { #expect(quantity.countWords == expected) }
    #expect(Quantity.about(12_345).asBound.byteWords == "at most about 12 kB")
  }

  @Test("A sum is as uncertain as its parts")
  func sums() {
    #expect(Quantity.exactly(1) + .exactly(2) == .exactly(3))
    #expect(Quantity.exactly(1) + .atMost(2) == .atMost(3))
    #expect(Quantity.about(1) + .atMost(2) == Quantity.about(3).asBound)
    #expect(Quantity.about(1) + .unknown == .unknown)
  }

  @Test("Products are rounded up, and never beyond what numbers hold")
  func products() {
    #expect(Quantity.about(10).times(0.25) == .about(3))
    #expect(Quantity.unknown.times(0) == .exactly(0))
    #expect(Quantity.unknown.times(7) == .unknown)
    #expect(Quantity.about(1 << 40).times(1 << 40).count == 1 << 60)
    let most = Quantity.atMost(.max)
    #expect((most + most).count == 1 << 60)
  }

  @Test("A limit is a bound")
  func limits() {
    #expect(Quantity.about(10).limited(to: 5) == .atMost(5))
    #expect(Quantity.about(3).limited(to: 5) == Quantity.about(3).asBound)
    #expect(Quantity.unknown.limited(to: 5) == .atMost(5))
  }
}
