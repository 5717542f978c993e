import CSV
import Glibc
import Vocabulary

/// What tells a file from all others of its machine, whatever its name is.
struct FileIdentity: Hashable {
  let device: UInt
  let inode: UInt

  /// The identity that the system gives.
  init(_ status: stat) { (device, inode) = (UInt(status.st_dev), UInt(status.st_ino)) }
}

/// A file that was rotated away while nobody followed it, and those that have taken its place since.
///
/// They are looked for as `logrotate` names them: `rows.csv.1`, `rows.csv.2`, a larger number being older; or
/// `rows.csv-20240131`, a larger date being newer.
struct RotatedFiles {
  private static let compressed = [".gz", ".bz2", ".xz", ".zst"]

  /// The file that was being read.
  let begun: String

  /// Those that have taken its place, the oldest first; the last is at the path that is followed.
  let later: [String]

  /// Looks for the file of which a checkpoint tells.
  ///
  /// Nil if it is where it was, or isn't there at all.
  ///
  /// - Parameters:
  ///   - path: where it was.
  ///   - progress: what the checkpoint tells.
  /// - Throws: ``CaudalError`` if it is there, but not all that came behind it.
  init?(of path: String, since progress: FileProgress) throws(CaudalError) {
    let inode = UInt(bitPattern: progress.inode)
    guard inode != 0, Self.inode(of: path) != inode else { return nil }
    let siblings = Self.siblings(of: path)
    guard let old = siblings.first(where: { Self.inode(of: path + $0) == inode }) else {
      return nil
    }
    let newer = try Self.newer(than: old, of: siblings, path)
    (begun, later) = (path + old, newer.map { path + $0 } + [path])
  }

  private static func inode(of path: String) -> UInt? {
    var status = stat()
    return unsafe stat(path.systemPath, &status) == 0 ? UInt(status.st_ino) : nil
  }

  /// What stands behind a file's name in those of files beside it that were rotated away.
  private static func siblings(of path: String) -> [String] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let directory = unsafe opendir(folder.systemPath) else { return [] }
    defer { unsafe closedir(directory) }
    var ends: [String] = []
    while let entry = unsafe readdir(directory) {
      let other = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(path: bytes.prefix { $0 != 0 })
      }
      guard other.hasPrefix(name + ".") || other.hasPrefix(name + "-") else { continue }
      ends.append(String(other.dropFirst(name.count)))
    }
    return ends.sorted()
  }

  /// The ends of the names of files that were rotated away behind another, the oldest first.
  private static func newer(
    than old: String, of siblings: [String], _ path: String
  ) throws(CaudalError) -> [String] {
    if let number = Int(old.dropFirst()), old.hasPrefix(".") {
      let between = (1..<max(1, number)).reversed().map { ".\($0)" }
      if let missing = between.first(where: { !siblings.contains($0) }) {
        throw lost(path + missing, path)
      }
      return between
    }
    let newer = siblings.filter { $0 > old && $0.first == old.first }
    if let packed = newer.first(where: { name in compressed.contains(where: name.hasSuffix) }) {
      throw lost(path + packed, path)
    }
    return newer
  }

  private static func lost(_ missing: String, _ path: String) -> CaudalError {
    CaudalError(
      .inputOutput,
      "\(path): rotated more than once since the checkpoint, and \(missing) can't be read any more as it was; remove"
        + " the checkpoint to begin anew")
  }
}
