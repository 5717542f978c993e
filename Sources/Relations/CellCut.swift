/// How what all ranks write is cut on a fixed grid, whoever has which part of it.
///
/// A cell belongs to the rank that has its beginning, and others send it what they have of it. What a round
/// leaves unfinished of the last cell stays with its rank until a later round, or the end, completes it. All
/// ranks know the cut of all. Unlike in a ``CellPlan``, the parts of the ranks may come in any order.
struct CellCut: Equatable {
  /// A piece of a part, that goes into one cell.
  struct Piece: Equatable {
    /// The number of the cell.
    let cell: Int

    /// The rank to which the cell belongs.
    let receiver: Int

    /// The rank that has the part.
    let owner: Int

    /// The number of the part among those of its rank.
    let part: Int

    /// Where the piece is in the part.
    let range: Range<Int>

    /// Whether it is the whole part.
    let isWhole: Bool
  }

  /// Where the rounds so far have ended.
  struct End: Equatable {
    /// The length of all that has been cut.
    var length = 0

    /// The rank to which the last cell belongs, if it isn't full.
    var rank = 0
  }

  /// All pieces, in order.
  let pieces: [Piece]

  /// The numbers of the cells that are full now.
  let finished: Range<Int>

  /// The ranks to which these belong.
  let owners: [Int]

  /// Where this round ends.
  let end: End

  /// Cuts a round.
  ///
  /// - Parameters:
  ///   - parts: the parts of all ranks, in order: the rank that has it, and how long it is.
  ///   - before: where the rounds before have ended.
  ///   - cellLength: the length of a cell.
  /// - Complexity: O(parts + cells).
  init(_ parts: [(owner: Int, length: Int)], behind before: End, cellLength: Int) {
    var end = before
    var pieces: [Piece] = []
    var owners = before.length % cellLength == 0 ? [] : [before.rank]
    var numbers: [Int: Int] = [:]
    for (owner, length) in parts {
      let part = numbers[owner, default: 0]
      numbers[owner] = part + 1
      var start = 0
      while start < length {
        if end.length % cellLength == 0 {
          end.rank = owner
          owners.append(owner)
        }
        let count = min(length - start, cellLength - end.length % cellLength)
        pieces.append(
          Piece(
            cell: end.length / cellLength, receiver: end.rank, owner: owner, part: part,
            range: start..<start + count, isWhole: count == length))
        start += count
        end.length += count
      }
    }
    self.pieces = pieces
    self.end = end
    finished = before.length / cellLength..<end.length / cellLength
    self.owners = Array(owners.prefix(finished.count))
  }
}
