/// The grids of a table's files, one behind the other.
///
/// The grid starts anew in each file: the number of a block in the table is that of its file's
/// first block plus its own in the file. Offsets in the table are counted over the bytes of all
/// files in the same way.
package struct TableGrid: Sendable, Hashable {
  /// The files, in the order of the table.
  package private(set) var files: [TableFile] = []

  /// Each file's own grid.
  private var grids: [BlockGrid] = []

  /// The bytes in every block but each file's last.
  package let blockBytes: Int

  /// A table without files.
  ///
  /// - Parameter blockBytes: the bytes in a block, at least one.
  package init(blockBytes: Int) { self.blockBytes = blockBytes }

  /// Adds a file behind the others.
  ///
  /// - Parameters:
  ///   - byteCount: its size.
  ///   - head: what its head says.
  package mutating func append(byteCount: Int, head: FileHead) {
    files.append(
      TableFile(
        number: files.count, firstBlock: blockCount, origin: self.byteCount, head: head))
    grids.append(BlockGrid(byteCount: byteCount, blockBytes: blockBytes))
  }

  /// A file's own grid.
  ///
  /// - Parameter file: the file's number.
  /// - Returns: the grid, whose blocks are numbered from 0.
  package func grid(ofFile file: Int) -> BlockGrid { grids[file] }

  /// The numbers in the table of a file's blocks.
  ///
  /// - Parameter file: the file's number.
  /// - Returns: the numbers.
  package func blocks(ofFile file: Int) -> Range<Int> {
    let first = files[file].firstBlock
    return first..<first + grids[file].blockCount
  }

  /// The number of bytes of all files.
  package var byteCount: Int {
    (files.last?.origin ?? 0) + (grids.last?.byteCount ?? 0)
  }

  /// The number of blocks of all files.
  package var blockCount: Int {
    (files.last?.firstBlock ?? 0) + (grids.last?.blockCount ?? 0)
  }

  /// The run of blocks that one of several ranks owns; see ``BlockGrid/blocks(ofRank:of:)``.
  package func blocks(ofRank rank: Int, of size: Int) -> Range<Int> {
    BlockGrid.part(rank, of: size, dividing: blockCount)
  }

  /// The bytes of some neighbouring blocks: offsets in the table.
  package func bytes(of blocks: Range<Int>) -> Range<Int> {
    func offset(ofBlock block: Int) -> Int {
      guard block < blockCount else { return byteCount }
      let file = files[file(ofBlock: block)]
      return file.origin + (block - file.firstBlock) * blockBytes
    }
    return offset(ofBlock: blocks.lowerBound)..<offset(ofBlock: blocks.upperBound)
  }

  /// The number, from 0, of the file that a block belongs to.
  ///
  /// - Complexity: O(log files).
  package func file(ofBlock block: Int) -> Int {
    precondition((0..<blockCount).contains(block), "no such block")
    return last { $0.firstBlock <= block }
  }

  /// The offset of the first row at an offset in the table or behind it: what is left of a header
  /// is jumped over.
  ///
  /// - Parameter offset: where a row, a header or the table ends.
  /// - Returns: an offset in the table; that of its end if there are no more rows.
  package func row(at offset: Int) -> Int {
    var offset = offset
    while offset < byteCount {
      let file = files[last { $0.origin <= offset }]
      let start = file.origin + file.head.layout.dataStart
      guard offset < start else { break }
      offset = start
    }
    return offset
  }

  /// The last file for which something is true that is true up to some file, and for the first.
  private func last(_ isBefore: (TableFile) -> Bool) -> Int {
    var low = 0
    var high = files.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if isBefore(files[middle]) { low = middle } else { high = middle }
    }
    return low
  }
}
