import CSV
import Scan
import Vocabulary

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

  /// Whether its last row was taken for whole though it had no line end: then nothing may come behind it.
  var endsWithinRow = false

  /// The first bytes, by which a file is known.
  var firstBytes: [UInt8] = []

  /// The number by which the file system knows the file.
  var inode = 0
}

extension LiveInput {
  /// What is to be said where a row goes on that has been counted.
  var goesOnWithinRow: CaudalError {
    CaudalError(
      .inputOutput,
      "\(name): it goes on within a row that was taken for whole when the file ended there; remove the checkpoint"
        + " to begin anew")
  }
}
