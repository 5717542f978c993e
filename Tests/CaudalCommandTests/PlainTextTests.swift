import Foundation
import TestSupport
import Testing

/// The words of a plain text, whatever stands between them, and however the text is read.
@Suite("Words of a plain text")
struct PlainTextTests {
  /// The words in the order in which they are reported, each with its count: lines of `word,count`.
  private func words(
    _ path: String, _ options: [String] = [], _ launch: Program.Launch = .directly,
    input: [UInt8]? = nil
  ) async throws -> [String] {
    let outcome = try await Caudal.run(
      ["frequency", path, "--words", "--format", "csv"] + options, launch, input: input)
    #expect(outcome.code == 0, "\(launch) \(options): \(outcome.errors)")
    #expect(outcome.errors == "", "\(launch) \(options)")
    let lines = outcome.output.split(separator: "\n")
    try #require(lines.first == "word,count,share,cumulative_share")
    return lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") }
  }

  /// The same by another way: the whole text is decoded, and split as Unicode says.
  private func plainWords(_ bytes: [UInt8]) -> [String] {
    var counts: [[UInt8]: Int] = [:]
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    for word in scalars.split(whereSeparator: { !Self.isOfWord($0) }) {
      counts[Array(String(word).utf8), default: 0] += 1
    }
    let ordered = counts.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }
    return ordered.map { "\(String(decoding: $0.key, as: UTF8.self)),\($0.value)" }
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    let categories: [Unicode.GeneralCategory] = [
      .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber,
    ]
    return categories.contains(scalar.properties.generalCategory) || scalar == "_"
  }

  @Test("The fixture's words are Python's", arguments: Program.Launch.all)
  func fixture(launch: Program.Launch) async throws {
    let expected = try ExpectedGroups.load()
    let table = try #require(expected.tables.first { $0.name == "words of a text" })
    let counts = expected.counts(of: table).map { "\($0.key[0]),\($0.count)" }
    try #require(counts.count == table.distinct && table.distinct > 60)
    let path = Fixtures.path(table.file)
    let bytes = try Array(Data(contentsOf: URL(filePath: path)))
    for size in [[], ["--block-bytes", "1"], ["--block-bytes", "100", "--chunk-bytes", "7"]] {
      for way in ["shared", "scatter"] {
        #expect(try await words(path, size + ["--input", way], launch) == counts)
      }
      #expect(try await words("-", size, launch, input: bytes) == counts)
    }
  }

  @Test("The document says how many there are, and names neither delimiter nor decimal mark")
  func document() async throws {
    let path = Fixtures.path("words.txt")
    let outcome = try await Caudal.run(
      ["frequency", path, "--words", "--top", "1", "--format", "json"])
    let head = """
      {
        "schema": "caudal.frequency/1",
        "keys": ["word"],
        "total": 77,
        "missing": 0,
        "rejected": 0,
        "distinct": 64,
        "values": [
          {
            "key": {"word": "is"},
            "count": 4,
            "share": 0.05194805194805195,
            "cumulative_share": 0.05194805194805195
          }
        ],
        "input": {
          "files": ["\(path)"],
          "bytes": 2113,
          "delimiter": null,
          "decimal": null,
          "rows": null,
          "rejected": 0
        },
        "run": {
      """
    #expect(outcome.output.hasPrefix(head), "\(outcome.output)")
    let table = try await Caudal.run(["frequency", path, "--words", "--top", "1"])
    #expect(table.output.hasPrefix("\(path): 2113 bytes\n\n"), "\(table.output)")
  }

  /// Words among all that means something in a table, and bytes that are no UTF-8.
  private func hardText() -> [UInt8] {
    var random = SeededGenerator()
    let parts: [[UInt8]] =
      ["a", "río", "Año", "x2", "_", "水の流れ", "क्षि", "é", "\u{65}\u{301}", "Ⅳ", "ⓐ", "½", "🌊"]
      .map { Array($0.utf8) }
      + ["\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", "\n\n", "\"\n", ",\"", " ", "\0"]
      .map { Array($0.utf8) }
      + [[0xFF], [0xC3], [0xE6, 0xB0], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0x80], [0xF0, 0x9F]]
    var text: [UInt8] = []
    for _ in 0..<30_000 { text += parts.randomElement(using: &random) ?? [] }
    return text + "\"last".utf8
  }

  @Test("Quotes, delimiters and line ends of all kinds mean nothing", arguments: Program.Launch.all)
  func hard(launch: Program.Launch) async throws {
    let text = hardText()
    let expected = plainWords(text)
    try #require(expected.count > 300)
    try await withTemporaryFolder { folder in
      let path = try folder.write(text, to: "hard.txt")
      for size in [[], ["--block-bytes", "3000", "--chunk-bytes", "77"]] {
        #expect(try await words(path, size, launch) == expected)
        #expect(try await words(path, size + ["--input", "scatter"], launch) == expected)
      }
    }
  }

  @Test("One line of megabytes, with words of any length", arguments: ["shared", "scatter"])
  func longLines(way: String) async throws {
    let long = String(repeating: "long", count: 100_000)
    let ideographs = String(repeating: "水", count: 30_000)
    let rest = (0..<100_000).map { "w\($0 % 30_001)" }.joined(separator: " ")
    let text = Array("\(rest) \(long) \(ideographs)。\(ideographs),\(rest) \(long)".utf8)
    let expected = plainWords(text)
    try #require(expected.contains("\(long),2") && expected.contains("\(ideographs),2"))
    try await withTemporaryFolder { folder in
      let path = try folder.write(text, to: "line.txt")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let options = ["--input", way]
        #expect(try await words(path, options, launch) == expected)
        let small = options + ["--block-bytes", "65536", "--chunk-bytes", "1000"]
        #expect(try await words(path, small, launch) == expected)
      }
    }
  }

  @Test("Texts without words", arguments: ["", "\u{FEFF}", "\n", " \r\n\r\n", "\"", ",,,", "🌊"])
  func withoutWords(text: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(text.utf8, to: "none.txt")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        #expect(try await words(path, [], launch) == [])
        #expect(try await words("-", [], launch, input: Array(text.utf8)) == [])
      }
      let outcome = try await Caudal.run(["frequency", path, "--words"])
      #expect(outcome.output.hasSuffix("\n0 distinct values in 0\n"), "\(outcome.output)")
    }
  }

  @Test("Several texts, of which none runs on into the next", arguments: ["shared", "scatter"])
  func several(way: String) async throws {
    try await withTemporaryFolder { folder in
      let one = try folder.write("\u{FEFF}uno dos".utf8, to: "1.txt")
      let none = try folder.write([], to: "2.txt")
      // So many pieces that each rank gets some, none of which is a row of a table.
      let many = String(repeating: "\"uno\"tres, \n", count: 40)
      let two = try folder.write(many.utf8, to: "3.txt")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let found = try await words(
          one, [none, two, "--input", way, "--block-bytes", "3"], launch)
        #expect(found == ["uno,41", "tres,40", "dos,1"])
      }
    }
  }

  @Test("A byte order mark is no part of the first word; UTF-16 is read")
  func marks() async throws {
    let marked = Array("\u{FEFF}uno dos\r\nuno".utf8)
    #expect(try await words("-", [], input: marked) == ["uno,2", "dos,1"])
    let foreign: [UInt8] = [0xFF, 0xFE, 0xF1, 0, 0x0A, 0]
    #expect(try await words("-", [], input: foreign) == ["ñ,1"])
  }

  @Test("Compressed texts", arguments: ["gzip", "zstd"])
  func compressed(program: String) async throws {
    try await withTemporaryFolder { folder in
      let text = hardText()
      let path = try folder.write(text, to: "hard.txt")
      #expect(try await Program(path: "/usr/bin/\(program)").run(["-k", path]).code == 0)
      let packed = path + (program == "gzip" ? ".gz" : ".zst")
      let expected = plainWords(text)
      for launch in [Program.Launch.directly, .mpirun(3)] {
        #expect(try await words(packed, ["--block-bytes", "5000"], launch) == expected)
      }
    }
  }

  @Test(
    "What makes sense for columns only needs one",
    arguments: [
      ["--where", "x = 1"], ["--no-header"], ["--delimiter", ";"], ["--decimal", ","],
      ["--null", "-"], ["--date-format", "mdy"],
    ])
  func refused(option: [String]) async throws {
    let path = Fixtures.path("words.txt")
    let outcome = try await Caudal.run(["frequency", path, "--words"] + option)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains("\(option[0]) needs --column"), "\(outcome.errors)")
    let neither = try await Caudal.run(["frequency", path])
    #expect(neither.code == 64)
    #expect(neither.errors.contains("--column is missing"), "\(neither.errors)")
  }
}
