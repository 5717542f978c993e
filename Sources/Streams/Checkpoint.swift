import CSV
import Glibc
import Groups
import Output
import Ranks
import Vocabulary

/// How far the following of rows has come: all that is needed to go on as if it had never ended.
struct Checkpoint: WireCodable {
  /// What was asked for; nothing else can go on.
  var question: String

  /// The first rows, of which the head was made out.
  var sample: [UInt8]

  /// How far files were read.
  var files: [FileProgress]

  /// The files of folders that were read.
  var filesSeen: [String]

  /// How far topics were read.
  var topics: [TopicProgress]

  /// From where what has come from streams is read again; nil if it isn't kept.
  var spool: SpoolProgress?

  /// The bytes of all batches.
  var bytes: Int

  /// How much of the output counts, and of the file of late rows; nil if it can't be cut back.
  var output: Int?
  var late: Int?

  /// The number of results.
  var results: Int

  /// The counts of rows.
  var counts: [Int]

  /// The latest time, the moment up to which windows were closed for want of rows, and counts.
  var latest: Int
  var closedUpTo: Int
  var lateRows: Int
  var rowsWithoutTime: Int

  /// The windows and what is in them, and which have changed since the last result.
  var windows: [WindowGroups]
  var changed: [Int]

  /// A checkpoint at which nothing has been counted.
  ///
  /// - Parameters:
  ///   - question: what was asked for.
  ///   - output: how much of the output counts.
  ///   - late: how much of the file of late rows counts.
  init(of question: String, output: Int?, late: Int?) {
    self.question = question
    (sample, files, filesSeen, topics, spool) = ([], [], [], [], nil)
    (bytes, results, counts) = (0, 0, [])
    (self.output, self.late) = (output, late)
    (latest, closedUpTo, lateRows, rowsWithoutTime) = (.min, .min, 0, 0)
    (windows, changed) = ([], [])
  }

  /// Whether nothing has been counted.
  var isBeginning: Bool { sample.isEmpty }

  /// Takes what has been counted from what took it.
  mutating func take(_ sink: WindowSink) {
    (latest, closedUpTo) = (sink.latest, sink.closedUpTo)
    (lateRows, rowsWithoutTime) = (sink.lateRows, sink.rowsWithoutTime)
    windows = sink.groups
    changed = sink.changed.sorted()
  }

  func write(to message: inout WireWriter) {
    message.write(question, files, filesSeen, topics, spool)
    message.write(raw: sample)
    message.write(bytes, output, late, results, counts)
    message.write(latest, closedUpTo, lateRows, rowsWithoutTime, changed, windows)
  }

  init(from message: inout WireReader) {
    (question, files, filesSeen) = (message.read(), message.read(), message.read())
    (topics, spool) = (message.read(), message.read())
    sample = message.read(raw: UInt8.self)
    bytes = message.read()
    (output, late) = (message.read(), message.read())
    (results, counts) = (message.read(), message.read())
    (latest, closedUpTo) = (message.read(), message.read())
    (lateRows, rowsWithoutTime) = (message.read(), message.read())
    (changed, windows) = (message.read(), message.read())
  }

  /// Gives a sink what was in that of before.
  func restore(_ sink: inout WindowSink) {
    sink.restore(windows, changed: changed)
    (sink.latest, sink.closedUpTo) = (latest, closedUpTo)
    (sink.lateRows, sink.rowsWithoutTime) = (lateRows, rowsWithoutTime)
  }
}

/// From where what has come from streams is read again.
struct SpoolProgress: WireCodable {
  /// The place in the spool up to which everything has been counted, but for what waits.
  let place: SpoolPlace

  /// The number of the next stream.
  let nextKey: Int

  /// The streams that haven't ended there.
  let streams: [SpooledProgress]

  init(place: SpoolPlace, nextKey: Int, streams: [SpooledProgress]) {
    (self.place, self.nextKey, self.streams) = (place, nextKey, streams)
  }

  func write(to message: inout WireWriter) { message.write(place, nextKey, streams) }

  init(from message: inout WireReader) {
    (place, nextKey, streams) = (message.read(), message.read(), message.read())
  }
}

/// A window, and what is in it.
struct WindowGroups: WireCodable {
  let start: Int
  let groups: GroupAccumulator

  init(start: Int, _ groups: GroupAccumulator) { (self.start, self.groups) = (start, groups) }

  func write(to message: inout WireWriter) { message.write(start, groups) }

  init(from message: inout WireReader) { (start, groups) = (message.read(), message.read()) }
}

/// The file of a checkpoint: replaced as a whole, so that there always is one that is complete.
struct CheckpointFile {
  /// The form of the file, which changes with what is in it.
  private static let mark = "caudal.checkpoint/4"

  let path: String

  /// Reads a checkpoint.
  ///
  /// - Parameter question: what is asked for now.
  /// - Returns: nil if there is none yet.
  /// - Throws: ``CaudalError`` if it can't be read, is damaged, or is that of something else.
  func read(for question: String) throws(CaudalError) -> Checkpoint? {
    let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw failure(of: path, errno, .noInput) }
      return nil
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while case .bytes(let more) = readAvailable(descriptor, atMost: 1 << 20) { bytes += more }
    let head = Self.head(for: bytes.dropFirst(Self.headBytes))
    guard bytes.count >= Self.headBytes else { throw damaged }
    guard bytes.starts(with: Self.mark.utf8) else {
      throw CaudalError(
        .badData,
        "\(path): no checkpoint of this version of caudal; remove it to begin anew, or name another file"
      )
    }
    guard bytes.starts(with: head) else { throw damaged }
    let found = Checkpoint(encoded: Array(bytes.dropFirst(head.count)))
    guard found.question == question else {
      throw CaudalError(
        .usage,
        "\(path): the checkpoint of another question; ask the same, remove it, or name another file"
      )
    }
    return found
  }

  private var damaged: CaudalError {
    CaudalError(.badData, "\(path): the checkpoint is damaged; remove it to begin anew")
  }

  /// The bytes in front of the contents: what they are, how they are laid out, and a checksum.
  private static func head(for contents: ArraySlice<UInt8>) -> [UInt8] {
    let layout = GroupAccumulator.layout.map(String.init).joined(separator: "-")
    return Array("\(mark) \(layout) \(CRC32(contents.span).text)\n".utf8)
  }

  private static let headBytes = head(for: []).count

  /// Writes a checkpoint in the place of the one before.
  ///
  /// - Throws: ``CaudalError`` if that is impossible; then the one before is still there.
  func write(_ checkpoint: Checkpoint) throws(CaudalError) {
    let contents = checkpoint.encoded
    let bytes = Self.head(for: contents[...]) + contents
    let temporary = path + ".new"
    let descriptor = unsafe open(
      temporary.systemPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(of: temporary, errno, .cannotCreate) }
    var code = writeAll(bytes, to: descriptor)
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, unsafe rename(temporary.systemPath, path.systemPath) != 0 { code = errno }
    guard code == 0 else {
      unsafe unlink(temporary.systemPath)
      throw failure(of: path, code)
    }
  }
}
