import CSV
import Expressions
import Glibc
import MPI
import Ranks
import Synchronization
import Vocabulary

/// The files of a table, each of which every rank can open.
///
/// There may be thousands: only some are open at a time, and one that is opened again must still be
/// the same.
final class SharedFiles: Sendable {
  /// A file that stays open as long as somebody reads it.
  final class OpenFile: Sendable {
    /// The source of its bytes.
    let source: FileSource

    fileprivate init(path: String) throws(SourceError) { source = try FileSource(path: path) }
  }

  /// The files that are kept open, the one that was opened last at the end.
  private struct Kept {
    private var numbers: [Int] = []
    private(set) var files: [Int: OpenFile] = [:]

    mutating func keep(_ file: OpenFile, _ number: Int) {
      if files.updateValue(file, forKey: number) == nil { numbers.append(number) }
      if numbers.count > SharedFiles.limit { files[numbers.removeFirst()] = nil }
    }
  }

  /// The most files that are kept open: a quarter of those that the process may have, so that others have room.
  private static let limit: Int = {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return 64
    }
    return max(1, Int(min(limit.rlim_cur / 4, 64)))
  }()

  /// The files' paths.
  let paths: [String]

  /// The files' identities when they were opened first.
  let identities: [FileSource.Identity]

  private let kept: Mutex<Kept>

  /// Digests of parts of the files; empty unless asked for.
  let digests: [UInt32]

  /// Opens every file once.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - digested: whether parts of them are read, to be compared with other ranks'.
  /// - Throws: the failure of the first that can't be opened.
  init(_ paths: [String], digested: Bool = false) throws(LocalFailure) {
    self.paths = paths
    var identities: [FileSource.Identity] = []
    var digests: [UInt32] = []
    var kept = Kept()
    for (number, path) in paths.enumerated() {
      do throws(SourceError) {
        let file = try OpenFile(path: path)
        identities.append(file.source.identity)
        if digested { digests.append(try file.source.digestOfParts().value) }
        kept.keep(file, number)
      } catch {
        let error = CaudalError(error, path: path)
        throw LocalFailure(position: number, error: error, isOfHost: true)
      }
    }
    self.identities = identities
    self.digests = digests
    self.kept = Mutex(kept)
  }

  /// A file, open.
  ///
  /// - Parameter number: its number in the table.
  /// - Returns: the file; who has it can read it even if it isn't kept open any more.
  /// - Throws: ``SourceError``, ``SourceError/Kind/changed`` if it is another one than before.
  func file(_ number: Int) throws(SourceError) -> OpenFile {
    if let file = kept.withLock({ $0.files[number] }) { return file }
    let file = try OpenFile(path: paths[number])
    guard file.source.identity == identities[number] else {
      throw SourceError(.changed)
    }
    kept.withLock { $0.keep(file, number) }
    return file
  }

  /// Makes sure that files haven't changed since they were opened.
  ///
  /// - Parameter numbers: the files' numbers in the table.
  /// - Throws: the failure of the first that has.
  func checkUnchanged(_ numbers: Range<Int>) throws(LocalFailure) {
    for number in numbers {
      do throws(SourceError) {
        guard try file(number).source.currentIdentity() != identities[number] else { continue }
        throw SourceError(.changed)
      } catch {
        let isChanged = error.kind == .changed
        let message = "\(paths[number]): the file changed while it was read; run again"
        throw LocalFailure(
          position: number,
          error: isChanged
            ? CaudalError(.inputOutput, message) : CaudalError(error, path: paths[number]),
          isOfHost: !isChanged)
      }
    }
  }
}

extension Communicator {
  /// Makes sure that every rank sees the same files: the same sizes and times, and the same bytes in a few
  /// places, as another version may have both.
  ///
  /// - Parameter files: the files on this rank, digested.
  /// - Throws: on all ranks, if some differ, a ``CaudalError`` that names the first, and a host.
  borrowing func checkSameFiles(_ files: SharedFiles) throws {
    guard size > 1 else { return }
    let (identities, digests) = (files.identities, files.digests)
    var (expected, expectedDigests) = (identities, digests)
    try broadcast(&expected, from: 0)
    try broadcast(&expectedDigests, from: 0)
    try agree { () throws(LocalFailure) in
      let different = identities.indices.first { number in
        identities[number] != expected[number] || digests[number] != expectedDigests[number]
      }
      guard let different else { return }
      let isOfSize = identities[different].byteCount != expected[different].byteCount
      let isOfTime = identities[different] != expected[different]
      let mine = isOfSize ? ", \(identities[different].byteCount) bytes" : ""
      let other = isOfSize ? " (\(expected[different].byteCount) bytes)" : ""
      let difference =
        isOfSize ? "" : isOfTime ? ": its time is another" : ": its contents are others"
      let message =
        "\(files.paths[different]): the file on host \(processorName) (rank \(rank)\(mine))"
        + " is not the one on rank 0\(other)\(difference);"
        + " every rank must see the same file, with the same size, time and contents"
      throw LocalFailure(position: different, error: CaudalError(.inputOutput, message))
    }
  }
}
