/// Takes files that are written while a job runs, and that appear together in a new folder, or not at all.
///
/// Until the end they stand in a temporary folder, and their names there are numbers from 0.
public protocol RowFolder: Sendable {
  /// What it is called in messages, on every rank.
  var name: String { get }

  /// Begins, on rank 0.
  ///
  /// - Returns: the path of the temporary folder.
  /// - Throws: an error if the folder can't be made.
  func begin() throws(CaudalError) -> String

  /// Takes part, on another rank that sees the temporary folder: it may be the one to remove it.
  ///
  /// - Parameter path: its path.
  func join(_ path: String)

  /// Says how many numbers files may have by now, on every rank that writes some.
  func expect(files: Int)

  /// Ends, on rank 0: the files get their names, and the folder its own.
  ///
  /// - Parameter names: the name of each file, by its number: those of its folders, the outermost first, and
  ///   its own. No two are the same.
  /// - Throws: an error if that is impossible; then nothing is left.
  func commit(_ names: [[String]]) throws(CaudalError)

  /// Ends because the job does, on rank 0: nothing is to be left.
  func abandon()
}
