import Foundation
import Stores
import TestSupport
import Testing
import Values

/// A program that reads a database or makes numbers, and isn't ours.
struct Oracle {
  /// Runs a Python script, which gets words and what it reads, and has what it prints decoded.
  static func python<Value: Decodable>(
    _ script: String, _ words: [String] = [], input: String? = nil, as type: Value.Type = Value.self
  ) async throws -> Value {
    let outcome = try await Program(path: "/usr/bin/env").run(
      ["python3", "-c", script] + words, input: input.map { Array($0.utf8) })
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(type, from: Data(outcome.output.utf8))
  }

  /// Every row of a table of SQLite as `type value` texts, as Python reads them.
  static func sqlite(_ path: String, _ query: String) async throws -> [[String]] {
    try await python(
      """
      import json, sqlite3, sys
      rows = sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()
      print(json.dumps([[f"{type(v).__name__} {v!r}" for v in row] for row in rows]))
      """, [path, query])
  }

  /// What the `sqlite3` program prints.
  static func sqliteProgram(_ path: String, _ command: String) async throws -> String {
    let outcome = try await Program(path: "/usr/bin/env").run(["sqlite3", path, command])
    try #require(outcome.code == 0, "\(outcome.errors)")
    return outcome.output
  }
}

/// Row images of texts; nil is a missing field.
func images(_ rows: [[String?]]) -> [UInt8] {
  imagesOfBytes(rows.map { $0.map { $0.map { Array($0.utf8) } } })
}

/// Row images of bytes; nil is a missing field.
func imagesOfBytes(_ rows: [[[UInt8]?]]) -> [UInt8] {
  var image: [UInt8] = []
  for field in rows.joined() {
    if let field {
      RowImage.append(field.span, to: &image)
    } else {
      RowImage.appendMissing(to: &image)
    }
  }
  return image
}

/// The columns of rows, with the types that a census finds.
func columns(_ names: [String], of rows: [[String?]]) -> [StoredColumn] {
  var census = TypeCensus(columnCount: names.count)
  census.add(rows: images(rows).span, count: rows.count)
  return zip(names, census.types).map { StoredColumn($0, $1) }
}

/// Stores a table of texts, in two writes.
@discardableResult
func store(
  _ names: [String], _ rows: [[String?]], at address: String, _ request: StoreRequest
) throws -> StoreStart {
  let address = try #require(try StoreAddress.parse(address))
  let store = address.store(request)
  let start = try store.begin(columns: columns(names, of: rows))
  guard start == .ready else { return start }
  do {
    let half = rows.count / 2
    try store.write(rows: images(Array(rows[..<half])), count: half)
    try store.write(rows: images(Array(rows[half...])), count: rows.count - half)
    try store.commit()
  } catch {
    store.abandon()
    throw error
  }
  return start
}

/// The names in a folder.
func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}
