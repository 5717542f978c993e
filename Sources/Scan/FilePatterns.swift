import CSV
import Expressions
import Glibc
package import MPI
import Ranks
import Vocabulary

extension Communicator {
  /// Replaces patterns, such as `part_*.csv` or `archive.zip:*.csv`, by the files that rank 0 finds.
  ///
  /// - Parameter names: paths and patterns, the same on every rank. What is the name of a file is
  ///   no pattern.
  /// - Returns: the paths, in the order of the names, those of a pattern in the order of their
  ///   bytes.
  /// - Throws: an agreed ``CaudalError`` if no file matches a pattern.
  package borrowing func expandPatterns(_ names: [String]) throws -> [String] {
    let isPattern = names.contains { $0.contains { "*?[".contains($0) } }
    guard isPattern else { return names }
    var lists = try agree { () throws(LocalFailure) -> [UInt8] in
      guard rank == 0 else { return [] }
      var paths: [UInt8] = []
      for name in names {
        // A path has no zero byte, so it can end with one.
        for path in try Self.files(matching: name) { paths += Array(path.utf8) + [0] }
      }
      return paths
    }
    try broadcast(varying: &lists, from: 0)
    return lists.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The files that a name stands for, sorted by their bytes.
  private static func files(matching name: String) throws(LocalFailure) -> [String] {
    guard name != "-", name.contains(where: { "*?[".contains($0) }),
      unsafe access(name, F_OK) != 0
    else { return [name] }
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    let code = unsafe glob(name, GLOB_NOSORT, nil, &found)
    guard code == 0 || code == GLOB_NOMATCH else {
      let message = "\(name): the files can't be listed; may the folder be read?"
      throw LocalFailure(error: CaudalError(.noInput, message))
    }
    var paths: [String] = []
    for index in 0..<Int(unsafe found.gl_pathc) {
      // Sound: glob(3) has made so many strings, which live until globfree.
      if let path = unsafe found.gl_pathv[index] { paths.append(unsafe String(cString: path)) }
    }
    if paths.isEmpty { paths = try members(matching: name) }
    guard !paths.isEmpty else {
      throw LocalFailure(error: CaudalError(.noInput, "\(name): no file matches this pattern"))
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The files in a zip archive that a name stands for, as paths.
  ///
  /// - Parameter name: an archive's path, a colon, and a member's name or a pattern.
  /// - Returns: the paths; none if the name isn't of this form, or nothing matches.
  /// - Throws: the failure if the archive can't be read.
  private static func members(matching name: String) throws(LocalFailure) -> [String] {
    let place = FilePlace(path: name)
    guard let pattern = place.member else { return [] }
    var names: [String] = []
    do throws(SourceError) { names = try place.memberNames() ?? [] } catch {
      throw LocalFailure(error: CaudalError(error, path: place.file))
    }
    if names.contains(pattern) { return [name] }
    // A member's folders are a part of its name: a star stands for them, too.
    return names.filter { unsafe fnmatch(pattern, $0, 0) == 0 }.map { "\(place.file):\($0)" }
  }
}
