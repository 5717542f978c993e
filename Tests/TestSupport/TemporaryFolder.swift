public import Foundation

/// Calls a closure with the path of a new folder, which is removed afterwards.
public func withTemporaryFolder<Result>(
  _ body: (URL) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "caudal-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// Gives an `mpirun` a folder of its own for what it keeps while it runs.
///
/// Otherwise those of one user share `/tmp/ompi.HOST.USER`, and the last one removes it: one that starts
/// at that moment finds it while it makes it and misses it a moment later ("mkdir: File exists").
///
/// - Parameter body: starts `mpirun` with these variables.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws, or an error if there is no room for a folder.
public func withSessionFolder<Result>(
  _ body: ([String: String]) async throws -> Result
) async throws -> Result {
  try await withTemporaryFolder { try await body(["OMPI_MCA_orte_tmpdir_base": $0.path]) }
}

extension URL {
  /// Writes a file into the folder and returns its path.
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = appending(path: name)
    try Data(bytes).write(to: file)
    return file.path
  }
}
