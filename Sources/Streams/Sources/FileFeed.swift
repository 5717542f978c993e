import CSV
import Glibc
import Vocabulary

/// A file that grows.
///
/// A file of the same name that takes its place (as `logrotate` does it) is followed once the old one has been read to
/// its end and has rested for a second. A file that gets shorter, or begins with other bytes than before, is read from
/// its beginning; whether lines were lost then nobody knows, and that is said.
final class FileFeed: Feed {
  /// The bytes at the beginning by which a file is known.
  private static let headBytes = 1024

  /// How long a file that has lost its name may be written to still.
  private static let grace = Duration.seconds(1)

  private let path: String
  private let endsAtEnd: Bool
  private let notes: @Sendable (String) -> Void
  private var descriptor: CInt
  private var identity: FileIdentity
  private var number: InputNumber
  private var offset: Int
  private var head: [UInt8] = []
  private var lastLook = ContinuousClock.now
  private var replacedSince: ContinuousClock.Instant?

  /// The files that have taken its place one after the other while nobody followed it, the last at its path.
  private var later: [String] = []

  /// Whether all of it had been read when it was looked at last.
  private var isCaughtUp = false
  private(set) var isAtEnd = false

  /// Opens the file.
  ///
  /// - Parameters:
  ///   - path: its path.
  ///   - endsAtEnd: whether its end is the end, and nothing more is waited for.
  ///   - intake: takes what is read.
  ///   - notes: is told what there is to say.
  /// - Throws: ``CaudalError`` if it can't be opened.
  init(
    _ path: String, endsAtEnd: Bool, _ intake: Intake, _ notes: @escaping @Sendable (String) -> Void
  ) throws(CaudalError) {
    self.path = path
    self.endsAtEnd = endsAtEnd
    self.notes = notes
    guard let resumed = intake.resumed(path, as: .growingFile) else {
      (descriptor, identity) = try Self.open(path)
      (number, offset) = (intake.begin(path, as: .growingFile), 0)
      intake.setInode(identity.inode, of: number)
      return
    }
    let rotated = try RotatedFiles(of: path, since: resumed.progress)
    (descriptor, identity) = try Self.open(rotated?.begun ?? path)
    later = rotated?.later ?? []
    number = resumed.number
    (offset, head) = (resumed.progress.offset, resumed.progress.firstBytes)
    intake.setInode(identity.inode, of: number)
    try checkResumed(resumed.progress)
  }

  deinit { close(descriptor) }

  /// A file is looked at again and again: no event tells of what another machine writes.
  var waits: [pollfd] { [] }

  private static func open(
    _ path: String
  ) throws(CaudalError) -> (descriptor: CInt, identity: FileIdentity) {
    let descriptor = unsafe Glibc.open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(of: path, errno, .noInput) }
    var status = stat()
    unsafe fstat(descriptor, &status)
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw CaudalError(
        .noInput,
        "\(path): \(isFolder ? "a folder; write \(path)/ to follow the files that come into it" : "not a regular file; pipe it in, with - for the source")"
      )
    }
    return (descriptor, FileIdentity(status))
  }

  /// Makes sure that the file still begins as it did when it was read last.
  private func checkResumed(_ progress: FileProgress) throws(CaudalError) {
    if isOfAnotherHead || size < offset {
      throw CaudalError(
        .inputOutput,
        "\(path): not the file any more of which the checkpoint tells, and that isn't beside it; remove the"
          + " checkpoint to begin anew"
      )
    }
  }

  var lagBytes: Int? { max(0, size - offset) }

  private var size: Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Whether its first bytes are others than they were.
  private var isOfAnotherHead: Bool {
    guard !head.isEmpty else { return false }
    guard case .bytes(let now) = readAvailable(descriptor, atMost: head.count, at: 0) else {
      return true
    }
    return now != head
  }

  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    guard !isAtEnd else { return false }
    // What has grown since may have been emptied first, and be another file now.
    if isCaughtUp, size > offset, isOfAnotherHead {
      return try restart(intake, "it begins with other bytes than before")
    }
    switch readAvailable(descriptor, atMost: limit, at: offset) {
    case .bytes(let bytes):
      isCaughtUp = false
      if head.count < Self.headBytes, offset == head.count {
        head += bytes.prefix(Self.headBytes - head.count)
        intake.setFirstBytes(head, of: number)
      }
      offset += bytes.count
      try intake.append(bytes, to: number)
      replacedSince = replacedSince.map { _ in .now }
      return true
    case .failure(let code): throw failure(of: path, code)
    case .nothing, .end:
      isCaughtUp = true
      guard endsAtEnd else { return try look(intake) }
      if !later.isEmpty, try follow(intake) { return true }
      isAtEnd = true
      try intake.end(number, keepingLastRow: true)
      return true
    }
  }

  /// The file that is read behind the one at hand.
  private var next: String { later.first ?? path }

  /// Looks whether the file at its path is another one, or has become shorter.
  ///
  /// - Returns: whether there is something new to read.
  private func look(_ intake: Intake) throws(CaudalError) -> Bool {
    if size < offset { return try restart(intake, "it has become shorter") }
    guard .now - lastLook >= .milliseconds(200) else { return false }
    lastLook = .now
    var status = stat()
    guard unsafe stat(next.systemPath, &status) == 0 else { return false }
    guard FileIdentity(status) != identity else {
      replacedSince = nil
      return false
    }
    guard let since = replacedSince else {
      replacedSince = .now
      return false
    }
    guard .now - since >= Self.grace else { return false }
    return try follow(intake)
  }

  /// Goes on with the file that has taken the place of the one at hand.
  private func follow(_ intake: Intake) throws(CaudalError) -> Bool {
    let opened: (descriptor: CInt, identity: FileIdentity)
    do throws(CaudalError) { opened = try Self.open(next) } catch { return false }
    if !later.isEmpty { later.removeFirst() }
    try intake.end(number, keepingLastRow: true)
    close(descriptor)
    (descriptor, identity) = opened
    notes("note: \(path): followed by a new file of this name")
    begin(intake)
    return true
  }

  /// Reads the file from its beginning.
  private func restart(_ intake: Intake, _ why: String) throws(CaudalError) -> Bool {
    notes("note: \(path): \(why); it is read from its beginning, and rows may have been lost")
    try intake.end(number, keepingLastRow: false)
    begin(intake)
    return true
  }

  private func begin(_ intake: Intake) {
    (number, offset, head) = (intake.begin(path, as: .growingFile), 0, [])
    intake.setInode(identity.inode, of: number)
    (replacedSince, isCaughtUp) = (nil, false)
  }
}
