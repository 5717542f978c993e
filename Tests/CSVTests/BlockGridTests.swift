import CSV
import Testing

/// Blocks tile the file, and ranks own neighbouring runs of them.
@Suite struct BlockGridTests {
  @Test(arguments: [0, 1, 2, 9, 10, 11, 100])
  func blocksTile(_ byteCount: Int) {
    for blockBytes in 1...byteCount + 2 {
      let grid = BlockGrid(byteCount: byteCount, blockBytes: blockBytes)
      var end = 0
      for block in 0..<grid.blockCount {
        let bytes = grid.bytes(of: block..<block + 1)
        #expect(bytes.lowerBound == end)
        #expect(bytes.count == min(blockBytes, byteCount - end))
        #expect(!bytes.isEmpty)
        end = bytes.upperBound
      }
      #expect(end == byteCount)
      #expect(grid.bytes(of: 0..<grid.blockCount) == 0..<byteCount)
    }
  }

  @Test(arguments: 0..<20)
  func ranksTile(_ blockCount: Int) {
    let grid = BlockGrid(byteCount: blockCount * 10, blockBytes: 10)
    for size in 1...25 {
      let runs = (0..<size).map { grid.blocks(ofRank: $0, of: size) }
      #expect(runs.flatMap(Array.init) == Array(0..<blockCount))
      let lengths = runs.map(\.count)
      #expect((lengths.max() ?? 0) - (lengths.min() ?? 0) <= 1)
      // Beyond the last block, a rank's bytes are the empty range at the end of the file.
      for run in runs where run.isEmpty {
        #expect(grid.bytes(of: run) == grid.byteCount..<grid.byteCount)
      }
    }
  }

  @Test func counts() {
    #expect(BlockGrid(byteCount: 3 << 20, blockBytes: 1 << 20).blockCount == 3)
    #expect(BlockGrid(byteCount: 0, blockBytes: 1 << 20).blockCount == 0)
  }
}
