import CSV
import Glibc
import Synchronization

/// A folder that is filled under a temporary name, which a signal that ends the program removes with all that is
/// in it. There is one at a time.
///
/// A signal may come at any time, and its handler may call hardly anything: no list of a folder can be had
/// there. So it is known beforehand what may be in it: files called by numbers from 0, and while these get
/// their names, what they will be called.
enum UnfinishedFolder {
  /// The bytes behind the folder's path that hold a slash and a number.
  private static let numberBytes = 24

  /// The times that the folder is emptied until nothing appears in it any more: other ranks may write to it
  /// until they are ended, too. A millisecond lies between.
  private static let attempts = 200

  /// The address of the folder's path, a C string with room for a number behind it; 0 for none. Paths are never
  /// freed, as a signal may be reading them.
  private static let folder = Atomic(0)

  /// How many numbers may be names of files.
  private static let fileCount = Atomic(0)

  /// The address of an array of addresses of paths, files first, then folders, the innermost first; a 0 ends
  /// both parts. 0 if there are none.
  private static let names = Atomic(0)

  /// Begins to fill a folder.
  ///
  /// - Parameter path: its path.
  static func begin(_ path: String) {
    UnfinishedFiles.begin()
    let bytes = path.systemPath
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + numberBytes)
    for (index, byte) in bytes.enumerated() { unsafe copy[index] = byte }
    fileCount.store(0, ordering: .sequentiallyConsistent)
    names.store(0, ordering: .sequentiallyConsistent)
    folder.store(Int(bitPattern: copy), ordering: .sequentiallyConsistent)
  }

  /// Takes note of how many numbers may be names of files.
  static func expect(files count: Int) { fileCount.store(count, ordering: .sequentiallyConsistent) }

  /// Takes note of what will be in the folder.
  ///
  /// - Parameters:
  ///   - files: the paths of files.
  ///   - folders: those of folders, each behind those that are in it.
  static func expect(_ files: [String], in folders: [String]) {
    let list = UnsafeMutablePointer<Int>.allocate(capacity: files.count + folders.count + 2)
    for (index, path) in (files + [nil] + folders + [nil]).enumerated() {
      unsafe list[index] =
        path.flatMap { unsafe strdup($0.systemPath) }.map { Int(bitPattern: $0) } ?? 0
    }
    names.store(Int(bitPattern: list), ordering: .sequentiallyConsistent)
  }

  /// Ends: the folder has its name.
  static func end() { folder.store(0, ordering: .sequentiallyConsistent) }

  /// Removes the folder and what is in it, if there is one.
  ///
  /// Nothing here allocates or locks: what is called may be called in a handler of signals.
  static func clear() {
    let address = folder.load(ordering: .sequentiallyConsistent)
    guard let path = unsafe UnsafeMutablePointer<CChar>(bitPattern: address) else { return }
    for _ in 0..<attempts {
      unsafe removeNumbers(of: path)
      let list = names.load(ordering: .sequentiallyConsistent)
      if let list = unsafe UnsafePointer<Int>(bitPattern: list) { unsafe removeNames(list) }
      if unsafe rmdir(path) == 0 || errno == ENOENT { return }
      usleep(1000)
    }
  }

  /// Removes the files that are called by numbers.
  @unsafe
  private static func removeNumbers(of path: UnsafeMutablePointer<CChar>) {
    // Sound: behind the path there is room for a slash and any number.
    let end = unsafe path + strlen(path)
    unsafe end[0] = CChar(bitPattern: UInt8(ascii: "/"))
    let count = fileCount.load(ordering: .sequentiallyConsistent)
    var number = 0
    while number < count {
      var (digits, rest) = (1, number)
      while rest >= 10 { (digits, rest) = (digits + 1, rest / 10) }
      rest = number
      unsafe end[1 + digits] = 0
      while digits > 0 {
        unsafe end[digits] = CChar(UInt8(ascii: "0") + UInt8(rest % 10))
        (digits, rest) = (digits - 1, rest / 10)
      }
      unsafe unlink(path)
      number += 1
    }
    unsafe end[0] = 0
  }

  /// Removes the files and folders of a list.
  @unsafe
  private static func removeNames(_ list: UnsafePointer<Int>) {
    // Sound: a 0 ends each of the two parts.
    var index = 0
    while let file = unsafe UnsafePointer<CChar>(bitPattern: list[index]) {
      unsafe unlink(file)
      index += 1
    }
    index += 1
    while let folder = unsafe UnsafePointer<CChar>(bitPattern: list[index]) {
      unsafe rmdir(folder)
      index += 1
    }
  }
}
