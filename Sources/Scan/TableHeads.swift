import CSV
import Filter
import MPI
import Ranks
import Vocabulary

extension Communicator {
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
    try broadcast(encoded: &message, from: 0)
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
