import CSV
import Glibc

/// A small file's text, such as one of those in `/proc`.
///
/// - Parameter path: its path.
/// - Returns: nil if it can't be read.
package func readText(_ path: String) -> String? {
  let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var text: [UInt8] = []
  // The system gives some of its texts piece by piece.
  var piece = [UInt8](repeating: 0, count: 1 << 14)
  while true {
    let count = unsafe read(descriptor, &piece, piece.count)
    guard count > 0 else { return count == 0 ? String(decoding: text, as: UTF8.self) : nil }
    text += piece.prefix(count)
  }
}
