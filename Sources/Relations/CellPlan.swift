/// Which rank writes which part of a file that all ranks write together, round by round.
///
/// The file is divided into cells of 1 MiB, and each is written by one rank. On network file systems this
/// is a must: two hosts that write to parts of one page leave zeros in it, and nobody reports an error
/// (NFS 3 and 4.2, Linux 6.1). A cell belongs to the rank that has its first byte; ranks that have
/// other bytes of it send them there. What a round leaves unfinished of the last cell stays with its
/// rank until a later round, or the end, completes it.
struct CellPlan: Equatable {
  /// The bytes of a cell: a multiple of every page's size, and of what is sent at a time over networks.
  static let standardCellBytes = 1 << 20

  /// A rank's bytes that belong to another rank's cell.
  struct Piece: Equatable {
    /// The rank that has them.
    let sender: Int

    /// The rank that gets them.
    let receiver: Int

    /// Where they are in the file.
    let bytes: Range<Int>
  }

  /// The beginning of a cell that isn't full.
  struct KeptCell: Equatable {
    /// The rank to which the cell belongs.
    var rank = 0

    /// Its bytes in the file; none, at the file's end, if all cells are full.
    var bytes = 0..<0
  }

  /// Where each rank's bytes are in the file.
  let regions: [Range<Int>]

  /// The bytes that change hands, in the order of the file: at most one piece of each rank.
  let pieces: [Piece]

  /// What is kept of the last cell, for later. All bytes before it are written in this round.
  let kept: KeptCell

  /// Plans a round.
  ///
  /// - Parameters:
  ///   - lengths: the number of bytes that each rank has, which follow on each other.
  ///   - before: what the rounds before have left.
  ///   - cellBytes: the bytes of a cell.
  /// - Complexity: O(ranks).
  init(_ lengths: [Int], behind before: KeptCell, cellBytes: Int = standardCellBytes) {
    var end = before.bytes.upperBound
    var regions: [Range<Int>] = []
    var pieces: [Piece] = []
    // The cell that isn't full yet, and its rank.
    var (owner, cell) = (before.rank, before.bytes.lowerBound)
    for (rank, length) in lengths.enumerated() {
      let region = end..<end + length
      regions.append(region)
      end = region.upperBound
      guard length > 0 else { continue }
      var own = region.lowerBound
      if own > cell, own < cell + cellBytes, owner != rank {
        own = min(end, cell + cellBytes)
        pieces.append(Piece(sender: rank, receiver: owner, bytes: region.lowerBound..<own))
      }
      let lastCell = end / cellBytes * cellBytes
      guard lastCell > cell || own == cell else { continue }
      // The last cell begins in this rank's bytes, or is full and none has begun.
      (owner, cell) = (rank, lastCell)
    }
    self.regions = regions
    self.pieces = pieces
    kept = KeptCell(rank: owner, bytes: min(cell, end)..<end)
  }
}
