import CSV
package import MPI
import Ranks
import Vocabulary

/// The texts of a table that no encoding explains, once all rows have been read.
struct UndecodedNote {
  let request: TableRequest
  let outcomes: [UnitOutcome]

  /// The files, as far as this rank has units of them.
  let files: [TableFile]

  /// The columns and the dialect of the first file.
  let layout: FileLayout

  /// What becomes of them; see ``ChosenRowSink/fateOfUndecodedTexts``.
  let fate: String

  /// Says how many texts there are, and where the first is.
  ///
  /// - Parameters:
  ///   - count: the number of texts on all ranks, at least one.
  ///   - notes: what takes the sentence, on rank 0.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func say(count: Int, to notes: Notes, on ranks: borrowing Communicator) throws(MPIError) {
    let mine = outcomes.filter { $0.undecoded != nil }.min { $0.number < $1.number }
    let unit = try ranks.allreduce(mine?.number ?? .max, .minimum)
    let file = mine?.number == unit ? files.last { $0.firstBlock <= unit } : nil
    let firstBlock = try ranks.allreduce(file?.firstBlock ?? .max, .minimum)
    let before = outcomes.filter { (firstBlock..<unit).contains($0.number) }
    let rowsBefore = try ranks.allreduce(before.reduce(0) { $0 + $1.rowCount }, .sum)
    var place = [0, 0, 0]
    if let file, let found = mine?.undecoded {
      place = [file.number, found.rowsBefore + file.head.layout.rowsBeforeData + 1, found.column]
    }
    place = try ranks.allreduce(place, .maximum)
    guard ranks.rank == 0 else { return }
    notes.sayUndecoded(
      request.inputNames[place[0]], count == 1 ? "1 value holds" : "\(count) values hold",
      count == 1 ? "in" : "the first in", row: rowsBefore + place[1], column: place[2], layout,
      fate)
  }
}

extension Notes {
  /// Says that values hold bytes that no encoding explains.
  ///
  /// - Parameters:
  ///   - name: the file.
  ///   - what: which values, as the beginning of a sentence.
  ///   - first: what stands in front of the first one's place.
  ///   - row: the number of its row.
  ///   - column: the 0-based position of its column.
  ///   - layout: the table's columns.
  ///   - fate: what becomes of the bytes.
  func sayUndecoded(
    _ name: String, _ what: String, _ first: String, row: Int, column: Int, _ layout: FileLayout,
    _ fate: String
  ) {
    say(
      "note: \(name): \(what) bytes that \(layout.dialect.encoding.strangerWords), \(first) row"
        + " \(row), column \"\(layout.columnNames[column])\"; \(fate)", .encoding)
  }
}

extension Table {
  /// Says how many of the rows that are written hold bytes that no encoding explains, where not all rows were
  /// looked at.
  ///
  /// - Parameters:
  ///   - rows: the number of such rows of this rank.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package func sayUndecoded(rows: Int, on ranks: borrowing Communicator) throws(MPIError) {
    let count = try ranks.allreduce(rows, .sum)
    guard count > 0, ranks.rank == 0 else { return }
    let what = count == 1 ? "1 of the rows written holds" : "\(count) of the rows written hold"
    notes.say(
      "note: \(inputName): \(what) bytes that \(layout.dialect.encoding.strangerWords)", .encoding)
  }
}

extension Notes {
  /// Says that names of columns hold bytes that no encoding explains.
  ///
  /// - Parameters:
  ///   - name: the file.
  ///   - layout: its columns.
  func sayUndecodedNames(_ name: String, _ layout: FileLayout) {
    guard let first = layout.undecodedNames.keys.min() else { return }
    let count = layout.undecodedNames.count
    let what =
      count == 1 ? "the name of column \(first + 1) holds" : "\(count) names of columns hold"
    let place = count == 1 ? "" : ", the first that of column \(first + 1)"
    say(
      "note: \(name): \(what) bytes that \(layout.dialect.encoding.strangerWords)\(place); CSV has them"
        + " as they are, all else shows \u{FFFD}", .encoding)
  }
}

extension TextEncoding {
  /// What is said of bytes that are no letter, behind the word "that".
  fileprivate var strangerWords: String {
    isTranslated ? "are no letters in \(name)" : "aren't \(name)"
  }
}
