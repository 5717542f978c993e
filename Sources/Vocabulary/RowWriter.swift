/// Takes rows that are written while a job runs: a file that appears complete or not at all, a pipe, a
/// terminal.
public protocol RowWriter: Sendable {
  /// What it is called in messages, on every rank.
  var name: String { get }

  /// Whether ``begin()`` would give the path of a file, for a plan. It begins nothing.
  var isFile: Bool { get }

  /// Begins, on rank 0.
  ///
  /// - Returns: the path of the file that is written to until the end, which any rank that sees it may
  ///   write to as well, instead of ``write(_:)``; nil if only rank 0 can write, and only in order.
  /// - Throws: an error if nothing can be written.
  func begin() throws(CaudalError) -> String?

  /// Takes the next bytes, on rank 0.
  ///
  /// - Throws: an error if they can't be written; then nothing but ``abandon()`` is called.
  func write(_ bytes: [UInt8]) throws(CaudalError)

  /// Ends, on rank 0: all is there.
  ///
  /// - Throws: an error if it can't be kept.
  func commit() throws(CaudalError)

  /// Ends because the job does, on rank 0: nothing is to be left of what was written.
  func abandon()
}

extension RowWriter {
  /// False: what isn't known to be a file is written by one rank.
  public var isFile: Bool { false }
}
