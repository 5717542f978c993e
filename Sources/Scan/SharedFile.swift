import CSV
import Filter
import MPI
import Ranks
import Vocabulary

extension Communicator {
  /// Makes sure that every rank sees the same files.
  ///
  /// - Parameters:
  ///   - identities: the files' identities on this rank.
  ///   - paths: the files' paths, for the message.
  /// - Throws: on all ranks, if some differ, a ``CaudalError`` that names the first, and a host.
  borrowing func checkSameFiles(_ identities: [FileSource.Identity], paths: [String]) throws {
    var expected = identities
    try broadcast(&expected, from: 0)
    try agree { () throws(LocalFailure) in
      let different = identities.indices.first { identities[$0] != expected[$0] }
      guard let different else { return }
      let message =
        "\(paths[different]): the file on host \(processorName) (rank \(rank),"
        + " \(identities[different].byteCount) bytes) is not the one on rank 0"
        + " (\(expected[different].byteCount) bytes);"
        + " every rank must see the same file, with the same size and time"
      throw LocalFailure(position: different, error: CaudalError(.inputOutput, message))
    }
  }

  /// Reads the heads of a table's files on rank 0 and tells the other ranks.
  ///
  /// - Parameters:
  ///   - names: the files, for messages.
  ///   - columns: the columns of which the first, or all, tell the decimal mark.
  ///   - notes: what is said of columns in another order.
  ///   - read: reads the head of a file, by its number; called on rank 0.
  /// - Returns: the heads.
  /// - Throws: an agreed ``CaudalError``.
  borrowing func readHeads(
    of names: [String], columns: ColumnSelection, _ notes: Notes,
    _ read: (Int, FileRole) throws(LayoutReader.Failure) -> FileHead
  ) throws -> [FileHead] {
    var heads: [FileHead] = []
    try agree { () throws(LocalFailure) in
      guard rank == 0 else { return }
      for (number, name) in names.enumerated() {
        do throws(LayoutReader.Failure) {
          let role = heads.first.map { FileRole.other($0) } ?? .first(telling: columns)
          heads.append(try read(number, role))
        } catch {
          throw LocalFailure(error: CaudalError(error, path: name))
        }
      }
    }
    if rank == 0 { notes.sayReordered(names, heads) }
    var message = HeadsMessage(heads)
    try broadcast(varying: &message.tellingColumns, from: 0)
    try broadcast(varying: &message.files, from: 0)
    try broadcast(varying: &message.fields, from: 0)
    try broadcast(varying: &message.nameLengths, from: 0)
    try broadcast(varying: &message.nameBytes, from: 0)
    return message.heads
  }
}

extension Notes {
  /// Says which files have their columns in another order than the first one.
  ///
  /// - Parameters:
  ///   - names: the files.
  ///   - heads: what their heads say.
  func sayReordered(_ names: [String], _ heads: [FileHead]) {
    let reordered = zip(names, heads).filter { $0.1.places?.isReordered == true }.map(\.0)
    guard let first = reordered.first else { return }
    sayReordered(first, and: reordered.count - 1, table: names[0])
  }

  /// Says that a file, and some more, have their columns in another order than the first one.
  func sayReordered(_ name: String, and more: Int, table: String) {
    let others = more > 0 ? " and \(more) more" : ""
    say(
      "note: \(name)\(others): the columns stand in another order than in \(table);"
        + " they are matched by name")
  }
}

/// The heads of a table's files as ranks exchange them.
private struct HeadsMessage {
  struct File: BitwiseCopyable {
    var dataStart = 0
    var hasHeader = true
    var dialect = Dialect()
    var hasPlaces = false
  }

  var tellingColumns: [Int] = []
  var files: [File] = []
  var fields: [Int] = []
  var nameLengths: [Int] = []
  var nameBytes: [UInt8] = []

  init(_ heads: [FileHead]) {
    tellingColumns = heads.first?.tellingColumns ?? []
    files = heads.map { head in
      File(
        dataStart: head.layout.dataStart, hasHeader: head.layout.hasHeader,
        dialect: head.layout.dialect, hasPlaces: head.places != nil)
    }
    fields = heads.flatMap { $0.places?.fields ?? [] }
    nameLengths = heads.first?.layout.columnNames.map(\.utf8.count) ?? []
    nameBytes = heads.first?.layout.columnNames.flatMap(\.utf8) ?? []
  }

  var heads: [FileHead] {
    var rest = nameBytes[...]
    let names = nameLengths.map { length in
      defer { rest = rest.dropFirst(length) }
      return String(decoding: rest.prefix(length), as: UTF8.self)
    }
    var places = fields[...]
    return files.map { file in
      let layout = FileLayout(
        columnNames: names, dataStart: file.dataStart, dialect: file.dialect,
        hasHeader: file.hasHeader)
      guard file.hasPlaces else {
        return FileHead(layout: layout, tellingColumns: tellingColumns)
      }
      defer { places = places.dropFirst(names.count) }
      return FileHead(
        layout: layout, tellingColumns: tellingColumns,
        places: ColumnPlaces(
          fields: Array(places.prefix(names.count)), decimal: file.dialect.decimal))
    }
  }
}
