import TestSupport
import Testing

@testable import Relations

/// Who writes which bytes of a file that several ranks write together.
@Suite struct CellPlanTests {
  @Test func standardCellsAreWholePages() {
    #expect(CellPlan.standardCellBytes == 1 << 20)
  }

  @Test func aCellGoesToTheRankThatHasItsFirstByte() {
    // Cells of 10 bytes, of which rank 0 has 0..<4, rank 1 has 4..<25 and rank 2 has 25..<28.
    let plan = CellPlan([4, 21, 3], behind: CellPlan.KeptCell(), cellBytes: 10)
    #expect(plan.regions == [0..<4, 4..<25, 25..<28])
    #expect(
      plan.pieces == [
        CellPlan.Piece(sender: 1, receiver: 0, bytes: 4..<10),
        CellPlan.Piece(sender: 2, receiver: 1, bytes: 25..<28),
      ])
    #expect(plan.kept == CellPlan.KeptCell(rank: 1, bytes: 20..<28))
    // The next round's first bytes complete what rank 1 has kept, whoever has them.
    let next = CellPlan([5, 0, 0], behind: plan.kept, cellBytes: 10)
    #expect(next.pieces == [CellPlan.Piece(sender: 0, receiver: 1, bytes: 28..<30)])
    #expect(next.kept == CellPlan.KeptCell(rank: 0, bytes: 30..<33))
  }

  @Test func aRoundWithoutBytesChangesNothing() {
    let kept = CellPlan.KeptCell(rank: 2, bytes: 20..<23)
    let plan = CellPlan([0, 0, 0], behind: kept, cellBytes: 10)
    #expect(plan.pieces == [])
    #expect(plan.kept == kept)
    #expect(plan.regions == [23..<23, 23..<23, 23..<23])
  }

  @Test func everyCellHasOneOwnerForEver() {
    for stream in 0..<2_000 {
      var random = SeededGenerator(seed: 1304, stream: stream)
      let cellBytes = [1, 2, 7, 16, 64].randomElement(using: &random) ?? 1
      let ranks = Int.random(in: 1...8, using: &random)
      var file = WrittenFile(cellBytes: cellBytes)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let longest = [0, 3, cellBytes, 3 * cellBytes].randomElement(using: &random) ?? 0
        let lengths = (0..<ranks).map { _ in
          Bool.random(using: &random) ? Int.random(in: 0...longest, using: &random) : 0
        }
        file.write(lengths, "stream \(stream), cells of \(cellBytes), \(lengths)")
      }
    }
  }
}

/// A file of which it is known who owns each byte, and who had it first.
private struct WrittenFile {
  let cellBytes: Int

  /// For each byte, the rank that writes it.
  private var owners: [Int] = []

  /// For each byte, the rank that had it.
  private var makers: [Int] = []

  private var kept = CellPlan.KeptCell()

  init(cellBytes: Int) { self.cellBytes = cellBytes }

  /// Plans a round, and checks what was planned against the definition.
  mutating func write(_ lengths: [Int], _ comment: Comment) {
    let start = owners.count
    let plan = CellPlan(lengths, behind: kept, cellBytes: cellBytes)
    for (rank, length) in lengths.enumerated() {
      #expect(plan.regions[rank] == owners.count..<owners.count + length, comment)
      owners += Array(repeating: rank, count: length)
    }
    makers += owners[start...]
    checkPieces(plan, comment)
    for piece in plan.pieces { for byte in piece.bytes { owners[byte] = piece.receiver } }
    // By definition: a cell is its first byte's maker's.
    let expected = owners.indices.map { makers[$0 / cellBytes * cellBytes] }
    #expect(owners == expected, comment)
    let full = owners.count / cellBytes * cellBytes
    #expect(plan.kept.bytes == full..<owners.count, comment)
    if full < owners.count { #expect(plan.kept.rank == makers[full], comment) }
    kept = plan.kept
  }

  private func checkPieces(_ plan: CellPlan, _ comment: Comment) {
    #expect(Set(plan.pieces.map(\.sender)).count == plan.pieces.count, comment)
    var end = 0
    for piece in plan.pieces {
      #expect(piece.sender != piece.receiver && !piece.bytes.isEmpty, comment)
      let region = plan.regions[piece.sender]
      #expect(piece.bytes.clamped(to: region) == piece.bytes, comment)
      #expect(piece.bytes.lowerBound >= end, comment)
      end = piece.bytes.upperBound
    }
  }
}
