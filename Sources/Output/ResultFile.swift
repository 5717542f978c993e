import Glibc
import Synchronization
package import Vocabulary

/// A destination that takes rows while a job runs: a file appears complete or not at all, as any result.
package final class ResultFile: RowWriter {
  private let destination: Destination
  private let open = Mutex<OpenDestination?>(nil)

  /// The number, among the files that a signal removes, of the one that rank 0 makes.
  private let joined = Mutex<Int?>(nil)

  /// Names the file.
  ///
  /// - Parameter destination: where the rows go.
  package init(_ destination: Destination) { self.destination = destination }

  package var name: String { destination.name }

  package var isFile: Bool { destination.isFile }

  package func begin() throws(CaudalError) -> String? {
    let opened = try destination.open()
    open.withLock { $0 = opened }
    return opened.ownPath
  }

  package var sharedPath: String? { open.withLock { $0?.temporaryPath } }

  package func join(_ path: String) { joined.withLock { $0 = UnfinishedFiles.add(path) } }

  package func reveal() throws(CaudalError) {
    try use { opened throws(CaudalError) in try opened.reveal() }
  }

  package func leave() {
    joined.withLock { number in
      if let number { UnfinishedFiles.remove(number) }
      number = nil
    }
  }

  package func write(_ bytes: [UInt8]) throws(CaudalError) {
    try use { opened throws(CaudalError) in try opened.write(bytes) }
  }

  package func commit() throws(CaudalError) {
    try use { opened throws(CaudalError) in try opened.commit() }
  }

  package func abandon() { open.withLock { $0 = nil } }

  private func use(
    _ body: (OpenDestination) throws(CaudalError) -> Void
  ) throws(CaudalError) {
    var failure: CaudalError?
    open.withLock { opened in
      guard let opened else { preconditionFailure("nothing has begun") }
      do throws(CaudalError) { try body(opened) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
