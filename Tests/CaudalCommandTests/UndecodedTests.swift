import Foundation
import TestSupport
import Testing

/// Texts and bytes, one behind the other.
private func bytes(_ parts: any ByteParts...) -> [UInt8] { parts.flatMap(\.bytes) }

private protocol ByteParts { var bytes: [UInt8] { get } }

extension String: ByteParts { fileprivate var bytes: [UInt8] { Array(utf8) } }

extension Int: ByteParts { fileprivate var bytes: [UInt8] { [UInt8(self)] } }

/// Bytes that no encoding explains: CSV has them as they are, everything else shows U+FFFD, and a note says so.
@Suite("Bytes that no encoding explains")
struct UndecodedTests {
  /// A file of which most letters are UTF-8, but not all: three keys differ in such bytes alone.
  private struct Input {
    static let name = bytes("caf", 0xE9)
    static let rowCount = 3000

    static func place(_ row: Int) -> [UInt8] {
      switch row % 100 {
      case 37: bytes("BOL", 0xCD, "VAR")
      case 38: bytes("BOL", 0xCC, "VAR")
      case 39: bytes(0xFF, ";")
      default: bytes(["Bogotá", "Chía", "Tunja"][row % 3])
      }
    }

    static func quoted(_ text: [UInt8]) -> [UInt8] {
      text.contains(0x3B) ? [0x22] + text + [0x22] : text
    }

    static func line(_ fields: [[UInt8]]) -> [UInt8] {
      Array(fields.joined(separator: [0x3B])) + [0x0A]
    }

    static func row(_ row: Int) -> [UInt8] {
      line([quoted(place(row)), bytes("x\(row % 3)"), bytes("\(row)")])
    }

    static let header = line([bytes("place"), name, bytes("n")])

    static let file = header + (0..<rowCount).flatMap(row)

    /// The places with their counts, the most frequent first, then in the order of bytes.
    static var counts: [(place: [UInt8], count: Int)] {
      Dictionary(grouping: 0..<rowCount, by: place).map { ($0, $1.count) }.sorted { left, right in
        left.count != right.count
          ? left.count > right.count : left.place.lexicographicallyPrecedes(right.place)
      }
    }
  }

  private static let nameNote =
    "caudal: note: PATH: the name of column 2 holds bytes that aren't UTF-8; CSV has them as they are,"
    + " all else shows \u{FFFD}; if the file is in another encoding, name it by --encoding, such as ISO-8859-1"

  private static func note(_ what: String, _ place: String) -> String {
    "caudal: note: PATH: \(what) bytes that aren't UTF-8, \(place); CSV has them as they are, all else shows"
      + " \u{FFFD}; if the file is in another encoding, name it by --encoding, such as ISO-8859-1"
  }

  /// Runs the program on the file, small blocks apart.
  ///
  /// - Returns: the bytes that it wrote, and its notes.
  private func run(
    _ arguments: [String], _ launch: Program.Launch = .directly, _ way: String = "auto",
    file: [UInt8] = Input.file
  ) async throws -> (output: [UInt8], notes: [String]) {
    try await withTemporaryFolder { folder in
      let path = try folder.write(file, to: "mixed.csv")
      let output = folder.appending(path: "result").path
      let options = ["--input", way, "--block-bytes", "3000", "--output", output]
      let outcome = try await Caudal.run(
        [arguments[0], path] + arguments.dropFirst() + options, launch)
      try #require(outcome.code == 0, "\(launch) \(way): \(outcome.errors)")
      let written = try Data(contentsOf: URL(filePath: output))
      return (Array(written), outcome.messages.map { $0.replacing(path, with: "PATH") })
    }
  }

  @Test(
    "Keys keep their bytes, in every way of running",
    arguments: [.directly, .mpirun(1), .mpirun(2), .mpirun(3), .mpirun(7)] as [Program.Launch],
    ["shared", "scatter"])
  func keys(launch: Program.Launch, way: String) async throws {
    let (output, notes) = try await run(
      ["frequency", "--column", "place", "--format", "csv"], launch, way)
    let lines = output.split(separator: 0x0A).map { $0.split(separator: 0x2C)[0] }
    #expect(lines.dropFirst().map(Array.init) == Input.counts.map(\.place))
    #expect(
      notes == [
        Self.nameNote, Self.note("90 values hold", "the first in row 39, column \"place\""),
      ])
  }

  @Test(
    "So do groups, rows, names of columns and files, in whatever order",
    arguments: [(.directly, "shared"), (.mpirun(2), "shared"), (.mpirun(3), "scatter")]
      as [(Program.Launch, String)])
  func everywhere(launch: Program.Launch, way: String) async throws {
    let note = Self.note("90 values hold", "the first in row 39, column \"place\"")
    let groups = try await run(
      ["describe", "--column", "n", "--by", "place,2", "--statistics", "count", "--format", "csv"],
      launch, way)
    let head = bytes("place,caf", 0xE9, ",column,count\n")
    #expect(groups.output.starts(with: head))
    // The header, three places each with one text, three with all of them.
    #expect(groups.output.split(separator: 0x0A).count == 13)
    #expect(groups.notes == [Self.nameNote, note])
    let rows = try await run(["select"], launch, way)
    #expect(rows.output == Input.file)
    #expect(rows.notes == [Self.nameNote, note])
    let sorted = try await run(["select", "--sort", "n desc"], launch, way)
    let reversed = (0..<Input.rowCount).reversed().flatMap(Input.row)
    #expect(sorted.output == Input.header + reversed)
    #expect(sorted.notes == [Self.nameNote, note])
    let long = try await run(
      ["select", "--unpivot", "2", "--columns", "place,name"], launch, way)
    let expected = (0..<Input.rowCount).flatMap { row in
      Input.line([Input.quoted(Input.place(row)), Input.name])
    }
    #expect(long.output == bytes("place;name\n") + expected)
    let first = try await run(["select", "--head", "39", "--columns", "place"], launch, way)
    #expect(first.notes.count == 2)
    #expect(
      first.notes.last?.contains("2 of the rows written hold bytes that aren't UTF-8") == true)
  }

  @Test("Documents and tables show U+FFFD; keys that differ in such bytes alone stay two")
  func replaced() async throws {
    let json = try await run(["frequency", "--column", "place", "--format", "json"])
    let text = try #require(String(validating: json.output, as: UTF8.self))
    #expect(text.components(separatedBy: "{\"place\": \"BOL\u{FFFD}VAR\"}").count == 3)
    #expect(text.contains("\"rejected\": 0,\n    \"undecoded_values\": 90\n"))
    let table = try await run(["frequency", "--column", "place"])
    let lines = try #require(String(validating: table.output, as: UTF8.self)).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("  BOL\u{FFFD}VAR ") } == 2)
  }

  @Test("Files that rows are divided among have their bytes in their names")
  func partition() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Input.file, to: "mixed.csv")
      let output = folder.appending(path: "parts").path
      let outcome = try await Caudal.run(
        ["select", path, "--partition", "2,place", "--output", output + "/rows.csv"], .mpirun(2))
      #expect(outcome.code == 0, "\(outcome.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: output + "/caf%E9=x1")
      #expect(names.contains("place=BOL%CDVAR") && names.contains("place=BOL%CCVAR"))
      #expect(names.contains("place=%FF%3B"))
    }
  }

  @Test("Words end at such bytes, which is said")
  func words() async throws {
    let (output, notes) = try await run(
      ["frequency", "--column", "place", "--words", "--format", "csv"], .mpirun(2))
    #expect(String(decoding: output, as: UTF8.self).contains("\nBOL,60,"))
    #expect(notes.last?.contains("; such bytes belong to no word; ") == true)
  }

  @Test("Bytes without a letter in a given encoding stay, too")
  func declared() async throws {
    let file = bytes("p,n\na", 0xE9, 0x81, ",1\n", 0xE9, ",2\n")
    let (written, notes) = try await run(
      ["select", "--encoding", "WINDOWS-1252"], .mpirun(2), "shared", file: file)
    #expect(written == bytes("p,n\naé", 0x81, ",1\né,2\n"))
    #expect(
      notes == [
        Self.note("1 value holds", "in row 2, column \"p\"").replacing(
          "aren't UTF-8", with: "are no letters in WINDOWS-1252")
      ])
  }

  @Test(
    "The row is counted in its file, with those that are left out",
    arguments: ["shared", "scatter"])
  func place(way: String) async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<900).map { row in
        switch row {
        case 100: bytes("k\n")
        case 700: bytes(0xE1, ",7\n")
        default: bytes("é,\(row)\n")
        }
      }
      let few = rows.prefix(600).filter { $0.count > 2 }.joined()
      let one = try folder.write(bytes("k,n\n") + few, to: "one.csv")
      let two = try folder.write(bytes("k,n\n") + rows.joined(), to: "two.csv")
      let outcome = try await Caudal.run(
        [
          "describe", one, two, "--column", "n", "--by", "k", "--on-error", "skip", "--input", way,
          "--block-bytes", "1000",
        ], .mpirun(3))
      #expect(outcome.code == 0)
      #expect(outcome.messages.count == 1)
      let place = "\(two): 1 value holds bytes that aren't UTF-8, in row 702, column \"k\"; "
      #expect(outcome.messages.first?.contains(place) == true, "\(outcome.errors)")
    }
  }

  @Test("Nothing is said of files whose letters are known")
  func clean() async throws {
    let accents = bytes("place,n\nBogotá,1\nChía,2\n")
    #expect(try await run(["frequency", "--column", "place"], file: accents).notes.isEmpty)
    #expect(try await run(["select"], file: accents).notes.isEmpty)
    let latin = bytes("place,n\nBogot", 0xE1, ",1\n")
    #expect(try await run(["select"], file: latin).notes.isEmpty)
    // What nobody asks for needn't be a text.
    let note = try await run(
      ["describe", "--column", "n", "--statistics", "mean"]).notes
    #expect(note == [Self.nameNote])
  }

  @Test("Series have names")
  func series() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<48).flatMap { hour -> [UInt8] in
        let time = "2024-01-0\(1 + hour / 24) \(hour % 24):00,"
        return bytes(time, "é,\(hour)\n", time, 0xE1, ",1\n")
      }
      let path = try folder.write(bytes("t,é,x\n") + rows, to: "series.csv")
      let outcome = try await Caudal.run(
        ["forecast", path, "--every", "1h", "--by", "2", "--model", "naive", "--horizon", "2"],
        .mpirun(2))
      #expect(outcome.code == 65)
      #expect(
        outcome.messages.last?.contains(
          "series.csv: the name of a series isn't UTF-8; if the file is in another encoding, name it by"
        )
          == true, "\(outcome.errors)")
    }
  }
}
