import Ranks

/// What an input is.
enum InputKind: Hashable {
  /// A file that grows.
  case growingFile
  /// A file of a folder: it has a head of its own, which is that of the table but for the columns' order.
  case folderFile
  /// What can't be read again: a connection, standard input; with its number in the spool, if it is there.
  case stream(key: Int?)

  /// Whether it can be read again.
  var isFile: Bool { if case .stream = self { false } else { true } }
}

/// How far a file has been read.
struct FileProgress: Sendable, Hashable {
  /// Its path.
  let name: String

  /// The bytes that have been taken.
  let offset: Int

  /// The rows that have been taken.
  var rows: Int

  /// Its first bytes, by which it is known again.
  let firstBytes: [UInt8]

  /// Whether rows are counted from behind a header.
  let hasHeader: Bool

  /// The first rows that tell how it is written, if its columns stand in another order than those of the table.
  let ownHead: [UInt8]

  /// The number by which the file system knows it; 0 if it isn't known.
  let inode: Int

  /// Whether its last row had no line end when it was taken for whole: no more bytes may follow it.
  let endsWithinRow: Bool

  /// The same with more rows.
  func with(moreRows count: Int) -> FileProgress {
    var progress = self
    progress.rows += count
    return progress
  }
}

extension FileProgress: WireCodable {
  func write(to message: inout WireWriter) {
    message.write(name, offset, rows, hasHeader, inode, endsWithinRow)
    message.write(raw: firstBytes)
    message.write(raw: ownHead)
  }

  init(from message: inout WireReader) {
    let (name, offset): (String, Int) = (message.read(), message.read())
    let (rows, hasHeader): (Int, Bool) = (message.read(), message.read())
    let (inode, endsWithinRow): (Int, Bool) = (message.read(), message.read())
    let firstBytes = message.read(raw: UInt8.self)
    self.init(
      name: name, offset: offset, rows: rows, firstBytes: firstBytes, hasHeader: hasHeader,
      ownHead: message.read(raw: UInt8.self), inode: inode, endsWithinRow: endsWithinRow)
  }
}

/// How far a stream has been counted of which what has come is in the spool.
struct SpooledProgress: WireCodable {
  /// Its number in the spool.
  let key: Int

  let progress: FileProgress

  /// Whether it is known where its rows begin.
  let hasBegun: Bool

  /// The bytes that haven't been counted: a row that hasn't ended.
  let waiting: [UInt8]

  init(key: Int, progress: FileProgress, hasBegun: Bool, waiting: [UInt8]) {
    self.key = key
    self.progress = progress
    self.hasBegun = hasBegun
    self.waiting = waiting
  }

  func write(to message: inout WireWriter) {
    message.write(key, progress, hasBegun)
    message.write(raw: waiting)
  }

  init(from message: inout WireReader) {
    (key, progress, hasBegun) = (message.read(), message.read(), message.read())
    waiting = message.read(raw: UInt8.self)
  }
}
