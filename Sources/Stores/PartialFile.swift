import CSV
import Glibc

/// A file that is made under another name beside its own, and appears when it is whole.
///
/// The other name is always the same. Who makes the file holds a lock on it; what somebody left there
/// who was killed has no lock, and is removed by the next one.
final class PartialFile {
  /// Why a partial file can't be made.
  enum Failure: Error {
    /// Somebody else is making the same file.
    case isTaken
    /// The file has appeared meanwhile.
    case appeared
    /// A system call has failed.
    case system(CInt)
  }

  /// The name that the file has in the end.
  let path: String

  /// The name that it has until then.
  let partialPath: String

  private var descriptor: CInt

  /// Makes an empty file.
  ///
  /// - Parameter path: the name that it has in the end.
  /// - Throws: ``Failure``.
  init(path: String) throws(Failure) {
    self.path = path
    let ending = ".caudal"
    partialPath = path.leavingRoom(forBytes: ending.utf8.count) + ending
    descriptor = -1
    while descriptor < 0 { descriptor = try Self.create(partialPath) }
  }

  deinit { abandon() }

  /// Creates and locks the file.
  ///
  /// - Returns: its descriptor; −1 if another try may succeed.
  private static func create(_ path: String) throws(Failure) -> CInt {
    let descriptor = unsafe open(path.systemPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      throw code == EWOULDBLOCK ? .isTaken : .system(code)
    }
    var (opened, named) = (stat(), stat())
    let isNamed =
      unsafe fstat(descriptor, &opened) == 0 && stat(path.systemPath, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    // What somebody left there may have another name by now, and isn't written to.
    if isNamed, opened.st_size == 0 { return descriptor }
    if isNamed { unsafe unlink(path.systemPath) }
    close(descriptor)
    return -1
  }

  /// Makes the file durable and gives it its name.
  func commit() throws(Failure) {
    var code = fsync(descriptor) == 0 ? 0 : errno
    if code == 0 { code = rename() }
    abandon()
    switch code {
    case 0: Self.makeDurable(folderOf: path)
    case EEXIST: throw .appeared
    default: throw .system(code)
    }
  }

  /// Gives the file its name, if nothing has that.
  ///
  /// - Returns: 0, or the error number.
  private func rename() -> CInt {
    let (partialPath, path) = (partialPath.systemPath, path.systemPath)
    if unsafe link(partialPath, path) == 0 { return 0 }
    // Some file systems know no second names.
    guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS else { return errno }
    return unsafe Glibc.rename(partialPath, path) == 0 ? 0 : errno
  }

  /// Removes the partial name, and lets others make the file.
  func abandon() {
    guard descriptor >= 0 else { return }
    unsafe unlink(partialPath.systemPath)
    close(descriptor)
    descriptor = -1
  }

  private static func makeDurable(folderOf path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder.systemPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
