import CSV
import MPI
import Values

/// Collects what all ranks write into cells of a fixed length, each on one rank, round by round.
///
/// So each cell can be made into something by its rank alone, and what is made doesn't depend on the number of
/// ranks, nor on who has read what.
struct CellCollector: Sendable {
  /// What the length of a cell is measured in.
  enum Measure: Sendable {
    case bytes
    /// Rows, which are images with so many fields.
    case rows(columnCount: Int)
  }

  /// A full cell, or the last.
  struct Cell: Sendable {
    /// Its number.
    let number: Int

    /// Its length.
    let length: Int

    /// What it is made of, in order.
    fileprivate var contents: [Content] = []
  }

  /// A piece of a cell.
  fileprivate enum Content: Sendable {
    /// Bytes that are there.
    case bytes([UInt8])
    /// A piece of a part that this rank makes, by the part's number.
    case part(Int, Range<Int>, isWhole: Bool)
  }

  /// Cells that are full.
  struct Cells: Sendable {
    /// The ranks to which they belong, all in order.
    var owners: [Int] = []

    /// This rank's.
    var own: [Cell] = []
  }

  private let measure: Measure
  private let cellLength: Int
  private var end = CellCut.End()

  /// What this rank has of the last cell, if that is its own and not full.
  private var kept: [UInt8] = []

  /// Prepares to collect.
  ///
  /// - Parameters:
  ///   - cellLength: the length of a cell.
  ///   - measure: what it is measured in.
  init(cellLength: Int, in measure: Measure) {
    self.cellLength = cellLength
    self.measure = measure
  }

  /// Takes a round.
  ///
  /// - Parameters:
  ///   - order: the parts of all ranks, in order.
  ///   - ranks: all ranks.
  ///   - make: makes one of this rank's parts, by its number among these; possibly more than once.
  /// - Returns: the cells that are full now. They are made of the same parts.
  /// - Throws: `MPIError` if the ranks can't be reached.
  mutating func take(
    _ order: [RoundPart], on ranks: borrowing Communicator, making make: (Int) -> [UInt8]
  ) throws(MPIError) -> Cells {
    let cut = CellCut(
      order.map { (owner: $0.owner, length: length(of: $0)) }, behind: end,
      cellLength: cellLength)
    let received = try exchange(cut, on: ranks, make)
    var cells: [Cell] = []
    func append(_ content: Content, to number: Int) {
      if cells.last?.number != number {
        cells.append(Cell(number: number, length: cellLength))
      }
      cells[cells.count - 1].contents.append(content)
    }
    if !kept.isEmpty { append(.bytes(kept), to: end.length / cellLength) }
    for (index, piece) in cut.pieces.enumerated() where piece.receiver == ranks.rank {
      let content =
        received[index].map { Content.bytes($0) }
        ?? .part(piece.part, piece.range, isWhole: piece.isWhole)
      append(content, to: piece.cell)
    }
    end = cut.end
    kept = []
    if let last = cells.last, last.number == cut.finished.upperBound {
      kept = bytes(of: last, making: make)
      cells.removeLast()
    }
    return Cells(owners: cut.owners, own: cells)
  }

  /// Ends: the last cell is as full as it will be.
  ///
  /// - Parameter ranks: all ranks.
  /// - Returns: that cell; none if all cells are full.
  mutating func finish(on ranks: borrowing Communicator) -> Cells {
    let length = end.length % cellLength
    guard length > 0 else { return Cells() }
    var cells = Cells(owners: [end.rank])
    if end.rank == ranks.rank {
      cells.own = [
        Cell(number: end.length / cellLength, length: length, contents: [.bytes(kept)])
      ]
      kept = []
    }
    return cells
  }

  /// The bytes of a cell.
  ///
  /// - Parameters:
  ///   - cell: one that was full when the last round was taken, or the last.
  ///   - make: makes one of this rank's parts of that round.
  /// - Returns: the bytes.
  func bytes(of cell: Cell, making make: (Int) -> [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    for content in cell.contents {
      switch content {
      case .bytes(let piece): bytes += piece
      case .part(let number, let range, let isWhole):
        let part = make(number)
        if isWhole, cell.contents.count == 1 { return part }
        bytes += isWhole ? part[...] : piece(range, of: part)
      }
    }
    return bytes
  }

  private func length(of part: RoundPart) -> Int {
    switch measure {
    case .bytes: part.byteCount
    case .rows: part.rowCount
    }
  }

  private func piece(_ range: Range<Int>, of part: [UInt8]) -> ArraySlice<UInt8> {
    switch measure {
    case .bytes: return part[range]
    case .rows(let columnCount):
      let start = RowImage.end(
        ofRows: range.lowerBound, columnCount: columnCount, in: part.span)
      let end = RowImage.end(
        ofRows: range.count, columnCount: columnCount, in: part.span, from: start)
      return part[start..<end]
    }
  }

  /// Sends the pieces that belong to other ranks' cells, and receives those of this rank's.
  ///
  /// - Returns: what was received, by the pieces' numbers.
  private func exchange(
    _ cut: CellCut, on ranks: borrowing Communicator, _ make: (Int) -> [UInt8]
  ) throws(MPIError) -> [Int: [UInt8]] {
    guard cut.pieces.contains(where: { $0.owner != $0.receiver }) else { return [:] }
    var bytes = [[UInt8]](repeating: [], count: ranks.size)
    var lengths = [[Int]](repeating: [], count: ranks.size)
    var made: (part: Int, bytes: [UInt8])?
    for piece in cut.pieces where piece.owner == ranks.rank && piece.receiver != ranks.rank {
      let part = made?.part == piece.part ? made?.bytes : nil
      made = (piece.part, part ?? make(piece.part))
      let sent = self.piece(piece.range, of: made?.bytes ?? [])
      bytes[piece.receiver] += sent
      lengths[piece.receiver].append(sent.count)
    }
    let receivedBytes = try ranks.alltoall(varying: bytes)
    let receivedLengths = try ranks.alltoall(varying: lengths)
    var rests = receivedBytes.map { $0[...] }
    var counts = receivedLengths.map { $0[...] }
    var received: [Int: [UInt8]] = [:]
    for (index, piece) in cut.pieces.enumerated()
    where piece.receiver == ranks.rank && piece.owner != ranks.rank {
      let count = counts[piece.owner].removeFirst()
      received[index] = Array(rests[piece.owner].prefix(count))
      rests[piece.owner].removeFirst(count)
    }
    return received
  }
}
