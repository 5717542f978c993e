import CSV
import Glibc
import Synchronization
package import Vocabulary

/// A new folder that files are written to while a job runs: it appears with all of them, or not at all.
///
/// It must not be there, or be empty: files of another job are never mixed with those of this one.
package final class ResultFolder: RowFolder {
  package let name: String

  /// The temporary folder, on rank 0.
  private let temporary = Mutex<String?>(nil)

  /// Names the folder.
  ///
  /// - Parameter path: its path.
  package init(_ path: String) { name = path }

  package func begin() throws(CaudalError) -> String {
    let target = Destination.resolved(name)
    try check(target)
    var template = "\(Destination.stem(beside: target)).XXXXXX".systemPath
    guard unsafe mkdtemp(&template) != nil else { throw failure(.cannotCreate) }
    let path = String(path: template.dropLast().map(UInt8.init(bitPattern:)))
    UnfinishedFolder.begin(path)
    temporary.withLock { $0 = path }
    let descriptor = unsafe open(template, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed() }
    FileOwnership(
      replacing: Destination.status(of: target), standardMode: 0o777, isFolder: true
    ).apply(to: descriptor)
    close(descriptor)
    return path
  }

  /// Makes sure that the folder can be made.
  private func check(_ target: String) throws(CaudalError) {
    guard let status = Destination.status(of: target) else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw CaudalError(.cannotCreate, "\(name): \(CInt(ENOTDIR).words)")
    }
    // Only an empty folder can be replaced by itself.
    guard let folder = unsafe opendir(target.systemPath) else { throw failure(.cannotCreate) }
    defer { unsafe closedir(folder) }
    var count = 0
    while unsafe readdir(folder) != nil { count += 1 }
    guard count <= 2 else {
      throw CaudalError(
        .cannotCreate,
        "\(name) isn't empty; files that appear together need a folder of their own, which isn't there"
          + " yet")
    }
  }

  package func join(_ path: String) { UnfinishedFolder.begin(path) }

  package func expect(files: Int) { UnfinishedFolder.expect(files: files) }

  package func commit(_ names: [[String]]) throws(CaudalError) {
    guard let temporary = temporary.withLock({ $0 }) else {
      preconditionFailure("nothing has begun")
    }
    let target = Destination.resolved(name)
    let paths = names.map { name in "\(temporary)/" + name.joined(separator: "/") }
    let folders = Self.folders(of: names).map { "\(temporary)/\($0)" }
    UnfinishedFolder.expect(paths, in: folders.reversed())
    for folder in folders {
      guard unsafe mkdir(folder.systemPath, 0o777) == 0 else { throw failed() }
    }
    for (number, path) in paths.enumerated() {
      let numbered = "\(temporary)/\(number)"
      guard unsafe rename(numbered.systemPath, path.systemPath) == 0 else { throw failed() }
    }
    for folder in folders + [temporary] { OpenDestination.makeDurable(folder: folder) }
    guard unsafe rename(temporary.systemPath, target.systemPath) == 0 else { throw failed() }
    UnfinishedFolder.end()
    self.temporary.withLock { $0 = nil }
    OpenDestination.makeDurable(folder: Destination.directory(of: target))
  }

  package func abandon() {
    guard temporary.withLock({ $0 }) != nil else { return }
    UnfinishedFolder.clear()
    UnfinishedFolder.end()
    temporary.withLock { $0 = nil }
  }

  /// The folders in which files are, each behind the one in which it is.
  private static func folders(of names: [[String]]) -> [String] {
    var folders: Set<String> = []
    for name in names {
      for count in 1..<max(1, name.count) {
        folders.insert(name.prefix(count).joined(separator: "/"))
      }
    }
    return folders.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Leaves nothing.
  private func failed() -> CaudalError {
    let error = failure(.inputOutput)
    abandon()
    return error
  }

  private func failure(_ kind: CaudalError.Kind) -> CaudalError {
    CaudalError(kind, "\(name): \(errno.words)")
  }
}

extension CInt {
  /// The system's words for an error number.
  fileprivate var words: String { unsafe String(cString: strerror(self)) }
}
