import Algorithms
import MPI
import Ranks

/// The rows that a rank keeps, in some chunks.
struct RankRows: Sendable {
  /// The rows.
  private(set) var chunks: [KeptRows]

  /// The number of rows before each chunk, and that of all.
  private let starts: [Int]

  /// Takes rows.
  init(_ chunks: [KeptRows]) {
    self.chunks = chunks.filter { $0.count > 0 }
    starts = self.chunks.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The number of rows.
  var count: Int { starts[starts.count - 1] }

  /// Where a row is, that is given by its number.
  private func place(ofRow number: Int) -> (chunk: Int, row: Int) {
    let chunk = starts.partitioningIndex { $0 > number } - 1
    return (chunk, number - starts[chunk])
  }

  /// The offset in the table at which a row begins.
  func place(ofNumber number: Int) -> Int {
    let (chunk, row) = place(ofRow: number)
    return chunks[chunk].places[row]
  }

  /// The number of bytes of a row as it is written.
  func byteCount(ofRow number: Int) -> Int {
    let (chunk, row) = place(ofRow: number)
    return chunks[chunk].texts[row].count
  }

  /// The bytes of some rows as they are written.
  func text(of rows: ArraySlice<Int>) -> [UInt8] {
    var text: [UInt8] = []
    for number in rows {
      let (chunk, row) = place(ofRow: number)
      text += chunks[chunk].texts.bytes[chunks[chunk].texts[row]]
    }
    return text
  }

  /// Some of the rows, as they are numbered.
  func selecting(_ rows: some Sequence<Int>) -> KeptRows {
    var kept = KeptRows()
    for number in rows {
      let (chunk, row) = place(ofRow: number)
      kept.append(row, of: chunks[chunk])
    }
    return kept
  }

  /// Sends rows to other ranks.
  ///
  /// - Parameters:
  ///   - destinations: for each rank the numbers of the rows that it gets.
  ///   - ranks: all ranks.
  /// - Returns: the rows that this rank has got.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func exchanged(
    _ destinations: [some Sequence<Int>], on ranks: borrowing Communicator
  ) throws(MPIError) -> RankRows {
    RankRows(try KeptRows.exchanged(destinations.map { selecting($0) }, on: ranks))
  }
}
