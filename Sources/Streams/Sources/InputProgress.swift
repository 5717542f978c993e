import Ranks

/// What an input is.
enum InputKind: Hashable {
  /// A file that grows.
  case growingFile
  /// A file of a folder: it has a head of its own, which is that of the table but for the columns' order.
  case folderFile
  /// What can't be read again: a connection, standard input; with its number in the spool, if it is there.
  case stream(key: Int?)
  /// A topic, whose rows come in whole messages.
  case topic

  /// Whether it is a file.
  var isFile: Bool { self == .growingFile || self == .folderFile }
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

extension FileProgress {
  /// That of something of which nothing has been read.
  init(name: String) {
    self.init(
      name: name, offset: 0, rows: 0, firstBytes: [], hasHeader: false, ownHead: [], inode: 0,
      endsWithinRow: false)
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

/// How far an input has been counted whose bytes don't come again by themselves.
struct WaitingInput: WireCodable {
  let progress: FileProgress

  /// Whether it is known where its rows begin.
  let hasBegun: Bool

  /// The bytes that haven't been counted: a row that hasn't ended.
  let bytes: [UInt8]

  init(progress: FileProgress, hasBegun: Bool, bytes: [UInt8]) {
    (self.progress, self.hasBegun, self.bytes) = (progress, hasBegun, bytes)
  }

  func write(to message: inout WireWriter) {
    message.write(progress, hasBegun)
    message.write(raw: bytes)
  }

  init(from message: inout WireReader) {
    (progress, hasBegun) = (message.read(), message.read())
    bytes = message.read(raw: UInt8.self)
  }
}

/// How far a stream has been counted of which what has come is in the spool.
struct SpooledProgress: WireCodable {
  /// Its number in the spool.
  let key: Int

  let input: WaitingInput

  init(key: Int, input: WaitingInput) { (self.key, self.input) = (key, input) }

  func write(to message: inout WireWriter) { message.write(key, input) }

  init(from message: inout WireReader) { (key, input) = (message.read(), message.read()) }
}

/// How far a topic has been counted.
struct TopicProgress: WireCodable {
  /// The partitions that are known, and the offset of the next message of each.
  let partitions: [Int]
  let offsets: [Int]

  let input: WaitingInput

  init(_ offsets: [Int: Int], input: WaitingInput) {
    partitions = offsets.keys.sorted()
    self.offsets = offsets.sorted { $0.key < $1.key }.map(\.value)
    self.input = input
  }

  /// What the topic is called.
  var name: String { input.progress.name }

  func write(to message: inout WireWriter) { message.write(partitions, offsets, input) }

  init(from message: inout WireReader) {
    (partitions, offsets) = (message.read(), message.read())
    input = message.read()
  }
}
