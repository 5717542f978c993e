import CSV
import MPI
import Ranks
import Vocabulary

/// A rank's look at the file.
struct FileProbe: ~Copyable {
  /// How many bytes at the beginning and at the end are compared between the ranks.
  static let blockBytes = 1 << 20

  /// The facts that have been found out so far.
  private(set) var facts = FileFacts()

  private let path: String
  private var source: FileSource?

  /// Opens the file, and looks at its beginning and its end.
  ///
  /// - Parameter path: the file's path.
  init(path: String) {
    self.path = path
    do throws(SourceError) {
      // Of a member of an archive, the archive.
      let source = try FileSource(path: FilePlace(path: path).file)
      facts.byteCount = source.byteCount
      facts.modifiedSeconds = source.identity.modifiedSeconds
      facts.modifiedNanoseconds = source.identity.modifiedNanoseconds
      var block = [UInt8](repeating: 0, count: Self.blockBytes)
      let first = try Self.fill(&block, from: source, at: 0)
      facts.firstDigest = Self.digest(of: block.prefix(first))
      let lastStart = max(0, source.byteCount - Self.blockBytes)
      let last = try Self.fill(&block, from: source, at: lastStart)
      facts.lastDigest = Self.digest(of: block.prefix(last))
      self.source = consume source
    } catch {
      source = nil
      fail(error)
    }
  }

  /// Reads this rank's slice of the file from its beginning, for a limited time.
  ///
  /// - Parameters:
  ///   - rank: this rank.
  ///   - size: the number of ranks.
  ///   - request: how much is read at most.
  mutating func readSlice(of rank: Int, among size: Int, _ request: CheckRequest) {
    guard let source = source.take() else { return }
    let start = Self.sliceStart(facts.byteCount, rank, size)
    let end = min(Self.sliceStart(facts.byteCount, rank + 1, size), start + request.readLimit)
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    let clock = ContinuousClock()
    let begin = clock.now
    do throws(SourceError) {
      while start + facts.bytesRead < end, facts.secondsRead < request.readSeconds {
        let count = try Self.fill(&block, from: source, at: start + facts.bytesRead)
        facts.bytesRead = min(end - start, facts.bytesRead + count)
        facts.secondsRead = begin.duration(to: clock.now).inSeconds
      }
      facts.hasChanged = try source.currentIdentity() != source.identity
    } catch {
      fail(error)
    }
  }

  /// Fills a block with the bytes of a file from an offset on, as far as the file goes.
  ///
  /// - Returns: how many bytes they are.
  private static func fill(
    _ block: inout [UInt8], from source: borrowing FileSource, at offset: Int
  ) throws(SourceError) -> Int {
    var failure: SourceError?
    let count = unsafe block.withUnsafeMutableBytes { region in
      do throws(SourceError) {
        return try unsafe source.read(into: region, at: offset)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }

  private mutating func fail(_ error: SourceError) {
    facts.failure = FileFacts.Failure(
      isOpening: error.isOfOpening,
      reason: error.isOfOpening ? error.reason : "byte \(error.offset): \(error.reason)")
  }

  /// Where a rank's slice begins: at rank/size of the file, without overflow for any size.
  private static func sliceStart(_ byteCount: Int, _ rank: Int, _ size: Int) -> Int {
    let (quotient, remainder) = byteCount.quotientAndRemainder(dividingBy: size)
    return quotient * rank + min(rank, remainder)
  }

  /// The 64-bit FNV-1a hash: the same on all hosts, unlike the standard library's.
  ///
  /// It tells files apart that differ by accident, not by intent. See
  /// [RFC 9923](https://www.rfc-editor.org/info/rfc9923).
  static func digest(of bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
