import CSV
import Glibc
import Output
import Ranks
import Vocabulary

/// A folder that keeps what has come from sources that can't be read again, until a checkpoint has passed it.
///
/// Whatever comes is written there before it is counted: who begins after a kill reads it from there. It lies in
/// segments, files of ``segmentBytes`` or some more, whose names are numbers. The end of a segment may be missing, of
/// what was written when the process was killed: nobody has counted that.
final class Spool {
  /// The bytes after which a segment is followed by another.
  private static let segmentBytes = 16 << 20

  /// The folder's path.
  let folder: String

  private let lock: CInt

  /// What every segment begins with.
  private let mark: [UInt8]

  /// The segment that is written to; −1 if there is none.
  private var descriptor: CInt = -1

  /// From where it is read by who has no checkpoint that has passed anything.
  private(set) var beginning = SpoolPlace()

  /// How far was written, or read as long as ``isReplayed`` is false.
  private var place: SpoolPlace

  /// The number of the next input.
  private var nextKey: Int

  /// The numbers of segments that are to be read, the one at hand first.
  private var unread: [Int]
  private var unreadBytes: [UInt8] = []
  private var unreadStart = 0

  /// Opens the folder, or makes it.
  ///
  /// - Parameters:
  ///   - folder: its path.
  ///   - sources: what is kept there; nothing else can be gone on with.
  ///   - place: from where it is read; nil from its beginning.
  ///   - nextKey: the number of the next input, as the checkpoint has it.
  /// - Throws: ``CaudalError`` if it can't be used.
  init(
    _ folder: String, for sources: [LiveSource], from place: SpoolPlace?, nextKey: Int
  ) throws(CaudalError) {
    self.folder = folder
    self.nextKey = nextKey
    mark = Array("caudal.spool/1 \(sources.map(\.description).joined(separator: " "))\n".utf8)
    if place == nil { unsafe mkdir(folder.systemPath, 0o777) }
    lock = unsafe open(folder.systemPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    (unread, self.place) = ([], place ?? SpoolPlace())
    guard lock >= 0 else { throw failure(of: folder, errno, .cannotCreate) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw CaudalError(.cannotCreate, "\(folder): another job keeps there what has come")
    }
    unread = try segments().filter { $0 >= self.place.segment }
    if place == nil, let first = unread.first { self.place.segment = first }
    beginning = self.place
    try checkSegments()
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    close(lock)
  }

  private func path(of segment: Int) -> String {
    let digits = String(segment)
    return "\(folder)/\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits).spool"
  }

  /// The numbers of the segments that are there.
  private func segments() throws(CaudalError) -> [Int] {
    guard let directory = unsafe opendir(folder.systemPath) else {
      throw failure(of: folder, errno)
    }
    defer { unsafe closedir(directory) }
    var numbers: [Int] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasSuffix(".spool"), let number = Int(name.dropLast(6)) else { continue }
      numbers.append(number)
    }
    return numbers.sorted()
  }

  /// Makes sure that nothing is missing in between, and reads the first segment.
  private func checkSegments() throws(CaudalError) {
    guard let first = unread.first, let last = unread.last else { return }
    guard first == place.segment, last - first + 1 == unread.count else {
      throw CaudalError(
        .inputOutput,
        "\(folder): a part of what has come isn't there any more; remove the folder and the checkpoint to begin anew"
      )
    }
    try openUnread()
  }

  // MARK: - Reading

  /// Whether everything has been read that was there at the beginning.
  var isReplayed: Bool { unread.isEmpty }

  /// Reads the first of the segments that haven't been read.
  private func openUnread() throws(CaudalError) {
    guard let segment = unread.first else { return }
    let path = path(of: segment)
    let input = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw failure(of: path, errno) }
    defer { close(input) }
    unreadBytes = []
    reading: while true {
      switch readAvailable(input, atMost: 1 << 20) {
      case .bytes(let more): unreadBytes += more
      case .failure(let code): throw failure(of: path, code)
      case .end, .nothing: break reading
      }
    }
    if place.segment != segment { place.offset = 0 }
    place.segment = segment
    // As after a loss of power.
    guard place.offset <= unreadBytes.count else { throw damaged(segment) }
    guard unreadBytes.count >= mark.count else {
      // The process was killed when it had just made the file.
      unreadStart = unreadBytes.count
      return
    }
    guard unreadBytes.starts(with: mark) else {
      throw CaudalError(
        .usage,
        "\(path): kept of other sources, or by another version of caudal; name another folder by --spool"
      )
    }
    unreadStart = max(place.offset, mark.count)
  }

  /// Takes out the next thing that had happened.
  ///
  /// - Returns: nil if there is nothing more.
  /// - Throws: ``CaudalError`` if the folder can't be read, or is damaged.
  func next() throws(CaudalError) -> SpoolEvent? {
    while let segment = unread.first {
      if let event = try nextInSegment(segment) { return event }
      unread.removeFirst()
      // What is written now goes into a segment of its own.
      place = SpoolPlace()
      place.segment = segment + 1
      (unreadBytes, unreadStart) = ([], 0)
      try openUnread()
    }
    return nil
  }

  private func nextInSegment(_ segment: Int) throws(CaudalError) -> SpoolEvent? {
    let rest = unreadBytes[unreadStart...]
    guard rest.count >= SpoolEvent.headBytes else { return nil }
    let head = Array(rest.prefix(SpoolEvent.headBytes))
    var message = WireReader(head)
    let (kind, key): (UInt8, Int) = (message.read(), message.read())
    let count: Int = message.read()
    // Zeros are what some file systems leave of bytes that had not been written when the power went.
    if rest.allSatisfy({ $0 == 0 }) { return nil }
    guard let kind = SpoolEvent.Kind(rawValue: kind), count >= 0 else { throw damaged(segment) }
    guard rest.count - head.count >= count else { return nil }
    let event = SpoolEvent(
      kind: kind, key: key, bytes: Array(rest.dropFirst(head.count).prefix(count)))
    guard event.head == head else { throw damaged(segment) }
    unreadStart += head.count + count
    place.offset = unreadStart
    nextKey = max(nextKey, key + 1)
    return event
  }

  private func damaged(_ segment: Int) -> CaudalError {
    CaudalError(
      .badData,
      "\(path(of: segment)): what has come is damaged there; remove the folder and the checkpoint to begin anew"
    )
  }

  // MARK: - Writing

  /// A number for an input.
  func makeKey() -> Int {
    defer { nextKey += 1 }
    return nextKey
  }

  /// Writes what has happened.
  ///
  /// - Throws: ``CaudalError`` if that is impossible; then it must not be counted.
  func write(_ event: SpoolEvent) throws(CaudalError) {
    precondition(isReplayed, "what was there comes first")
    if descriptor >= 0, place.offset >= Self.segmentBytes { try beginSegment() }
    if descriptor < 0 { try openSegment() }
    try write(event.head)
    try write(event.bytes)
  }

  private func write(_ bytes: [UInt8]) throws(CaudalError) {
    let code = writeAll(bytes, to: descriptor)
    guard code == 0 else { throw failure(of: path(of: place.segment), code) }
    place.offset += bytes.count
  }

  /// Ends the segment at hand: what comes goes into another.
  private func beginSegment() throws(CaudalError) {
    guard descriptor >= 0 else { return }
    guard fdatasync(descriptor) == 0 else { throw failure(of: path(of: place.segment), errno) }
    close(descriptor)
    descriptor = -1
    (place.segment, place.offset) = (place.segment + 1, 0)
  }

  private func openSegment() throws(CaudalError) {
    let path = path(of: place.segment)
    descriptor = unsafe open(
      path.systemPath, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(of: path, errno, .cannotCreate) }
    try write(mark)
    fsync(lock)
  }

  // MARK: - Checkpoints

  /// What a checkpoint has of it: from where it is read when the checkpoint is gone on from.
  ///
  /// - Throws: ``CaudalError`` if what was written can't be made durable.
  func passed() throws(CaudalError) -> (place: SpoolPlace, nextKey: Int) {
    if isReplayed { try beginSegment() }
    return (place, nextKey)
  }

  /// Removes the segments that a checkpoint has passed, once that is there.
  func removePassed(by place: SpoolPlace) throws(CaudalError) {
    for segment in try segments() where segment < place.segment {
      unsafe unlink(path(of: segment).systemPath)
    }
  }
}
