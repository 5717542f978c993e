import Glibc

/// What a path names: a file, or a file in a zip archive.
///
/// A member of an archive is named by the archive's path, two slashes and the member's name, as in
/// `archive.zip//folder/data.csv`; a colon does as well. A file of that very name comes first.
package struct FilePlace: Sendable, Hashable {
  /// What stands between an archive and a member, the usual mark first.
  private static let marks = ["//", ":"]

  /// The path of the file, or of the archive.
  package let file: String

  /// The member's name; nil for the file itself, or the only file of an archive.
  package let member: String?

  /// Names a file, or a member of an archive.
  private init(file: String, member: String? = nil) {
    self.file = file
    self.member = member
  }

  /// Looks what a path names.
  ///
  /// - Parameter path: the path. What neither is there nor has an archive before a mark is a file.
  package init(path: String) {
    let isThere = unsafe access(path.systemPath, F_OK) == 0
    let member = isThere ? nil : Self.divisions(of: path).first { Self.isArchive($0.file) }
    self = member ?? FilePlace(file: path)
  }

  /// The ways in which a path may name a member of an archive, whether or not that is there.
  ///
  /// - Parameter path: the path, which may be a pattern.
  /// - Returns: what stands before and behind each mark; the longer archives' paths come later.
  package static func divisions(of path: String) -> [FilePlace] {
    marks.flatMap { mark in
      path.indices.filter { path[$0...].hasPrefix(mark) }.map { place in
        FilePlace(
          file: String(path[..<place]),
          member: String(path[path.index(place, offsetBy: mark.count)...]))
      }
    }
  }

  /// Whether there is a zip archive at a path.
  package static func isArchive(_ path: String) -> Bool {
    guard let source = try? FileSource(path: path), let head = try? source.firstBytes(4) else {
      return false
    }
    return ZipArchive.isArchive(head)
  }

  /// The path of a member of an archive.
  ///
  /// - Parameters:
  ///   - name: the member's name.
  ///   - archive: the archive's path.
  /// - Returns: the path in its usual form.
  package static func path(ofMember name: String, in archive: String) -> String {
    archive + marks[0] + name
  }

  /// The names of the files in a zip archive.
  ///
  /// - Parameter archive: its path.
  /// - Returns: the names, in the order of the archive.
  /// - Throws: ``SourceError`` if the archive can't be read.
  package static func memberNames(in archive: String) throws(SourceError) -> [String] {
    try ZipArchive(try FileSource(path: archive)).members.map(\.name)
  }
}
