import CSV
import Expressions
import MPI
import Ranks
import Vocabulary

/// A kind of thing that rank 0 finds at a path.
enum InputKind: UInt8 {
  /// An ordinary file, which can be read in parts.
  case file
  /// Something that can be read from its beginning only: a pipe, or what is compressed, alone or in an
  /// archive, or turned into UTF-8; or rows of a database.
  case stream

  /// Looks at what can be had at a path.
  ///
  /// - Parameters:
  ///   - path: the path.
  ///   - encoding: the name of the encoding, if it was given.
  /// - Throws: ``SourceError`` if it can't be opened or read.
  init(path: String, encoding: String?) throws(SourceError) {
    guard path != "-" else {
      self = .stream
      return
    }
    do throws(SourceError) {
      let place = FilePlace(path: path)
      let isPlain = try FileStream.isPlain(try FileSource(path: place.file), encoding: encoding)
      self = place.member == nil && isPlain ? .file : .stream
    } catch {
      guard error.kind == .notRegular else { throw error }
      self = .stream
    }
  }

  /// Whether what is at a path can be opened more than once, if at all: no pipe.
  static func isOrdinary(_ path: String) -> Bool {
    guard path != "-" else { return false }
    do throws(SourceError) {
      _ = try FileSource(path: FilePlace(path: path).file)
      return true
    } catch {
      return error.kind != .notRegular
    }
  }
}

extension TableRequest {
  /// What kind of thing rank 0 finds where a number of ``paths`` leads.
  ///
  /// - Parameter number: the number of a path.
  /// - Returns: the kind; rows of a database are a stream.
  /// - Throws: ``SourceError`` if it can't be opened or read.
  func kind(ofInput number: Int) throws(SourceError) -> InputKind {
    guard databases[number] == nil else { return .stream }
    return try InputKind(path: paths[number], encoding: dialect.encoding)
  }

  /// Whether what a path leads to can be opened more than once, and is the same then: no pipe, and no
  /// rows of a database, which others may change.
  ///
  /// - Parameter number: the number of a path.
  /// - Returns: false if what was read once can't be had again.
  func isOrdinary(_ number: Int) -> Bool {
    databases[number]?.isReadableAgain ?? InputKind.isOrdinary(paths[number])
  }
}

extension Communicator {
  /// Chooses how the ranks get the bytes of a table's files: all in the same way.
  ///
  /// Rank 0 looks at what is there; where all are ordinary files, all ranks look whether they see
  /// them, too.
  ///
  /// - Parameters:
  ///   - request: the files and the way that was asked for.
  ///   - notes: what is said if some ranks don't see a file.
  /// - Returns: ``InputWay/shared`` or ``InputWay/scattered``, the same on every rank.
  /// - Throws: an agreed ``CaudalError`` if rank 0 can't open a file, or it can't be had in the way
  ///   that was asked for.
  borrowing func chooseInput(for request: TableRequest, _ notes: Notes) throws -> InputWay {
    var stream = try agree { () throws(LocalFailure) -> Int in
      guard rank == 0, request.input != .scattered else { return -1 }
      return try Self.firstStream(among: request) ?? -1
    }
    if request.input == .scattered { return .scattered }
    try broadcast(&stream, from: 0)
    guard stream < 0 else {
      guard request.input == .automatic else {
        let name = request.inputNames[stream]
        throw CaudalError(
          .usage, "needs ordinary, uncompressed files, not in UTF-16 or the like; \(name) is none",
          subject: .sharedInput)
      }
      return .scattered
    }
    if request.input == .shared || size == 1 { return .shared }
    return try isMissingElsewhere(request.paths, notes) ? .scattered : .shared
  }

  /// The number of the first path at which there is no ordinary file; nil if there is none.
  private static func firstStream(among request: TableRequest) throws(LocalFailure) -> Int? {
    var first: Int?
    for (number, name) in request.inputNames.enumerated() {
      do throws(SourceError) {
        let kind = try request.kind(ofInput: number)
        if kind == .stream, first == nil { first = number }
      } catch {
        throw LocalFailure(error: CaudalError(error, path: name))
      }
    }
    return first
  }

  /// Whether some ranks don't find a file that rank 0 has found; says so, if it is so.
  private borrowing func isMissingElsewhere(
    _ paths: [String], _ notes: Notes
  ) throws(MPIError) -> Bool {
    let missing = try allgather(paths.firstIndex { !FileSource.exists(at: $0) } ?? -1)
    guard let first = missing.firstIndex(where: { $0 >= 0 }) else { return false }
    var host = rank == first ? Array(processorName.utf8) : []
    try broadcast(varying: &host, from: first)
    if rank == 0 {
      let count = missing.count { $0 >= 0 }
      let others = count > 1 ? " and \(count - 1) more" : ""
      notes.say(
        "note: rank \(first)\(others) (host \(String(decoding: host, as: UTF8.self))) does not see"
          + " \(paths[missing[first]]); rank 0 reads"
          + " \(paths.count > 1 ? "all files and sends them" : "it and sends it") to the others")
    }
    return true
  }
}
