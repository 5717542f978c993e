import CSV
import Expressions
import Glibc
package import MPI
import Ranks
import Vocabulary

extension Communicator {
  /// Replaces patterns, such as `part_*.csv` or `archive.zip//*.csv`, by the files that rank 0 finds.
  ///
  /// - Parameters:
  ///   - names: paths and patterns, the same on every rank. What is the name of a file is no pattern.
  ///   - isDatabase: whether a name is that of rows of a database, and no pattern whatever is in it.
  /// - Returns: the paths, in the order of the names, those of a pattern in the order of their
  ///   bytes.
  /// - Throws: an agreed ``CaudalError`` if no file matches a pattern.
  package borrowing func expandPatterns(
    _ names: [String], but isDatabase: (String) -> Bool = { _ in false }
  ) throws -> [String] {
    guard names.contains(where: { Self.isPattern($0) && !isDatabase($0) }) else { return names }
    var lists = try agree { () throws(LocalFailure) -> [UInt8] in
      guard rank == 0 else { return [] }
      var paths: [UInt8] = []
      for name in names {
        // A path has no zero byte, so it can end with one.
        let found = isDatabase(name) ? [name] : try Self.files(matching: name)
        for path in found { paths += Array(path.utf8) + [0] }
      }
      return paths
    }
    try broadcast(varying: &lists, from: 0)
    return lists.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a name may be a pattern.
  private static func isPattern(_ name: String) -> Bool { name.contains { "*?[".contains($0) } }

  /// The files that a name stands for, sorted by their bytes.
  private static func files(matching name: String) throws(LocalFailure) -> [String] {
    guard name != "-", isPattern(name), unsafe access(name.systemPath, F_OK) != 0 else {
      return [name]
    }
    var paths = try names(matching: name)
    if paths.isEmpty { paths = try members(matching: name) }
    guard !paths.isEmpty else {
      throw LocalFailure(error: CaudalError(.noInput, "\(name): no file matches this pattern"))
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What there is in folders whose path matches a pattern, in any order.
  private static func names(matching pattern: String) throws(LocalFailure) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    let code = unsafe glob(pattern.systemPath, GLOB_NOSORT, nil, &found)
    guard code == 0 || code == GLOB_NOMATCH else {
      let message = "\(pattern): the files can't be listed; may the folder be read?"
      throw LocalFailure(error: CaudalError(.noInput, message))
    }
    var paths: [String] = []
    for index in 0..<Int(unsafe found.gl_pathc) {
      // Sound: glob(3) has made so many strings, which live until globfree.
      if let path = unsafe found.gl_pathv[index] { paths.append(unsafe String(path: path)) }
    }
    return paths
  }

  /// The files in zip archives that a name stands for, as paths.
  ///
  /// - Parameter name: the path of an archive, or a pattern of such paths; a mark, as ``FilePlace`` has
  ///   them; and a member's name or a pattern.
  /// - Returns: the paths; none if the name isn't of this form.
  /// - Throws: the failure if an archive can't be read, or none has such a file.
  private static func members(matching name: String) throws(LocalFailure) -> [String] {
    for place in FilePlace.divisions(of: name) {
      let named = isPattern(place.file) ? try names(matching: place.file) : [place.file]
      let archives = named.filter(FilePlace.isArchive)
      if archives.isEmpty { continue }
      return try members(matching: place.member ?? "", in: archives, name)
    }
    return []
  }

  private static func members(
    matching pattern: String, in archives: [String], _ name: String
  ) throws(LocalFailure) -> [String] {
    var (paths, others): ([String], [String]) = ([], [])
    for archive in archives {
      var names: [String] = []
      do throws(SourceError) { names = try FilePlace.memberNames(in: archive) } catch {
        throw LocalFailure(error: CaudalError(error, path: archive))
      }
      // A name is no pattern. A member's folders are a part of it: a star stands for them, too.
      let isName = names.contains(pattern)
      let chosen = names.filter {
        isName ? $0 == pattern : unsafe fnmatch(pattern.systemPath, $0.systemPath, 0) == 0
      }
      paths += chosen.map { FilePlace.path(ofMember: $0, in: archive) }
      others += names.filter { !others.contains($0) }
    }
    guard !paths.isEmpty else {
      let holders = archives.count == 1 ? "the archive has" : "the archives have"
      let message =
        "\(name): no file of an archive matches this pattern; \(holders) "
        + ColumnError.listing(others)
      throw LocalFailure(error: CaudalError(.noInput, message))
    }
    return paths
  }
}
