import TestSupport
import Testing

@testable import Relations

/// How what several ranks have in any order is cut into cells.
@Suite struct CellCutTests {
  @Test func aCellGoesToTheRankThatHasItsBeginning() {
    let cut = CellCut(
      [(owner: 1, length: 4), (owner: 0, length: 0), (owner: 2, length: 9), (owner: 1, length: 8)],
      behind: CellCut.End(), cellLength: 10)
    #expect(
      cut.pieces == [
        CellCut.Piece(cell: 0, receiver: 1, owner: 1, part: 0, range: 0..<4, isWhole: true),
        CellCut.Piece(cell: 0, receiver: 1, owner: 2, part: 0, range: 0..<6, isWhole: false),
        CellCut.Piece(cell: 1, receiver: 2, owner: 2, part: 0, range: 6..<9, isWhole: false),
        CellCut.Piece(cell: 1, receiver: 2, owner: 1, part: 1, range: 0..<7, isWhole: false),
        CellCut.Piece(cell: 2, receiver: 1, owner: 1, part: 1, range: 7..<8, isWhole: false),
      ])
    #expect(cut.finished == 0..<2)
    #expect(cut.owners == [1, 2])
    #expect(cut.end == CellCut.End(length: 21, rank: 1))
    // The next round's first parts complete what rank 1 has begun, whoever has them.
    let next = CellCut([(owner: 0, length: 9)], behind: cut.end, cellLength: 10)
    #expect(next.pieces.map(\.receiver) == [1])
    #expect(next.finished == 2..<3)
    #expect(next.owners == [1])
  }

  @Test func aRoundWithoutPartsChangesNothing() {
    for end in [CellCut.End(), CellCut.End(length: 20, rank: 3), CellCut.End(length: 7, rank: 2)] {
      let cut = CellCut([(owner: 0, length: 0)], behind: end, cellLength: 10)
      #expect(cut.pieces.isEmpty && cut.finished.isEmpty && cut.owners.isEmpty)
      #expect(cut.end == end)
    }
  }

  /// By definition: unit *i* of all that is written is in cell *i* / length, which belongs to the rank that
  /// has had the cell's first unit.
  @Test func everyUnitComesToItsCellOnce() {
    for stream in 0..<2_000 {
      var random = SeededGenerator(seed: 1312, stream: stream)
      let cellLength = [1, 3, 10, 50].randomElement(using: &random) ?? 1
      let ranks = Int.random(in: 1...5, using: &random)
      var end = CellCut.End()
      var makers: [Int] = []
      var receivers: [Int] = []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let parts = (0..<Int.random(in: 0...8, using: &random)).map { _ in
          (
            owner: Int.random(in: 0..<ranks, using: &random),
            length: Int.random(in: 0...2 * cellLength, using: &random)
          )
        }
        let cut = CellCut(parts, behind: end, cellLength: cellLength)
        let full = makers.count / cellLength
        for (owner, length) in parts { makers += Array(repeating: owner, count: length) }
        var seen: [Int: [Int]] = [:]
        for piece in cut.pieces {
          #expect(piece.cell == receivers.count / cellLength, "stream \(stream)")
          receivers += Array(repeating: piece.receiver, count: piece.range.count)
          #expect(makers[receivers.count - 1] == piece.owner, "stream \(stream)")
          seen[piece.owner, default: []] += piece.range.map { piece.part * 1000 + $0 }
        }
        for rank in 0..<ranks {
          let own = parts.filter { $0.owner == rank }.enumerated()
          let units = own.flatMap { part, entry in (0..<entry.length).map { part * 1000 + $0 } }
          #expect(seen[rank, default: []] == units, "stream \(stream)")
        }
        #expect(cut.finished == full..<makers.count / cellLength, "stream \(stream)")
        #expect(cut.owners == cut.finished.map { makers[$0 * cellLength] }, "stream \(stream)")
        end = cut.end
      }
      let expected = makers.indices.map { makers[$0 / cellLength * cellLength] }
      #expect(receivers == expected, "stream \(stream)")
    }
  }
}
