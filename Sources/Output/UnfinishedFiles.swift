import CSV
import Glibc
import Synchronization
import Vocabulary

/// Files that are written under temporary names, which a signal that ends the program removes.
///
/// What nobody can handle, such as `SIGKILL` or a loss of power, leaves them.
enum UnfinishedFiles {
  /// The addresses of paths, C strings that are never freed, as a signal may come at any time; 0 for none.
  private static let paths = InlineArray<4, Atomic<Int>> { _ in Atomic(0) }

  /// The signals that end a job from outside: a launcher's or a scheduler's, Ctrl-C, a closed terminal.
  private static let signals = [SIGTERM, SIGINT, SIGHUP]

  /// Adds a file.
  ///
  /// - Parameter path: its path.
  /// - Returns: what ``remove(_:)`` takes; nil if there are too many.
  static func add(_ path: String) -> Int? {
    _ = isHandling
    guard let copy = unsafe strdup(path.systemPath) else { return nil }
    let address = Int(bitPattern: copy)
    for index in paths.indices {
      let outcome = paths[index].compareExchange(
        expected: 0, desired: address, ordering: .sequentiallyConsistent)
      if outcome.exchanged { return index }
    }
    unsafe free(copy)
    return nil
  }

  /// Takes a file out that has its name, or is gone.
  ///
  /// - Parameter index: what ``add(_:)`` returned.
  static func remove(_ index: Int) { paths[index].store(0, ordering: .sequentiallyConsistent) }

  /// Handles signals from now on.
  static func begin() { _ = isHandling }

  /// Removes the files. Nothing here allocates or locks: it may be called in a signal's handler.
  static func clear() {
    for index in paths.indices {
      let address = paths[index].load(ordering: .sequentiallyConsistent)
      if let path = unsafe UnsafePointer<CChar>(bitPattern: address) { unsafe unlink(path) }
    }
  }

  /// Handles each signal that would end the program as it is; not those that it was started to ignore.
  private static let isHandling: Bool = {
    for number in signals {
      var action = sigaction()
      guard unsafe sigaction(number, nil, &action) == 0,
        unsafe action.__sigaction_handler.sa_handler == nil
      else { continue }
      signal(number) { number in
        clearUnfinishedOutput()
        // Delivered when the handler returns, and then fatal.
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    return true
  }()
}

/// Removes what is written under temporary names, because the program ends at once. Nothing here allocates or locks.
package func clearUnfinishedOutput() {
  UnfinishedFiles.clear()
  UnfinishedFolder.clear()
}

/// The files of a process that a signal removes.
package struct UnfinishedFileList: UnfinishedFileKeeper {
  /// Prepares to take notice.
  package init() {}

  package func begin(_ path: String) -> @Sendable () -> Void {
    let number = UnfinishedFiles.add(path)
    return { if let number { UnfinishedFiles.remove(number) } }
  }
}
