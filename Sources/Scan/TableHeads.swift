import CSV
import Expressions
import MPI
import Ranks
import Vocabulary

extension Communicator {
  /// Reads the heads of a table's files on rank 0 and tells the other ranks.
  ///
  /// - Parameters:
  ///   - names: the files, for messages.
  ///   - notes: what is said of what was assumed, and of columns in another order.
  ///   - read: reads the head of a file, by its number; called on rank 0.
  /// - Returns: the heads.
  /// - Throws: an agreed ``CaudalError``.
  borrowing func readHeads(
    of names: [String], _ notes: Notes,
    _ read: (Int, FileRole) throws(LayoutReader.Failure) -> FileHead
  ) throws -> [FileHead] {
    var heads: [FileHead] = []
    try agree { () throws(LocalFailure) in
      guard rank == 0 else { return }
      for (number, name) in names.enumerated() {
        do throws(LayoutReader.Failure) {
          let role = heads.first.map { FileRole.other($0) } ?? .first
          heads.append(try read(number, role))
        } catch {
          throw LocalFailure(error: CaudalError(error, path: name))
        }
      }
    }
    if rank == 0 {
      notes.sayAssumed(names, heads)
      notes.sayReordered(names, heads)
    }
    var message = HeadsMessage(heads)
    try broadcast(encoded: &message, from: 0)
    return message.heads
  }
}

extension Notes {
  /// Says what was assumed of files though it may be otherwise; of each kind the first file.
  ///
  /// - Parameters:
  ///   - names: the files.
  ///   - heads: what their heads say.
  func sayAssumed(_ names: [String], _ heads: [FileHead]) {
    for (name, head) in zip(names, heads).prefix(1) {
      sayUndecodedNames(name, head.layout)
      for assumption in head.layout.assumptions {
        switch assumption {
        case .noHeader(let row):
          say(
            "note: \(name): the first row looks like data (\(row)), so the columns are called by"
              + " their numbers", .headerPresent)
        case .preamble(let rows):
          let lines = rows == 1 ? "the first line is" : "the first \(rows) lines are"
          say("note: \(name): \(lines) no part of the table, and left out")
        }
      }
    }
  }

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
