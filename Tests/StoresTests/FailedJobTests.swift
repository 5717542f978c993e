import Foundation
import TestSupport
import Testing

/// What goes wrong while rows go out: one sentence for all ranks, and nothing is left.
@Suite("Jobs that fail while they write", .serialized)
struct FailedJobTests {
  private static let ways: [(launch: Program.Launch, options: [String])] = [
    (.directly, []), (.mpirun(3), ["--input", "shared", "--block-bytes", "20000"]),
    (.mpirun(3), ["--input", "scatter", "--block-bytes", "20000"]),
  ]

  /// Rows that no format makes much shorter.
  private static func rows(_ count: Int) -> String {
    var random = SeededGenerator(seed: 41)
    let rows = (0..<count).map { "\($0),\(String(random.next(), radix: 36))\n" }
    return "id,text\n" + rows.joined()
  }

  // MARK: - Disks

  @Test(
    "A full disk, for every kind of file", .enabled(if: SmallDisk.canBeMade),
    arguments: [
      "rows.csv", "rows.csv.gz", "rows.parquet", "rows.jsonl", "sqlite:rows.db",
    ])
  func fullDisk(output: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.rows(60_000).utf8, to: "long.csv")
      try await SmallDisk.with(kilobytes: 256) { disk in
        let place = output.replacing("rows", with: disk.path + "/rows")
        let table = output.hasPrefix("sqlite") ? ["--table", "t"] : []
        for (launch, options) in Self.ways.prefix(2) {
          let outcome = try await Program("caudal").run(
            [
              "select", path, "--output", place, "--frame-bytes", "30000", "--group-rows", "5000",
            ] + table + options, launch)
          #expect(outcome.code == 74, "\(launch): \(outcome.errors)")
          #expect(outcome.messages.count == 1, "\(outcome.errors)")
          let file = place.replacing("sqlite:", with: "")
          let words = table.isEmpty ? "No space left on device" : "database or disk is full"
          let message = outcome.messages.first ?? ""
          #expect(message.hasPrefix("caudal: \(file): ") && message.contains(words), "\(message)")
          let left = try FileManager.default.contentsOfDirectory(atPath: disk.path)
          #expect(left == [], "\(launch)")
        }
      }
    }
  }

  // MARK: - Rows

  /// Rows of which one can't be stored, at the end of a second file.
  private static let bad: [(name: String, row: [UInt8], options: [String], words: String)] = [
    ("NUL", Array("4000,a\u{0}b\n".utf8), [], "x: \"a"),
    ("no UTF-8", Array("4000,a".utf8) + [0xFF, 0x0A], ["--encoding", "utf-8"], "isn't UTF-8"),
    ("twice", Array("1234,z\n".utf8), ["--primary-key", "id"], "unique"),
  ]

  @Test("A row that can't be stored is named by its file and number, in both kinds of databases")
  func badRows() async throws {
    let rows = (0..<2000).map { "\($0),text \($0)\n" }.joined()
    try await PostgreSQLServer.with { server in
      try await withTemporaryFolder { folder in
        let one = try folder.write("id,x\n\(rows)".utf8, to: "one.csv")
        for (name, row, options, words) in Self.bad {
          let other = try folder.write(Array("id,x\n2000,b\n2001,c\n".utf8) + row, to: "other.csv")
          for output in ["sqlite:\(folder.path)/t.db", server.address()] {
            for (launch, way) in [Self.ways[0], Self.ways[2]] {
              let outcome = try await Program("caudal").run(
                ["select", one, other, "--output", output, "--table", "t"] + options + way, launch)
              #expect(outcome.code == 65, "\(name), \(output), \(launch): \(outcome.errors)")
              // A note may have named the value that isn't UTF-8 when all rows had been read.
              let notes = outcome.messages.dropLast()
              #expect(notes.count <= 1, "\(outcome.errors)")
              #expect(notes.allSatisfy { $0.contains("bytes that aren't UTF-8") })
              let message = outcome.messages.last ?? ""
              #expect(message.hasPrefix("caudal: \(other): row 4: "), "\(message)")
              #expect(message.lowercased().contains(words.lowercased()), "\(message)")
              let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
              #expect(left.sorted() == ["one.csv", "other.csv"], "\(output) \(launch)")
              #expect(try await server.relations() == [])
            }
          }
        }
      }
    }
  }

  // MARK: - Servers

  @Test("A server whose disk is full", .enabled(if: SmallDisk.canBeMade))
  func fullServer() async throws {
    try await SmallDisk.with(kilobytes: 1024) { disk in
      try await PostgreSQLServer.with { server in
        try await server.makeSmallSpace(on: disk)
        try await withTemporaryFolder { folder in
          let path = try folder.write(Self.rows(60_000).utf8, to: "long.csv")
          let address = server.address("&options=-c%20default_tablespace%3Dsmall")
          for (launch, options) in [
            Self.ways[0], (.mpirun(3), Self.ways[1].options + ["--connections", "3"]),
          ] {
            let outcome = try await Program("caudal").run(
              ["select", path, "--output", address, "--table", "t"] + options, launch)
            #expect(outcome.code == 74, "\(launch): \(outcome.errors)")
            #expect(outcome.messages.count == 1, "\(outcome.errors)")
            let message = outcome.messages.first ?? ""
            #expect(message.hasPrefix("caudal: \(path): row "), "\(message)")
            #expect(message.contains("No space left on device"), "\(message)")
            #expect(try await server.relations() == [], "\(launch)")
          }
        }
        try await server.query("drop tablespace small")
      }
    }
  }

  @Test(
    "A server that is lost in the middle of a COPY has no table when it is back",
    arguments: [(Program.Launch.directly, 1), (.mpirun(3), 1), (.mpirun(3), 3)])
  func lostServer(launch: Program.Launch, connections: Int) async throws {
    try await PostgreSQLServer.with { server in
      try await withTemporaryFolder { folder in
        let path = try folder.write(Self.rows(60_000).utf8, to: "long.csv")
        let load = [
          "select", path, "--output", server.address(), "--table", "t", "--connections",
          "\(connections)", "--block-bytes", "20000",
        ]
        // Reading bytes one by one takes far longer than to stop a server.
        async let job = Program("caudal").run(load + ["--chunk-bytes", "1"], launch)
        let loading =
          "select count(*) from pg_stat_activity where query like 'copy %caudal_staging%'"
        var isLoading = false
        for _ in 0..<1500 where !isLoading {
          try await Task.sleep(for: .milliseconds(20))
          isLoading = try await server.query(loading) == ["\(connections)"]
        }
        #expect(isLoading)
        try await server.stop()
        let outcome = try await job
        #expect(outcome.code == 74, "\(outcome.errors)")
        #expect(outcome.messages.count == 1, "\(outcome.errors)")
        let message = outcome.messages.first ?? ""
        #expect(message.contains("PostgreSQL: "), "\(message)")
        try await server.restart()
        // What several connections had in common has survived the server; it is gone with the next load.
        let left = try await server.relations()
        #expect(connections > 1 || left == [], "\(left)")
        #expect(left.allSatisfy { $0.hasPrefix("caudal_staging_") }, "\(left)")
        let again = try await Program("caudal").run(load, launch)
        #expect(again.code == 0, "\(again.errors)")
        #expect(try await server.query("select count(*) from t") == ["60000"])
        #expect(try await server.relations() == ["t"])
      }
    }
  }
}
