/// The fixed grid on which a file is cut.
///
/// Blocks have a fixed number of uncompressed bytes, independent of ranks and threads: sums are formed block by block, so the grid is a part of what makes results the same
/// bits everywhere. A row belongs to the block in which its first byte lies.
package struct BlockGrid: BitwiseCopyable, Sendable, Hashable {
  /// The file's size in bytes.
  package let byteCount: Int

  /// The bytes in every block but the last.
  package let blockBytes: Int

  /// Creates a grid.
  ///
  /// - Parameters:
  ///   - byteCount: the file's size in bytes.
  ///   - blockBytes: the bytes in a block, at least one.
  package init(byteCount: Int, blockBytes: Int) {
    precondition(byteCount >= 0 && blockBytes >= 1, "no such grid")
    self.byteCount = byteCount
    self.blockBytes = blockBytes
  }

  /// The number of blocks; 0 for an empty file.
  package var blockCount: Int { (byteCount + blockBytes - 1) / blockBytes }

  /// The bytes of some neighbouring blocks.
  ///
  /// - Parameter blocks: their numbers, from 0.
  /// - Returns: offsets in the file.
  package func bytes(of blocks: Range<Int>) -> Range<Int> {
    let start = Swift.min(blocks.lowerBound * blockBytes, byteCount)
    return start..<Swift.min(blocks.upperBound * blockBytes, byteCount)
  }

  /// The run of blocks that one of several ranks owns: neighbouring ranks own neighbouring runs,
  /// whose lengths differ by one at most.
  ///
  /// - Parameters:
  ///   - rank: 0 to `size` − 1.
  ///   - size: the number of ranks.
  /// - Returns: block numbers, none if there are more ranks than blocks.
  package func blocks(ofRank rank: Int, of size: Int) -> Range<Int> {
    Self.part(rank, of: size, dividing: blockCount)
  }

  /// The run of things that one of several ranks owns: neighbouring ranks own neighbouring runs, whose
  /// lengths differ by one at most.
  ///
  /// - Parameters:
  ///   - rank: 0 to `size` − 1.
  ///   - size: the number of ranks.
  ///   - count: the number of things.
  /// - Returns: their numbers, from 0.
  package static func part(_ rank: Int, of size: Int, dividing count: Int) -> Range<Int> {
    func bound(_ rank: Int) -> Int {
      let (whole, rest) = count.quotientAndRemainder(dividingBy: size)
      return rank * whole + Swift.min(rank, rest)
    }
    return bound(rank)..<bound(rank + 1)
  }
}
