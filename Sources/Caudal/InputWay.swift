import CSV
import MPI

/// How a file comes to the ranks.
public enum InputWay: String, Sendable, CaseIterable {
  /// As it can: shared if it is an ordinary file that every rank sees, else scattered.
  case automatic = "auto"
  /// Every rank opens the file and reads its own part.
  case shared
  /// Rank 0 reads the file and sends its rows to the ranks while they work.
  case scattered = "scatter"
}

/// What rank 0 finds at a path.
private enum InputKind: UInt8 {
  /// An ordinary file, which can be read in parts.
  case file
  /// Something that can be read from its beginning only: a pipe, or compressed bytes.
  case stream
}

extension Communicator {
  /// Chooses how the ranks get the bytes of a file.
  ///
  /// Rank 0 looks at what is there; where that is an ordinary file, all ranks look whether they see
  /// it, too.
  ///
  /// - Parameter request: the file and the way that was asked for.
  /// - Returns: ``InputWay/shared`` or ``InputWay/scattered``, the same on every rank.
  /// - Throws: an agreed ``CaudalError`` if rank 0 can't open the file, or it can't be had in the
  ///   way that was asked for.
  borrowing func chooseInput(for request: some TableRequest) throws -> InputWay {
    let path = request.path
    let looked = try agree { () throws(LocalFailure) in
      guard rank == 0, request.input != .scattered else { return InputKind.file }
      do throws(SourceError) {
        return try Self.kind(of: path)
      } catch {
        throw LocalFailure(error: CaudalError(error, path: path))
      }
    }
    if request.input == .scattered { return .scattered }
    var kind = looked.rawValue
    try broadcast(&kind, from: 0)
    guard kind == InputKind.file.rawValue else {
      guard request.input == .automatic else {
        let message = "\(request.inputName): --input shared needs an ordinary, uncompressed file"
        throw CaudalError(.usage, message)
      }
      return .scattered
    }
    if request.input == .shared || size == 1 { return .shared }
    return try isMissingElsewhere(path) ? .scattered : .shared
  }

  /// Looks at what can be had at a path.
  private static func kind(of path: String) throws(SourceError) -> InputKind {
    guard path != "-" else { return .stream }
    do throws(SourceError) {
      let source = try FileSource(path: path)
      let head = try source.firstBytes(Compression.magicBytes)
      return Compression(head: head) == .none ? .file : .stream
    } catch {
      guard error.isOfPipe else { throw error }
      return .stream
    }
  }

  /// Whether some ranks don't find the file that rank 0 has found; says so, if it is so.
  private borrowing func isMissingElsewhere(_ path: String) throws(MPIError) -> Bool {
    let isMissing = !FileSource.exists(at: path)
    let missing = try allgather(isMissing ? 1 : 0)
    guard let first = missing.firstIndex(of: 1) else { return false }
    var host = rank == first ? Array(processorName.utf8) : []
    try broadcast(varying: &host, from: first)
    if rank == 0 {
      let count = missing.reduce(0, +)
      let others = count > 1 ? " and \(count - 1) more" : ""
      printError(
        "note: rank \(first)\(others) (host \(String(decoding: host, as: UTF8.self))) does not see"
          + " \(path); rank 0 reads it and sends it to the others")
    }
    return true
  }
}
