import CSV
import Scan
import Stores
import Vocabulary

extension TableRequest {
  /// The same request, which knows those of its inputs that are in databases.
  ///
  /// - Throws: a `CaudalError`, the same on every rank, if the address of one can't be used.
  func findingDatabases() throws(CaudalError) -> TableRequest {
    var request = self
    for (number, path) in paths.enumerated() {
      guard let input = try StoreInput.parse(path) else { continue }
      guard !isPlainText else {
        throw CaudalError(
          .usage, "needs a column where the input is a database, as \(input.name) is",
          subject: .words)
      }
      request.databases[number] = input
    }
    return request
  }
}

extension Job {
  /// The paths of the files that hold what some paths name: of a member of a zip archive, the archive;
  /// of rows of a SQLite database, that.
  ///
  /// - Parameter paths: paths, as ``files(named:)`` gives them.
  /// - Returns: for each the path of a file; that of a server's rows leads nowhere.
  public static func filesHolding(_ paths: [String]) -> [String] {
    paths.map { path in
      guard !isDatabase(path) else { return (try? StoreInput.parse(path))?.file ?? path }
      return FilePlace(path: path).file
    }
  }
}
