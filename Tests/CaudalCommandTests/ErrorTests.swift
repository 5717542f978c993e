import Foundation
import TestSupport
import Testing

/// Errors in the data: one line, from one rank, about the first place in the file.
@Suite("Bad data")
struct ErrorTests {
  /// A file of 400 rows with things wrong in it, and quoted line ends everywhere.
  struct BadFile: Sendable, CustomStringConvertible {
    let description: String
    /// Rows that aren't as they should be, by their numbers in the file.
    let badRows: [Int: String]
    /// The row and the byte in the row that are complained about, and the complaint.
    let row: Int
    let byteInRow: Int
    let complaint: String

    var rows: [String] {
      ["name,x,text"]
        + (2...401).map { row in
          badRows[row] ?? "row \(row),\(Double(row) / 4),\"a\n\(row),wrong,\"\"b\"\"\n\""
        }
    }

    /// The offset in the file of the place.
    var byteOffset: Int { rows[..<(row - 1)].reduce(0) { $0 + $1.utf8.count + 1 } + byteInRow }
  }

  static let badFiles = [
    BadFile(
      description: "a bad number in the last slice", badRows: [400: "r,12x5,t"],
      row: 400, byteInRow: 2, complaint: ", column \"x\": \"12x5\" is not a number; "),
    BadFile(
      description: "several bad slices",
      badRows: [57: "r,1,t,t", 199: "r,q,t", 300: "r", 401: "r,1,\"t"],
      row: 57, byteInRow: 0, complaint: ": 4 fields where the header has 3; "),
    BadFile(
      description: "a bad number in the first row", badRows: [2: "r,\"1,2\",t", 3: "r,y,t"],
      row: 2, byteInRow: 2,
      complaint: ", column \"x\": \"1,2\" has a decimal comma, but \"1.0\" in the row at byte"),
    BadFile(
      description: "too few fields in the last row", badRows: [401: "r"],
      row: 401, byteInRow: 0, complaint: ": 1 field where the header has 3; "),
    BadFile(
      description: "an unterminated quote in the middle", badRows: [203: "row,1,\"t"],
      row: 401, byteInRow: 0, complaint: ""),
    BadFile(
      description: "an unterminated quote in the last row", badRows: [401: "row,1,\"t"],
      row: 401, byteInRow: 6, complaint: ": a quoted field begins here"),
    BadFile(
      description: "a number beyond the largest double", badRows: [390: "r,-1e999,t"],
      row: 390, byteInRow: 2, complaint: ", column \"x\": \"-1e999\" is beyond the largest double"),
  ]

  @Test("The first by position is reported", arguments: badFiles)
  func firstByPosition(file: BadFile) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(file.rows.map { $0 + "\n" }.joined().utf8, to: "bad.csv")
      let place = "caudal: \(path): row \(file.row), byte \(file.byteOffset)\(file.complaint)"
      var first: String?
      let launches = file.row == 400 ? Program.Launch.all : [.directly, .mpirun(2), .mpirun(7)]
      for launch in launches {
        let outcome = try await Caudal.describe(
          path, ["--block-bytes", "300", "--output", folder.path + "/out"], launch)
        #expect(outcome.code == 65, "\(launch)")
        #expect(outcome.output == "", "\(launch)")
        #expect(outcome.messages.count == 1, "\(launch): \(outcome.errors)")
        // An open quote turns all that follows inside out, so its first victim is elsewhere.
        if !file.complaint.isEmpty { #expect(outcome.messages.first?.hasPrefix(place) == true) }
        #expect(outcome.messages.first == first ?? outcome.messages.first, "\(launch)")
        first = outcome.messages.first
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["bad.csv"])
      }
    }
  }

  @Test("The message is always there before any rank leaves")
  func messageIsComplete() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x\n1\n2\n3\nfour\n".utf8, to: "bad.csv")
      for attempt in 1...20 {
        let outcome = try await Caudal.describe(path, ["--block-bytes", "1"], .mpirun(4))
        #expect(outcome.code == 65, "attempt \(attempt)")
        #expect(outcome.messages.count == 1, "attempt \(attempt): \(outcome.errors)")
      }
    }
  }
}

/// Files and columns that aren't there.
@Suite("No such input")
struct NoInputTests {
  @Test(
    "Missing files and directories",
    arguments: [Program.Launch.directly, .mpirun(3)])
  func noInput(launch: Program.Launch) async throws {
    for (path, reason) in [
      ("/no/such/file.csv", "No such file or directory"), ("/tmp", "Is a directory"),
      ("", "No such file or directory"),
    ] {
      let outcome = try await Caudal.describe(path, [], launch)
      #expect(outcome.code == 66, "\(path)")
      #expect(outcome.messages == ["caudal: \(path): \(reason)"])
      #expect(outcome.output == "")
    }
  }

  @Test(
    "A missing column, with the columns there are",
    arguments: [Program.Launch.directly, .mpirun(3)])
  func noColumn(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("a,\"b,c\",\"d\ne\",A,A\n1,2,3,4,5\n".utf8, to: "columns.csv")
      for column in ["x", "0", "6", "1.0", ""] {
        let outcome = try await Caudal.describe(path, column: column, [], launch)
        #expect(outcome.code == 64)
        #expect(
          outcome.messages == [
            "caudal: \(path): there is no column \"\(column)\"; "
              + "the columns are \"a\", \"b,c\", \"d\\ne\", \"A\", \"A\""
          ])
      }
      let outcome = try await Caudal.describe(path, column: "A", [], launch)
      #expect(outcome.code == 64)
      #expect(
        outcome.messages == [
          "caudal: \(path): several columns are called \"A\"; give a number: 4, 5"
        ])
    }
  }

  @Test(
    "Files without a header",
    arguments: [
      ([], "the file is empty"), ([0xEF, 0xBB, 0xBF], "the file is empty"),
      (Array("\"a,b\n1,2\n".utf8), "no end of the header"),
      ([0xFF, 0xFE, 0x78, 0, 0x0A], "these bytes are no text in UTF-16LE"),
    ] as [([UInt8], String)])
  func noHeader(bytes: [UInt8], complaint: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(bytes, to: "header.csv")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let outcome = try await Caudal.describe(path, [], launch)
        #expect(outcome.code == 65)
        #expect(outcome.messages.count == 1)
        #expect(outcome.messages.first?.contains(complaint) == true, "\(outcome.errors)")
      }
    }
  }
}
