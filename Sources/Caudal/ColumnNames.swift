import CSV
import Glibc

/// The names of a file's columns, for those who are still typing a command about it.
package enum ColumnNames {
  /// Looks at the beginning of a file.
  ///
  /// How it is written is found out as every job does it. A pipe is never opened: it might have nothing to say yet.
  ///
  /// - Parameter path: the file, which may be compressed, or a member of an archive.
  /// - Returns: the names; none if the path leads to no table.
  package static func ofFile(at path: String) -> [String] {
    var status = stat()
    let file = FilePlace(path: path).file
    guard unsafe stat(file.systemPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return []
    }
    do {
      var rows = try RowStream(FileStream(path: path), blockBytes: 1 << 20)
      return try rows.readLayout(by: LayoutReader(DialectOptions()), as: .first).layout.columnNames
    } catch {
      return []
    }
  }
}
