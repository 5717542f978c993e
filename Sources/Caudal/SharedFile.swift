import CSV
import MPI

extension Communicator {
  /// Makes sure that every rank sees the same file.
  ///
  /// - Parameters:
  ///   - identity: the file's identity on this rank.
  ///   - path: the file's path, for the message.
  /// - Throws: on all ranks, if they differ, a ``CaudalError`` that names a host.
  borrowing func checkSameFile(_ identity: FileSource.Identity, path: String) throws {
    let identities = try allgather(identity)
    try agree { () throws(LocalFailure) in
      guard identity != identities[0] else { return }
      let message =
        "\(path): the file on host \(processorName) (rank \(rank), \(identity.byteCount) bytes) is not"
        + " the one on rank 0 (\(identities[0].byteCount) bytes);"
        + " every rank must see the same file, with the same size and time"
      throw LocalFailure(error: CaudalError(.inputOutput, message))
    }
  }

  /// Reads the head of the input on rank 0 and tells the other ranks.
  ///
  /// - Parameters:
  ///   - path: the input, for messages.
  ///   - read: reads the head; called on rank 0.
  /// - Returns: the layout.
  /// - Throws: an agreed ``CaudalError``.
  borrowing func readLayout(
    of path: String, _ read: () throws(LayoutReader.Failure) -> FileLayout
  ) throws -> FileLayout {
    let found = try agree { () throws(LocalFailure) -> FileLayout? in
      guard rank == 0 else { return nil }
      do throws(LayoutReader.Failure) {
        return try read()
      } catch {
        throw LocalFailure(error: CaudalError(error, path: path))
      }
    }
    var message = found.map { LayoutMessage($0) } ?? LayoutMessage()
    try broadcast(&message.fixed, from: 0)
    try broadcast(varying: &message.nameLengths, from: 0)
    try broadcast(varying: &message.nameBytes, from: 0)
    return message.layout
  }
}

/// A file's layout as ranks exchange it.
private struct LayoutMessage {
  struct Fixed: BitwiseCopyable {
    var dataStart = 0
    var hasHeader = true
    var dialect = Dialect()
  }

  var fixed = Fixed()
  var nameLengths: [Int] = []
  var nameBytes: [UInt8] = []

  init() {}

  init(_ layout: FileLayout) {
    fixed = Fixed(
      dataStart: layout.dataStart, hasHeader: layout.hasHeader, dialect: layout.dialect)
    nameLengths = layout.columnNames.map(\.utf8.count)
    nameBytes = layout.columnNames.flatMap(\.utf8)
  }

  var layout: FileLayout {
    var rest = nameBytes[...]
    let names = nameLengths.map { length in
      defer { rest = rest.dropFirst(length) }
      return String(decoding: rest.prefix(length), as: UTF8.self)
    }
    return FileLayout(
      columnNames: names, dataStart: fixed.dataStart, dialect: fixed.dialect,
      hasHeader: fixed.hasHeader)
  }
}
