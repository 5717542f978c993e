import Caudal
import Foundation
import MPI
import Ranks
import Synchronization
import TestSupport
import Vocabulary

extension Checks {
  /// Selected rows are those that SQLite selects, byte by byte, however they are read and written.
  ///
  /// All selections on one rank, a fifth of them on several.
  mutating func selections(in folder: URL, on ranks: borrowing Communicator) throws {
    let json = try Data(contentsOf: folder.appending(path: "select.json"))
    let tables = try JSONDecoder().decode([SelectedTable].self, from: json)
    let path = folder.appending(path: "select.csv").path
    let other = folder.appending(path: "other.csv").path
    var generator = generator()
    for (number, table) in tables.enumerated() {
      try ranks.barrier()
      if ranks.rank == 0 {
        try Data(table.text.utf8).write(to: URL(filePath: path))
        try Data(table.other.utf8).write(to: URL(filePath: other))
      }
      try ranks.barrier()
      for (query, selection) in table.queries.enumerated() where ranks.size == 1 || query % 5 == 0 {
        let isFile = Bool.random(using: &generator)
        let writer = KeepingWriter(isFile ? folder.appending(path: "selected.csv").path : nil)
        var request = try selection.request(path, other, writer)
        request.table.input = Bool.random(using: &generator) ? .shared : .scattered
        request.table.blockBytes = .random(in: 16...200, using: &generator)
        request.table.chunkBytes = .random(in: 1...300, using: &generator)
        request.table.threads = .random(in: 1...3, using: &generator)
        for index in request.joins.indices {
          request.joins[index].table.input = Bool.random(using: &generator) ? .shared : .scattered
          request.joins[index].table.blockBytes = .random(in: 16...200, using: &generator)
        }
        // With little memory rows are sorted on disk, and tables are joined part by part. It takes several ranks
        // many messages, so they do it less often.
        if Int.random(in: 0..<(ranks.size == 1 ? 3 : 8), using: &generator) == 0 {
          request.table.memoryBytes = [1200, 3000].randomElement(using: &generator)
        }
        request.cellBytes = [7, 64, 4096].randomElement(using: &generator)
        let what =
          "table \(number), selection \(query), \(request.table.input), \(isFile ? "file" : "pipe"),"
          + " \(request.table.blockBytes) bytes a block, \(request.cellBytes ?? 0) a cell,"
          + " memory \(request.table.memoryBytes ?? .max)"
        try compare(request, writer, selection.expected, what, on: ranks)
      }
    }
    let (sorts, joins) = shortages.withLock { $0 }
    guard ranks.size == 1 else { return }
    expect(sorts >= 20 && joins >= 20, "\(sorts) sorts and \(joins) joins were short of memory")
  }

  private mutating func compare(
    _ request: SelectRequest, _ writer: KeepingWriter, _ expected: String, _ what: String,
    on ranks: borrowing Communicator
  ) throws {
    do {
      let selected = try selected(request, on: ranks)
      expect(selected.bytes, equals: expected.utf8.count, "bytes of \(what)")
      guard ranks.rank == 0 else { return }
      let text = String(decoding: try writer.writtenBytes(), as: UTF8.self)
      expect(text, equals: expected, what)
      // Where all ranks see the file, nobody sends all of it to rank 0.
      let isShared = writer.path != nil && request.table.input == .shared
      if isShared { expect(!writer.hasTaken, "\(what): rank 0 has written all") }
    } catch let error as CaudalError {
      expect(false, "\(what): \(error.message)")
    }
  }
}

/// How often memory was short: for sorts, and for joins.
private let shortages = Mutex((sorts: 0, joins: 0))

/// Selects rows: with all memory, if so little isn't enough in any way.
private func selected(
  _ request: SelectRequest, on ranks: borrowing Communicator
) throws -> SelectedRows {
  let notes = Notes { line in
    shortages.withLock { counts in
      if line.contains("memory is short") {
        if line.contains("joined") { counts.joins += 1 } else { counts.sorts += 1 }
      }
    }
  }
  do {
    return try select(request, notes, on: ranks)
  } catch let error as CaudalError where error.advice == .lessToKeep {
    var other = request
    other.table.memoryBytes = nil
    return try select(other, on: ranks)
  }
}

/// A table with selections of its rows.
private struct SelectedTable: Decodable {
  let text: String
  let other: String
  let queries: [Selection]
}

/// What is selected, as it is typed, and what that is.
private struct Selection: Decodable {
  private enum CodingKeys: String, CodingKey {
    case columns
    case condition = "where"
    case sort
    case distinct
    case distinctBy = "distinct_by"
    case head
    case join
    case expected
  }

  let columns: String?
  let condition: String?
  let sort: String?
  let distinct: Bool?
  let distinctBy: String?
  let head: Int?
  let join: Join?
  let expected: String

  /// What is joined, as it is typed.
  struct Join: Decodable {
    let on: String
    let how: String
    let direction: String?
    let tolerance: String?

    func request(_ path: String) throws -> JoinRequest {
      var table = TableRequest(paths: [path])
      table.dialect.delimiter = ","
      table.dialect.header = .present
      table.dateFormat = .mdy
      var request = JoinRequest(table, on: try JoinKeys(on))
      request.kind = JoinRequest.Kind(rawValue: how) ?? .inner
      request.nearest = direction.flatMap { JoinRequest.Nearest.Direction(rawValue: $0) }.map {
        JoinRequest.Nearest($0, within: tolerance.flatMap { DateBin($0) })
      }
      request.maxGrowth = .infinity
      return request
    }
  }

  func request(
    _ path: String, _ other: String, _ writer: any RowWriter
  ) throws -> SelectRequest {
    var table = TableRequest(paths: [path])
    table.dialect.delimiter = ","
    table.dialect.header = .present
    table.dateFormat = .ymd
    table.condition = try condition.map { try Condition($0) }
    var request = SelectRequest(table: table, writer: writer)
    request.columns = try columns.map { try ColumnList($0) }
    request.order = try sort.map { try SortKeys($0) }
    request.distinction =
      distinct == true ? .wholeRows : try distinctBy.map { .keys(try ColumnList($0)) }
    request.limit = head
    request.joins = try join.map { [try $0.request(other)] } ?? []
    return request
  }
}

/// Keeps rows: in a file to which all ranks may write, or in memory.
private final class KeepingWriter: RowWriter {
  /// The file's path; nil for memory.
  let path: String?

  private let taken = Mutex<[UInt8]>([])
  private let isCommitted = Mutex(false)

  init(_ path: String?) { self.path = path }

  var name: String { path ?? "memory" }

  var sharedPath: String? { path }

  /// Whether rank 0 has been given bytes.
  var hasTaken: Bool { taken.withLock { !$0.isEmpty } }

  /// All bytes that were written.
  func writtenBytes() throws -> [UInt8] {
    guard isCommitted.withLock({ $0 }) else { return Array("not committed".utf8) }
    let bytes = taken.withLock { $0 }
    guard let path, bytes.isEmpty else { return bytes }
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  func begin() throws(CaudalError) -> String? {
    guard let path else { return nil }
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw CaudalError(.cannotCreate, "\(path): can't be created")
    }
    return path
  }

  func write(_ bytes: [UInt8]) throws(CaudalError) { taken.withLock { $0 += bytes } }

  func commit() throws(CaudalError) { isCommitted.withLock { $0 = true } }

  func abandon() {}
}
