import CSV
import MPI
import Ranks
import Vocabulary

// Files that somebody changes while they are read.

extension StreamedScan {
  /// What a file is now; nil if it isn't a regular one.
  static func identity(_ request: TableRequest, _ number: Int) -> FileSource.Identity? {
    guard request.paths[number] != "-", request.databases[number] == nil else { return nil }
    return try? FileSource(path: FilePlace(path: request.paths[number]).file).identity
  }

  /// Throws, on every rank, if the file of a block isn't what it was when it was begun: what somebody is
  /// writing over may look like a bad row.
  func checkUnchanged(ofBlock block: Int, on ranks: borrowing Communicator) throws {
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0, let number = files.last(where: { $0.firstBlock <= block })?.number,
        identities[number] != Self.identity(request, number)
      else { return }
      throw LocalFailure(
        error: CaudalError(SourceError(.changed), path: request.inputNames[number]))
    }
  }
}
