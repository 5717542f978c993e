import CSV
import Scan

/// An input: a file, a connection.
struct LiveInput {
  let name: String

  let kind: InputKind

  /// Its number in the spool; nil as long as nothing of it is there.
  var key: Int?

  /// The first rows that tell how it is written, if its columns stand in another order than those of the table.
  var ownHead: [UInt8] = []

  /// Its bytes, as long as it isn't known where its rows begin.
  var raw: [UInt8] = []

  /// Its bytes from then on.
  var cutter: RowCutter?

  /// How it is written.
  var head: FileHead?

  /// Of a topic: where the messages of rows come from that haven't been taken.
  var origins: [RowOrigin] = []

  /// Of a topic: the offsets of the first messages that were wanted of its partitions, and of those that come next.
  var firstOffsets: [Int: Int] = [:]
  var offsets: [Int: Int] = [:]

  /// The bytes and rows of it that have been taken.
  var bytesBefore = 0
  var rowsBefore = 0

  /// The first bytes, by which a file is known.
  var firstBytes: [UInt8] = []

  /// The number by which the file system knows the file.
  var inode = 0
}
