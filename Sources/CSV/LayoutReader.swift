/// Reads the head of a file, and some rows of its middle and its end, to find out how it is written.
///
/// ```swift
/// let reader = LayoutReader(DialectOptions())
/// let head = try reader.readLayout(of: source, as: .first)
/// ```
package struct LayoutReader: Sendable {
  /// The bytes that are looked at to tell the dialect.
  static let sampleBytes = 1 << 16

  /// The longest header that is read.
  static let longestHeader = 1 << 24

  /// The bytes that are looked at in the middle of a file, and at its end.
  private static let pieceBytes = 1 << 14

  let options: DialectOptions

  /// Creates a reader.
  ///
  /// - Parameter options: what is known of the files; the rest is found out.
  package init(_ options: DialectOptions) { self.options = options }

  /// Why a file's head could not be read.
  package enum Failure: Error {
    /// The bytes could not be had.
    case source(SourceError)
    /// The bytes make no sense.
    case layout(LayoutError)
  }

  /// Reads the head of a file of a table.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - role: what the file is in its table.
  /// - Returns: what the head says.
  /// - Throws: ``Failure`` if the bytes can't be had or make no sense, or not in this table.
  package func readLayout(
    of source: borrowing some ByteSource & ~Copyable, as role: FileRole
  ) throws(Failure) -> FileHead {
    var size = min(source.byteCount, Self.sampleBytes)
    while true {
      let head: [UInt8]
      do throws(SourceError) {
        head = try source.readBytes(size, at: 0)
      } catch {
        throw .source(error)
      }
      let isWhole = size == source.byteCount
      if isWhole || isEnough(head) {
        var sample = FileSample(head: head, isWhole: isWhole)
        do throws(SourceError) {
          sample.pieces = options.isPlainText ? [] : try Self.pieces(of: source, behind: size)
        } catch {
          throw .source(error)
        }
        do throws(LayoutError) {
          return try layout(sample, as: role)
        } catch {
          throw .layout(error)
        }
      }
      size = min(source.byteCount, size * 4)
    }
  }

  /// Reads some bytes from the middle of a file and from its end.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - head: the offset behind what has been read of its beginning.
  /// - Returns: none if the file is no longer.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  static func pieces(
    of source: borrowing some ByteSource & ~Copyable, behind head: Int
  ) throws(SourceError) -> [FileSample.Piece] {
    let byteCount = source.byteCount
    let rest = byteCount - head
    guard rest > 0 else { return [] }
    // What is no longer than both is looked at as a whole.
    let ranges =
      rest <= 2 * pieceBytes
      ? [head..<byteCount]
      : [head + (rest - pieceBytes) / 2, byteCount - pieceBytes].map { $0..<$0 + pieceBytes }
    var pieces: [FileSample.Piece] = []
    for range in ranges {
      let bytes = try source.readBytes(range.count, at: range.lowerBound)
      pieces.append(
        FileSample.Piece(
          offset: range.lowerBound, bytes: bytes, isLast: range.upperBound == byteCount))
    }
    return pieces
  }

  /// Whether a file's first bytes have the whole header, quoted line ends included, whichever
  /// delimiter it has; or more than any header should have.
  func isEnough(_ head: [UInt8]) -> Bool {
    if options.isPlainText || head.count >= Self.longestHeader { return true }
    let sample = FileSample(head: head, isWhole: false)
    return options.syntaxes(sampleBytes: head).allSatisfy { syntax in
      !SampledRows(sample, syntax, from: sample.start, limit: 1).head.isEmpty
    }
  }

  /// Makes out the layout from a file's first bytes.
  ///
  /// - Parameters:
  ///   - sample: the bytes.
  ///   - role: what the file is in its table.
  /// - Returns: what they say.
  /// - Throws: ``LayoutError`` if the bytes make no sense, or not in this table.
  func layout(_ sample: FileSample, as role: FileRole) throws(LayoutError) -> FileHead {
    try checkMarks(sample.head)
    if options.isPlainText { return try role.head(FileLayout(plainTextFrom: sample.start)) }
    if sample.isWhole, sample.isBlank { throw .empty }
    return try role.head(try DialectSniffer(sample, role.options(options)).layout())
  }

  /// Throws if the bytes are no table, as far as their beginning tells.
  private func checkMarks(_ head: [UInt8]) throws(LayoutError) {
    if Compression(head: head) != .none { throw .compressed }
    // Without a header, or columns, a text may begin as it likes.
    let isTable = options.header != .absent && !options.isPlainText
    if let form = ForeignForm(head: head), isTable || !form.isText { throw .foreign(form) }
    if let name = options.encoding, !TextEncoding.isUTF8(name),
      TextConversion(from: name, to: "UTF-8") == nil
    {
      throw .unknownEncoding(name)
    }
  }
}
