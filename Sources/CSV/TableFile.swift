/// A file of a table: where it lies among the table's files, and what its head says.
///
/// Sinks know columns by their positions in the table's first file, and rows and blocks by their places
/// in the bytes of all files; a table file is what leads from there to the file at hand.
package struct TableFile: Sendable, Hashable {
  /// Its number in the table, from 0.
  package let number: Int

  /// The number in the table of its first block.
  package let firstBlock: Int

  /// The number of bytes of the files before it.
  package let origin: Int

  /// Its columns and its dialect.
  package let head: FileHead

  /// Describes a file.
  ///
  /// - Parameters:
  ///   - number: its number in the table, from 0.
  ///   - firstBlock: the number in the table of its first block.
  ///   - origin: the number of bytes of the files before it.
  ///   - head: its columns and its dialect.
  package init(number: Int, firstBlock: Int, origin: Int, head: FileHead) {
    self.number = number
    self.firstBlock = firstBlock
    self.origin = origin
    self.head = head
  }

  /// Describes the only file of a table.
  ///
  /// - Parameter layout: what its head says.
  package init(_ layout: FileLayout) {
    self.init(
      number: 0, firstBlock: 0, origin: 0, head: FileHead(layout: layout))
  }

  /// The numbers in the file of some of its blocks in the table.
  package func local(_ blocks: Range<Int>) -> Range<Int> {
    blocks.lowerBound - firstBlock..<blocks.upperBound - firstBlock
  }

  /// The file's field that holds a column.
  func field(ofColumn column: Int) -> Int { head.places?.fields[column] ?? column }
}
