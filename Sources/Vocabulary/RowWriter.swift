/// Takes rows that are written while a job runs: a file that appears complete or not at all, a pipe, a
/// terminal.
public protocol RowWriter: Sendable {
  /// What it is called in messages, on every rank.
  var name: String { get }

  /// Whether ``begin()`` would give the path of a file, for a plan. It begins nothing.
  var isFile: Bool { get }

  /// Begins, on rank 0.
  ///
  /// - Returns: the path of the file that is written to until the end, which this process may write to at
  ///   any place, instead of by ``write(_:)``; nil if it can only write in order.
  /// - Throws: an error if nothing can be written.
  func begin() throws(CaudalError) -> String?

  /// The path by which other processes may write to the file, too, once it is ``reveal()``ed, on rank 0
  /// when it has begun; nil if they can't.
  var sharedPath: String? { get }

  /// Has the file removed if a signal ends this process before ``leave()``, on ranks other than 0: rank 0 may be
  /// ended by one that nobody can handle.
  ///
  /// - Parameter path: the file's ``sharedPath``.
  func join(_ path: String)

  /// Lets the file stand at its ``sharedPath``, on rank 0 when all others have joined.
  ///
  /// - Throws: an error if it can't.
  func reveal() throws(CaudalError)

  /// Ends what ``join(_:)`` began.
  func leave()

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

  /// Nil, as of what isn't known to be a file.
  public var sharedPath: String? { nil }

  /// Does nothing, as there is no file.
  public func join(_ path: String) {}

  /// Does nothing, as there is no file.
  public func reveal() throws(CaudalError) {}

  /// Does nothing, as there is no file.
  public func leave() {}
}

/// Removes files that are being made when a signal ends the process, so that nothing is left of them.
public protocol UnfinishedFileKeeper: Sendable {
  /// Takes notice of a file.
  ///
  /// - Parameter path: its path.
  /// - Returns: what ends it.
  func begin(_ path: String) -> @Sendable () -> Void
}
