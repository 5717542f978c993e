import CSV
import Glibc
import Scan
import Vocabulary

/// A folder into which files are moved when they are complete.
///
/// Those that are there are read in the order of their names, each to its end, and never again. Names that begin with
/// a point, or end in `~`, `.tmp`, `.part` or `.crdownload`, are those of files that aren't complete.
final class FolderFeed: Feed {
  private static let unfinished = ["~", ".tmp", ".part", ".crdownload"]

  private let path: String
  private let endsAtEnd: Bool
  private var seen: Set<String>
  private var waiting: [String] = []
  private var number: InputNumber?
  private var stream: DecompressedStream<FileStream>?
  private var lastLook: ContinuousClock.Instant?
  private(set) var isAtEnd = false

  /// Opens the folder.
  ///
  /// - Parameters:
  ///   - path: its path.
  ///   - endsAtEnd: whether only the files count that are there now.
  ///   - intake: takes what is read.
  /// - Throws: ``CaudalError`` if there is no such folder.
  init(_ path: String, endsAtEnd: Bool, _ intake: Intake) throws(CaudalError) {
    self.path = path.hasSuffix("/") ? path : path + "/"
    self.endsAtEnd = endsAtEnd
    seen = intake.filesSeen
    waiting = try unseen()
    // The file at hand when the checkpoint was written is read on.
    if let begun = waiting.first(where: { intake.resumes(self.path + $0) }) {
      waiting.removeAll { $0 == begun }
      waiting.insert(begun, at: 0)
    }
  }

  var waits: [pollfd] { [] }

  /// The complete files that haven't been read, in the order of their names.
  private func unseen() throws(CaudalError) -> [String] {
    guard let directory = unsafe opendir(path.systemPath) else {
      throw failure(of: path, errno, .noInput)
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(path: bytes.prefix { $0 != 0 })
      }
      guard !name.hasPrefix("."), !Self.unfinished.contains(where: { name.hasSuffix($0) }),
        !seen.contains(path + name), unsafe entry.pointee.d_type != UInt8(DT_DIR)
      else { continue }
      names.append(name)
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  func read(into intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    guard !isAtEnd else { return false }
    if number == nil {
      guard let name = try next() else { return false }
      try open(path + name, intake)
    }
    return try readOpen(intake, atMost: limit)
  }

  /// The next file; nil if there is none yet.
  private func next() throws(CaudalError) -> String? {
    if waiting.isEmpty {
      guard !endsAtEnd || lastLook == nil else {
        isAtEnd = true
        return nil
      }
      if let lastLook, .now - lastLook < .milliseconds(200) { return nil }
      lastLook = .now
      waiting = try unseen()
    }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  private func open(_ file: String, _ intake: Intake) throws(CaudalError) {
    do throws(SourceError) {
      stream = try DecompressedStream(try FileStream(path: file))
    } catch {
      throw CaudalError(error, path: file)
    }
    guard let resumed = intake.resumed(file, as: .folderFile) else {
      number = intake.begin(file, as: .folderFile)
      return
    }
    number = resumed.number
    var left = resumed.progress.offset
    while left > 0, case let bytes = try readStream(file, atMost: min(left, 1 << 20)),
      !bytes.isEmpty
    { left -= bytes.count }
  }

  private func readStream(_ file: String, atMost limit: Int) throws(CaudalError) -> [UInt8] {
    var failed: SourceError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      do throws(SourceError) {
        // Sound: as many bytes as are read are initialised.
        filled = try unsafe stream?.read(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
      } catch {
        failed = error
      }
    }
    if let failed { throw CaudalError(failed, path: file) }
    return bytes
  }

  private func readOpen(_ intake: Intake, atMost limit: Int) throws(CaudalError) -> Bool {
    guard let number else { return false }
    let name = intake.name(of: number)
    let bytes = try readStream(name, atMost: limit)
    guard bytes.isEmpty else {
      try intake.append(bytes, to: number)
      return true
    }
    try intake.end(number, keepingLastRow: true)
    seen.insert(name)
    intake.filesSeen.insert(name)
    self.number = nil
    stream = nil
    return true
  }
}
