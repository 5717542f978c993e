import Foundation
import TestSupport
import Testing

/// Errors in one of several files, and names that stand for files.
extension SeveralFilesTests {
  @Test("A bad row: its file, its row and its byte", arguments: [1, 2, 3, 7])
  func badRow(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<500).map { "\($0),\($0)\n" }.joined()
      let good = try folder.write(("a,x\n" + rows).utf8, to: "good.csv")
      let bad = try folder.write(("x,a\n" + rows + "oops,1\n" + rows).utf8, to: "bad.csv")
      let short = try folder.write(("a,x\n" + rows + "7\n").utf8, to: "short.csv")
      let byte = 4 + rows.utf8.count
      let message = "caudal: \(bad): row 502, byte \(byte), column \"x\": \"oops\" is not a number;"
      for way in ["shared", "scatter"] {
        for blockBytes in ["100", "1048576"] {
          let outcome = try await describe(
            [good, good, bad, short], ["--input", way, "--block-bytes", blockBytes],
            .mpirun(ranks))
          #expect(outcome.code == 65)
          #expect(outcome.output == "")
          #expect(outcome.messages.count == 2)
          #expect(outcome.messages.last?.hasPrefix(message) == true, "\(outcome.errors)")
          let other = try await describe(
            [good, short, bad], ["--input", way, "--block-bytes", blockBytes], .mpirun(ranks))
          #expect(other.code == 65)
          let place = "caudal: \(short): row 502, byte \(byte): 1 field where the header has 2;"
          #expect(other.messages.last?.hasPrefix(place) == true, "\(other.errors)")
        }
      }
    }
  }

  @Test("Files that don't fit", arguments: [Program.Launch.directly, .mpirun(3)])
  func otherColumns(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let first = try folder.write("a,x\n1,2\n".utf8, to: "first")
      let repeated = try folder.write("x,a,a\n1,2,3\n".utf8, to: "repeated")
      for (name, text, complaint) in [
        ("missing", "a\n1\n", "there is no column \"x\", which the first file has;"),
        ("renamed", "a,y\n1,2\n", "there is no column \"x\", which the first file has;"),
        ("more", "a,y,x\n1,2,3\n", "the column \"y\" is not in the first file;"),
        ("twice", "x,a,a\n1,2,3\n", "the column \"a\" is not in the first file;"),
        ("nothing", "", "the file is empty;"),
      ] {
        let path = try folder.write(text.utf8, to: name)
        for way in ["shared", "scatter"] {
          let outcome = try await describe([first, path], ["--input", way], launch)
          #expect(outcome.code == 65)
          #expect(outcome.output == "")
          #expect(outcome.messages.count == 1)
          #expect(outcome.messages[0].hasPrefix("caudal: \(path): \(complaint)"))
        }
      }
      let ambiguous = try folder.write("a,x,a\n1,2,3\n".utf8, to: "ambiguous")
      let outcome = try await describe([ambiguous, repeated], [], launch)
      #expect(outcome.code == 65)
      #expect(outcome.messages.first?.contains("several are called \"a\"") == true)

      let wide = try folder.write("1,2,3\n".utf8, to: "wide")
      let narrow = try folder.write("1,2\n".utf8, to: "narrow")
      let count = try await describe([narrow, wide], column: "1", ["--no-header"], launch)
      #expect(count.code == 65)
      #expect(
        count.messages.first?.hasPrefix(
          "caudal: \(wide): the rows have 3 columns, those of the first file 2;") == true)
      let both = try await csv([narrow, narrow], column: "1", ["--no-header"], launch)
      #expect(both.split(separator: "\n")[1].hasPrefix("1,2,2,0,1,"))

      let gone = try await describe([first, folder.path + "/gone"], [], launch)
      #expect(gone.code == 66)
      #expect(gone.messages.count == 1)
    }
  }

  @Test("Patterns", arguments: [Program.Launch.directly, .mpirun(2)])
  func patterns(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      for (name, value) in [("p10", 1), ("p9", 2), ("pä", 3), ("P1", 4)] {
        _ = try folder.write("x\n\(value)\n".utf8, to: name)
      }
      let text = try await json([folder.path + "/p*", folder.path + "/P[1]"], [], launch)
      let names = ["p10", "p9", "pä", "P1"].map { "\"\(folder.path)/\($0)\"" }
      #expect(text.contains("\"files\": [" + names.joined(separator: ", ") + "]"))
      // The name of a file is no pattern.
      let literal = try folder.write("x\n5\n".utf8, to: "p*")
      #expect(try await json([literal], [], launch).contains("\"files\": [\"\(literal)\"]"))

      let none = try await describe([folder.path + "/q*"], [], launch)
      #expect(none.code == 66)
      #expect(none.messages == ["caudal: \(folder.path)/q*: no file matches this pattern"])
      let output = try await describe(
        [folder.path + "/p?"], ["--output", folder.path + "/p9"], launch)
      #expect(output.code == 64)
    }
  }
}
